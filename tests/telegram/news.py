"""Waiting for something to become true, without polling.

Owns the waking only: whoever changes something says `tell`, whoever waits looks again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class News:
    def __init__(self) -> None:
        self._event = asyncio.Event()

    def tell(self) -> None:
        self._event.set()

    async def until(self, look: Callable[[], T], seconds: float | None) -> T:
        """The first true value of `look`; `TimeoutError` after so many seconds."""
        async with asyncio.timeout(seconds):
            while not (found := look()):
                self._event.clear()
                await self._event.wait()
            return found
