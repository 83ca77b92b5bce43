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

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bot.settings import SettingError, Settings

SUPPORTED = ("HS256", "RS256", "EdDSA")
FILE = "keys.json"
OWN_FILE = "secret.key"
_SHORTEST = 16  # bytes
_SHORTEST_RSA = 2048  # bits

Verifier = bytes | RSAPublicKey | Ed25519PublicKey


@dataclass(frozen=True)
class IdentityKey:
    """What checks a signature: the shared secret (HS256) or the company's public key. It fits `alg` and no other."""

    kid: str
    alg: str
    secret: Verifier = field(repr=False)


@dataclass(frozen=True)
class Keys:
    """`identity`: key id to key. The algorithm stands here, never in a token."""

    identity: Mapping[str, IdentityKey]


def load(settings: Settings) -> Keys:
    """The keys to use. Raises `SettingError` when one cannot be used."""
    table = settings.jwt_keys or _own(settings.data_dir / FILE)["identity"]
    return Keys(identity={kid: _identity_key(kid, entry) for kid, entry in table.items()})


def own_secret(folder: Path) -> bytes:
    """32 random bytes of this installation, made at first start: what must be checked later but not told by the store.

    Losing the file ends codes under way and breaks the thread between an erasure and whom it was for.
    """
    path = folder / OWN_FILE
    if not path.exists():
        _write_once(path, secrets.token_bytes(32))
    secret = path.read_bytes()
    if len(secret) < _SHORTEST:
        raise SettingError(f"{path} cannot be read; move it away and a new one is made.")
    return secret


def _identity_key(kid: str, entry: Mapping[str, str]) -> IdentityKey:
    alg, text = entry["alg"], entry["key"]
    if alg not in SUPPORTED:
        raise SettingError(f"SENSEI_JWT_KEYS: key {kid!r} uses {alg!r}; supported: {', '.join(SUPPORTED)}.")
    return IdentityKey(kid=kid, alg=alg, secret=_shared(kid, text) if alg == "HS256" else _public(kid, alg, text))


def _shared(kid: str, text: str) -> bytes:
    try:
        secret = base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise SettingError(f"SENSEI_JWT_KEYS: key {kid!r} is not base64url.") from error
    if len(secret) < _SHORTEST:
        raise SettingError(f"SENSEI_JWT_KEYS: key {kid!r} is too short; use 32 random bytes.")
    if secret.lstrip().startswith(b"-----BEGIN"):  # whoever has a public key could sign with it
        raise SettingError(f"SENSEI_JWT_KEYS: key {kid!r} is a key of a pair; HS256 needs random bytes of its own.")
    return secret


def _public(kid: str, alg: str, text: str) -> RSAPublicKey | Ed25519PublicKey:
    if "PRIVATE" in text:
        raise SettingError(f"SENSEI_JWT_KEYS: key {kid!r} is private; it must stay with the site that signs.")
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SettingError(f"SENSEI_JWT_KEYS: key {kid!r} is not a public key in PEM.") from error
    if alg == "RS256" and isinstance(key, RSAPublicKey) and key.key_size >= _SHORTEST_RSA:
        return key
    if alg == "EdDSA" and isinstance(key, Ed25519PublicKey):
        return key
    raise SettingError(f"SENSEI_JWT_KEYS: key {kid!r} does not fit {alg} (RSA of 2048 bits or more, or Ed25519).")


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
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    content = json.dumps({"identity": {secrets.token_hex(4): {"alg": "HS256", "key": key}}}, indent=2)
    _write_once(path, f"{content}\n".encode())


def _write_once(path: Path, content: bytes) -> None:
    """Write a fresh file under another name and link it in place: never half written, the first writer wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
