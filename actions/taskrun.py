"""One run of a task as Rasa's slot `task_state` keeps it: answers, failures, the customer's own words.

Owns its shape and nothing else. The ledger that lasts is in the front door's store; this one ends with the session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.coaching import Ledger

SLOT = "task_state"


@dataclass
class TaskRun:
    """`id` is `<turn that started it>.<task>`. Changed in the course of one turn, then kept by `as_slot`."""

    task: str
    id: str
    values: dict[str, Any] = field(default_factory=dict)                # by step
    labels: dict[str, dict[str, str]] = field(default_factory=dict)     # how those are said, by step and language
    ledger: Ledger = field(default_factory=Ledger)
    thing: str | None = None            # the customer's own word: « mon petit robot »
    goal: dict[str, str | None] | None = None   # {"text": their words, "by": ISO date or None}
    early: str | None = None            # the first message, kept until what it speaks of is known
    offered: list[Any] = field(default_factory=list)    # values of the choices last shown, in their order
    between: list[Any] = field(default_factory=list)    # things that fitted the last answer equally well
    first: str | None = None            # the step a printed code begins with
    place: str | None = None            # where that code hangs, until it was tried as an answer
    also: list[str] = field(default_factory=list)       # other tasks wished for in the same breath
    under: dict[str, Any] | None = None  # the run this one interrupted
    quiet: bool = False                 # the next question stands in what was just said
    ready: bool = False                 # everything is answered: act

    @classmethod
    def from_slot(cls, kept: object) -> TaskRun | None:
        """The run a slot holds; None when it holds none."""
        if not isinstance(kept, Mapping) or not kept.get("task") or not kept.get("id"):
            return None
        names = set(cls.__dataclass_fields__) - {"ledger"}
        return cls(**{k: v for k, v in kept.items() if k in names}, ledger=Ledger.from_mapping(kept))

    def as_slot(self) -> dict[str, Any]:
        kept = {k: v for k, v in self.__dict__.items() if k != "ledger" and v not in (None, [], {}, False)}
        return {**kept, **self.ledger.as_mapping()}

    def forget(self, step: str) -> None:
        self.values.pop(step, None)
        self.labels.pop(step, None)
