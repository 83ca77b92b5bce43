"""Checks of Rasa responses: every key in both languages, no gap for any mood or form of address.

Owns the picture of how our generator chooses: among variations whose conditions all hold, those with the most
conditions. It reads plain mappings and never imports Rasa.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from scripts.wording.holes import unknown_placeholders
from scripts.wording.sentences import Sentence, check, check_label, forms_of_address

LANGUAGES = ("fr", "en")
VALUES = {"formality": ("vous", "tu"), "tone": ("calm", "sad", "angry")}
MIN_VARIANTS = 2
# What we may not know about a person; anything else in braces is filled by the action that speaks.
MAYBE_UNKNOWN = {"first_name", "call_them"}
# Choices that begin something else: not offered to someone sad or angry.
CHANGES_SUBJECT = {"replace_part", "ask_capabilities"}


@dataclass(frozen=True)
class Variation:
    key: str
    file: str
    n: int
    conditions: frozenset[tuple[str, str]]
    text: str
    buttons: tuple[tuple[str, str], ...]

    @property
    def where(self) -> str:
        return f"{self.file}: {self.key}[{self.n}]"

    def condition(self, name: str) -> str | None:
        return next((value for slot, value in self.conditions if slot == name), None)

    @property
    def always_fillable(self) -> bool:
        return not MAYBE_UNKNOWN & set(re.findall(r"\{(\w+)\}", self.text))


def read(file: str, responses: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Variation]:
    """The variations of one file's `responses:`; `custom:`-only ones have no words and are left out."""
    return [
        Variation(
            key=key, file=file, n=n, text=str(item["text"]).strip(),
            conditions=frozenset((c["name"], str(c["value"])) for c in item.get("condition") or ()),
            buttons=tuple((str(b["title"]), str(b["payload"])) for b in item.get("buttons") or ()),
        )
        for key, items in responses.items()
        for n, item in enumerate(items, start=1)
        if item.get("text")
    ]


def choose(variations: Sequence[Variation], slots: Mapping[str, str]) -> list[Variation]:
    """What the generator draws from when nothing is known of the person but these slots."""
    fitting = [v for v in variations if v.always_fillable and all(slots.get(n) == value for n, value in v.conditions)]
    most = max((len(v.conditions) for v in fitting), default=0)
    return [v for v in fitting if len(v.conditions) == most]


def check_responses(variations: Sequence[Variation], filled: Collection[str] | None = None) -> list[str]:
    """Everything wrong with these responses, one line each; `filled`: every name a placeholder may have."""
    keys: dict[str, list[Variation]] = {}
    for variation in variations:
        keys.setdefault(variation.key, []).append(variation)
    problems = [p for v in variations for p in _words(v)]
    if filled is not None:
        known = MAYBE_UNKNOWN | set(filled)
        problems += [f"{v.where}: {p}" for v in variations for p in unknown_placeholders(v.text, known)]
    for key, own in keys.items():
        files = sorted({v.file for v in own})
        if len(files) > 1:
            problems.append(f"{key}: in {' and '.join(files)}; Rasa keeps only the last, so one file must own it")
        problems += _sets(key, own)
        problems += _gaps(key, own)
    return problems


def _words(variation: Variation) -> Iterator[str]:
    language = variation.condition("language")
    if language not in LANGUAGES:
        yield f"{variation.where}: has no condition language = fr | en"
        return
    tone, formality = variation.condition("tone"), variation.condition("formality")
    # Unconditioned French is said to everyone who is not `tu`; a separate check makes sure of that.
    yield from check(Sentence(variation.where, language, variation.text, formality, tone, spoken=True,
                              easy=variation.condition("pace") == "easy"))
    for title, payload in variation.buttons:
        yield from check_label(Sentence(f"{variation.where} button", language, title, formality, tone))
        intent = payload.lstrip("/").split("{")[0]
        if tone in ("sad", "angry") and intent in CHANGES_SUBJECT:
            yield f"{variation.where}: the choice “{title}” changes the subject for someone {tone}"


def _sets(key: str, own: Sequence[Variation]) -> Iterator[str]:
    sets: dict[frozenset[tuple[str, str]], list[Variation]] = {}
    for variation in own:
        sets.setdefault(variation.conditions, []).append(variation)
    for conditions, members in sets.items():
        name = " ".join(sorted(value for _, value in conditions)) or "no condition"
        usable = {v.text for v in members if v.always_fillable}
        only_filled = usable and all(re.fullmatch(r"\{\w+\}", text) for text in usable)   # words from elsewhere
        if len(usable) < MIN_VARIANTS and not only_filled:
            yield f"{key} ({name}): {len(usable)} variant(s) that need no name, at least {MIN_VARIANTS}"
    for language in LANGUAGES:
        if frozenset({("language", language)}) not in sets:
            yield f"{key}: no default in {language} (a variation whose only condition is the language)"


def _gaps(key: str, own: Sequence[Variation]) -> Iterator[str]:
    steps = {value for v in own for slot, value in v.conditions if slot == "requested_slot"}
    reported: set[str] = set()
    every = product(LANGUAGES, VALUES["formality"], VALUES["tone"], [*sorted(steps), ""])
    for language, formality, tone, step in every:
        slots = {"language": language, "formality": formality, "tone": tone, "requested_slot": step}
        situation = " ".join(v for v in slots.values() if v)
        for variation in choose(own, slots):
            if language == "fr" and forms_of_address(variation.text) - {formality}:
                problem = f"{variation.where}: would be said to {formality} ({situation})"
            elif tone != "calm" and "!" in variation.text:
                problem = f"{variation.where}: its “!” would be said to someone {tone}"
            else:
                continue
            if variation.where not in reported:
                reported.add(variation.where)
                yield problem
