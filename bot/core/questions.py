"""Which questions went unanswered: what the assistant did not understand, cannot do, or answered beside the point.

Pure: turns in, questions out, the most frequent first. The same words written differently are one question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.folding import fold

WHY = {"nlu_fallback": "not_understood", "near_miss": "not_understood", "out_of_scope": "not_ours",
       "other_request": "no_task"}
ANSWERED, MISSED = "utter_faq", "utter_faq_not_enough"


@dataclass(frozen=True)
class Asked:
    """One turn: what was written, the intent it was taken for, and the keys of what was said."""

    conversation: str
    at: datetime
    text: str
    intent: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """`why`: not_understood, not_ours, no_task, or missed (answered, and the customer said no)."""

    text: str
    why: str
    times: int
    last: datetime


def unanswered(turns: Iterable[Asked]) -> list[Question]:
    """Turns in the order they happened, of any number of conversations."""
    found: dict[tuple[str, str], Question] = {}
    answered: dict[str, Asked] = {}
    for turn in turns:
        if ANSWERED in turn.said:
            answered[turn.conversation] = turn
        missed = answered.pop(turn.conversation, None) if MISSED in turn.said else None
        if missed is not None:
            _count(found, missed, "missed")
        elif turn.intent in WHY and turn.text.strip():
            _count(found, turn, WHY[turn.intent])
    return sorted(found.values(), key=lambda q: (-q.times, q.text))


def _count(found: dict[tuple[str, str], Question], turn: Asked, why: str) -> None:
    key = (why, " ".join("".join(c if c.isalnum() else " " for c in fold(turn.text).text).split()))
    before = found.get(key)
    text = before.text if before else " ".join(turn.text.split())
    found[key] = Question(text, why, (before.times if before else 0) + 1, turn.at)
