"""A payment that will not go through: a cause, one gesture at a time, no card number, nothing paid twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.actions.dialogue import Dialogue
from tests.actions.test_replace_part import use
from tests.backoffice.running import Running, running


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finding out needs no back office: it is not even there."""
    use(monkeypatch, "http://127.0.0.1:9")


@pytest.mark.parametrize(("language", "first", "works"), [
    ("fr", "mon paiement est refusé, plafond dépassé", "ça marche"), ("en", "payment declined, over the limit", "it works"),
])
def test_the_message_told_at_once_leads_to_its_gesture(language: str, first: str, works: str) -> None:
    talk = Dialogue(None, language=language)
    assert talk.say(first, "payment_refused") == ["payment_refused_intro", "payment_refused_ask_limit"]
    assert talk.say(works) == ["payment_refused_fixed", "payment_refused_memo"]
    assert talk.tasks() == ["started", "done"]


def test_another_way_is_tried_once_and_then_a_person_sees_it_all() -> None:
    talk = Dialogue(None)
    assert talk.say("je n'arrive pas à payer", "payment_refused")[-1] == "payment_refused_ask_message"
    assert talk.choose("Aucun code, ou un code refusé") == ["payment_refused_ask_code"]
    assert talk.choose("Toujours refusé") == ["payment_refused_ask_another"]
    assert talk.choose("Toujours refusé")[0] == "payment_refused_not_fixed"
    assert talk.choices() == ["Parler à une personne"]


def test_whoever_may_have_paid_is_not_told_to_try_again() -> None:
    talk = Dialogue(None)
    said = talk.say("paiement refusé mais j'ai été débitée deux fois", "payment_refused")
    assert said[1] == "payment_refused_charged"
    assert talk.steps("done") == ["message"]


def test_a_card_number_is_neither_needed_nor_kept() -> None:
    talk = Dialogue(None)
    talk.say("je n'arrive pas à payer", "payment_refused")
    assert talk.say("ma carte est 4970 1000 0000 0003, elle est expirée") == ["payment_refused_no_card"]
    assert talk.steps("done") == []


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("office")) as server:
        use(monkeypatch, server.url)
        yield server


def test_the_last_attempt_on_file_is_said_and_answers_the_first_question(office: Running) -> None:
    talk = Dialogue()
    said = talk.say("je n'arrive pas à payer", "payment_refused")
    assert said == ["payment_refused_intro", "payment_refused_last_refused", "payment_refused_ask_limit"]
    assert talk.values_of("payment_refused_last_refused")["amount"] == "59,90\u00a0€"
    other = Dialogue()
    assert "payment_refused_ask_details" in other.say("paiement refusé, carte expirée", "payment_refused")
    charged = Dialogue(customer="moreau")
    said = charged.say("mon paiement est refusé", "payment_refused")
    assert said[1:3] == ["payment_refused_last_left", "payment_refused_charged"]
    assert Dialogue(None).say("je n'arrive pas à payer", "payment_refused")[-1] == "payment_refused_ask_message"


def test_without_the_back_office_the_screen_tells() -> None:
    assert Dialogue().say("je n'arrive pas à payer", "payment_refused")[-1] == "payment_refused_ask_message"
