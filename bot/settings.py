"""Every setting of Sensei in one table: name, default, help. Read once, at start, from the environment.

Imports nothing of ours. Must not hold a secret's default.
"""

from __future__ import annotations

import difflib
import ipaddress
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class SettingError(ValueError):
    """A setting cannot be used; the message names it and the cure."""


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("SENSEI_HOST", "127.0.0.1", "Address the front door listens on."),
    Setting("SENSEI_PORT", "8080", "The only public port."),
    Setting("SENSEI_PUBLIC_URL", "", "Address people type; default http://<host>:<port>."),
    Setting("SENSEI_PROXY", "", "Addresses of your proxies: only their X-Forwarded-For is believed."),
    Setting("SENSEI_ORIGINS", "", "Sites that may embed the widget, separated by blanks."),
    Setting("SENSEI_DATA_DIR", "var", "Folder for everything written at run time."),
    Setting("SENSEI_DATABASE_URL", "", "PostgreSQL address; empty: SQLite in the data folder."),
    Setting("SENSEI_BACKOFFICE_URL", "", "The company's back office; empty: the demo one."),
    Setting("SENSEI_BACKOFFICE_TOKEN", "", "Bearer token for the back office."),
    Setting("SENSEI_JWT_KEYS", "", 'Web identity keys: {"<kid>": {"alg": "HS256"|"RS256"|"EdDSA", "key": …}}.'),
    Setting("SENSEI_TASKS", "", "Coached tasks this company offers, separated by blanks; empty: all of them."),
    Setting("SENSEI_LANGUAGE", "fr", "Language of people who have not shown one: fr or en."),
    Setting("SENSEI_TIMEZONE", "Europe/Paris", "Zone in which times are said and promised."),
    Setting("SENSEI_COUNTRY", "fr", "Country whose emergency numbers are given (data/safety/<country>.yml)."),
    Setting("SENSEI_MEDIATOR", "", "Name, address and site of your consumer mediator, said when a dispute stays open."),
    Setting("SENSEI_QUIET_MS", "700", "Silence, in milliseconds, before a turn starts."),
    Setting("SENSEI_RATE_LIMITS", "1", "0 turns limits off, on loopback only."),
    Setting("SENSEI_DEMO", "0", "1: sample customers and agents; loopback only."),
    Setting("SENSEI_TELEGRAM_TOKEN", "", "Telegram bot token; empty: Telegram is off."),
    Setting("SENSEI_TELEGRAM_API_URL", "", "Another Bot API server, for tests or a local one."),
    Setting("SENSEI_TELEGRAM_WEBHOOK_URL", "", "Public webhook address; empty: polling."),
    Setting("SENSEI_TELEGRAM_SECRET", "", "Secret Telegram sends with each webhook call."),
    Setting("SENSEI_KEEP_CUSTOMERS_DAYS", "1095", "Days after the last contact until a customer is erased; 0: never."),
    Setting("SENSEI_KEEP_STRANGERS_DAYS", "90", "The same for people who never proved who they are."),
    Setting("SENSEI_KEEP_LOOKS_DAYS", "365", "Days it is kept who at the desk looked at whom."),
    Setting("SENSEI_SMTP_URL", "", "Mail server for codes, smtp://user:password@host:587?from=…; empty: none is sent."),
)

