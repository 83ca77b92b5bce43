"""A short generated talk in the suite, and proof that its judge is not blind. The long form: `make bench-words`."""

from __future__ import annotations

import random
from typing import Any

import pytest

from bot.brain.fake import FakeBrain
from bot.core.turns import TurnAnswer, TurnRequest
from tests.talks import run as talks
from tests.talks.judge import Judge, Verdict
from tests.talks.speaking_brain import SpeakingBrain


def test_what_customers_read_has_no_invented_name_no_bare_id_and_asks_nothing_twice() -> None:
    verdict = talks.run(30, seed=random.randrange(10**6), crowd=7)
    assert not verdict.wrong, verdict.shown
    assert verdict.by_name > 5
    assert verdict.crossed == 2 and verdict.on_telegram > 10


def test_a_house_that_forgets_what_was_answered_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(SpeakingBrain):
        def script(self, request: TurnRequest) -> TurnAnswer:
            open_task = request["open_task"]
            return super().script({**request, "open_task": {**open_task, "values": {}} if open_task else None})

    monkeypatch.setattr(talks, "SpeakingBrain", Forgetful)
    assert FakeBrain(Forgetful().script).script
    assert talks.run(20, seed=4, crowd=2).wrong["second asking"]


@pytest.mark.parametrize(("kind", "text"), [
    ("invented name", "Merci fragrant-darkness-820. Qu’est-ce qui vous amène\u202f?"),
    ("invented name", "Merci Zoé. Qu’est-ce qui vous amène\u202f?"),
    ("bare id", "Votre commande CMD-10423 part demain, sans faute."),
    ("second asking", "Bonjour. Je suis Sensei, l’assistant automatique de Maison Colibri. Comment puis-je vous appeler\u202f?"),
    ("words from nowhere", "Personne n’a écrit cette phrase dans nos fichiers."),
])
def test_the_judge_sees_each_mistake(kind: str, text: str) -> None:
    events: list[dict[str, Any]] = [
        {"seq": 1, "kind": "message", "sender": {"kind": "customer"}, "text": "je m’appelle Maëlle"},
        {"seq": 2, "kind": "message", "sender": {"kind": "bot"}, "text": text, "lang": "fr", "choices": []},
    ]
    verdict = Verdict()
    Judge(["Maëlle", "Zoé"]).judge(events, {"Maëlle"}, verdict)
    assert verdict.wrong[kind]
    events[1]["text"] = "Merci Maëlle. Qu’est-ce qui vous amène\u202f?"
    fine = Verdict()
    Judge(["Maëlle", "Zoé"]).judge(events, {"Maëlle"}, fine)
    assert (fine.messages, fine.by_name, fine.wrong) == (1, 1, {})
