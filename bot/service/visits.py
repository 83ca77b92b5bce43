"""Visits: a day of silence with the bot ends one, by the clock and not only when somebody writes again."""

from __future__ import annotations

from datetime import timedelta

from bot.core.conversation import Outcome, Owner
from bot.service.base import Row, ServiceBase
from bot.service.rounds import each
from bot.store import conversations, turns
from bot.store.database import Connection

VISIT_ENDS_AFTER = timedelta(hours=24)


class Visits(ServiceBase):
    async def close_silent_visits(self) -> None:
        """bot → closed wherever nothing happened for a day. The next message opens a new visit."""
        async with self.deps.db.read() as connection:
            silent = await conversations.silent_with_bot(connection, self._now() - VISIT_ENDS_AFTER)
        await each("silent visits", silent, self._close_if_silent)

    async def _close_if_silent(self, conversation_id: str) -> None:
        async with self.deps.db.write() as connection:
            conv = await conversations.get(connection, conversation_id)
            if self._silent(conv) and await turns.next_open(connection, conv["id"]) is None:
                await self._end_silent_visit(connection, conv)
        self.deps.hub.publish(conversation_id)

    def _silent(self, conv: Row) -> bool:
        return bool(conv["owner"] == Owner.BOT.value and conv["first_words"]
                    and self._now() - conv["last_at"] > VISIT_ENDS_AFTER)

    async def _end_silent_visit(self, connection: Connection, conv: Row) -> Row:
        now = self._now()
        conv = await conversations.change_owner(connection, conv, Owner.CLOSED)
        await self._owner_event(connection, conv, None)
        await conversations.close_visit(connection, conv["id"], reason="silence", now=now)
        await turns.drop_open(connection, conv["id"], now)
        await turns.settle(connection, Outcome.CLOSED, now, conversation_id=conv["id"])
        return await conversations.get(connection, conv["id"])
