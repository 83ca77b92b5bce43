"""A whole Sensei for the end to end: started by its own supervisor, spoken to over its public port only."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent.parent
READY_S = 240.0  # loading TensorFlow (imported, never executed) takes most of it on a busy machine


@dataclass
class Sensei:
    """One running instance. `part_pid` finds a child by the file its supervisor keeps."""

    process: subprocess.Popen[bytes]
    url: str
    folder: Path
    office: str = ""    # where its company answers, when it is not the demo's own

    def part_pid(self, part: str) -> int:
        return int((self.folder / "run" / f"{part}.pid").read_text())

    def kill(self, part: str) -> int:
        """Kill -9 one of its own children; returns the old process id."""
        pid = self.part_pid(part)
        os.kill(pid, signal.SIGKILL)
        return pid

    def health(self) -> dict[str, Any]:
        try:
            return dict(httpx.get(f"{self.url}/health", timeout=5, trust_env=False).json())
        except (httpx.HTTPError, json.JSONDecodeError):
            return {"status": "starting", "parts": {}}

    def wait_until(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = READY_S) -> dict[str, Any]:
        """Ask /health until it is as wanted: the one thing outside can look at."""
        until = time.monotonic() + seconds
        while not wanted(last := self.health()):
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"not reached; last health {last}\n{self.logs()}")
            time.sleep(0.2)  # /health offers nothing to wait on
        return last

    def logs(self) -> str:
        return "\n".join(f"--- {p.name}\n{p.read_text(errors='replace')[-2000:]}"
                         for p in sorted((self.folder / "log").glob("*.log")))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def start(folder: Path, port: int, **environment: str) -> Sensei:
    """Start `sensei run` on this folder and port; demo data, limits off."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "SENSEI_DATA_DIR": str(folder), "SENSEI_PORT": str(port), "SENSEI_DEMO": "1",
           "SENSEI_RATE_LIMITS": "0", **environment}
    with (folder / "terminal.log").open("ab") as terminal:
        process = subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
                                   stdout=terminal, stderr=subprocess.STDOUT)
    return Sensei(process, f"http://127.0.0.1:{port}", folder)
