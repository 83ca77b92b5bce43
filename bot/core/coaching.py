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
LEVELS = ("stranger", "named", "verified")


@dataclass(frozen=True)
class Step:
    """One step of a task. `level`: how well we must know the person. `irreversible`: a recap comes first.

    `kind`: what is asked (actions/kinds.py). `change`: the label of the choice that comes back to it, by language.
    `when`: other steps' values this one depends on; it is passed over unless they all hold.
    `usual`: what may be remembered of a person (core.memory) that answers it, "comme d'habitude".
    """

    name: str
    label: Mapping[str, str]
    level: str = "stranger"
    irreversible: bool = False
    kind: str = "own"
    change: Mapping[str, str] | None = None
    when: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    usual: str | None = None

    def applies(self, values: Mapping[str, Any]) -> bool:
        """Whether this step is asked, given what is known so far."""
        return all(values.get(step) in allowed for step, allowed in self.when.items())


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

    def help(self, step: str, own: Sequence[str] = ()) -> tuple[str | None, str]:
        """What is given at this call for help; call after `hinted`. The example first, then what customers said
        themselves (`own`), one a call, then the hints: `(their words, "")` or `(None, kind)`."""
        call = max(self.hints.get(step, 1), 1)
        if 1 < call <= 1 + len(own):
            return own[call - 2], ""
        return None, HINTS[min(call - (len(own) if call > 1 else 0), len(HINTS)) - 1]


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


def next_step(steps: Sequence[Step], values: Mapping[str, Any], first: str | None = None) -> Step | None:
    """The first step still to be answered, `first` before the others; None when all are."""
    left = [s for s in steps if s.applies(values) and values.get(s.name) is None]
    return next((s for s in left if s.name == first), left[0] if left else None)


def previous_step(steps: Sequence[Step], current: str, values: Mapping[str, Any] | None = None) -> Step | None:
    """The step asked before this one; None at the first."""
    place = [s.name for s in steps].index(current)
    return next((s for s in reversed(steps[:place]) if s.applies(values or {})), None)


def knows_enough(level: str, step: Step) -> bool:
    """Whether someone known at `level` may take this step."""
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(step.level)


def resumable(steps: Sequence[Step], open_task: Mapping[str, Any] | None, task: str) -> dict[str, Any] | None:
    """Values of a task begun earlier, by step, from our ledger; None when there is none of this kind.

    What must be decided in sight of a recap (an irreversible step, and whatever needs proof of identity) is
    asked again: another day it may be another person at the keyboard, or another address on file.
    """
    if not open_task or open_task.get("task") != task or not open_task.get("run"):
        return None
    values = open_task.get("values") or {}
    return {s.name: values[s.name] for s in steps
            if s.level != "verified" and not s.irreversible and values.get(s.name) is not None}


def _counts(raw: Any) -> dict[str, int]:
    return {str(k): v for k, v in raw.items() if isinstance(v, int) and v > 0} if isinstance(raw, Mapping) else {}


def _without(counts: Mapping[str, int], step: str) -> dict[str, int]:
    return {k: v for k, v in counts.items() if k != step}
