"""The public listener stops at once, even while customers wait for news."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.listener import Listener
from tests.door import open_door


@pytest.fixture(autouse=True)
def sigterm_is_survived() -> Iterator[None]:
    # uvicorn raises the signal again when it has stopped; the test run must outlive it.
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGTERM, before)


async def test_a_stop_signal_answers_who_waits_and_ends_the_process(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        listener = Listener(door.app, "127.0.0.1", 0)
        serving = asyncio.create_task(listener.serve())
        async with asyncio.timeout(10):
            while not listener.started:  # noqa: ASYNC110  uvicorn tells it by a flag only
                await asyncio.sleep(0.01)
        port = listener.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
            opened = await http.post("/chat/sessions", json={})
            headers = {"Authorization": f"Bearer {opened.json()['token']}"}
            waiting = asyncio.create_task(http.get("/chat/events?after=0&wait=30", headers=headers))
            async with asyncio.timeout(10):
                await door.service.someone_waits.wait()
            began = time.monotonic()
            signal.raise_signal(signal.SIGTERM)
            answer = await waiting
            async with asyncio.timeout(10):
                await serving
            assert answer.json() == {"events": [], "last": 0, "live": []}
            assert time.monotonic() - began < 20  # the poll was to last 30
            assert "server" not in answer.headers
