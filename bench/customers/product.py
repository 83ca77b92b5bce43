"""A running Sensei with a world for each customer, and identities signed as the company's shop would.

Owns starting and stopping; must not judge.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jwt

from bot.plan import FRONT_PYTHON, free_ports

ROOT = Path(__file__).resolve().parents[2]
TUESDAY = "2026-11-24T14:00:00+01:00"
READY_S, HOUR_S = 900.0, 3600
NAMES = {"awa": ("Awa Diallo", "Awa"), "moreau": ("Simone Moreau", "Madame Moreau")}


@dataclass(frozen=True)
class Product:
    """One product: `url` of its front door, and where its worlds tell what was done."""

    url: str
    worlds: str
    key: bytes
    kid: str = "bench"

    def identity(self, who: str, world: int) -> str:
        name, call_them = NAMES[who]
        return jwt.encode({"aud": "sensei", "exp": int(time.time()) + HOUR_S, "sub": f"{who}.{world}", "name": name,
                           "given_name": call_them}, self.key, algorithm="HS256", headers={"kid": self.kid})

    def done(self, world: int) -> list[dict[str, Any]]:
        return list(httpx.get(f"{self.worlds}/_done/{world}", timeout=30, trust_env=False).json())


@contextmanager
def running(folder: Path, *, plain: bool) -> Iterator[Product]:
    """The product on `folder` with real brain and action server, ready; stopped at the end."""
    folder.mkdir(parents=True)
    port, office = free_ports(2)
    key, token = secrets.token_bytes(32), secrets.token_urlsafe(24)
    product = Product(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{office}", key)
    keys = {product.kid: {"alg": "HS256", "key": base64.urlsafe_b64encode(key).decode()}}
    environ = {**os.environ, "SENSEI_DATA_DIR": str(folder), "SENSEI_PORT": str(port), "SENSEI_DEMO": "1",
               "SENSEI_RATE_LIMITS": "0", "SENSEI_BACKOFFICE_URL": product.worlds, "SENSEI_BACKOFFICE_TOKEN": token,
               "SENSEI_JWT_KEYS": json.dumps(keys)}
    module = "bench.customers.start_plain" if plain else "bot"
    commands = ([FRONT_PYTHON, "-m", "bench.customers.worlds", "--port", str(office), "--folder", str(folder)],
                [FRONT_PYTHON, "-m", module, "run"])
    with (folder / "terminal.log").open("ab") as terminal:
        started = [subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=terminal,
                                    stderr=subprocess.STDOUT) for command in commands]
    try:
        _wait(product)
        yield product
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(timeout=60)


def _wait(product: Product) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        try:
            if httpx.get(f"{product.url}/health", timeout=5, trust_env=False).json()["status"] == "ok":
                break
        except (httpx.HTTPError, ValueError):
            pass
        time.sleep(0.5)     # /health offers nothing to wait on
    else:
        raise SystemExit("The product did not get ready; see terminal.log and log/ in its folder.")
    httpx.post(f"{product.url}/demo/clock", json={"now": TUESDAY}, timeout=30, trust_env=False).raise_for_status()
