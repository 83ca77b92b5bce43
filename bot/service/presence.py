"""Signs of life, both ways: who reads, who types, how far, and when the owning agent was last seen.

Owns reading marks, live frames and the mark the watchdog goes by. Must not change an owner.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.clock import rfc3339
from bot.core.messages import Agent, ChatSession
from bot.core.problems import Problem
from bot.service.base import Row, ServiceBase
from bot.store import conversations, people
from bot.store.database import Connection

SEEN_EVERY = timedelta(seconds=30)  # pages ask often; one mark in so long is enough
AWAY, READING, TYPING, IDLE, HERE = "away", "reading", "typing", "idle", "here"
# How long a sign holds without being repeated, in seconds. Away holds until the page says otherwise.
LASTS = {TYPING: 8.0, READING: 60.0, AWAY: 24 * 3600.0}


class Presence(ServiceBase):
    # --- the customer's side ---------------------------------------------------------------------

    async def typing(self, session: ChatSession) -> None:
        """Tell the desk that the customer is writing. Never stored."""
        self._show(session.conversation_id, self._frame("typing", _CUSTOMER, TYPING), customer=False)

    async def customer_read(self, session: ChatSession, seq: int) -> None:
        """How far the customer has read; never backwards, never beyond what there is."""
        async with self.deps.db.write() as connection:
            conv = await conversations.get(connection, session.conversation_id)
            seq = min(seq, conv["last_seq"])
            if seq <= conv["customer_read"]:
                return
            await conversations.change(connection, conv["id"], customer_read=seq)
        self._show(conv["id"], self._frame("read", _CUSTOMER, "read", seq=seq), customer=False)

    # --- the desk's side -------------------------------------------------------------------------

    async def read(self, agent: Agent, conversation_id: str, seq: int) -> None:
        """How far this agent has read. A sign of life, unless their page has said that nobody looks at it."""
        async with self.deps.db.write() as connection:
            conv = await self._get(connection, conversation_id)
            await people.mark_read(connection, agent.id, conversation_id, min(seq, conv["last_seq"]))
            if not conv["agent_away"]:
                await conversations.mark_seen(connection, conversation_id, agent.id, self._now())
            row = await people.agent_by_id(connection, agent.id)
        if row is not None:
            sender = {"kind": "agent", **self._person(row, conv["language"])}
            self._show(conversation_id, self._frame("read", sender, "read", seq=min(seq, conv["last_seq"])),
                       customer=conv["agent_id"] == agent.id)
        self.deps.hub.publish_to_desk(conversation_id)  # the count of unread, on this agent's other screens

    async def presence(self, agent: Agent, conversation_id: str, state: str) -> None:
        """This person reads, writes, is here without the brief in view, or has turned away. Customers are shown the
        owner only, colleagues everybody."""
        async with self.deps.db.read() as connection:
            conv = await self._get(connection, conversation_id)
            row = await people.agent_by_id(connection, agent.id)
        assert row is not None, "an agent with a session exists"
        owns = conv["agent_id"] == agent.id
        if owns:
            await self._here_or_away(agent, conv, away=state == AWAY)
        sender = {"kind": "agent", **self._person(row, conv["language"])}
        if state != TYPING:  # reading again, or gone: not writing any more
            self._show(conversation_id, self._frame("typing", sender, IDLE), customer=owns)
        kind = "typing" if state == TYPING else "presence"
        self._show(conversation_id, self._frame(kind, sender, IDLE if state == HERE else state), customer=owns)

    async def _here_or_away(self, agent: Agent, conv: Row, *, away: bool) -> None:
        """Kept, so that asking for news from a hidden page is no sign of life, also after a restart."""
        if away != conv["agent_away"]:
            async with self.deps.db.write() as connection:
                await conversations.mark_away(connection, conv["id"], agent.id, away)
        if not away:
            await self._seen(agent, {**conv, "agent_away": False})

    async def _seen(self, agent: Agent, conv: Row) -> None:
        """The owner looked at it: not absent. Costs a write only when the last mark is old."""
        if conv["agent_id"] != agent.id or conv["agent_away"]:
            return
        now = self._now()
        if conv["agent_seen_at"] is None or abs(now - conv["agent_seen_at"]) > SEEN_EVERY:
            async with self.deps.db.write() as connection:
                await conversations.mark_seen(connection, conv["id"], agent.id, now)

    # --- frames ----------------------------------------------------------------------------------

    def _frame(self, kind: str, sender: Row, state: str, **more: Any) -> Row:
        """L of protocols.md. `at` beside `until`, so that a reader whose clock is wrong knows how long it holds."""
        now = self._now()
        lasts = LASTS.get(state)
        until = None if lasts is None or state == AWAY else rfc3339(now + timedelta(seconds=lasts))
        return {"kind": kind, "sender": sender, "state": state, "at": rfc3339(now), "until": until, **more}

    def _show(self, conversation_id: str, frame: Row, *, customer: bool) -> None:
        self.deps.hub.live(conversation_id, frame, customer=customer, lasts=LASTS.get(frame["state"], 0.0))

    async def _mine(self, connection: Connection, agent: Agent, conversation_id: str) -> Row:
        conv = await self._get(connection, conversation_id)
        if conv["agent_id"] != agent.id:
            raise Problem("not_owner")
        return conv


_CUSTOMER: Row = {"kind": "customer", "name": None, "role": None}