# Made by the supervisor for its children, never set by people.
INTERNAL = (
    "SENSEI_BRAIN_URL", "SENSEI_BRAIN_TOKEN", "SENSEI_TICKET_KEY", "SENSEI_STATE_FILE",
)

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Settings:
    """Parsed settings. `brain_url` is empty when no supervisor gave one (then the brain counts as down)."""

    host: str
    port: int
    public_url: str
    proxies: tuple[str, ...]
    origins: tuple[str, ...]
    data_dir: Path
    database_url: str
    backoffice_url: str
    backoffice_token: str
    jwt_keys: dict[str, dict[str, str]]
    language: str
    timezone: ZoneInfo
    country: str
    quiet_ms: int
    rate_limits: bool
    demo: bool
    telegram_token: str
    telegram_api_url: str
    telegram_webhook_url: str
    telegram_secret: str
    brain_url: str
    brain_token: str
    ticket_key: bytes
    state_file: Path | None
    smtp_url: str = field(default="", repr=False)
    mediator: str = ""
    keep_customers: int = 1095
    keep_strangers: int = 90
    keep_looks: int = 365
    tasks: tuple[str, ...] = ()

    @property
    def loopback(self) -> bool:
        return self.host in LOOPBACK and (urlsplit(self.public_url).hostname or "") in LOOPBACK


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check every setting. Raises `SettingError` with a sentence naming the one at fault."""
    value = {s.name: environ.get(s.name, "").strip() or s.default for s in SETTINGS}
    host, port = value["SENSEI_HOST"], _integer("SENSEI_PORT", value, 1, 65535)
    data_dir = Path(value["SENSEI_DATA_DIR"]).absolute()
    language = _one_of("SENSEI_LANGUAGE", value, "fr", "en")
    try:
        zone = ZoneInfo(value["SENSEI_TIMEZONE"])
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingError(f"SENSEI_TIMEZONE {value['SENSEI_TIMEZONE']!r} is unknown; try Europe/Paris.") from error
    for name in ("PUBLIC", "BACKOFFICE", "TELEGRAM_API", "TELEGRAM_WEBHOOK"):
        _web_address(f"SENSEI_{name}_URL", value[f"SENSEI_{name}_URL"])
    for origin in value["SENSEI_ORIGINS"].split():
        _web_address("SENSEI_ORIGINS", origin)
    if value["SENSEI_DATABASE_URL"] and not _DATABASE.match(value["SENSEI_DATABASE_URL"]):
        raise SettingError("SENSEI_DATABASE_URL must begin with postgresql+asyncpg:// or sqlite+aiosqlite:///.")
    state_file = environ.get("SENSEI_STATE_FILE", "")
    settings = Settings(
        host=host, port=port,
        public_url=(value["SENSEI_PUBLIC_URL"] or f"http://{host}:{port}").rstrip("/"),
        proxies=_networks("SENSEI_PROXY", value),
        origins=tuple(value["SENSEI_ORIGINS"].split()),
        data_dir=data_dir,
        tasks=tuple(value["SENSEI_TASKS"].replace(",", " ").split()),
        database_url=value["SENSEI_DATABASE_URL"] or f"sqlite+aiosqlite:///{data_dir / 'sensei.db'}",
        backoffice_url=value["SENSEI_BACKOFFICE_URL"].rstrip("/"),
        backoffice_token=value["SENSEI_BACKOFFICE_TOKEN"],
        jwt_keys=_jwt_keys(value["SENSEI_JWT_KEYS"]),
        language=language, timezone=zone, country=value["SENSEI_COUNTRY"],
        quiet_ms=_integer("SENSEI_QUIET_MS", value, 0, 10_000),
        rate_limits=_one_of("SENSEI_RATE_LIMITS", value, "0", "1") == "1",
        demo=_one_of("SENSEI_DEMO", value, "0", "1") == "1",
        telegram_token=_telegram_token(value["SENSEI_TELEGRAM_TOKEN"]),
        telegram_api_url=value["SENSEI_TELEGRAM_API_URL"].rstrip("/"),
        telegram_webhook_url=value["SENSEI_TELEGRAM_WEBHOOK_URL"].rstrip("/"),
        telegram_secret=_telegram_secret(value["SENSEI_TELEGRAM_SECRET"]),
        brain_url=environ.get("SENSEI_BRAIN_URL", ""),
        brain_token=environ.get("SENSEI_BRAIN_TOKEN", ""),
        ticket_key=environ.get("SENSEI_TICKET_KEY", "").encode(),
        state_file=Path(state_file) if state_file else None,
        mediator=value["SENSEI_MEDIATOR"],
        keep_customers=_integer("SENSEI_KEEP_CUSTOMERS_DAYS", value, 0, 36_500),
        keep_strangers=_integer("SENSEI_KEEP_STRANGERS_DAYS", value, 1, 36_500),
        keep_looks=_integer("SENSEI_KEEP_LOOKS_DAYS", value, 1, 36_500),
        smtp_url=_mail_server(value["SENSEI_SMTP_URL"]),
    )
    if settings.demo and not settings.loopback:
        raise SettingError("SENSEI_DEMO=1 has known passwords: it needs SENSEI_HOST and SENSEI_PUBLIC_URL on loopback.")
    if not settings.rate_limits and not settings.loopback:
        raise SettingError("SENSEI_RATE_LIMITS=0 is for tests: it needs SENSEI_HOST and SENSEI_PUBLIC_URL on loopback.")
    return settings


def unknown(environ: Mapping[str, str] = os.environ) -> list[str]:
    """A sentence for each variable that looks like a misspelt setting. Other programs' SENSEI_ names are left alone."""
    names = [setting.name for setting in SETTINGS]
    found = []
    for name in sorted(environ):
        if name.startswith("SENSEI_") and name not in names and name not in INTERNAL:
            near = difflib.get_close_matches(name, names, n=1, cutoff=0.8)
            if near:
                found.append(f"{name} is not a setting and changes nothing: did you mean {near[0]}?")
    return found


