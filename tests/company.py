"""The demo company behind a house in tests: its own server, in process, asked over the same contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from bot.backoffice import data
from bot.backoffice.app import create_app
from bot.clock import Clock
from bot.office import Office


class Company:
    """The demo's customers, and more where a test adds them to `people`. `down`: nobody answers."""

    def __init__(self, folder: Path) -> None:
        self.now = Clock().now
        self.people: dict[str, dict[str, Any]] = data.CUSTOMERS
        self.asked: list[tuple[str, str]] = []
        self.down = False
        app = create_app(token="t", data_dir=folder, clock=lambda: self.now())
        self.office = Office("http://office", "t", transport=_Watched(httpx.ASGITransport(app), self))


class _Watched(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport, company: Company) -> None:
        self._inner, self._company = inner, company

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._company.asked.append((request.method, request.url.path))
        if self._company.down:
            raise httpx.ConnectError("closed")
        return await self._inner.handle_async_request(request)
