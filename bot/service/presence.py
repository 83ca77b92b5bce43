"""Signs of life at the desk: who reads, who types, and when the owning agent was last seen.

Owns reading marks and the mark the watchdog goes by. Must not change an owner.
"""

from __future__ import annotations

from datetime import timedelta

from bot.core.messages import Agent
from bot.core.problems import Problem
from bot.service.base import Row, ServiceBase
from bot.store import conversations, people
from bot.store.database import Connection

SEEN_EVERY = timedelta(seconds=30)  # pages ask often; one mark in so long is enough
AWAY = "away"


class Presence(ServiceBase):
    async def read(self, agent: Agent, conversation_id: str, seq: int) -> None:
        async with self.deps.db.write() as connection:
            await self._get(connection, conversation_id)
            await people.mark_read(connection, agent.id, conversation_id, seq)
            await conversations.mark_seen(connection, conversation_id, agent.id, self._now())

    async def presence(self, agent: Agent, conversation_id: str, state: str) -> None:
        """Show the customer that this person reads or writes; only the owner's presence is shown."""
        async with self.deps.db.read() as connection:
            conv = await self._get(connection, conversation_id)
            row = await people.agent_by_id(connection, agent.id)
        if conv["agent_id"] == agent.id and row is not None:
            self.deps.hub.live(conversation_id, {
                "kind": "typing" if state == "typing" else "presence", "state": state, "until": None,
                "sender": {"kind": "agent", **self._person(row, conv["language"])}})
            if state != AWAY:
                await self._seen(agent, conv)

    async def _seen(self, agent: Agent, conv: Row) -> None:
        """The owner looked at it: not absent. Costs a write only when the last mark is old."""
        if conv["agent_id"] != agent.id:
            return
        now = self._now()
        if conv["agent_seen_at"] is None or abs(now - conv["agent_seen_at"]) > SEEN_EVERY:
            async with self.deps.db.write() as connection:
                await conversations.mark_seen(connection, conv["id"], agent.id, now)

    async def _get(self, connection: Connection, conversation_id: str) -> Row:
        try:
            return await conversations.get(connection, conversation_id)
        except LookupError as error:
            raise Problem("not_found") from error

    async def _mine(self, connection: Connection, agent: Agent, conversation_id: str) -> Row:
        conv = await self._get(connection, conversation_id)
        if conv["agent_id"] != agent.id:
            raise Problem("not_owner")
        return conv
