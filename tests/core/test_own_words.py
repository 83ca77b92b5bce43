"""What counts as an answer to « comment l'auriez-vous dit ? », and about which step it is asked."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.own_words import begins_an_answer, hardest_step, is_an_answer


@pytest.mark.parametrize("text", [
    "J'aurais dit : quelle roue manque ?", "moi je dirais « de quel côté »", "il fallait demander la couleur",
    "I would have asked which side it is", "just say: which wheel?",
])
def test_words_that_begin_an_answer_are_one_without_a_tap(text: str) -> None:
    assert begins_an_answer(text)


@pytest.mark.parametrize("text", ["merci !", "et ma facture ?", "où est mon colis", "thanks, where is my order?", "oui"])
def test_what_is_about_something_else_is_not_taken_for_one(text: str) -> None:
    assert not begins_an_answer(text)


@pytest.mark.parametrize(("text", "answers"), [
    ("Quel est l’arrêt, comme sur le panneau ?", True), ("which stop, as on the sign?", True),
    ("je préfère parler à quelqu'un", False), ("laissez tomber", False), ("I don't know", False), ("x" * 400, False),
])
def test_once_they_said_they_will_anything_is_the_answer_but_another_wish(text: str, answers: bool) -> None:
    assert is_an_answer(text) is answers


def word(step: str, state: str, run: str = "r", value: Any = None) -> dict[str, Any]:
    return {"run": run, "step": step, "state": state, "value": value}


def test_the_step_misunderstood_most_is_asked_about_and_never_one_that_we_failed() -> None:
    assert hardest_step([word("a", "failed"), word("b", "failed"), word("b", "failed"), word("c", "failed")], "r") == "b"
    assert hardest_step([word("a", "failed"), word("b", "failed")], "r") == "b"
    ours = [word("a", "failed", value="action_failure"), word("b", "done"), word("c", "failed", run="other")]
    assert hardest_step(ours, "r") is None
