"""Following a conversation as it happens: long poll and stream for its customer, by number, without a gap.

Owns when a follower is woken, and that it ends with the session that opened it. Must not change anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Literal

from bot.core.problems import Problem
from bot.service.base import Row
from bot.service.sessions import Sessions

HEARTBEAT_S = 15.0  # proxies close what is silent for longer; a session that ended is noticed by then at the latest
PAGE = 500  # events read at once (store.timeline.after)

Told = tuple[Literal["event", "live"], Row]


class Live(Sessions):
    async def wait_events(self, conversation_id: str, after: int, seconds: float, *, language: str | None = None
                          ) -> tuple[list[Row], int, list[Row]]:
        """Events above `after`; waits up to `seconds` for one, or for a live frame. Ends early at shutdown."""
        hub = self.deps.hub
        mark = hub.live_mark()
        waiter = hub.waiter(conversation_id)
        try:
            events, last = await self.events(conversation_id, after, language=language)
            loop = asyncio.get_running_loop()
            until = loop.time() + seconds
            while not events and not hub.live_after(conversation_id, mark) and not hub.closed:
                left = until - loop.time()
                if left <= 0:
                    break
                waiter.clear()
                try:
                    await asyncio.wait_for(waiter.wait(), left)
                except TimeoutError:
                    break
                events, last = await self.events(conversation_id, after, language=language)
            live = hub.live_after(conversation_id, mark)
        finally:
            hub.release(conversation_id, waiter)
        return events, last, live

    def check_room(self, conversation_id: str) -> None:
        """`slow_down` before a stream begins; once it has, nothing can be refused any more."""
        self.deps.hub.check_room(conversation_id)

    async def follow(self, token: str, conversation_id: str, after: int, *, seconds: float,
                     closing: asyncio.Event, language: str | None = None) -> AsyncIterator[Told | None]:
        """Every event above `after` and every live frame, for `seconds`; None as a heartbeat.

        Ends when the session does (somebody signed in or out), and at shutdown.
        """
        hub = self.deps.hub
        waiter = hub.waiter(conversation_id)
        mark = hub.live_mark()
        ending = wake_when_closing(closing, waiter)
        until = asyncio.get_running_loop().time() + seconds
        live = hub.current(conversation_id)
        try:
            while True:
                waiter.clear()
                events, after = await self.events(conversation_id, after, language=language)
                if not await self._still_open(token):
                    return
                for event in events:
                    yield "event", event
                for frame in live:
                    yield "live", frame
                live = []
                if len(events) < PAGE:
                    left = until - asyncio.get_running_loop().time()
                    if left <= 0 or closing.is_set() or hub.closed:
                        return
                    if not await woken(waiter, min(left, HEARTBEAT_S)):
                        yield None
                    live, mark = hub.live_after(conversation_id, mark), hub.live_mark()
        finally:
            ending.cancel()
            hub.release(conversation_id, waiter)

    async def _still_open(self, token: str) -> bool:
        """Asked before anything is sent: what a person says after signing in is not for the earlier token."""
        try:
            await self.session(token)
        except Problem:
            return False
        return True


async def woken(waiter: asyncio.Event, seconds: float) -> bool:
    """Wait for news so long; whether there was any."""
    with suppress(TimeoutError):
        await asyncio.wait_for(waiter.wait(), seconds)
    return waiter.is_set()


def wake_when_closing(closing: asyncio.Event, waiter: asyncio.Event) -> asyncio.Task[Any]:
    ending = asyncio.ensure_future(closing.wait())
    ending.add_done_callback(lambda _: waiter.set())
    return ending
