"""The questions that went unanswered, for the company to write into its FAQ. Reads only."""

from __future__ import annotations

from datetime import timedelta

from bot.core.questions import Question, unanswered
from bot.service.base import ServiceBase
from bot.store.questions import asked_since


class Questions(ServiceBase):
    async def unanswered_questions(self, days: int) -> list[Question]:
        """The most frequent first. Words as they are stored: masked, and gone with an erasure."""
        async with self.deps.db.read() as connection:
            return unanswered(await asked_since(connection, self._now() - timedelta(days=days)))
