"""Reads own_fr.yml and own_en.yml for tests of both environments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

HERE = Path(__file__).parent


class Sentence(NamedTuple):
    kind: str
    text: str
    name: str | None
    asked: bool
    known: str | None
    display: bool


def sentences(language: str, *, display: bool = False, name: str = "own") -> Iterator[Sentence]:
    """Messages of one language; `display`: names as profiles show them instead."""
    for group in yaml.safe_load((HERE / f"{name}_{language}.yml").read_text("utf-8"))["groups"]:
        for text, name in group["rows"]:
            said = Sentence(group["kind"], text, name, bool(group.get("asked")), group.get("known"),
                            bool(group.get("display")))
            if said.display == display:
                yield said


def read_all(language: str, read: Callable[..., str | None], name: str = "own") -> dict[str, Any]:
    """F1 over exact names (capitals and accents count), third persons taken per hundred, and what went wrong."""
    right = wrong = missed = 0
    taken, thirds, failures = 0, 0, []
    for said in sentences(language, name=name):
        found = read(said.text, language, asked=said.asked, known=said.known)
        right += found is not None and found == said.name
        wrong += found is not None and found != said.name
        missed += said.name is not None and found != said.name
        if said.kind.startswith("third"):
            thirds, taken = thirds + 1, taken + (found is not None)
        if found != said.name:
            failures.append((said.text, found, said.name))
    return {"f1": 2 * right / (2 * right + wrong + missed), "taken": 100 * taken / thirds, "failures": failures}
