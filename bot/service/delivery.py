"""Words leaving through channels that push: taken once, marked before the call, recorded after it.

A claim drops the bot's unsent words in its own transaction, and taking a row checks the owner in the same
statement, so the bot never speaks after a person took over. Must not call a channel itself (the sender does).
"""

from __future__ import annotations

from datetime import timedelta

from bot.service.base import Row, ServiceBase, event_json
from bot.store import conversations, outbox, timeline


class DeliveryDesk(ServiceBase):
    async def recover_deliveries(self) -> int:
        """After a kill: what was being sent goes out once more and counts as possibly repeated."""
        async with self.deps.db.write() as connection:
            return await outbox.recover(connection)

    async def due_deliveries(self) -> list[Row]:
        """The first unsent row of each conversation that has none in flight, if its time has come."""
        async with self.deps.db.read() as connection:
            return await outbox.due(connection, self._now())

    async def take_delivery(self, row: Row) -> tuple[Row, Row] | None:
        """Mark a row `sending`: (conversation, event). None: a person took over since, and it was dropped."""
        async with self.deps.db.write() as connection:
            if not await outbox.mark_sending(connection, row):
                await outbox.mark(connection, row["id"], "dropped", self._now())
                return None
            conv = await conversations.get(connection, row["conversation_id"])
            [event] = await timeline.after(connection, conv["id"], row["seq"] - 1, private=True, limit=1)
        return conv, event_json(event)

    async def delivered(self, row: Row, state: str, retry_after: float = 0.0) -> None:
        """Record how it went: sent, again (after so many seconds), failed or blocked."""
        now = self._now()
        async with self.deps.db.write() as connection:
            if state == "again":
                await outbox.mark(connection, row["id"], "pending", now, next_at=now + timedelta(seconds=retry_after))
                return
            await outbox.mark(connection, row["id"], state, now)
            if state != "sent":
                await timeline.append(connection, row["conversation_id"], now, "delivery", {
                    "text": state, "of": row["seq"]})
        self.deps.hub.publish(row["conversation_id"])
