"""One running Sensei for the whole session (its brain takes longest to load), one shared browser."""

from __future__ import annotations

import base64
import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from bench.customers.product import Product
from tests.e2e.running import ROOT, Sensei, start
from tests.e2e.telegram import Phones
from tests.house import TUESDAY, AgentAtDesk, Visitor


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def phones() -> Iterator[Phones]:
    """A Telegram of our own, which the running Sensei believes in."""
    opened = Phones()
    opened.open()
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture(scope="session")
def sensei(tmp_path_factory: pytest.TempPathFactory, phones: Phones) -> Iterator[Sensei]:
    """Ready: every part ok. Its company has a world for each customer of `companies`, and one for everybody else."""
    folder, office, token = tmp_path_factory.mktemp("sensei"), free_port(), secrets.token_urlsafe(24)
    environ = {**os.environ, "SENSEI_BACKOFFICE_TOKEN": token}
    worlds = subprocess.Popen(
        [sys.executable, "-m", "bench.customers.worlds", "--port", str(office), "--clock", str(folder),
         "--folder", str(tmp_path_factory.mktemp("companies"))], cwd=ROOT, env=environ, stdin=subprocess.DEVNULL)
    running = start(folder, free_port(), SENSEI_TELEGRAM_TOKEN=phones.fake.token,
                    SENSEI_TELEGRAM_API_URL=phones.fake.url, SENSEI_BACKOFFICE_TOKEN=token,
                    SENSEI_BACKOFFICE_URL=f"http://127.0.0.1:{office}")
    running.office = f"http://127.0.0.1:{office}"
    try:
        running.wait_until(lambda health: health["status"] == "ok")
        yield running
    finally:
        running.stop()
        worlds.terminate()
        worlds.wait(timeout=30)


@pytest.fixture(scope="session")
def companies(sensei: Sensei) -> Product:
    """Identities for customers who have a company of their own, `awa.17`, and what was done in each."""
    own = json.loads((sensei.folder / "keys.json").read_text("utf-8"))["identity"]
    [(kid, entry)] = own.items()
    key = base64.urlsafe_b64decode(entry["key"] + "=" * (-len(entry["key"]) % 4))
    return Product(sensei.url, sensei.office, key, kid)


class Town:
    """Customers and agents of the running Sensei, on a weekday afternoon."""

    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=40, trust_env=False)

    async def visitor(self, language: str = "fr", *, who: str | None = None, greet: bool = False) -> Visitor:
        return await Visitor(self.http, language).open(identity=await self.identity(who), greet=greet)

    async def identity(self, who: str | None) -> str | None:
        if who is None:
            return None
        return str((await self.http.post("/demo/identity", json={"who": who})).json()["identity"])

    async def agent(self, login: tuple[str, str] | None = None) -> AgentAtDesk:
        agent = AgentAtDesk(self.http)
        return await agent.log_in(login) if login else await agent.log_in()

    async def clock(self, now: str | None) -> None:
        assert (await self.http.post("/demo/clock", json={"now": now})).status_code == 200

    async def orders(self, customer: str) -> list[dict[str, str]]:
        return list((await self.http.get("/demo/orders", params={"customer": customer})).json()["orders"])


@pytest.fixture
async def town(sensei: Sensei) -> AsyncIterator[Town]:
    here = Town(sensei.url)
    await here.clock(TUESDAY.isoformat())
    yield here
    await here.http.aclose()
