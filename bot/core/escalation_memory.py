"""What a person was already handed over for in this visit, and how much less the same signal weighs for a while.

Pure. A conversation that was handed back must not bounce: the same reason said again becomes an offer. A new reason,
a stronger one, or one that nobody answered calls as before. Bounds: `memory` in data/escalation.yml (docs/handoff.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.core.escalation_rules import Evidence, Rules
from bot.core.folding import fold
from bot.core.turns import HandledShape

# Results that leave the signal its weight: whoever was called for has not been heard yet.
_UNHEARD = frozenset({"unanswered", "waiting"})
_CONTENT = re.compile(r"[a-z0-9]{4,}")


@dataclass(frozen=True)
class Happened:
    """One line of the timeline: a decision that handed over, a change of owner, or a person's answer."""

    at: datetime
    kind: str                      # decision | owner | answer
    owner: str = ""                # of kind owner: bot queue agent closed, or stayed: the customer chose the bot
    reasons: Sequence[Mapping[str, Any]] = ()


@dataclass
class HandOver:
    """One hand-over of a visit. `result`: waiting, answered (a person wrote), stayed (the customer chose the
    assistant), unanswered (given back without a word)."""

    at: datetime
    reasons: Sequence[Mapping[str, Any]]
    result: str = "waiting"


def hand_overs(story: Iterable[Happened]) -> list[HandOver]:
    """The hand-overs of a visit, oldest first, each with what came of it."""
    found: list[HandOver] = []
    for one in story:
        if one.kind == "decision":
            found.append(HandOver(one.at, one.reasons))
        elif found and found[-1].result == "waiting":
            result = "answered" if one.kind == "answer" else {"bot": "unanswered", "stayed": "stayed"}.get(one.owner)
            found[-1].result = result or "waiting"
    return found


def handled(story: Iterable[Happened], now: datetime) -> list[HandledShape]:
    """Every reason of these hand-overs, as `signals.handled` of the brain contract."""
    return [
        {"code": str(reason["code"]), "feeling": str(reason.get("feeling", "")),
         "words": [str(word) for word in reason["words"]], "confidence": float(reason["confidence"]),
         "hours": round((now - one.at).total_seconds() / 3600, 2), "result": one.result}
        for one in hand_overs(story) for reason in one.reasons]


def weighed(evidence: Evidence, before: Sequence[HandledShape], rules: Rules) -> Evidence:
    """The evidence as it is, or weighing less because a person has dealt with the same a short while ago."""
    memory = rules.memory
    if evidence.code in memory["never"]:
        return evidence
    for one in before:
        if (one["hours"] <= memory["hours"] and one["result"] not in _UNHEARD and _same(evidence, one)
                and evidence.confidence < one["confidence"] + memory["stronger_by"]):
            return replace(evidence, confidence=evidence.confidence * memory["weighs"])
    return evidence


def _same(evidence: Evidence, one: HandledShape) -> bool:
    """A feeling is the same by its name; an event when it shares a word of weight with what was said before."""
    if evidence.code != one["code"]:
        return False
    if evidence.code == "emotion":
        return evidence.feeling == one["feeling"]
    return not evidence.words or not one["words"] or bool(_content(evidence.words) & _content(one["words"]))


def _content(words: Iterable[str]) -> set[str]:
    return set(_CONTENT.findall(fold(" ".join(words)).text))
