"""Opens the front door's web application on a fake service, for tests of channels and desk."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from litestar import Litestar

from bot.app import create_app
from bot.channels.identity import Identities
from bot.clock import Clock
from bot.core.texts import Texts
from bot.files import load_texts
from bot.health import Check, Health
from bot.keys import IdentityKey, Keys
from bot.limits import Limits
from bot.settings import Settings, load
from tests.fakes_service import FakeService

SECRET = bytes(range(32))
KEYS = Keys(identity={"k1": IdentityKey("k1", "HS256", SECRET)})
BASE = "http://127.0.0.1:8080"


@functools.cache
def texts() -> Texts:
    return load_texts()


@dataclass
class Door:
    """The app, the fake behind it, and a browser-less client in front of it."""

    app: Litestar
    service: FakeService
    clock: Clock
    http: httpx.AsyncClient
    settings: Settings
    identities: Identities = field(default_factory=lambda: Identities(KEYS.identity))

    async def session(self, **body: Any) -> dict[str, str]:
        """Headers of a fresh chat session."""
        opened = await self.http.post("/chat/sessions", json=body)
        assert opened.status_code == 201, opened.text
        return {"Authorization": f"Bearer {opened.json()['token']}"}

    async def say(self, headers: dict[str, str], **body: Any) -> httpx.Response:
        return await self.http.post("/chat/messages", headers=headers, json={"client_id": str(uuid4()), **body})

    async def agent(self, email: str = "agent@maison-colibri.example") -> dict[str, str]:
        """Headers of a program logged in at the desk."""
        answer = await self.http.post("/desk/api/login", json={"email": email, "password": "colibri"})
        self.http.cookies.clear()
        return {"Authorization": f"Bearer {answer.json()['token']}"}


@asynccontextmanager
async def open_door(
    tmp_path: Path,
    *,
    limits: Limits | None = None,
    office: Any = None,
    checks: dict[str, Check] | None = None,
    base: str = BASE,
    **changes: Any,
) -> AsyncIterator[Door]:
    settings = dataclasses.replace(load({"SENSEI_DATA_DIR": str(tmp_path)}), rate_limits=False, **changes)
    service, clock = FakeService(), Clock()
    front: Any = service
    health = Health(settings, checks)
    app = create_app(front, settings, clock, KEYS, health, texts=texts(), office=office, limits=limits)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=base) as http:
        yield Door(app, service, clock, http, settings)
