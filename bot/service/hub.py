"""Fan-out inside one process: who waits for news of a conversation is woken. Owns no data that must last.

Live frames (typing, presence) pass through here and are never stored.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

LIVE_KEPT = 20


class Hub:
    """Wake-ups per conversation, plus a short tail of live frames for those who ask again."""

    def __init__(self) -> None:
        self._waiters: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._live: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        self._live_count = 0
        self._closed = False

    def publish(self, conversation_id: str) -> None:
        """Say that something was committed for this conversation."""
        for waiter in self._waiters.get(conversation_id, ()):
            waiter.set()

    def live(self, conversation_id: str, frame: dict[str, Any]) -> None:
        """Pass on a live frame to whoever is waiting."""
        self._live_count += 1
        frames = self._live.setdefault(conversation_id, [])
        frames.append((self._live_count, frame))
        del frames[:-LIVE_KEPT]
        self.publish(conversation_id)

    def live_mark(self) -> int:
        return self._live_count

    def live_after(self, conversation_id: str, mark: int) -> list[dict[str, Any]]:
        return [frame for number, frame in self._live.get(conversation_id, ()) if number > mark]

    def waiter(self, conversation_id: str) -> asyncio.Event:
        """An event set at the next news; give it back with `release`. Set at once when we are closing."""
        waiter = asyncio.Event()
        if self._closed:
            waiter.set()
        self._waiters[conversation_id].add(waiter)
        return waiter

    def release(self, conversation_id: str, waiter: asyncio.Event) -> None:
        self._waiters[conversation_id].discard(waiter)
        if not self._waiters[conversation_id]:
            del self._waiters[conversation_id]

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """End every wait: the process is stopping."""
        self._closed = True
        for waiters in self._waiters.values():
            for waiter in waiters:
                waiter.set()
