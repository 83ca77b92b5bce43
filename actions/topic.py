"""Reads data/tasks/<task>.yml and data/coach.yml: steps, choices and the words that answer them. Never written.

Owns the shape of those files. Must not know any task in particular, nor what is said to customers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.core.coaching import Step
from bot.core.folding import fold
from bot.core.misspelling import one_letter_off
from bot.core.phrases import Phrases, words_of
from bot.core.things import denied

# Of shorter words, too many are a letter away from another; "desn't" is long enough.
_LONG_WORD = re.compile(r"[a-z]{3,}'t\b|[a-z]{5,}")
_KNOWN_WORD = re.compile(r"\b[a-z]{3,}'t\b|\b[a-z]{4,}\*?")
DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Topic:
    """One task as data. Labels and choices are `{language: words}`. What every task shares is already in it."""

    name: str
    label: Mapping[str, str]
    offered: str                  # "always", or "demo": only where the demo runs
    policies: tuple[str, ...]
    steps: tuple[Step, ...]
    values: Mapping[str, Mapping[str, Mapping[str, Any]]]
    choices: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, Mapping[str, str]]
    _value_words: Mapping[str, Mapping[str, Phrases]]
    _vocabulary: Mapping[str, frozenset[str]]     # long words of a step's values, to forgive their spelling
    _words: Mapping[str, Phrases]
    _spelt: Mapping[str, frozenset[str]]          # long words of each list of words, likewise

    def value_label(self, step: str, value: str, language: str, kind: str = "label") -> str:
        """How a value is said: on its choice (`label`) or in a recap (`said`)."""
        return str(self.values[step][value][kind][language])

    def values_in(self, text: str, step: str) -> dict[str, str]:
        """Values of `step` named in `text`, each with the exact words that say so."""
        folded = fold(text)
        found = {
            value: words_of(folded, [s for s in phrases.find(folded) if not denied(folded.text[:s.start])])
            for value, phrases in self._value_words[step].items()
        }
        return {value: words[0] for value, words in found.items() if words}

    def nearly_in(self, text: str, step: str) -> dict[str, str]:
        """Values of `step` named in `text` once words a letter away from theirs are spelt like theirs."""
        mended = _spelt_like(text, self._vocabulary[step])
        return {} if mended is None else dict.fromkeys(self.values_in(mended, step), text)

    def says(self, text: str, name: str) -> str | None:
        """The exact words of the list `name` in `text`, if any."""
        folded, phrases = fold(text), self._words.get(name)
        return None if phrases is None else next(iter(words_of(folded, phrases.find(folded))), None)

    def nearly_says(self, text: str, name: str) -> str | None:
        """`text`, if it has words of the list `name` once those a letter away from theirs are spelt like theirs."""
        mended = _spelt_like(text, self._spelt.get(name, frozenset()))
        return text if mended is not None and self.says(mended, name) else None


def _spelt_like(text: str, vocabulary: Iterable[str]) -> str | None:
    """The folded text with long words a letter away from one of `vocabulary` put right; None when there is none."""
    vocabulary = tuple(vocabulary)

    def spelt(word: re.Match[str]) -> str:
        near = {known.rstrip("*") for known in vocabulary if one_letter_off(word[0], known)}
        return near.pop() if len(near) == 1 else word[0]

    folded = fold(text).text
    mended = _LONG_WORD.sub(spelt, folded)
    return None if mended == folded else mended


def names() -> tuple[str, ...]:
    """Every task there is a topic for, A to Z."""
    return tuple(sorted(path.stem for path in (DATA / "tasks").glob("*.yml")))


@cache
def load(name: str, folder: Path = DATA / "tasks") -> Topic:
    """The topic of that name. Raises if the file is not as docs/tasks.md says: better at start than in a turn."""
    raw, shared = _read(folder / f"{name}.yml")["task"], _read(DATA / "coach.yml")["coach"]
    values = raw.get("values") or {}
    words = {**shared["words"], **(raw.get("words") or {}), "wish": raw.get("wish")}
    return Topic(
        name=raw["name"], label=raw["label"], offered=raw.get("offered", "always"),
        policies=tuple(raw.get("policies") or ()),
        steps=tuple(_step(step) for step in raw["steps"]), values=values,
        choices={**shared["choices"], **(raw.get("choices") or {})},
        facts={**shared["facts"], **(raw.get("facts") or {})},
        _value_words={step: {v: Phrases.of(spec["words"]) for v, spec in options.items()}
                      for step, options in values.items()},
        _vocabulary={step: _long_words(options.values()) for step, options in values.items()},
        _words={key: Phrases.of(phrases) for key, phrases in words.items()},
        _spelt={key: _known_words(phrases or ()) for key, phrases in words.items()},
    )


def _long_words(options: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return _known_words(text for one in options for text in (*one["words"], *one["label"].values()))


def _known_words(said: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in said for word in _KNOWN_WORD.findall(fold(text).text))


def _step(raw: Mapping[str, Any]) -> Step:
    return Step(name=raw["name"], label=raw["label"], level=raw.get("level", "stranger"),
                irreversible=bool(raw.get("irreversible")), kind=raw["kind"], change=raw.get("change"),
                when=raw.get("when") or {}, usual=raw.get("usual"))


@cache
def responses() -> frozenset[str]:
    """Every response there are words for, so that a task may have its own or the one all share."""
    return frozenset(key for path in (DATA / "responses").glob("*.yml") for key in _read(path)["responses"])


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
