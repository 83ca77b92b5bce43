"""A front door with a fake brain on a real port, and one browser for all tests of pages: fast, no brain needed.

`served` gives the house (its brain, clock, service) and its address. Tests of pages run in one event loop, because
the browser is shared: `pytestmark = pytest.mark.asyncio(loop_scope="session")`.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from tests.conftest import chromium
from tests.house import House, open_house, prepare

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
PATIENCE_MS = 20_000  # a test fails late rather than wrongly on a busy machine
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Window:
    """One person's window: its page, and everything the browser complained about."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> Window:
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.set_default_timeout(PATIENCE_MS)
        return self

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@dataclass
class Served:
    """A house with an address, and windows onto it."""

    house: House
    url: str
    browser: Browser
    windows: list[Window] = field(default_factory=list)

    async def window(self, path: str = "", *, language: str = "fr", size: tuple[int, int] = (1280, 800),
                     before: Callable[[BrowserContext], Any] | None = None, **more: Any) -> Window:
        """A fresh browser profile at `path`; `before(context)` prepares it. Closed at the end of the test."""
        context = await self.browser.new_context(
            locale=language, viewport={"width": size[0], "height": size[1]}, **more)
        if before is not None:
            await before(context)
        opened = Window(context, await context.new_page()).listen()
        self.windows.append(opened)
        if path:
            await opened.page.goto(path if "://" in path else self.url + path)
        return opened


def listening() -> socket.socket:
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind(("127.0.0.1", 0))
    one.listen()
    return one


@asynccontextmanager
async def serve(app: Any, own: socket.socket) -> AsyncIterator[None]:
    """`app` on a socket that listens already, so that no request ever finds nobody."""
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve([own]))
    try:
        yield
    finally:
        server.should_exit = True
        if (closing := getattr(getattr(app, "state", None), "closing", None)) is not None:
            closing.set()
        await task


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated data folder; each house gets a copy, which is faster than migrating again."""
    return prepare(tmp_path_factory.mktemp("empty"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield opened
        await opened.close()


Opener = Callable[..., AbstractAsyncContextManager[Served]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_served(tmp_path: Path, empty_store: Path, browser: Browser) -> Opener:
    """Opens a house with settings of one's own: `async with open_served(SENSEI_ORIGINS=…) as served`."""

    @asynccontextmanager
    async def opener(**settings: Any) -> AsyncIterator[Served]:
        folder = tmp_path / "data"
        if not folder.exists():
            shutil.copytree(empty_store, folder)
        own = listening()
        url = f"http://127.0.0.1:{own.getsockname()[1]}"
        async with open_house(folder, **settings) as house, serve(house.front.app, own):
            served = Served(house, url, browser)
            try:
                yield served
            finally:
                for window in served.windows:
                    await window.context.close()

    return opener


@pytest_asyncio.fixture(loop_scope="session")
async def served(open_served: Opener) -> AsyncIterator[Served]:
    async with open_served() as opened:
        yield opened
