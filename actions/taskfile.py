"""Reads data/tasks/<task>.yml: steps, choices and the words that answer them. Read once, never written.

Owns the shape of that file. Must not know any task in particular, nor what is said to customers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.core.coaching import Step
from bot.core.folding import fold
from bot.core.phrases import Phrases, words_of
from bot.core.things import denied

FOLDER = Path(__file__).resolve().parents[1] / "data" / "tasks"


@dataclass(frozen=True)
class TaskFile:
    """One task as data. Labels and choices are `{language: words}`."""

    name: str
    form: str
    steps: tuple[Step, ...]
    values: Mapping[str, Mapping[str, Mapping[str, Any]]]
    choices: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, Mapping[str, str]]
    _value_words: Mapping[str, Mapping[str, Phrases]]
    _words: Mapping[str, Phrases]

    def value_label(self, slot: str, value: str, language: str, kind: str = "label") -> str:
        """How a value is said: on its choice (`label`) or in a recap (`said`)."""
        return str(self.values[slot][value][kind][language])

    def values_in(self, text: str, slot: str) -> dict[str, str]:
        """Values of `slot` named in `text`, each with the exact words that say so."""
        folded = fold(text)
        found = {
            value: words_of(folded, [s for s in phrases.find(folded) if not denied(folded.text[:s.start])])
            for value, phrases in self._value_words[slot].items()
        }
        return {value: words[0] for value, words in found.items() if words}

    def says(self, text: str, name: str) -> str | None:
        """The exact words of the list `name` in `text`, if any."""
        folded = fold(text)
        return next(iter(words_of(folded, self._words[name].find(folded))), None)


@cache
def load(name: str) -> TaskFile:
    """The task of that name. Raises if the file is not as docs/tasks.md says: better at start than in a turn."""
    raw = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))["task"]
    steps = tuple(
        Step(name=s["name"], slot=s["slot"], label=s["label"], level=s.get("level", "stranger"),
             irreversible=bool(s.get("irreversible")))
        for s in raw["steps"]
    )
    values = raw.get("values") or {}
    return TaskFile(
        name=raw["name"], form=raw["form"], steps=steps, values=values, choices=raw["choices"],
        facts=raw.get("facts") or {},
        _value_words={slot: {v: Phrases.of(spec["words"]) for v, spec in options.items()}
                      for slot, options in values.items()},
        _words={key: Phrases.of(phrases) for key, phrases in (raw.get("words") or {}).items()},
    )
