"""Words in the middle of the coached task that are an answer to the step, or are not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.actions.dialogue import KEY, Dialogue
from tests.backoffice.running import Running, running


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server


@pytest.fixture
def office(shared_office: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    monkeypatch.setenv("SENSEI_BACKOFFICE_URL", shared_office.url)
    monkeypatch.setenv("SENSEI_BACKOFFICE_TOKEN", "test-token")
    monkeypatch.setenv("SENSEI_TICKET_KEY", KEY.decode())
    return shared_office


@pytest.mark.parametrize("intent", ["complain", "praise", "thank", "say_name"])
def test_few_words_that_were_only_guessed_at_are_an_answer_to_the_step(office: Running, intent: str) -> None:
    talk = Dialogue()
    talk.say("une pièce de mon robot", "replace_part")
    assert talk.say("le truc bizarre du dessus", intent, 0.57) == ["replace_part_again_part"]
    assert talk.steps("failed") == ["part"]


@pytest.mark.parametrize(("text", "intent", "confidence"), [
    ("c’est honteux", "complain", 0.9),
    ("cela fait trois semaines que je vous écris et personne ne répond", "complain", 0.5),
    ("vous vous moquez de moi ?", "complain", 0.5),
    ("je ne sais plus le nom", "example", 0.5),
])
def test_what_is_said_clearly_or_at_length_is_no_answer_to_the_step(
    office: Running, text: str, intent: str, confidence: float,
) -> None:
    talk = Dialogue()
    talk.say("une pièce de mon robot", "replace_part")
    assert "replace_part_ask_part" in talk.say(text, intent, confidence)
    assert talk.steps("failed") == []


@pytest.mark.parametrize(("language", "text"), [
    ("en", "No need for an adviser"), ("en", "no adviser, thank you"), ("en", "don’t hand me over"),
    ("fr", "pas besoin d’un conseiller"), ("fr", "non, pas de conseiller"), ("fr", "je n’ai pas besoin d’un humain"),
    ("fr", "ne me transférez pas"),
])
def test_a_no_to_a_person_is_no_answer_to_the_step(office: Running, language: str, text: str) -> None:
    talk = Dialogue(language=language)
    start = talk.say("a part" if language == "en" else "une pièce", "replace_part")
    assert start[-1] == "replace_part_ask_product_one"
    assert talk.say(text, "deny") == ["offer_declined", "replace_part_ask_product_one"]
    assert talk.steps("failed") + talk.steps("tried") == []


def test_a_no_to_a_person_beside_an_answer_leaves_the_answer(office: Running) -> None:
    talk = Dialogue()
    talk.say("une pièce de mon robot", "replace_part")
    assert talk.say("non, pas de conseiller, c’est l’antenne", "deny") == ["replace_part_ask_what_happened"]
