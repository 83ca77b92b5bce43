"""A whole front door for tests, spoken to over its public protocols only: visitors, agents, a movable clock.

In process by default (fake brain, own SQLite file); the same visitors also talk to a running Sensei by
address, so a scenario reads the same against either.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from argon2 import PasswordHasher

from bot import settings as settings_module
from bot.brain.fake import FakeBrain
from bot.clock import Clock
from bot.office import Office
from bot.service import agents
from bot.store.migrate import migrate
from bot.wiring import FrontDoor, build
from bot.worker import Patience

Event = dict[str, Any]

# Short, so that failures fail fast; long enough that a busy machine does not make them.
QUICK = Patience(quiet=0.03, first_sentence=0.3, give_up=2.0, ask_again=0.05, watch=0.2)
TUESDAY = datetime.fromisoformat("2026-11-24T14:00:00+01:00")
SATURDAY_NIGHT = datetime.fromisoformat("2026-11-21T23:00:00+01:00")
CLAIRE = ("agent@maison-colibri.example", "colibri")
NADIA = ("lead@maison-colibri.example", "colibri")
# A password is slow on purpose. Hundreds of houses, each with two accounts, would spend minutes on theirs.
agents._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Visitor:
    """A customer with a browser: remembers what was read and asks for what is new."""

    def __init__(self, http: httpx.AsyncClient, language: str = "fr") -> None:
        self.http = http
        self.language = language
        self.token = ""
        self.conversation = ""
        self.seen: list[Event] = []
        self.last = 0

    async def open(self, *, identity: str | None = None, greet: bool = False) -> Visitor:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        response = await self.http.post("/chat/sessions", headers=headers, json={
            "identity": identity, "language": self.language, "greet": greet})
        assert response.status_code == 201, response.text
        self.token = response.json()["token"]
        self.conversation = response.json()["conversation_id"]
        return self

    async def post(self, client_id: str | None = None, **body: Any) -> httpx.Response:
        return await self.http.post("/chat/messages", headers={"Authorization": f"Bearer {self.token}"},
                                    json={"client_id": client_id or str(uuid4()), **body})

    async def say(self, text: str) -> int:
        response = await self.post(text=text)
        assert response.status_code == 202, response.text
        return int(response.json()["seq"])

    async def wish(self, wish: str) -> int:
        response = await self.post(wish=wish)
        assert response.status_code == 202, response.text
        return int(response.json()["seq"])

    async def choose(self, label: str) -> int:
        """Press the newest choice with this label (or beginning of it)."""
        offered = [c for e in self.seen for c in e.get("choices", []) if c["label"].startswith(label)]
        assert offered, f"no choice {label!r} among {[c['label'] for e in self.seen for c in e.get('choices', [])]}"
        response = await self.post(payload=offered[-1]["id"])
        assert response.status_code == 202, response.text
        return int(response.json()["seq"])

    async def read(self, wait: int = 0) -> list[Event]:
        response = await self.http.get("/chat/events", params={"after": self.last, "wait": wait},
                                       headers={"Authorization": f"Bearer {self.token}"}, timeout=40)
        assert response.status_code == 200, response.text
        body = response.json()
        self.last = body["last"]
        self.seen += body["events"]
        return list(body["events"])

    async def until(self, wanted: Callable[[Event], bool], tries: int = 20, wait: int = 3) -> Event:
        """Read until an event is as wanted, among all seen since the last `say`; fails with what came instead."""
        for _ in range(tries):
            found = next((e for e in self.seen if wanted(e) and not e.get("_used")), None)
            if found is not None:
                found["_used"] = True
                return found
            await self.read(wait=wait)
        raise AssertionError(f"never came; seen: {[(e['kind'], e.get('text') or e.get('owner')) for e in self.seen]}")

    async def bot_says(self, *parts: str) -> Event:
        """The next bot message that contains all of `parts` (in any case)."""
        return await self.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "bot" and all(
            part.lower() in e["text"].lower() for part in parts))

    async def owner_is(self, owner: str) -> Event:
        return await self.until(lambda e: e["kind"] == "owner" and e["owner"] == owner)

    def texts(self, kind: str = "bot") -> list[str]:
        return [e["text"] for e in self.seen if e["kind"] == "message" and e["sender"]["kind"] == kind]


class AgentAtDesk:
    """A person at the desk, as a program with a bearer token."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.headers: dict[str, str] = {}
        self.name = ""

    async def log_in(self, login: tuple[str, str] = CLAIRE) -> AgentAtDesk:
        response = await self.http.post("/desk/api/login", json={"email": login[0], "password": login[1]})
        assert response.status_code == 200, response.text
        self.headers = {"Authorization": f"Bearer {response.json()['token']}"}
        self.name = response.json()["agent"]["name"]
        # Programs use the bearer; the cookie of the browser must not ride along.
        self.http.cookies.clear()
        return self

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(f"/desk/api/{path}", params=params, headers=self.headers)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.http.post(f"/desk/api/{path}", json={} if body is None else body, headers=self.headers)

    async def queue(self) -> list[dict[str, Any]]:
        return list((await self.get("queue")).json()["conversations"])

    async def conversation(self, conversation_id: str) -> dict[str, Any]:
        return dict((await self.get(f"conversations/{conversation_id}")).json())

    async def claim(self, conversation_id: str) -> httpx.Response:
        return await self.post(f"conversations/{conversation_id}/claim")

    async def reply(self, conversation_id: str, text: str, *, private: bool = False) -> httpx.Response:
        return await self.post(f"conversations/{conversation_id}/messages", {
            "client_id": str(uuid4()), "text": text, "private": private, "attachments": []})

    async def hand_back(self, conversation_id: str, note: str | None = None) -> httpx.Response:
        return await self.post(f"conversations/{conversation_id}/hand-back", {"note": note})

    async def resolve(self, conversation_id: str, note: str | None = None) -> httpx.Response:
        return await self.post(f"conversations/{conversation_id}/resolve", {"note": note})


