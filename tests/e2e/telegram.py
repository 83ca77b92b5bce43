"""A Telegram of our own beside a whole Sensei: it runs in its own thread, because it outlives every test's loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person, Sent

T = TypeVar("T")
PATIENCE_S = 60.0  # the real assistant answers


class Phones:
    """`fake` lives in the thread; what touches it goes through `do`."""

    def __init__(self) -> None:
        self.fake = FakeTelegram()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram", daemon=True)

    def open(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.fake.__aenter__(), self._loop).result(10)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self.fake.__aexit__(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def do(self, act: Callable[[], T]) -> T:
        """Run what a person does in the thread."""
        async def there() -> T:
            return act()

        return await self._wait(there())

    async def says_to(self, person: Person, words: str) -> Sent:
        return await self._wait(self.fake.says_to(person, words, PATIENCE_S))

    async def message_to(self, person: Person) -> Sent:
        return await self._wait(self.fake.message_to(person, PATIENCE_S))

    async def _wait(self, job: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(job, self._loop))
