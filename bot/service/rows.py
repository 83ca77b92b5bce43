"""What the desk lists: the queue by urgency, every other list A–Z by name. Reading only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.clock import rfc3339
from bot.core.conversation import Owner
from bot.core.messages import Agent
from bot.core.recognition import sort_key
from bot.service.base import Row, ServiceBase
from bot.store import conversations, handoffs, people, timeline, turns
from bot.store.database import Connection

# Waiting ages everyone upward: an hour's wait weighs as much as "high", so the loud never pass the patient for ever.
HEAD_START = {"urgent": timedelta(days=365), "high": timedelta(hours=1), "normal": timedelta(0)}
_COUNTED = (Owner.QUEUE.value, Owner.AGENT.value)  # elsewhere nothing waits to be read by a person


class Rows(ServiceBase):
    async def queue(self, agent: Agent) -> list[Row]:
        """Who waits for a person, most urgent first."""
        rows = await self._rows(agent, owners=[Owner.QUEUE.value])
        now = self._now()
        return sorted(rows, key=lambda row: _urgency(row, now), reverse=True)

    async def conversations(self, agent: Agent, *, owner: str | None = None, mine: bool = False,
                            q: str | None = None) -> list[Row]:
        """Conversations A–Z by name."""
        rows = await self._rows(agent, owners=[owner] if owner else None, agent_id=agent.id if mine else None, name=q)
        return sorted(rows, key=lambda row: (row["name"] is None, sort_key(row["name"] or ""), row["id"]))

    async def unanswered(self, older_than: float) -> list[Row]:
        """Inbound messages without an outcome for longer than this many seconds."""
        async with self.deps.db.read() as connection:
            found = await turns.unanswered(connection, self._now() - timedelta(seconds=older_than))
        return [{**row, "at": rfc3339(row["at"])} for row in found]

    async def _rows(self, agent: Agent, **where: Any) -> list[Row]:
        async with self.deps.db.read() as connection:
            listed = await conversations.listed(connection, **where)
            unread = await timeline.unread_counts(connection, await people.read_marks(connection, agent.id))
            return [await self._row_json(connection, conv, unread.get(conv["id"], 0)) for conv in listed]

    async def _row(self, connection: Connection, agent: Agent, conv: Row) -> Row:
        unread = 0
        if conv["owner"] in _COUNTED:
            marks = await people.read_marks(connection, agent.id)
            unread = await timeline.unread_count(connection, conv["id"], marks.get(conv["id"], 0))
        customer = await people.customer_by_id(connection, conv["customer_id"])
        named = {**conv, "customer_name": customer["name"], "call_them": customer["call_them"],
                 "first_name": customer["first_name"]}
        return await self._row_json(connection, named, unread)

    async def _row_json(self, connection: Connection, conv: Row, unread: int) -> Row:
        agent = await people.agent_by_id(connection, conv["agent_id"]) if conv["agent_id"] else None
        promises = await handoffs.promises(connection, conv["id"], states=("open", "late"))
        return {
            "id": conv["id"], "name": conv["customer_name"] or conv["call_them"] or conv["first_name"],
            "channel": conv["channel"], "language": conv["language"], "first_words": conv["first_words"],
            "mood": conv["mood"] or {"word": None, "level": 0}, "reasons": conv["reasons"],
            "priority": conv["priority"],
            "waiting_since": None if conv["waiting_since"] is None else rfc3339(conv["waiting_since"]),
            "promise_by": next((rfc3339(p["by"]) for p in promises if p["by"] is not None), None),
            "owner": conv["owner"],
            "agent": None if agent is None else {"id": agent["id"], "name": agent["name"]},
            "unread": unread, "last": conv["last_seq"],
        }


def _urgency(row: Row, now: datetime) -> timedelta:
    waited = timedelta(0) if row["waiting_since"] is None else now - datetime.fromisoformat(row["waiting_since"])
    return waited + HEAD_START[row["priority"]]
