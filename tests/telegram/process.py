"""The front door as a process of its own that can be killed, with a brain served from the test.

Started like a soak's parts (tests/soak/parts.py), but alone: its brain is a few lines here, so a start costs one
process. Ends only what it started.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from tests.soak.brain import answer
from tests.soak.parts import ROOT, START_S, TETHER, free_port
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.wire import Answer, Request, Server


class BrainHere:
    """Keeps the brain contract: echoes, and gives the recorded answer to a turn it knows."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}
        self._recorded: dict[str, Any] = {}
        self.server = Server(self._answer)

    async def _answer(self, request: Request) -> Answer:
        if not request.path.endswith("/turns"):
            return Answer(200, b"{}")
        turn, text = request.params["turn"], request.params["text"]
        known = self._recorded.get(turn)
        if known is None:
            self.asked[turn] = text
            known = self._recorded[turn] = answer(f"écho : {text}")
            return Answer(200, json.dumps(known).encode())
        return Answer(200, json.dumps({**known, "replayed": True}).encode())


class FrontDoorProcess:
    """`async with`: a running front door on `folder` that polls `fake`. `brain`: one that is open and shared."""

    def __init__(self, folder: Path, fake: FakeTelegram, environment: Mapping[str, str] | None = None,
                 brain: BrainHere | None = None) -> None:
        self.folder, self.fake, self.brain, self._own = folder, fake, brain or BrainHere(), brain is None
        self.more, self.port = dict(environment or {}), free_port()
        self.child: subprocess.Popen[bytes] | None = None
        self.kills = 0

    async def __aenter__(self) -> FrontDoorProcess:
        if self._own:
            await self.brain.server.open()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.child is not None:
            self.child.kill()
            self.child.wait(10)
        if self._own:
            await self.brain.server.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def memory(self) -> float:
        """Resident memory of the process, in MB."""
        assert self.child is not None
        status = Path(f"/proc/{self.child.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    async def start(self) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SENSEI_")}
        environment = {
            **inherited, "SENSEI_DATA_DIR": str(self.folder), "SENSEI_PORT": str(self.port), "SENSEI_DEMO": "1",
            "SENSEI_RATE_LIMITS": "0", "SENSEI_QUIET_MS": "40", "SENSEI_TICKET_KEY": "test",
            "SENSEI_BRAIN_URL": f"http://127.0.0.1:{self.brain.server.port}", "SENSEI_BRAIN_TOKEN": "test",
            "SENSEI_TELEGRAM_TOKEN": self.fake.token, "SENSEI_TELEGRAM_API_URL": self.fake.url, **self.more}
        self.child = self._spawn(environment)
        await self._answers()

    def _spawn(self, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder / "front_door.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, TETHER, str(os.getpid()), sys.executable, "-m", "bot", "front-door"], cwd=ROOT,
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    async def kill(self, how: int = signal.SIGKILL) -> None:
        """End it by its own id and see it gone."""
        assert self.child is not None
        self.child.send_signal(how)
        self.kills += how == signal.SIGKILL
        await asyncio.to_thread(self.child.wait, 20)

    async def _answers(self) -> None:
        until = time.monotonic() + START_S
        assert self.child is not None
        async with httpx.AsyncClient(trust_env=False) as http:
            while time.monotonic() < until and self.child.poll() is None:
                with contextlib.suppress(httpx.TransportError):
                    await http.get(f"{self.url}/health", timeout=5)
                    return
                await asyncio.sleep(0.05)  # a process that starts offers nothing to wait on
        raise AssertionError((self.folder / "front_door.log").read_text(errors="replace")[-3000:])
