"""Fan-out inside one process: who waits for news of a conversation, or of all of them, is woken.

Owns no data that must last. Live frames (typing, presence, reading) pass through here and are never stored.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot.core.problems import Problem

Frame = dict[str, Any]

LIVE_KEPT = 50
# A browser has few tabs of one conversation, and an agent few screens; more is a mistake or an attack.
MOST_WAITERS = 24
MOST_DESKS = 12
TRY_AGAIN_S = 5


class DeskWatch:
    """What one desk page has not been told yet."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.changed: set[str] = set()
        self.frames: deque[tuple[str, Frame]] = deque(maxlen=200)

    def take(self) -> tuple[set[str], list[tuple[str, Frame]]]:
        """Everything since the last time, and begin anew."""
        changed, frames = self.changed, list(self.frames)
        self.changed = set()
        self.frames.clear()
        self.news.clear()
        return changed, frames


class Hub:
    """Wake-ups per conversation and for the desk, plus what is true right now: who types, who reads."""

    def __init__(self) -> None:
        self._waiters: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._desks: defaultdict[str, set[DeskWatch]] = defaultdict(set)
        self._live: dict[str, deque[tuple[int, Frame]]] = {}
        self._current: dict[str, dict[tuple[str, str], tuple[float, Frame]]] = {}
        self._live_count = 0
        self._listeners: list[Callable[[str, Frame], None]] = []
        self._closed = False

    def listen(self, listener: Callable[[str, Frame], None]) -> None:
        """Call `listener(conversation, frame)` for every live frame a customer may see. It must return at once."""
        self._listeners.append(listener)

    # --- telling ---------------------------------------------------------------------------------

    def publish(self, conversation_id: str) -> None:
        """Say that something was committed for this conversation."""
        self._wake(conversation_id)
        self.publish_to_desk(conversation_id)

    def publish_to_desk(self, conversation_id: str) -> None:
        """The same where only a row of the desk has changed."""
        for watches in self._desks.values():
            for watch in watches:
                watch.changed.add(conversation_id)
                watch.news.set()

    def live(self, conversation_id: str, frame: Frame, *, customer: bool, lasts: float = 0.0) -> None:
        """Pass on a live frame: always to the desk, to the customer's pages only when it is meant for them.

        For `lasts` seconds it is also told to pages that come later.
        """
        self._live_count += 1
        self._remember(conversation_id, frame, lasts if customer else 0.0)
        if customer:
            for listener in self._listeners:
                listener(conversation_id, frame)
        if customer and conversation_id in self._waiters:
            self._live.setdefault(conversation_id, deque(maxlen=LIVE_KEPT)).append((self._live_count, frame))
            self._wake(conversation_id)
        for watches in self._desks.values():
            for watch in watches:
                watch.frames.append((conversation_id, frame))
                watch.news.set()

    def _wake(self, conversation_id: str) -> None:
        for waiter in self._waiters.get(conversation_id, ()):
            waiter.set()

    def _remember(self, conversation_id: str, frame: Frame, lasts: float) -> None:
        key = (frame["sender"]["kind"], frame["kind"])
        current = self._current.setdefault(conversation_id, {})
        current.pop(key, None)
        if lasts:
            current[key] = (time.monotonic() + lasts, frame)
        if not current:
            del self._current[conversation_id]

    # --- what is true now ------------------------------------------------------------------------

    def live_mark(self) -> int:
        return self._live_count

    def live_after(self, conversation_id: str, mark: int) -> list[Frame]:
        return [frame for number, frame in self._live.get(conversation_id, ()) if number > mark]

    def current(self, conversation_id: str) -> list[Frame]:
        """Frames for the customer that still hold."""
        now = time.monotonic()
        kept = {k: v for k, v in self._current.get(conversation_id, {}).items() if v[0] > now}
        if kept:
            self._current[conversation_id] = kept
        else:
            self._current.pop(conversation_id, None)
        return [frame for _, frame in kept.values()]

    def forget_signs(self, conversation_id: str) -> None:
        """Nobody reads or writes here as before: the owner has changed."""
        self._current.pop(conversation_id, None)

    # --- waiting ---------------------------------------------------------------------------------

    def waiter(self, conversation_id: str) -> asyncio.Event:
        """An event set at the next news; give it back with `release`. Set at once when we are closing."""
        self.check_room(conversation_id)
        waiter = asyncio.Event()
        if self._closed:
            waiter.set()
        self._waiters[conversation_id].add(waiter)
        return waiter

    def release(self, conversation_id: str, waiter: asyncio.Event) -> None:
        self._waiters[conversation_id].discard(waiter)
        if not self._waiters[conversation_id]:
            del self._waiters[conversation_id]
            self._live.pop(conversation_id, None)  # kept for those who wait only

    def check_room(self, conversation_id: str) -> None:
        """`slow_down` when this conversation is already followed by more pages than anybody has."""
        if len(self._waiters.get(conversation_id, ())) >= MOST_WAITERS:
            raise Problem("slow_down", retry_after=TRY_AGAIN_S)

    def check_desk_room(self, agent_id: str) -> None:
        if len(self._desks.get(agent_id, ())) >= MOST_DESKS:
            raise Problem("slow_down", retry_after=TRY_AGAIN_S)

    @contextmanager
    def desk(self, agent_id: str) -> Iterator[DeskWatch]:
        """Follow every conversation, for one page of this agent."""
        self.check_desk_room(agent_id)
        watch = DeskWatch()
        self._desks[agent_id].add(watch)
        try:
            yield watch
        finally:
            self._desks[agent_id].discard(watch)
            if not self._desks[agent_id]:
                del self._desks[agent_id]

    @property
    def followers(self) -> int:
        """How many requests wait here. None may stay behind."""
        return sum(map(len, self._waiters.values())) + sum(map(len, self._desks.values()))

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """End every wait: the process is stopping."""
        self._closed = True
        for conversation_id in list(self._waiters):
            self._wake(conversation_id)
        for watches in self._desks.values():
            for watch in watches:
                watch.news.set()
