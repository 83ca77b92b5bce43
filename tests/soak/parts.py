"""The processes of a soak: the real front door, the fake brain, the demo back office; started, killed, started again.

Owns process ids, ports and the clients' patience with a door that was killed. Ends only what it started.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.soak.brain import OFFICE_TOKEN

ROOT = Path(__file__).resolve().parents[2]
TETHER = str(ROOT / "bot" / "tether.py")  # a child dies with the run, whatever ends the run
START_S = 60.0
RETRY_S = 90.0
FRONT, BRAIN, OFFICE = "front door", "brain", "back office"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Parts:
    """One soak's processes on one folder."""

    folder: Path
    seed: str
    dice: random.Random
    very_slow: float
    ports: dict[str, int] = field(default_factory=lambda: {part: free_port() for part in (FRONT, BRAIN, OFFICE)})
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    up: asyncio.Event = field(default_factory=asyncio.Event)
    calm: bool = False
    names: tuple[str, ...] = (FRONT, BRAIN, OFFICE)

    @property
    def log(self) -> Path:
        return self.folder / "front_door.log"

    def url(self, part: str) -> str:
        return f"http://127.0.0.1:{self.ports[part]}"

    async def begin(self) -> None:
        migrated = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-m", "bot", "migrate"], cwd=ROOT, env=self._environment(), check=False,
            capture_output=True, timeout=START_S)
        assert migrated.returncode == 0, migrated.stderr.decode()
        for part in (OFFICE, BRAIN, FRONT):
            await self.start(part)

    async def start(self, part: str) -> None:
        self._spawn(part)
        await self._answers(part)
        if part == FRONT:
            self.up.set()

    async def kill(self, part: str, how: int = signal.SIGKILL) -> None:
        """End this child by its own id and see it gone."""
        if part == FRONT:
            self.up.clear()
        child = self.running.pop(part)
        child.send_signal(how)
        self.kills[part] += 1
        with contextlib.suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(child.wait, 15)
        if child.poll() is None:
            child.kill()
            raise AssertionError(f"the {part} did not stop within 15 s")

    async def recover(self) -> None:
        """No more faults: brain and back office start again and behave."""
        self.calm = True
        for part in (OFFICE, BRAIN):
            await self.kill(part)
            self.kills[part] -= 1
            await self.start(part)

    def end(self) -> None:
        for child in self.running.values():
            child.kill()
            child.wait(10)

    # --- how each is started ---------------------------------------------------------------------

    def _spawn(self, part: str) -> None:
        with (self.folder / f"{part.replace(' ', '_')}.log").open("ab") as log:
            self.running[part] = subprocess.Popen(
                [sys.executable, TETHER, str(os.getpid()), sys.executable, "-m", *self._command(part)], cwd=ROOT,
                env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _command(self, part: str) -> list[str]:
        port = ["--port", str(self.ports[part]), "--data", str(self.folder)]
        if part == FRONT:
            return ["bot", "front-door"]
        if part == BRAIN:
            faults = ["--calm"] if self.calm else ["--very-slow", str(self.very_slow)]
            return ["tests.soak.brain", *port, "--office", self.url(OFFICE), "--seed", self.seed, *faults]
        faults = [] if self.calm else [
            "--failing", str(self.dice.randint(0, 6)), "--slow-after", "1.2", "--slow-times",
            str(self.dice.randint(0, 4))]
        return ["tests.backoffice.serve", *port, *faults]

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SENSEI_")}
        return {**inherited, "SENSEI_DATA_DIR": str(self.folder), "SENSEI_PORT": str(self.ports[FRONT]),
                "SENSEI_DEMO": "1", "SENSEI_RATE_LIMITS": "0", "SENSEI_QUIET_MS": "40",
                "SENSEI_BRAIN_URL": self.url(BRAIN), "SENSEI_BRAIN_TOKEN": "soak", "SENSEI_TICKET_KEY": "soak",
                "SENSEI_BACKOFFICE_URL": self.url(OFFICE), "SENSEI_BACKOFFICE_TOKEN": OFFICE_TOKEN}

    async def _answers(self, part: str) -> None:
        until = time.monotonic() + START_S
        async with httpx.AsyncClient(trust_env=False) as http:
            while time.monotonic() < until and self.running[part].poll() is None:
                with contextlib.suppress(httpx.TransportError):
                    await http.get(f"{self.url(part)}/health", timeout=5)
                    return
                await asyncio.sleep(0.05)  # a process that starts offers nothing to wait on
        raise AssertionError(f"the {part} did not start: see {self.folder}")


class Patient(httpx.AsyncHTTPTransport):
    """A client's network as a good page has it: what was not answered is sent again, unchanged, when the door is up."""

    def __init__(self, up: asyncio.Event, dice: random.Random) -> None:
        super().__init__(limits=httpx.Limits(max_connections=200))
        self._up = up
        self._dice = dice
        self.statuses: Counter[int] = Counter()
        self.retries = 0
        self.broken: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        until = time.monotonic() + RETRY_S
        while True:
            await asyncio.wait_for(self._up.wait(), START_S)
            try:
                response = await super().handle_async_request(request)
                await response.aread()
            except httpx.TransportError as error:
                self.retries += 1
                if time.monotonic() > until:
                    raise AssertionError(f"{request.method} {request.url.path}: {error!r} for {RETRY_S} s") from error
                await asyncio.sleep(self._dice.uniform(0.02, 0.1))  # as a page waits before it tries again
                continue
            self.statuses[response.status_code] += 1
            if response.status_code >= 500:
                self.broken.append(f"{response.status_code} {request.method} {request.url.path}")
            return response
