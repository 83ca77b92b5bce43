"""A printed code begins its task at its step, with the place known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.actions.dialogue import KEY, Dialogue
from tests.backoffice.running import running


@pytest.fixture(scope="module")
def office_url(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server.url


@pytest.fixture(autouse=True)
def office(office_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENSEI_BACKOFFICE_URL", office_url)
    monkeypatch.setenv("SENSEI_BACKOFFICE_TOKEN", "test-token")
    monkeypatch.setenv("SENSEI_TICKET_KEY", KEY.decode())


def scan(talk: Dialogue, task: str, **known: str) -> list[str]:
    return talk._turn("", task, 1.0, [{"entity": name, "value": value} for name, value in known.items()])


def test_a_place_that_answers_the_question_answers_it_and_one_that_does_not_is_still_a_fact(office_url: str) -> None:
    talk = Dialogue(customer=None)
    said = scan(talk, "next_departures", begin="stop", place="une cabine bleue")
    assert said == ["task_at_place", "next_departures_intro", "next_departures_ask_stop"]
    assert talk.facts()["place"] == "une cabine bleue"
    label = talk.choices()[0]
    known = Dialogue(customer=None, named="known")
    said = scan(known, "next_departures", begin="stop", place=label)
    assert said[:3] == ["task_at_place", "next_departures_intro", "next_departures_departures"]
    assert known.steps("done") == ["stop"]


def test_the_step_named_is_asked_first_and_the_others_after_it() -> None:
    talk = Dialogue(customer=None)
    assert scan(talk, "replace_part", begin="what_happened")[-1] == "replace_part_ask_what_happened"
    assert talk.say("elle est cassée")[-1] == "replace_part_ask_product"


@pytest.mark.parametrize(("answer", "ends"), [("Toujours bloqué", "self_checkout_help_called"),
                                              ("C’est passé", "self_checkout_help_fixed")])
def test_the_till_of_the_code_is_where_somebody_comes_and_only_when_the_gesture_did_not_help(
    answer: str, ends: str
) -> None:
    talk = Dialogue(customer=None, named=ends)
    assert scan(talk, "self_checkout_help", begin="till", place="4")[-1] == "self_checkout_help_ask_trouble"
    talk.choose(talk.choices()[0])
    assert ends in talk.choose(answer)
