"""The review of delegated tasks: how each goes, who answers for it, and what was decided about it.

Owns the shape the desk and the command show. Figures are made in `core.task_review`; what people wrote stands in them
as it is stored: masked, and gone with an erasure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.clock import rfc3339
from bot.core.problems import Problem
from bot.core.task_review import OUTCOMES, StepFigures, TaskFigures, Wanted, review
from bot.service.base import ServiceBase
from bot.store.task_ledger import entries_since

MOST_DAYS = 3650
CHANNELS = ("web", "telegram")


@dataclass(frozen=True)
class Period:
    """Which runs somebody wants to see. Days are the company's; without `first`, the last `days`."""

    days: int = 30
    first: date | None = None
    last: date | None = None
    task: str = ""
    language: str = ""
    channel: str = ""


class TaskReviews(ServiceBase):
    async def task_report(self, period: Period, language: str) -> dict[str, Any]:
        """`{"since", "until", "tasks": [T]}`; labels in `language`. Raises `bad_request` for what cannot be asked."""
        wanted, now = self._wanted(period), self._now()
        async with self.deps.db.read() as connection:
            found = await entries_since(connection, wanted.since)
        order = {name: [step.name for step in topic.steps] for name, topic in self.deps.topics.items()}
        figures = review(found, wanted, now, order)
        return {"since": rfc3339(wanted.since), "until": rfc3339(wanted.until),
                "tasks": [self._task_json(one, language) for one in figures]}

    def _wanted(self, period: Period) -> Wanted:
        checks = {"days": 0 < period.days <= MOST_DAYS, "task": period.task in ("", *self.deps.topics),
                  "language": period.language in ("", "fr", "en"), "channel": period.channel in ("", *CHANNELS),
                  "to": period.first is None or period.last is None or period.first <= period.last}
        for field, fine in checks.items():
            if not fine:
                raise Problem("bad_request", field=field)
        now = self._now()
        until = self._midnight(period.last + timedelta(days=1)) if period.last else now + timedelta(seconds=1)
        since = self._midnight(period.first) if period.first else until - timedelta(days=period.days)
        return Wanted(since, until, period.task, period.language, period.channel)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.deps.calendar.zone)

    def _task_json(self, figures: TaskFigures, language: str) -> dict[str, Any]:
        topic = self.deps.topics.get(figures.name)
        return {
            "task": figures.name, "label": topic.label[language] if topic else figures.name, "begun": figures.begun,
            **{outcome: figures.outcomes[outcome] for outcome in OUTCOMES}, "seconds": figures.seconds,
            "hints": figures.hints, "not_understood": figures.not_understood,
            "steps": [self._step_json(figures.name, step, language) for step in figures.steps]}

    def _step_json(self, task: str, step: StepFigures, language: str) -> dict[str, Any]:
        topic = self.deps.topics.get(task)
        known = topic.step(step.name) if topic else None
        label = known.label[language] if known else step.labels.get(language) or step.name
        return {
            "step": step.name, "n": step.n, "label": label, "reached": step.reached, "done": step.done,
            "at_once": step.at_once, "not_understood": step.not_understood, "hints": step.hints,
            "our_failures": step.our_failures, "handed_over": step.handed_over, "given_up": step.given_up,
            "left": step.left, "seconds": step.seconds, "reasons": dict(step.reasons.most_common()),
            "sentences": [{"text": text, "times": times} for text, times in step.sentences]}
