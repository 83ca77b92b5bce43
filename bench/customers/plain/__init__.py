"""The same tasks as plain forms: an action server of the bench, to measure what the coach adds.

The same model, the same questions and the same readers of values; but one slot at a time, as a form asks them. What
was told early or of another step is not heard, an answer that does not fit is followed by the same question in the
same words, and there is no reason, example, way back, pause, or slower pace. Generous to forms, which would mostly
match an entity. Loaded by `--actions bench.customers.plain`; patches the coach of this process only.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import actions
from actions import coach, coach_hears, moves, take_up
from actions.task import Reading, Task
from bot.core.coaching import Ledger

_read, _take = Task.read, coach.take


def _read_what_was_asked(self: Task, talk: Any) -> Reading:
    whole, asked = _read(self, talk), talk.step.name if talk.step else ""
    kept = Reading(detour=whole.detour if talk.heard.choice else None, reset=whole.reset)
    if asked in whole.values:
        kept.take(asked, whole.values[asked], whole.said.get(asked))
    return kept


def _take_nothing_early(task: Task, talk: Any, reading: Reading, *, asked: Any) -> Any:
    return _take(task, talk, Reading() if asked is None else reading, asked=asked)


def _always_the_question(self: Ledger, step: str) -> str:
    return "ask"


def _no_move(self: Any, talk: Any, step: Any) -> list[Any]:
    return []


def _replace(owner: Any, name: str, new: Any) -> None:
    """Raises where there is nothing of that name any more: else the forms were no longer plain, and nobody saw it."""
    assert hasattr(owner, name), f"{owner.__name__} has no {name}"
    setattr(owner, name, new)


_replace(Task, "read", _read_what_was_asked)
_replace(coach, "take", _take_nothing_early)
_replace(coach_hears, "take", _take_nothing_early)
_replace(coach_hears, "_steer", lambda talk: [])
for _found in ("_looked_up", "_kept"):
    _replace(take_up, _found, lambda tracker, heard: None)
_replace(Ledger, "way", _always_the_question)
for _move in (moves.Why, moves.Example, moves.Back, moves.Pause):
    _replace(_move, "move", _no_move)
for _module in iter_modules(actions.__path__):      # every action of the product is served
    import_module(f"actions.{_module.name}")
