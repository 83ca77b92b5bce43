"""Signing keys: made once, readable by nobody else, or given by settings."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot import keys
from bot.settings import SettingError, Settings, load


def settings(tmp_path: Path, given: dict[str, dict[str, str]] | None = None) -> Settings:
    return dataclasses.replace(load({"SENSEI_DATA_DIR": str(tmp_path / "new")}), jwt_keys=given or {})


def test_keys_are_made_at_the_first_start_and_kept(tmp_path: Path) -> None:
    first = keys.load(settings(tmp_path)).identity
    assert keys.load(settings(tmp_path)).identity == first
    (key,) = first.values()
    assert (key.alg, len(key.secret)) == ("HS256", 32)
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
    {"alg": "RS256", "key": "c2VjcmV0LXNlY3JldC1zZWNyZXQ"}, {"alg": "none", "key": "c2VjcmV0LXNlY3JldC1zZWNyZXQ"},
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
