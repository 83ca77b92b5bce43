"""The coached tasks there are: one for each topic in data/tasks, in actions/tasks/<name>.py as `TASK`.

Owns which are switched on (`SENSEI_TASKS`, `SENSEI_DEMO`). Must not need a line for a new task.
"""

from __future__ import annotations

import os
from importlib import import_module

from actions.task import Task
from actions.topic import names

TASKS: dict[str, Task] = {name: import_module(f"actions.tasks.{name}").TASK for name in names()}


def task_named(name: str | None) -> Task | None:
    return TASKS.get(name or "")


def is_on(task: Task) -> bool:
    """Whether this company offers the task: `SENSEI_TASKS` names those it does (empty: all), and some are for the
    demo only."""
    chosen = os.environ.get("SENSEI_TASKS", "").replace(",", " ").split()
    if task.topic.offered == "demo" and os.environ.get("SENSEI_DEMO", "0") != "1":
        return False
    return not chosen or task.name in chosen


def other_tasks(task: Task) -> list[Task]:
    """The other tasks that can be begun instead, or after."""
    return [other for other in TASKS.values() if other is not task and is_on(other)]
