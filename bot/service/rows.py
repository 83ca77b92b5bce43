"""What the desk lists: the queue by urgency, every other list A–Z by name. Reading only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.clock import rfc3339
from bot.core.conversation import Owner
from bot.core.messages import Agent
from bot.core.name_search import found_by
from bot.core.problems import Problem
from bot.core.recognition import sort_key
from bot.service.base import Row, ServiceBase
from bot.store import conversations, handoffs, people, timeline, turns
from bot.store.database import Connection

MOST_FOUND = 500     # rows read at once; behind them one pages on
# Waiting ages everyone upward: an hour's wait weighs as much as "high", so the loud never pass the patient for ever.
HEAD_START = {"urgent": timedelta(days=365), "high": timedelta(hours=1), "normal": timedelta(0)}
_COUNTED = (Owner.QUEUE.value, Owner.AGENT.value)  # elsewhere nothing waits to be read by a person


class Rows(ServiceBase):
    async def queue(self, agent: Agent, team: str | None = None) -> list[Row]:
        """Who waits for a person, most urgent first; of one team (data/escalation.yml) or of all."""
        waiting = await self._rows(agent, owners=[Owner.QUEUE.value])
        rows = [row for row in waiting if team is None or row["team"]["id"] == team]
        now = self._now()
        return sorted(rows, key=lambda row: _urgency(row, now), reverse=True)

    async def conversations(self, agent: Agent, *, owner: str | None = None, mine: bool = False, q: str | None = None,
                            limit: int | None = None, after: str | None = None) -> list[Row]:
        """Conversations A–Z by name: `limit` of them, behind conversation `after`. `unknown_item`: no such one.

        `q`: of people whose name is written, or said, like this.
        """
        where: Row = {"owners": [owner] if owner else None, "agent_id": agent.id if mine else None}
        async with self.deps.db.read() as connection:
            listed = await conversations.names(connection, **where)
            order = {conv["id"]: _place(conv) for conv in (_meant(q, listed) if q else listed)}
            beyond = None if after is None else await self._place_of(connection, after)
        ids = [one for one in sorted(order, key=order.__getitem__) if beyond is None or order[one] > beyond][:limit]
        rows = await self._rows(agent, ids=ids[:MOST_FOUND]) if limit or q else await self._rows(agent, **where)
        return sorted(rows, key=lambda row: (row["name"] is None, row["sort"], row["id"]))

    @staticmethod
    async def _place_of(connection: Connection, conversation_id: str) -> tuple[bool, str, str]:
        """Where it stands A–Z, whatever the list: it may have left this one meanwhile."""
        found = await conversations.listed(connection, ids=[conversation_id])
        if not found:
            raise Problem("unknown_item", field="after")
        return _place(found[0])

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
        name = _name(conv)
        team = self.deps.knowledge.rules.team(conv["reasons"])
        return {
            "id": conv["id"], "name": name, "sort": sort_key(name or ""),
            "channel": conv["channel"], "language": conv["language"], "first_words": conv["first_words"],
            "mood": conv["mood"] or {"word": None, "level": 0}, "reasons": conv["reasons"],
            "priority": conv["priority"], "team": {"id": team.id, "label": dict(team.label)},
            "waiting_since": None if conv["waiting_since"] is None else rfc3339(conv["waiting_since"]),
            "promise_by": next((rfc3339(p["by"]) for p in promises if p["by"] is not None), None),
            "owner": conv["owner"],
            "agent": None if agent is None else {"id": agent["id"], "name": agent["name"]},
            "unread": unread, "last": conv["last_seq"],
        }


def _name(conv: Row) -> str | None:
    name: str | None = conv["customer_name"] or conv["call_them"] or conv["first_name"]
    return name


def _meant(q: str, listed: list[Row]) -> list[Row]:
    """The people an agent may mean by what was typed."""
    names = [(conv["customer_name"], conv["call_them"], conv["first_name"]) for conv in listed]
    return [listed[place] for place in found_by(q, names)]


def _place(conv: Row) -> tuple[bool, str, str]:
    """A–Z by name; who gave none comes last."""
    name = _name(conv)
    return name is None, sort_key(name or ""), conv["id"]


def _urgency(row: Row, now: datetime) -> timedelta:
    waited = timedelta(0) if row["waiting_since"] is None else now - datetime.fromisoformat(row["waiting_since"])
    return waited + HEAD_START[row["priority"]]
