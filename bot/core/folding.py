"""Texts without accents, capitals or typographic signs, with a way back to what was written.

Owns the folding that the other rules compare with, so that "J’ai avalé", "jai avale" and "J'AI AVALÉ" meet, and the
map from a folded place to the customer's own characters: quoted words are always exact substrings. Must not decide
anything about the text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = "’‘ʼ`´′"
_DASHES = "‐‑‒–—−"
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}


@dataclass(frozen=True)
class Folded:
    """A folded text; `places[i]` is where the folded character `i` came from."""

    text: str
    source: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> str:
        """The customer's own characters behind `text[start:end]`, accents and capitals as written."""
        return self.source[slice(*self.span(start, end))]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the source."""
        end = min(end, len(self.places))
        if start >= end:
            return (0, 0)
        # Characters that folding dropped (combining accents) belong to the letter before them.
        after = self.places[end] if end < len(self.places) else len(self.source)
        return self.places[start], max(self.places[end - 1] + 1, after)


@lru_cache(maxsize=2048)
def fold_character(character: str) -> str:
    """One character, folded: possibly none (a combining accent) or several (a ligature)."""
    if character in _APOSTROPHES:
        return "'"
    if character in _DASHES:
        return "-"
    if character.isspace():
        return "\n" if character == "\n" else " "
    lower = character.lower()
    if lower in _LIGATURES:
        return _LIGATURES[lower]
    return "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c)).lower()


@lru_cache(maxsize=64)  # some thirty readers look at one message: it is folded once
def fold(text: str) -> Folded:
    """Fold `text`, keeping the way back."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        folded = character if "a" <= character <= "z" else fold_character(character)
        letters.append(folded)
        places.extend([place] * len(folded))
    return Folded("".join(letters), text, tuple(places))
