"""What `sensei run` starts, and with which addresses, secrets and environment. Decided once, kept over every restart.

Part of the supervisor: standard library and settings only. Starts nothing itself. Each child sees the secrets it needs
and no other: a library in the brain that logs its environment must not give the company's keys away.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.children import ROOT, Job, Part, Probe
from bot.settings import Settings

FRONT_PYTHON = str(ROOT / ".venv" / "bin" / "python")
BRAIN_BIN = ROOT / ".venv-brain" / "bin"
MODEL = ROOT / "models" / "sensei.tar.gz"

# Never given to a child that does not ask for them by name below.
SECRETS = frozenset(
    {
        "SENSEI_DATABASE_URL",
        "SENSEI_BACKOFFICE_TOKEN",
        "SENSEI_JWT_KEYS",
        "SENSEI_SMTP_URL",
        "SENSEI_TELEGRAM_TOKEN",
        "SENSEI_TELEGRAM_SECRET",
        "SENSEI_BRAIN_TOKEN",
        "SENSEI_TICKET_KEY",
    }
)
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "SANIC_HOST": "127.0.0.1",
    "PYTHONUNBUFFERED": "1",
}
INSIDE = "inside.json"      # in the data folder's run/: where the brain of this run is, for `sensei export`


@dataclass(frozen=True)
class Plan:
    """`front` starts at once; `prepare` runs in the background, one after the other; then `brain` starts."""

    folder: Path
    migrate: Job
    front: tuple[Part, ...]
    prepare: tuple[Job, ...]
    brain: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.front, *self.brain)


@dataclass(frozen=True)
class Inside:
    """Addresses and secrets between the processes. The ticket key is new at every start: a ticket lives for one turn,
    and a turn that was under way is asked again with a fresh one."""

    backoffice: int
    actions: int
    brain: int
    brain_token: str
    ticket_key: str
    backoffice_token: str

    @classmethod
    def choose(cls, settings: Settings) -> Inside:
        backoffice, actions, brain = free_ports(3)
        token = settings.backoffice_token or ("" if settings.backoffice_url else secrets.token_urlsafe(32))
        return cls(backoffice, actions, brain, secrets.token_urlsafe(32), secrets.token_urlsafe(32), token)


def make_plan(settings: Settings, environ: Mapping[str, str]) -> Plan:
    inside = Inside.choose(settings)
    folder = settings.data_dir
    write_endpoints(folder, inside)
    write_private(folder / "run" / INSIDE, json.dumps({
        "brain_url": f"http://127.0.0.1:{inside.brain}", "brain_token": inside.brain_token}))
    base = {k: v for k, v in environ.items() if k not in SECRETS}
    base["SENSEI_DATA_DIR"] = str(folder)
    whole = {**base, **{k: v for k, v in environ.items() if k in SECRETS}}
    front = [_front_door(settings, inside, whole)]
    if not settings.backoffice_url:
        front.insert(0, _backoffice(inside, base))
    return Plan(
        folder=folder,
        migrate=Job("migrate", (FRONT_PYTHON, "-m", "bot", "migrate"), whole, private=True),
        front=tuple(front),
        prepare=(
            Job("setup", (sys.executable, str(ROOT / "scripts" / "setup.py"), "brain"), base),
            Job("train", (FRONT_PYTHON, "-m", "bot", "train"), base),
        ),
        brain=(_actions(settings, inside, base), _brain(folder, inside, base)),
    )


def _front_door(settings: Settings, inside: Inside, whole: Mapping[str, str]) -> Part:
    environ = {
        **whole,
        "SENSEI_BRAIN_URL": f"http://127.0.0.1:{inside.brain}",
        "SENSEI_BRAIN_TOKEN": inside.brain_token,
        "SENSEI_TICKET_KEY": inside.ticket_key,
        "SENSEI_BACKOFFICE_URL": settings.backoffice_url or f"http://127.0.0.1:{inside.backoffice}",
        "SENSEI_BACKOFFICE_TOKEN": inside.backoffice_token,
        "SENSEI_STATE_FILE": str(settings.data_dir / "run" / "state.json"),
    }
    probe = Probe(settings.port, "/health", host=_reachable(settings.host), any_answer=True)
    return Part("front_door", (FRONT_PYTHON, "-m", "bot", "front-door"), environ, probe, patience=10.0)


def _backoffice(inside: Inside, base: Mapping[str, str]) -> Part:
    environ = {**base, "SENSEI_BACKOFFICE_TOKEN": inside.backoffice_token}
    command = (FRONT_PYTHON, "-m", "bot.backoffice", "--port", str(inside.backoffice))
    return Part("backoffice", command, environ, Probe(inside.backoffice, "/health", any_answer=True))


def _actions(settings: Settings, inside: Inside, base: Mapping[str, str]) -> Part:
    environ = {
        **base,
        **QUIET,
        "SENSEI_TICKET_KEY": inside.ticket_key,
        "SENSEI_BACKOFFICE_URL": settings.backoffice_url or f"http://127.0.0.1:{inside.backoffice}",
        "SENSEI_BACKOFFICE_TOKEN": inside.backoffice_token,
    }
    return Part("actions", actions_command(inside.actions), environ, Probe(inside.actions, "/health"))


def actions_command(port: int) -> tuple[str, ...]:
    logging = ("--logging-config_file", str(ROOT / "actions" / "logging.yml"))
    return (str(BRAIN_BIN / "python"), "-m", "rasa_sdk", "--actions", "actions", "-p", str(port), *logging)


def _brain(folder: Path, inside: Inside, base: Mapping[str, str]) -> Part:
    environ = {**base, **QUIET, "SENSEI_BRAIN_TOKEN": inside.brain_token}
    command = (
        str(BRAIN_BIN / "python"),
        str(BRAIN_BIN / "rasa"),
        "run",
        "-i",
        "127.0.0.1",
        "-p",
        str(inside.brain),
        "--credentials",
        "credentials.yml",
        "--endpoints",
        str(folder / "run" / "endpoints.yml"),
        "--model",
        str(MODEL),
    )
    return Part("brain", command, environ, Probe(inside.brain, "/webhooks/sensei/ready", token=inside.brain_token))


def write_endpoints(folder: Path, inside: Inside) -> None:
    """The brain's endpoints with this run's ports and tracker."""
    text = endpoints_text(inside.actions)
    text += f"tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {json.dumps(str(folder / 'tracker.db'))}\n"
    write_private(folder / "run" / "endpoints.yml", text)


def endpoints_text(actions: int) -> str:
    """The root file as it is there, with the action server on this port and the tracker in memory."""
    text = _without(("action_endpoint", "tracker_store"), (ROOT / "endpoints.yml").read_text("utf-8"))
    return f"{text}\naction_endpoint:\n  url: http://127.0.0.1:{actions}/webhook\n"


def _without(keys: tuple[str, ...], text: str) -> str:
    """The YAML text less some top-level blocks. By lines, because this process reads no YAML for one small file."""
    for key in keys:
        block = rf"^{key}:.*\n(?:(?:[ \t#].*)?\n)*"
        text = re.sub(block, "", text.rstrip("\n") + "\n", flags=re.MULTILINE)
    return text.rstrip("\n") + "\n"


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, readable by this user alone."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def free_ports(count: int) -> list[int]:
    """Free loopback ports. All are held until the last is known, or the same one could come twice."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared with, not bound to