@dataclass
class House:
    """The front door with what tests need to reach into it."""

    front: FrontDoor
    http: httpx.AsyncClient
    brain: FakeBrain
    clock: Clock
    settings: settings_module.Settings

    async def visitor(self, language: str = "fr", *, greet: bool = False, who: str | None = None) -> Visitor:
        identity = None
        if who is not None:
            identity = (await self.http.post("/demo/identity", json={"who": who})).json()["identity"]
        return await Visitor(self.http, language).open(identity=identity, greet=greet)

    async def agent(self, login: tuple[str, str] = CLAIRE) -> AgentAtDesk:
        return await AgentAtDesk(self.http).log_in(login)


def settings_for(folder: Path, **changes: str) -> settings_module.Settings:
    settings = settings_module.load({"SENSEI_DATA_DIR": str(folder), "SENSEI_DEMO": "1", "SENSEI_RATE_LIMITS": "0",
                                     "SENSEI_TICKET_KEY": "test", **changes})
    return replace(settings, quiet_ms=30)


@asynccontextmanager
async def open_house(folder: Path, *, brain: FakeBrain | None = None, patience: Patience = QUICK,
                     office: Office | None = None, at: datetime | None = TUESDAY,
                     **environment: str) -> AsyncIterator[House]:
    """A front door on `folder`; opening it again on the same folder is a restart."""
    settings = settings_for(folder, **environment)
    brain, clock = brain or FakeBrain(), Clock()
    if at is not None:
        clock.move(at)
    front = build(settings, brain=brain, clock=clock, patience=patience, office=office)
    await front.start()
    transport = httpx.ASGITransport(app=front.app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080", timeout=40) as http:
            yield House(front, http, brain, clock, settings)
    finally:
        await front.stop()


def prepare(folder: Path) -> Path:
    """An empty, migrated data folder. Not to be called inside a running loop."""
    migrate(f"sqlite+aiosqlite:///{folder / 'sensei.db'}")
    return folder
