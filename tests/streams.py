"""Reads server-sent events from a front door that really listens, as a page does.

The in-process client of `tests.house` holds an answer back until it has ended; a stream has no end.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from litestar import Litestar

PATIENCE_S = 8.0


@dataclass
class Told:
    """One event of a stream."""

    data: dict[str, Any]
    place: str | None = None
    event: str | None = None


@dataclass
class Reader:
    """An open stream, and what it has told so far."""

    response: httpx.Response
    told: list[Told] = field(default_factory=list)
    heartbeats: int = 0
    _lines: AsyncIterator[str] | None = None

    async def until(self, wanted: Callable[[Told], bool]) -> Told:
        """Read on until something is as wanted."""
        async with asyncio.timeout(PATIENCE_S):
            async for one in self._parts():
                if wanted(one):
                    return one
        raise AssertionError(f"the stream ended; told: {[(t.event, t.data) for t in self.told]}")

    async def end(self) -> list[Told]:
        """Read to the end; fails when it does not come."""
        async with asyncio.timeout(PATIENCE_S):
            return [one async for one in self._parts()]

    async def _parts(self) -> AsyncIterator[Told]:
        self._lines = self._lines or self.response.aiter_lines()
        fields: dict[str, str] = {}
        async for line in self._lines:
            if line.startswith(":"):
                self.heartbeats += 1
            elif line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "data" in fields:
                self.told.append(Told(json.loads(fields["data"]), fields.get("id"), fields.get("event")))
                fields = {}
                yield self.told[-1]


@asynccontextmanager
async def listening(app: Litestar) -> AsyncIterator[str]:
    """`app` on a port of its own, without starting or stopping what is behind it; yields its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_config=None))
    serving = asyncio.create_task(server._serve())  # without its signal handlers: this is a test's process
    async with asyncio.timeout(PATIENCE_S):
        while not server.started:  # noqa: ASYNC110  told by a flag only
            await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        app.state.closing.set()
        server.should_exit = True
        await serving


@asynccontextmanager
async def opened(address: str, path: str, headers: dict[str, str], **params: Any) -> AsyncIterator[Reader]:
    async with (
        httpx.AsyncClient(base_url=address, timeout=PATIENCE_S * 2) as http,
        http.stream("GET", path, headers=headers, params=params) as response,
    ):
        yield Reader(response)
