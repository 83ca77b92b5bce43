"""What changed rules would have decided about turns that are stored: the same pure function, asked twice.

Pure. Counts failed steps and misunderstood messages as they were not stored per turn: those two reasons are left out.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.emotion import read
from bot.core.escalation import Knowledge, decide, gather
from bot.core.turns import DecisionShape, MoodPoint


@dataclass(frozen=True)
class Difference:
    """One stored turn that would have been decided otherwise."""

    conversation: str
    turn: int
    before: DecisionShape
    after: DecisionShape


def changed(rules: Mapping[str, Any], changes: Sequence[str]) -> dict[str, Any]:
    """A copy of data/escalation.yml with `thresholds.emotion_offer=0.5` and the like. Raises ValueError by name."""
    copied: dict[str, Any] = copy.deepcopy(dict(rules))
    for change in changes:
        path, _, value = change.partition("=")
        *parents, last = path.split(".")
        place: Any = copied
        for key in parents:
            place = place.get(key) if isinstance(place, dict) else None
        if not isinstance(place, dict) or not isinstance(place.get(last), (int, float)):
            raise ValueError(f"{path}: there is no such number in data/escalation.yml")
        try:
            place[last] = float(value) if "." in value else int(value)
        except ValueError:
            raise ValueError(f"{change}: the value must be a number") from None
    return copied


def compare(turns: Iterable[Mapping[str, Any]], now: Knowledge, then: Knowledge) -> tuple[int, list[Difference]]:
    """How many turns were decided again, and which differently.

    `turns` in the order they were written: {"conversation_id", "language", "text", "understanding": shape | None}.
    """
    seen, found = 0, []
    moods: dict[str, list[MoodPoint]] = {}
    counts: dict[str, int] = {}
    for turn in turns:
        conversation = str(turn["conversation_id"])
        counts[conversation] = counts.get(conversation, 0) + 1
        before = moods.setdefault(conversation, [])
        first, second = (_decided(turn, before, knowledge) for knowledge in (now, then))
        seen += 1
        if (first["action"], first["priority"]) != (second["action"], second["priority"]):
            found.append(Difference(conversation, counts[conversation], first, second))
        understanding = turn["understanding"]
        before.append({"feelings": understanding["emotion"]["feelings"] if understanding else []})
    return seen, found


def _decided(turn: Mapping[str, Any], moods: Sequence[MoodPoint], knowledge: Knowledge) -> DecisionShape:
    signals = gather(text=turn["text"], language=turn["language"], understanding=turn["understanding"],
                     signals={"moods": list(moods[-5:])}, knowledge=knowledge)
    return decide(signals, knowledge)


@dataclass(frozen=True)
class Measured:
    """How a set of labelled conversations ends: called of those who needed a person, and of those who did not."""

    needed: int
    called: int
    calm: int
    needless: int


def on_test_set(conversations: Iterable[Mapping[str, Any]], knowledge: Knowledge) -> Measured:
    """The fixed set (tests/escalation) decided turn by turn by the reviewed words, as with the brain down.

    `conversations`: {"language", "needed": turn | None, "turns": [text]}.
    """
    ends: dict[bool, list[bool]] = {True: [], False: []}
    for one in conversations:
        moods: list[MoodPoint] = []
        called = False
        for text in one["turns"]:
            turn = {"text": text, "language": one["language"], "understanding": None}
            if called := _decided(turn, moods, knowledge)["action"] == "handoff":
                break
            moods.append({"feelings": read(text, one["language"], knowledge.emotion)["feelings"]})
        ends[one["needed"] is not None].append(called)
    return Measured(len(ends[True]), sum(ends[True]), len(ends[False]), sum(ends[False]))


def still_called(judged: Iterable[Mapping[str, Any]], turns: Iterable[Mapping[str, Any]], knowledge: Knowledge
                 ) -> list[tuple[str, bool]]:
    """(verdict, whether a person would be called) for each hand-over that agents judged, by the turn it is about."""
    actions: dict[str, str] = {}
    moods: dict[str, list[MoodPoint]] = {}
    for turn in turns:
        before = moods.setdefault(str(turn["conversation_id"]), [])
        actions[str(turn["id"])] = _decided(turn, before, knowledge)["action"]
        understanding = turn["understanding"]
        before.append({"feelings": understanding["emotion"]["feelings"] if understanding else []})
    return [(one["verdict"], actions[one["turn"]] == "handoff") for one in judged if one["turn"] in actions]
