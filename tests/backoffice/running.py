"""The real demo back office in a process of its own, and what any client of it must be able to do.

Imported by tests of both environments, so it uses the standard library only.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FRONT_PYTHON = ROOT / ".venv" / "bin" / "python"
TOKEN = "test-token"
BODY = {"product": "robot_pixel", "part": "left_wheel", "reason": "missing", "address": "on_file"}


@dataclass(frozen=True)
class Running:
    url: str
    token: str = TOKEN

    def send(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """One raw call, for what clients do not do. Returns status and JSON."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers={
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def file(self, path: str) -> bytes:
        """A document, as it is fetched."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bytes(answer.read())

    def replacements(self, customer: str = "awa") -> list[dict[str, Any]]:
        """What was really done, seen from outside."""
        return [o for o in self.send("GET", f"/customers/{customer}/orders")[1]["orders"] if o["kind"] == "replacement"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(data: Path, **faults: float) -> Iterator[Running]:
    """Start the server on a free port; faults as in tests/backoffice/serve.py. Stopped by its own pid."""
    port = free_port()
    options = [word for name, value in faults.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    process = subprocess.Popen([str(FRONT_PYTHON), "-m", "tests.backoffice.serve", "--port", str(port),
                                "--data", str(data), *options], cwd=ROOT)
    try:
        _until_ready(port, process)
        yield Running(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)


def _until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90  # a machine with much else to do
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)  # nothing listens yet, so there is nothing to be told by
    raise RuntimeError("the demo back office did not start")
