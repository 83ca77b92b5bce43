"""Signing keys: made once, readable by nobody else, or given by settings."""

from __future__ import annotations

import base64
import dataclasses
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bot import keys
from bot.settings import SettingError, Settings, load


def pem(bits: int = 0) -> str:
    """A public key: RSA of so many bits, else Ed25519."""
    pair: Any = rsa.generate_private_key(65537, bits) if bits else ed25519.Ed25519PrivateKey.generate()
    return str(pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def private() -> str:
    return ed25519.Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def settings(tmp_path: Path, given: dict[str, dict[str, str]] | None = None) -> Settings:
    return dataclasses.replace(load({"SENSEI_DATA_DIR": str(tmp_path / "new")}), jwt_keys=given or {})


def test_keys_are_made_at_the_first_start_and_kept(tmp_path: Path) -> None:
    first = keys.load(settings(tmp_path)).identity
    assert keys.load(settings(tmp_path)).identity == first
    (key,) = first.values()
    assert key.alg == "HS256" and isinstance(key.secret, bytes) and len(key.secret) == 32
    path = tmp_path / "new" / keys.FILE
    assert path.stat().st_mode & 0o777 == 0o600 and list(path.parent.iterdir()) == [path]


def test_a_key_file_opened_by_mistake_is_closed_again(tmp_path: Path) -> None:
    keys.load(settings(tmp_path))
    path = tmp_path / "new" / keys.FILE
    path.chmod(0o644)
    keys.load(settings(tmp_path))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_never_shows_in_a_text(tmp_path: Path) -> None:
    loaded = keys.load(settings(tmp_path, {"a": {"alg": "HS256", "key": "c2VjcmV0LXNlY3JldC1zZWNyZXQ"}}))
    assert "secret" not in repr(loaded).replace("IdentityKey", "")
    assert loaded.identity["a"].secret == b"secret-secret-secret"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("entry", [
    {"alg": "RS256", "key": "c2VjcmV0LXNlY3JldC1zZWNyZXQ"}, {"alg": "RS256", "key": pem(1024)},
    {"alg": "EdDSA", "key": pem(2048)}, {"alg": "RS256", "key": pem()}, {"alg": "EdDSA", "key": private()},
    {"alg": "HS256", "key": base64.urlsafe_b64encode(pem().encode()).decode()},
    {"alg": "none", "key": "c2VjcmV0LXNlY3JldC1zZWNyZXQ"},
    {"alg": "HS256", "key": "c2VjcmV0"}, {"alg": "HS256", "key": "é" * 40},
])
def test_a_key_that_cannot_be_used_is_named_at_start(tmp_path: Path, entry: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="SENSEI_JWT_KEYS: key 'k'"):
        keys.load(settings(tmp_path, {"k": entry}))


def test_a_broken_key_file_is_named_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / keys.FILE).write_text("{")
    with pytest.raises(SettingError, match="move it away"):
        keys.load(settings(tmp_path))


def test_public_keys_are_taken_as_the_site_publishes_them(tmp_path: Path) -> None:
    loaded = keys.load(settings(tmp_path, {"rs": {"alg": "RS256", "key": pem(2048)}, "ed": {"alg": "EdDSA", "key": pem()}}))
    assert {kid: key.alg for kid, key in loaded.identity.items()} == {"rs": "RS256", "ed": "EdDSA"}


def test_the_installations_own_secret_is_made_once_and_closed(tmp_path: Path) -> None:
    first = keys.own_secret(tmp_path / "new")
    assert first == keys.own_secret(tmp_path / "new") and len(first) == 32
    assert (tmp_path / "new" / keys.OWN_FILE).stat().st_mode & 0o777 == 0o600
