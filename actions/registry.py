"""The coached tasks there are, by name and by form. Adding a task is one line here (docs/tasks.md)."""

from __future__ import annotations

from actions.coaching import CoachedTask
from actions.replace_part_task import REPLACE_PART

TASKS: tuple[CoachedTask, ...] = (REPLACE_PART,)


def task_of_form(form: str | None) -> CoachedTask | None:
    return next((task for task in TASKS if task.file.form == form), None)


def task_named(name: str | None) -> CoachedTask | None:
    return next((task for task in TASKS if task.file.name == name), None)
