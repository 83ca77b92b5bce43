"""Trains the tiny assistant once and runs it as the supervisor runs the real one: a process, a port, a token.

Standard library only; used by the tests of the brain's environment.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests/components/data"
TOKEN = "only-for-tests"
START_SECONDS = 240.0

STEP = {"type": "step", "task": "replace_part", "run": "t.replace_part", "step": "product", "n": 1, "of": 2,
        "label": "the toy", "state": "shown"}
FACT = {"type": "fact", "name": "product", "label": "the toy", "value": "robot"}
TASK = {"type": "task", "task": "replace_part", "run": "t.replace_part", "state": "started"}


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ, "RASA_TELEMETRY_ENABLED": "false", "SENSEI_BRAIN_TOKEN": TOKEN, "SENSEI_DATA_DIR": str(folder),
        "RASA_CACHE_DIRECTORY": str(folder / "cache"), "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1",
    }


def rasa(*words: str) -> list[str]:
    """Stock Rasa in this environment."""
    return [sys.executable, "-m", "rasa", *words]


def train(folder: Path) -> Path:
    """The tiny assistant, trained with the project's own config.yml."""
    subprocess.run(
        rasa("train", "--config", "config.yml", "--domain", str(DATA / "domain.yml"), "--data", str(DATA / "nlu.yml"),
             str(DATA / "rules.yml"), "--out", str(folder), "--fixed-model-name", "tiny"),
        cwd=ROOT, env=environment(folder), check=True, timeout=300, capture_output=True,
    )
    return folder / "tiny.tar.gz"


class Actions(ThreadingHTTPServer):
    """An action server with two actions: one tells brain words, one breaks as often as asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Action)
        self.called: list[str] = []
        self.breaks = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/webhook"


class _Action(BaseHTTPRequestHandler):
    server: Actions

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = body["next_action"]
        self.server.called.append(name)
        if name == "action_break" and self.server.breaks > 0:
            self.server.breaks -= 1
            self.send_error(500)
            return
        said = [{"custom": STEP}, {"custom": FACT}, {"custom": TASK}, {"text": "Demain."}]
        answer = json.dumps({"events": [], "responses": said if name == "action_tell" else []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class RunningBrain:
    """One `rasa run` process with an SQL tracker that survives `restart`."""

    def __init__(self, model: Path, folder: Path, actions: str) -> None:
        self.folder, self._model, self.port = folder, model, free_port()
        self._endpoints = folder / "endpoints.yml"
        self._endpoints.write_text(
            "nlg: {type: bot.components.nlg.SenseiNLG}\n"
            f"action_endpoint: {{url: '{actions}'}}\n"
            f"tracker_store: {{type: SQL, dialect: sqlite, db: '{folder / 'tracker.db'}'}}\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "brain.log").open("ab") as log:
            self._process = subprocess.Popen(
                rasa("run", "-m", str(self._model), "--endpoints", str(self._endpoints), "--credentials",
                     "credentials.yml", "-i", "127.0.0.1", "-p", str(self.port)),
                cwd=ROOT, env=environment(self.folder), stdout=log, stderr=log,
            )
        until = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < until:
            try:
                status, _ = self.call("GET", "/ready")
            except OSError:
                status = 0
            if status in (200, 503):
                return
            threading.Event().wait(0.2)
        self.stop(signal.SIGKILL)
        raise RuntimeError(f"the brain did not start: {(self.folder / 'brain.log').read_text()[-2000:]}")

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)

    def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = TOKEN, prefix: str = "/webhooks/sensei",
    ) -> tuple[int, Any]:
        """Status and parsed body, whatever the status."""
        raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{prefix}{path}", raw, method=method)
        request.add_header("Content-Type", "application/json")
        if token is not None:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, _parsed(response.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _parsed(error.read())


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw
