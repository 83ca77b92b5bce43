"""What tests of the chat panel share: a shop of another origin that embeds it, and a hand on its parts.

Must not hold a test.
"""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import jwt
from litestar import Litestar, MediaType, Response, get
from playwright.async_api import FrameLocator, Locator, Page, expect

from bot import keys
from bot.brain.fake import FakeBrain, answer
from bot.core.turns import TurnRequest
from tests.pages.conftest import Served, listening, serve

Place = Page | FrameLocator


async def say(panel: Place, text: str) -> None:
    """Writes and sends with Enter, as people do."""
    await panel.locator("#text").fill(text)
    await panel.locator("#text").press("Enter")


async def ready(panel: Place) -> Place:
    """The welcome is there."""
    await expect(panel.locator(".bubble.bot").first).to_be_visible()
    return panel


async def open_panel(page: Page) -> FrameLocator:
    """Presses the launcher of the page."""
    await page.get_by_role("button", name="question").click()
    panel = page.frame_locator("sensei-chat iframe")
    await ready(panel)
    return panel


def bot(panel: Place, text: str) -> Locator:
    return panel.locator(".bubble.bot", has_text=text)


def signed(served: Served, **claims: Any) -> str:
    """A proof of identity as the company's site would sign it."""
    key = next(iter(keys.load(served.house.settings).identity.values()))
    body = {"aud": "sensei", "sub": "customer-7", "exp": int(time.time()) + 3600, **claims}
    return jwt.encode(body, key.secret, algorithm=key.alg, headers={"kid": key.kid})


def offering(*labels: str, text: str = "Lequel ?") -> FakeBrain:
    """A brain that answers with choices."""
    def script(request: TurnRequest) -> Any:
        if request.get("choice"):
            return answer(f"pris : {request['text']}")
        given = answer(text)
        given["messages"][0]["choices"] = [{"label": one, "intent": "affirm", "entities": []} for one in labels]
        return given

    return FakeBrain(script)


@dataclass
class ForeignShop:
    """A page of another site (localhost instead of 127.0.0.1) that embeds the launcher of `widget`."""

    url: str
    widget: str = ""
    attributes: str = ""
    policy: str = "default-src 'self'"

    def page(self) -> Response[str]:
        html = (f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Autre site</title>'
                f'<link rel="icon" href="data:,"><script src="{self.widget}/widget.js" defer {self.attributes}></script>'
                f'</head><body><h1>Autre site</h1><button id="mine">Mon panier</button></body></html>')
        return Response(html, media_type=MediaType.HTML, headers={"Content-Security-Policy": self.policy})


@asynccontextmanager
async def foreign_shop() -> AsyncIterator[ForeignShop]:
    own = listening()
    shop = ForeignShop(f"http://localhost:{own.getsockname()[1]}")

    @get("/")
    async def page() -> Response[str]:
        return shop.page()

    async with serve(Litestar([page], openapi_config=None), own):
        yield shop


def png(width: int = 40, height: int = 30) -> bytes:
    """A small real picture."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([200, 90, 60]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
