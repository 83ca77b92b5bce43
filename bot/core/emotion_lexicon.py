"""The reviewed words of feeling (data/emotion/<language>.yml), compiled: the lexicon a reader looks into.

Owns the shape of the files and the names of the feelings. Must not weigh anything (`emotion`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.folding import Folded, fold
from bot.core.phrases import Phrases, Span, single_words, to_regex

NEGATIVE = ("worried", "afraid", "sad", "ashamed", "frustrated", "angry", "distressed")
POSITIVE = ("satisfied", "hopeful")
FEELINGS = (*POSITIVE, *NEGATIVE)  # none of them is what the texts call neutral
STRENGTH = {"strong": 0.85, "clear": 0.6, "mild": 0.35}
# Below this length one changed letter makes another word too often.
_TYPO_LENGTH = 6
# A title between quotation marks; a whole sentence that is quoted is not one.
_TITLE = re.compile(r"(?<=\w[ ,:])[«“\"] ?[^«»“”\"\n]{2,60}?[»”\"]")


@dataclass(frozen=True)
class Entry:
    feeling: str
    weight: float
    phrase: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Words:
    """The lexicon of one language, compiled."""

    entries: tuple[Entry, ...]
    typos: Mapping[str, tuple[tuple[str, Entry], ...]]  # first letter -> long single words
    lookalikes: frozenset[str]
    ignore: Phrases
    negation: re.Pattern[str]
    boost: re.Pattern[str]
    before: Mapping[str, re.Pattern[str]]
    after: Mapping[str, re.Pattern[str]]
    negated: Mapping[str, Mapping[str, float]]
    urgency: Mapping[str, Phrases]
    cues: Mapping[str, Phrases]


@dataclass(frozen=True)
class Lexicon:
    """Reviewed words per language (data/emotion/<language>.yml)."""

    languages: Mapping[str, Words]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Mapping[str, Any]]) -> Lexicon:
        return cls({language: _compile(words) for language, words in mapping.items()})

    def idioms(self, language: str, folded: Folded) -> list[Span]:
        """Places whose words are no feeling, whatever they say: idioms, names of things, quoted titles."""
        words = self.languages.get(language)
        titles = [Span(*match.span()) for match in _TITLE.finditer(folded.text)]
        return titles if words is None else [*titles, *words.ignore.find(folded)]

    def cues(self, language: str) -> Mapping[str, Phrases]:
        """What a message shows besides words of feeling: thanks, insults, excuses (for the trained reader)."""
        words = self.languages.get(language)
        return {} if words is None else words.cues


def _compile(words: Mapping[str, Any]) -> Words:
    entries = tuple(
        Entry(feeling, STRENGTH[strength], str(phrase), re.compile(to_regex(str(phrase))))
        for feeling, strengths in words["feelings"].items()
        for strength, phrases in strengths.items()
        for phrase in phrases
    )
    typos: dict[str, list[tuple[str, Entry]]] = {}
    for entry in entries:
        for word in single_words(entry.phrase):
            if len(word.rstrip("*")) >= _TYPO_LENGTH:
                typos.setdefault(word[0], []).append((word, entry))
    fillers = _any(words["fillers"])
    every = _any([p for level in words["intensifiers"].values() for p in level])
    between = rf"(?:\W+(?:{every}|{fillers}))*\W*$"
    return Words(
        entries=entries, typos={letter: tuple(list_) for letter, list_ in typos.items()},
        lookalikes=frozenset(fold(str(w)).text for w in words["lookalikes"]),
        ignore=Phrases.of(words["ignore"]),
        negation=re.compile(rf"(?:{_any(words['negators'])}){between}"),
        boost=re.compile(rf"(?:{_any(words['boost'])})\W*$"),
        before={lv: re.compile(rf"(?:{_any(ps)})(?:\W+(?:{every}))*\W*$") for lv, ps in words["intensifiers"].items()},
        after={lv: re.compile(rf"[^\w\n]*(?:{_any(ps)})") for lv, ps in words["after"].items()},
        negated={f: {n: float(w) for n, w in ws.items()} for f, ws in words["negated"].items()},
        urgency={s: Phrases.of(ps) for s, ps in words["urgency"].items()},
        cues={name: Phrases.of(ps) for name, ps in words.get("cues", {}).items()},
    )


def _any(phrases: Iterable[str]) -> str:
    return "|".join(to_regex(str(p)) for p in phrases)
