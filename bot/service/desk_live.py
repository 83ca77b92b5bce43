"""What the desk is told as it happens: rows that changed, events, and who types or reads.

Owns the frames of the desk's stream (protocols: Desk API). Must not change anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.core.conversation import Owner
from bot.core.messages import Agent
from bot.core.problems import Problem
from bot.service.agents import Agents
from bot.service.base import Row, event_json
from bot.service.hub import DeskWatch
from bot.service.live import HEARTBEAT_S, wake_when_closing, woken
from bot.service.rows import Rows
from bot.store import conversations, timeline
from bot.store.database import Connection

# A transaction takes its time before it is written: what a page read up to is looked at again from this much earlier.
# Told twice is harmless, an event has its number.
OVERLAP = timedelta(seconds=5)
TOGETHER_S = 0.05  # changes so close together are one round of frames
SHOWN = (Owner.QUEUE.value, Owner.AGENT.value)


@dataclass
class _Page:
    """One desk page: how far it has been told. `since`: the beginning, for conversations it has not met."""

    agent: Agent
    since: datetime
    language: str | None = None
    known: dict[str, int] = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)


class DeskLive(Agents, Rows):
    def check_desk_room(self, agent: Agent) -> None:
        self.deps.hub.check_desk_room(agent.id)

    async def follow_desk(self, agent: Agent, token: str, cursor: str | None, *, seconds: float,
                          closing: asyncio.Event, language: str | None = None) -> AsyncIterator[tuple[str, Row] | None]:
        """(place, frame) after frame, for `seconds`; None as a heartbeat.

        First a row for everything waiting or owned, then what happened since `cursor` (a place told before), then
        whatever changes. Ends when the agent's session does, and at shutdown.
        """
        until = asyncio.get_running_loop().time() + seconds
        with self.deps.hub.desk(agent.id) as watch:
            ending = wake_when_closing(closing, watch.news)
            try:
                page = _Page(agent, self._now(), language)
                place, frames = self._place(), await self._first(page, _moment(cursor, self._now()))
                while True:
                    if not await self._at_work(token):
                        return
                    for frame in frames:
                        yield place, frame
                    left = until - asyncio.get_running_loop().time()
                    if left <= 0 or closing.is_set() or self.deps.hub.closed:
                        return
                    if not await woken(watch.news, min(left, HEARTBEAT_S)):
                        yield None
                    else:
                        await asyncio.sleep(TOGETHER_S)
                    place, frames = self._place(), await self._news(page, watch)
            finally:
                ending.cancel()

    def _place(self) -> str:
        """Where a page may go on from: the time before anything of this round was read."""
        return str(int(self._now().timestamp() * 1000))

    async def _at_work(self, token: str) -> bool:
        try:
            await self.agent(token)
        except Problem:
            return False
        return True

    # --- frames ----------------------------------------------------------------------------------

    async def _first(self, page: _Page, since: datetime | None) -> list[Row]:
        rows = await self._rows(page.agent, owners=list(SHOWN))
        frames: list[Row] = [{"kind": "row", "row": row} for row in rows]
        for row in rows:
            page.known[row["id"]] = row["last"]
            page.listed.add(row["id"])
            frames += [_live(row["id"], frame) for frame in self.deps.hub.current(row["id"])]
        if since is not None:
            page.since = since - OVERLAP
            async with self.deps.db.read() as connection:
                for conversation_id in await conversations.changed_since(connection, page.since):
                    page.known.pop(conversation_id, None)
                    frames += await self._of(connection, page, conversation_id, row=conversation_id not in page.listed)
        return frames

    async def _news(self, page: _Page, watch: DeskWatch) -> list[Row]:
        changed, live = watch.take()
        page.since = min(page.since, self._now() - OVERLAP)  # the demo's clock may have been set back
        frames: list[Row] = []
        if changed:
            async with self.deps.db.read() as connection:
                for conversation_id in sorted(changed):
                    frames += await self._of(connection, page, conversation_id)
        return frames + [_live(conversation_id, frame) for conversation_id, frame in live]

    async def _of(self, connection: Connection, page: _Page, conversation_id: str, *, row: bool = True) -> list[Row]:
        """A conversation's row and what it has new; `gone` when it is in no list any more."""
        try:
            conv = await conversations.get(connection, conversation_id)
        except LookupError:
            return self._gone(page, conversation_id)
        if conv["first_words"] is None:  # nobody has written in it (yet, or any more)
            return self._gone(page, conversation_id)
        page.listed.add(conversation_id)
        shown = await self._row(connection, page.agent, conv)
        new = await self._new(connection, page, conversation_id)
        page.known.setdefault(conversation_id, int(conv["last_seq"]))
        if new:
            page.known[conversation_id] = int(new[-1]["seq"])
        rows: list[Row] = [{"kind": "row", "row": shown}] if row else []
        shown_new = (event_json(e, desk=True, language=page.language) for e in new)
        return rows + [{"kind": "event", "id": conversation_id, "event": one} for one in shown_new]

    @staticmethod
    async def _new(connection: Connection, page: _Page, conversation_id: str) -> list[Row]:
        known = page.known.get(conversation_id)
        if known is None:
            new = await timeline.since(connection, conversation_id, page.since)
        else:
            new = await timeline.after(connection, conversation_id, known, private=True)
        more = bool(new)
        while more:  # a page that was away for long is told all of it
            rest = await timeline.after(connection, conversation_id, new[-1]["seq"], private=True)
            new, more = new + rest, bool(rest)
        return new

    @staticmethod
    def _gone(page: _Page, conversation_id: str) -> list[Row]:
        if conversation_id not in page.listed:
            return []
        page.listed.discard(conversation_id)
        page.known.pop(conversation_id, None)
        return [{"kind": "gone", "id": conversation_id}]


def _live(conversation_id: str, frame: Row) -> Row:
    return {"kind": "live", "id": conversation_id, "live": frame}


def _moment(cursor: str | None, now: datetime) -> datetime | None:
    """The time behind a place; None when it is none of ours, or lies ahead (the demo's clock was set back)."""
    if cursor is None or not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 15:
        return None
    try:
        found = datetime.fromtimestamp(int(cursor) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None if found > now + OVERLAP else found
