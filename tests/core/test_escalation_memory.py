"""A conversation that was handed back does not bounce, and nobody who has not been heard is made to wait."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bot.core.escalation import decide, gather
from bot.core.escalation_memory import Happened, handled
from bot.core.turns import DecisionShape, HandledShape
from tests.core.reviewed import knowledge

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)


def before(code: str, *words: str, confidence: float = 0.9, result: str = "answered", hours: float = 2,
           feeling: str = "") -> HandledShape:
    return {"code": code, "feeling": feeling, "words": list(words), "confidence": confidence, "hours": hours,
            "result": result}


def decided(text: str, *earlier: HandledShape, language: str = "fr", **signals: Any) -> DecisionShape:
    gathered = gather(text=text, language=language, understanding=None, knowledge=knowledge(),
                      signals={"handled": list(earlier), **signals})  # type: ignore[typeddict-item]
    return decide(gathered, knowledge())


BEREAVED = before("bereavement", "ma mère est décédée")


def test_what_a_person_has_dealt_with_is_offered_again_and_not_called_for() -> None:
    assert decided("comme ma mère est décédée, où en est la commande ?")["action"] == "handoff"
    again = decided("comme ma mère est décédée, où en est la commande ?", BEREAVED)
    assert again["action"] == "offer"
    assert again["reasons"][0]["confidence"] == pytest.approx(0.63)


@pytest.mark.parametrize(("text", "earlier"), [
    ("ma carte a été piratée", BEREAVED),                                           # another reason
    ("mon frère a eu un accident de voiture", BEREAVED),
    ("on a piraté mon compte", before("fraud", "débité deux fois", confidence=0.6)),  # stronger than the mention before
    ("ma sœur vient de mourir", BEREAVED),                                          # somebody else
    ("comme ma mère est décédée, rien n'avance", {**BEREAVED, "result": "unanswered"}),  # nobody has answered
    ("comme ma mère est décédée, rien n'avance", {**BEREAVED, "hours": 60}),        # long ago
    ("je veux parler à quelqu'un", before("asked", "je veux parler à quelqu'un")),  # a wish is a wish
    ("il a menacé de me tuer", before("violence", "menacé de me tuer")),            # never weighs less
])
def test_new_stronger_unheard_or_old_signals_call_as_before(text: str, earlier: HandledShape) -> None:
    assert decided(text, earlier)["action"] == "handoff"


def test_a_feeling_that_was_heard_does_not_call_twice_but_another_one_does() -> None:
    text = "je suis vraiment très triste"
    assert decided(text)["action"] == "handoff"
    assert decided(text, before("emotion", "très triste", feeling="sad", confidence=0.9))["action"] != "handoff"
    assert decided(text, before("emotion", "furieux", feeling="angry"))["action"] == "handoff"
    assert decided(text, before("emotion", "un peu triste", feeling="sad", confidence=0.6))["action"] == "handoff"


def test_the_lost_toy_told_again_after_an_answer_offers_a_person() -> None:
    story = "j'ai perdu mon robot, j'avais économisé pendant six mois"
    first = decided(story)["reasons"][0]
    again = before("policy_exception", *first["words"], confidence=first["confidence"], result="stayed")
    assert (decided(story)["action"], decided(story, again)["action"]) == ("handoff", "offer")


def test_three_answers_that_say_no_offer_a_person_and_never_call_one() -> None:
    no: Any = {"intent": "deny", "confidence": 0.9, "alternatives": [], "name": None,
               "emotion": {"feelings": [], "words": [], "urgency": 0.0}}

    def after(refused: int) -> str:
        return decide(gather(text="non", language="fr", understanding=no, signals={"refused": refused},
                             knowledge=knowledge()), knowledge())["action"]

    assert [after(refused) for refused in (0, 1, 2, 9)] == ["continue", "continue", "offer", "offer"]


def reasons(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "words": ["…"], "seq": [], "confidence": 0.9, "nearest": "…"} for code in codes]


@pytest.mark.parametrize(("then", "result"), [
    ([], "waiting"),
    ([Happened(NOON, "owner", "agent"), Happened(NOON, "answer"), Happened(NOON, "owner", "bot")], "answered"),
    ([Happened(NOON, "owner", "agent"), Happened(NOON, "owner", "bot")], "unanswered"),
    ([Happened(NOON, "owner", "stayed")], "stayed"),
])
def test_what_came_of_a_hand_over_is_read_from_what_followed(then: list[Happened], result: str) -> None:
    story = [Happened(NOON - timedelta(hours=3), "decision", reasons=reasons("emotion", "legal")), *then]
    found = handled(story, NOON)
    assert [(one["code"], one["hours"], one["result"]) for one in found] == [
        ("emotion", 3.0, result), ("legal", 3.0, result)]
