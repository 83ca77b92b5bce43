"""Stored turns for deciding them again with other rules. Reading only."""

from __future__ import annotations

from datetime import timedelta

from bot.service.base import Row, ServiceBase
from bot.store import turns


class Replaying(ServiceBase):
    async def decided_turns(self, days: int) -> list[Row]:
        """The answered turns of the last `days`, oldest first, as `core.replay` reads them."""
        async with self.deps.db.read() as connection:
            found = await turns.decided_turns(connection, self._now() - timedelta(days=days))
        return [{**row, "understanding": (row["answer"] or {}).get("understanding")} for row in found]
