"""Our reviewed files as plain mappings, read the same way in both environments."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

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
