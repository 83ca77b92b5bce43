"""The keys web identities are signed with: given by settings, else made at first start in the data folder.

Owns the key file and its permissions. Must not log or return a key in any text.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.settings import SettingError, Settings

SUPPORTED = ("HS256",)
FILE = "keys.json"
_SHORTEST = 16  # bytes


@dataclass(frozen=True)
class IdentityKey:
    kid: str
    alg: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Keys:
    """`identity`: key id to key. The algorithm stands here, never in a token."""

    identity: Mapping[str, IdentityKey]


def load(settings: Settings) -> Keys:
    """The keys to use. Raises `SettingError` when one cannot be used."""
    table = settings.jwt_keys or _own(settings.data_dir / FILE)["identity"]
    return Keys(identity={kid: _identity_key(kid, entry) for kid, entry in table.items()})


def _identity_key(kid: str, entry: Mapping[str, str]) -> IdentityKey:
    alg, text = entry["alg"], entry["key"]
    if alg not in SUPPORTED:
        raise SettingError(f"SENSEI_JWT_KEYS: key {kid!r} uses {alg!r}; supported: {', '.join(SUPPORTED)}.")
    try:
        secret = base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise SettingError(f"SENSEI_JWT_KEYS: key {kid!r} is not base64url.") from error
    if len(secret) < _SHORTEST:
        raise SettingError(f"SENSEI_JWT_KEYS: key {kid!r} is too short; use 32 random bytes.")
    return IdentityKey(kid=kid, alg=alg, secret=secret)


def _own(path: Path) -> dict[str, Any]:
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {"identity": dict(content["identity"])}
    except (ValueError, KeyError, TypeError) as error:
        raise SettingError(f"{path} cannot be read; move it away and new keys are made.") from error


def _make(path: Path) -> None:
    """Write a fresh file under another name and link it in place: never half written, the first writer wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    content = json.dumps({"identity": {secrets.token_hex(4): {"alg": "HS256", "key": key}}}, indent=2)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
