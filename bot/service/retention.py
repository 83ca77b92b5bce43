"""How long things are kept, and who looked: what time ends is erased by the watchdog, once an hour.

Owns nothing but the choice of whom; `erasure` does it. Periods are settings (docs/gdpr.md has the table, and why).
"""

from __future__ import annotations

from datetime import timedelta

from bot.clock import rfc3339
from bot.core.messages import Agent
from bot.service.base import Row
from bot.service.erasure import Erasure
from bot.store import conversations, memories, people, personal

EVERY = timedelta(hours=1)
AN_HOUR = timedelta(hours=1)


class Retention(Erasure):
    async def keep_periods(self) -> None:
        """Ask for the erasure of everybody whose time is over, and forget old looks; at most once an hour."""
        now = self._now()
        if self.deps.kept_at is not None and timedelta(0) <= now - self.deps.kept_at < EVERY:
            return
        self.deps.kept_at = now
        kept = self.deps.kept
        async with self.deps.db.write() as connection:
            await personal.forget_looks(connection, now - timedelta(days=kept.looks))
            await people.forget_used_tokens(connection, self.deps.real_now())
            await memories.drop_ended(connection, now)
            for known, days in ((True, kept.customers), (False, kept.strangers)):
                if days:
                    before = now - timedelta(days=days)
                    for customer in await personal.silent_since(connection, before, known=known):
                        await self._ask_erasure(connection, customer, "retention")

    # --- who looked --------------------------------------------------------------------------------

    async def note_look(self, agent: Agent, conversation_id: str, what: str) -> None:
        """An agent opened a conversation or one of its files. Once an hour is enough to say who looked at whom."""
        now = self._now()
        here: dict[str, str] = {"agent_id": agent.id, "conversation_id": conversation_id, "what": what}
        async with self.deps.db.read() as connection:
            if await personal.has_looked(connection, **here, since=now - AN_HOUR):
                return
        async with self.deps.db.write() as connection:
            await personal.note_look(connection, **here, now=now, since=now - AN_HOUR)

    async def looks(self, *, conversation_id: str | None = None, agent_id: str | None = None) -> list[Row]:
        """For leads: `{"at", "agent": {"id", "name"}, "conversation", "name", "what"}`, newest first."""
        async with self.deps.db.read() as connection:
            found = await personal.looks(connection, conversation_id=conversation_id, agent_id=agent_id)
            told = []
            for row in found:
                agent = await people.agent_by_id(connection, row["agent_id"])
                conv = await conversations.get(connection, row["conversation_id"])
                customer = await people.customer_by_id(connection, conv["customer_id"])
                told.append({
                    "at": rfc3339(row["at"]), "what": row["what"], "conversation": row["conversation_id"],
                    "agent": {"id": row["agent_id"], "name": agent["name"] if agent else None},
                    "name": self._called(customer)})
        return told

