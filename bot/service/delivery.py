"""Words leaving through channels that push: taken once, marked before the call, recorded after it.

A claim drops the bot's unsent words in its own transaction, and taking a row checks the owner in the same
statement, so the bot never speaks after a person took over. Must not call a channel itself (the sender does).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.service.base import Row, ServiceBase, event_json
from bot.store import conversations, outbox, sent, telegram, timeline
from bot.store.database import Connection

MOST_DUE = 500


class DeliveryDesk(ServiceBase):
    async def recover_deliveries(self) -> int:
        """After a kill: what was being sent goes out once more and counts as possibly repeated."""
        async with self.deps.db.write() as connection:
            return await outbox.recover(connection)

    async def due_deliveries(self) -> list[Row]:
        """The first unsent row of each conversation that has none in flight, if its time has come."""
        async with self.deps.db.read() as connection:
            return await outbox.due(connection, self._now(), MOST_DUE)

    async def take_delivery(self, row: Row) -> tuple[Row, Row] | None:
        """Mark a row `sending`: (conversation, event). None: dropped, as a person took over; or another has it."""
        async with self.deps.db.write() as connection:
            if not await outbox.mark_sending(connection, row):
                await outbox.drop(connection, row["id"])
                return None
            conv = await conversations.get(connection, row["conversation_id"])
            [event] = await timeline.after(connection, conv["id"], row["seq"] - 1, private=True, limit=1)
        return conv, event_json(event)

    async def delivered(self, row: Row, state: str, retry_after: float = 0.0, *, unsure: bool = False,
                        parts: Mapping[str, tuple[str, str | None]] | None = None) -> None:
        """Record how it went: sent, again (after so many seconds), failed or blocked; and what has left of it.

        `unsure`: it goes out again although it may have arrived, and counts as possibly repeated.
        """
        now = self._now()
        async with self.deps.db.write() as connection:
            await sent.put(connection, row["conversation_id"], parts or {})
            if state == "again":
                await outbox.mark(connection, row["id"], "pending", now, next_at=now + timedelta(seconds=retry_after),
                                  unsure=unsure)
                return
            await outbox.mark(connection, row["id"], state, now)
            if state == "blocked":
                await self._close_door(connection, row["conversation_id"])
            if state != "sent":
                await timeline.append(connection, row["conversation_id"], now, "delivery", {
                    "text": state, "of": row["seq"]})
        self.deps.hub.publish(row["conversation_id"])

    async def _close_door(self, connection: Connection, conversation_id: str) -> None:
        """Refused by the person: nothing is tried until they write again."""
        chat = await telegram.chat_of(connection, conversation_id)
        if chat is not None and chat["blocked_at"] is None:
            await telegram.change_chat(connection, chat["account"], blocked_at=self._now())
            conv = await conversations.get(connection, conversation_id)
            await timeline.append(connection, conversation_id, self._now(), "note", {
                "text": self._say(conv, "telegram_note.blocked")})
