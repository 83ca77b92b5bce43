"""The coach's rules: where a task stands, what a failure changes, which step comes before and after.

Pure, and the same for every task: steps come from data/tasks/<task>.yml. Must not know what a step asks, nor
how it is said. The ledger the human reads is made from `step` words in the front door's store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

# How a step is asked: first, again with the coach taking the fault, another way, with a person offered.
WAYS = ("ask", "again", "easier", "person")
# Each further call for help gives more.
HINTS = ("example", "hint", "hint_more")


@dataclass(frozen=True)
class Step:
    """One step of a task. `level`: how well we must know the person. `irreversible`: a recap comes first."""

    name: str
    slot: str
    label: Mapping[str, str]
    level: str = "stranger"
    irreversible: bool = False


@dataclass(frozen=True)
class Ledger:
    """What happened at each step of this run, as far as the next question depends on it."""

    failures: Mapping[str, int] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any] | None) -> Ledger:
        """Read what a slot kept; anything strange counts as nothing."""
        return cls(_counts((mapping or {}).get("failures")), _counts((mapping or {}).get("hints")))

    def as_mapping(self) -> dict[str, dict[str, int]]:
        return {"failures": dict(self.failures), "hints": dict(self.hints)}

    def failed(self, step: str) -> Ledger:
        """One more answer that could not be used: never the customer's fault."""
        return replace(self, failures={**self.failures, step: self.failures.get(step, 0) + 1})

    def hinted(self, step: str) -> Ledger:
        return replace(self, hints={**self.hints, step: self.hints.get(step, 0) + 1})

    def done(self, step: str) -> Ledger:
        """A step that succeeded starts afresh if the customer comes back to it."""
        return Ledger(_without(self.failures, step), _without(self.hints, step))

    def way(self, step: str) -> str:
        """How to ask now: two failures change the way of asking, the third offers a person."""
        return WAYS[min(self.failures.get(step, 0), len(WAYS) - 1)]

    def hint(self, step: str) -> str:
        """Which help was given last; call after `hinted`."""
        return HINTS[min(max(self.hints.get(step, 1), 1), len(HINTS)) - 1]


def run_id(turn: str, task: str) -> str:
    """The run's name comes from the turn that started it, so a replayed turn makes the same one."""
    return f"{turn}.{task}"


def operation_key(run: str, step: str) -> str:
    """The idempotency key of an irreversible step: the same over retries, replays, days and channels."""
    return f"{run}:{step}"


def position(steps: Sequence[Step], name: str) -> tuple[int, int]:
    """`(n, of)` as a person counts."""
    return [s.name for s in steps].index(name) + 1, len(steps)


def by_name(steps: Sequence[Step], name: str) -> Step | None:
    return next((s for s in steps if s.name == name), None)


def by_slot(steps: Sequence[Step], slot: str | None) -> Step | None:
    return next((s for s in steps if s.slot == slot), None)


def next_step(steps: Sequence[Step], values: Mapping[str, Any]) -> Step | None:
    """The first step whose slot is still empty; None when all are filled."""
    return next((s for s in steps if values.get(s.slot) is None), None)


def previous_step(steps: Sequence[Step], current: str) -> Step | None:
    """The step before; None at the first one."""
    place = [s.name for s in steps].index(current)
    return steps[place - 1] if place else None


def resumable(steps: Sequence[Step], open_task: Mapping[str, Any] | None, task: str) -> dict[str, Any] | None:
    """Slots of a task begun earlier, from our ledger; None when there is none of this kind.

    What must be decided in sight of a recap (an irreversible step, and whatever needs proof of identity) is
    asked again: another day it may be another person at the keyboard, or another address on file.
    """
    if not open_task or open_task.get("task") != task or not open_task.get("run"):
        return None
    values = open_task.get("values") or {}
    return {s.slot: values[s.name] for s in steps
            if s.level != "verified" and not s.irreversible and values.get(s.name) is not None}


def _counts(raw: Any) -> dict[str, int]:
    return {str(k): v for k, v in raw.items() if isinstance(v, int) and v > 0} if isinstance(raw, Mapping) else {}


def _without(counts: Mapping[str, int], step: str) -> dict[str, int]:
    return {k: v for k, v in counts.items() if k != step}
