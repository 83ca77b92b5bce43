"""Reads our own YAML files for components: paths relative to the repo root, whatever the working folder is.

Owns reading and fingerprints. Must not interpret what the files say.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import rasa.shared.utils.io

from bot.core.escalation import Knowledge

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("fr", "en")


def read_yaml(relative: str) -> dict[str, Any]:
    """The mapping in `relative`; {} when the file does not exist (a company may leave out what it does not use)."""
    path = ROOT / relative
    if not path.is_file():
        return {}
    content = rasa.shared.utils.io.read_yaml_file(path)
    if not isinstance(content, dict):
        raise ValueError(f"{relative} must hold a mapping")
    plain: dict[str, Any] = _plain(content)
    return plain


def emotion_lexicons() -> dict[str, dict[str, Any]]:
    """{"fr": …, "en": …} from data/emotion."""
    return {language: read_yaml(f"data/emotion/{language}.yml") for language in LANGUAGES}


def emotion_texts(language: str) -> list[dict[str, list[str]]]:
    """The labelled texts of each file in data/emotion/<language>/: {labels: sentences}."""
    found = sorted((ROOT / "data/emotion" / language).glob("*.yml"))
    return [read_yaml(f"data/emotion/{language}/{path.name}")["texts"] for path in found]


def policies() -> dict[str, dict[str, Any]]:
    """{<file stem>: <content>} from data/policies."""
    found = sorted((ROOT / "data/policies").glob("*.yml"))
    return {path.stem: read_yaml(f"data/policies/{path.name}") for path in found}


def knowledge() -> Knowledge:
    """Everything an escalation decision reads."""
    return Knowledge.from_mappings(
        emotion=emotion_lexicons(), policies=policies(), escalation=read_yaml("data/escalation.yml"),
    )


def fingerprint(*patterns: str) -> str:
    """Changes when any file matching `patterns` (globs from the root) changes, appears or goes."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    """Ruamel's mappings, lists and scalars as Python's own: they pickle, copy and serialise as expected."""
    if isinstance(value, dict):
        return {(str(k) if isinstance(k, str) else k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, bool) or value is None:
        return value
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    return value