_DATABASE = re.compile(r"postgresql\+asyncpg://|sqlite\+aiosqlite:///")


def _one_of(name: str, value: Mapping[str, str], *allowed: str) -> str:
    if value[name] not in allowed:
        raise SettingError(f"{name} is {value[name]!r}: choose {' or '.join(allowed)}.")
    return value[name]


def _web_address(name: str, address: str) -> None:
    """Empty is fine; anything else must be an address a browser understands."""
    try:
        parts = urlsplit(address)
        good = not address or (parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        good = False
    if not good:
        raise SettingError(f"{name} is {address!r}: it must look like https://care.example.")


def _mail_server(address: str) -> str:
    try:
        parts = urlsplit(address)
        good = not address or (parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        good = False
    if not good:  # not quoted: it may hold a password
        raise SettingError("SENSEI_SMTP_URL must look like smtp://user:password@mail.example:587?from=care@example.")
    return address


def _networks(name: str, value: Mapping[str, str]) -> tuple[str, ...]:
    """Addresses or networks. No names and not the whole world: whoever is believed can be anybody for the limits."""
    wrong = SettingError(f"{name} is {value[name]!r}: write addresses or networks, like 127.0.0.1.")
    try:
        found = [ipaddress.ip_network(one) for one in value[name].split()]
    except ValueError as error:
        raise wrong from error
    if any(network.prefixlen == 0 for network in found):
        raise wrong
    return tuple(str(network) for network in found)


def _integer(name: str, value: Mapping[str, str], low: int, high: int) -> int:
    try:
        number = int(value[name])
    except ValueError as error:
        raise SettingError(f"{name} is {value[name]!r}: it must be a whole number.") from error
    if not low <= number <= high:
        raise SettingError(f"{name} is {number}: it must lie between {low} and {high}.")
    return number


def _telegram_token(token: str) -> str:
    # The token itself is not repeated: whoever sees the terminal could use it.
    if token and not re.fullmatch(r"\d{1,17}:[\w-]{1,100}", token):
        raise SettingError("SENSEI_TELEGRAM_TOKEN must look like 123456789:AAF… (BotFather gives it).")
    return token


def _telegram_secret(secret: str) -> str:
    if not re.fullmatch(r"[\w-]{0,256}", secret, re.ASCII):
        raise SettingError("SENSEI_TELEGRAM_SECRET may hold 1 to 256 letters, figures, - and _ only.")
    return secret


def _jwt_keys(raw: str) -> dict[str, dict[str, str]]:
    if not raw:
        return {}
    try:
        keys: Any = json.loads(raw)
        listed = keys.values() if isinstance(keys, dict) else [None]
        ok = all(isinstance(key, dict) and key.get("alg") and key.get("key") for key in listed)
    except ValueError:
        ok = False
    if not ok:
        raise SettingError('SENSEI_JWT_KEYS must look like {"<kid>": {"alg": "HS256", "key": "<base64url>"}}.')
    return dict(keys)
