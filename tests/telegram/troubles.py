"""What may go wrong with a call, on request: refusals, slow answers, cut connections, and the limits of sending.

Owns which call is hit next and how fast somebody may be written to. The sentences are the server's own.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.wire import Cut

Effect = Callable[[], Awaitable[Any]]


class Refusal(Exception):
    """An answer with ok = false. `parameters`: retry_after (seconds) or migrate_to_chat_id."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(words: str, **parameters: int) -> Refusal:
    return Refusal(400, f"Bad Request: {words}", **parameters)


def forbidden(words: str) -> Refusal:
    return Refusal(403, f"Forbidden: {words}")


def too_many(retry_after: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def writes(method: str) -> bool:
    """Whether a method sends a message; only these have limits."""
    return method.startswith("send") and method != "sendchataction"


@dataclass
class Trouble:
    """Hits the next `times` calls of `method` (None: any that sends) to `chat` (None: any)."""

    kind: str  # refuse | slow | cut_before | cut_after | broken
    method: str | None = None
    chat: int | None = None
    times: int = 1
    refusal: Refusal | None = None
    seconds: float = 0.0
    hits: int = 0

    def meets(self, method: str, chat: int | None) -> bool:
        wanted = writes(method) if self.method is None else method == self.method.lower()
        return self.hits < self.times and wanted and self.chat in (None, chat)


@dataclass
class Limits:
    """Sending limits of the Bot API's FAQ. Off until `on`; `second` is how long a second lasts here."""

    on: bool = False
    chat_a_second: int = 1
    all_a_second: int = 30
    group_a_minute: int = 20
    second: float = 1.0
    refused: int = 0
    _times: dict[object, deque[float]] = field(default_factory=dict)

    def check(self, chat: int) -> None:
        """Raise 429 when this chat, or all together, get more than they may."""
        now = asyncio.get_running_loop().time()
        bounds: list[tuple[object, int, float]] = [
            (chat, self.chat_a_second, self.second), ("all", self.all_a_second, self.second)]
        if chat < 0:
            bounds.append((("group", chat), self.group_a_minute, 60 * self.second))
        for key, most, span in bounds:
            times = self._times.setdefault(key, deque())
            while times and times[0] <= now - span:
                times.popleft()
            if self.on and len(times) >= most:
                self.refused += 1
                raise too_many(max(1, math.ceil((times[0] + span - now) / self.second)))
        for key, _, _ in bounds:
            self._times[key].append(now)


class Troubles:
    """Planned troubles, in the order they were asked for. Each is hit before the limits are looked at."""

    def __init__(self) -> None:
        self._planned: list[Trouble] = []

    def plan(self, trouble: Trouble) -> Trouble:
        self._planned.append(trouble)
        return trouble

    def clear(self) -> None:
        self._planned.clear()

    async def around(self, method: str, chat: int | None, effect: Effect) -> Any:
        """Run the call's effect with whatever was planned for it."""
        trouble = next((t for t in self._planned if t.meets(method, chat)), None)
        if trouble is None:
            return await effect()
        trouble.hits += 1
        if trouble.refusal is not None:
            raise trouble.refusal
        if trouble.kind == "cut_before":
            raise Cut
        if trouble.kind == "slow":
            await asyncio.sleep(trouble.seconds)
            return await effect()
        result = await effect()
        if trouble.kind == "slow_after":
            await asyncio.sleep(trouble.seconds)
            return result
        assert trouble.kind == "cut_after", trouble.kind
        raise Cut
