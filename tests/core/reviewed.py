"""Our reviewed files as plain mappings, read the same way in both environments."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.core.emotion_lexicon import Lexicon
from bot.core.escalation import Knowledge

DATA = Path(__file__).resolve().parents[2] / "data"
LUKA = ("Bonjour, je m'appelle Luka, j'ai 7 ans, j'ai perdu mon Jay au magasin et papa m'avait dit de le laisser à la "
        "maison, je suis très triste")
TOM = ("Hi, I'm Tom. I lost the music box you sold me, it was a gift from my late grandmother and I saved for months, "
       "I'm heartbroken. Could you make an exception?")


def mapping(name: str) -> dict[str, Any]:
    """A fresh copy of data/<name>, to be changed at will."""
    content: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return content


def mappings() -> dict[str, Any]:
    """The arguments of `Knowledge.from_mappings`."""
    return {
        "emotion": {p.stem: mapping(f"emotion/{p.name}") for p in sorted((DATA / "emotion").glob("*.yml"))},
        "policies": {p.stem: mapping(f"policies/{p.name}") for p in sorted((DATA / "policies").glob("*.yml"))},
        "escalation": mapping("escalation.yml"),
    }


@cache
def knowledge() -> Knowledge:
    return Knowledge.from_mappings(**mappings())


@cache
def lexicon() -> Lexicon:
    return Lexicon.from_mapping(mappings()["emotion"])


@cache
def texts() -> list[Any]:
    """Our own labelled texts (brain's environment only)."""
    from bot.components.emotion_training import labelled

    paths = sorted((DATA / "emotion").glob("*/*.yml"))
    return [text for path in paths for text in labelled(_read(path)["texts"], path.parent.name)]


@cache
def learnt() -> dict[str, Any]:
    """The trained emotion reader, learnt now (brain's environment only)."""
    from bot.components.emotion_training import encoder, learn
    from bot.core.emotion_model import Learnt

    return {language: Learnt.from_mapping(one) for language, one in learn(texts(), lexicon(), encoder()).items()}


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return content
