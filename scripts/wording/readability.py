"""How easy the words of the coach are to read, measured the same way in both languages.

LIX (Björnsson, 1968): words a sentence plus the share of long words (over six letters) in per cent. It counts letters
and full stops, so it needs no list of syllables and means the same in French and in English: under 30 is very easy, 30
to 40 easy, over 50 hard. Also counted: words in the longest sentence, because an average hides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scripts.wording.responses import Variation

MAX_WORDS_EASY = 12     # a sentence at an easy pace
MAX_LIX = 30.0          # of everything a task says in one language
LONG_WORD = 6           # letters; a longer one is long

_SENTENCES = re.compile(r"(?<=[.!?…;:])\s|\n")
_WORDS = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_TOKENS = re.compile(r"[\w’'{}-]+")


@dataclass(frozen=True)
class Figures:
    """Of one group of texts in one language."""

    texts: int
    words_a_sentence: float
    longest: int
    lix: float


def sentences(text: str) -> list[str]:
    return [part for part in _SENTENCES.split(text) if _TOKENS.search(part)]


def longest(text: str) -> int:
    """Words in the longest sentence; a placeholder is a word."""
    return max((len(_TOKENS.findall(part)) for part in sentences(text)), default=0)


def measure(texts: Sequence[str]) -> Figures:
    """Raises ZeroDivisionError without a word: a group of no texts has no figures."""
    parts = [part for text in texts for part in sentences(text)]
    words = [word for part in parts for word in _words(part)]
    long = sum(len(word) > LONG_WORD for word in words)
    return Figures(len(texts), len(words) / len(parts), max(longest(text) for text in texts),
                   len(words) / len(parts) + 100 * long / len(words))


def _words(part: str) -> list[str]:
    """Elided words are two: « l’adresse » is a short word and a long one."""
    found = _WORDS.findall(re.sub(r"\{\w+\}", "x", part))
    return [word for joined in found for word in re.split(r"[’'-]", joined) if word]


def check(variations: Iterable[Variation]) -> list[str]:
    """At an easy pace there is something short to say for every response, and no task is hard to read as a whole."""
    said: dict[tuple[str, str, str], list[Variation]] = {}
    for variation in variations:
        language = variation.condition("language")
        if language is not None:
            said.setdefault((variation.file, variation.key, language), []).append(variation)
    problems = []
    for (file, key, language), own in said.items():
        shortest = min(longest(v.text) for v in own)
        if shortest > MAX_WORDS_EASY:
            problems.append(f"{file}: {key} ({language}): at an easy pace its shortest wording still has a sentence of "
                            f"{shortest} words, at most {MAX_WORDS_EASY}")
    for (file, language), found in figures(variation for own in said.values() for variation in own).items():
        if found.lix > MAX_LIX:
            problems.append(f"{file} ({language}): LIX {found.lix:.0f}, at most {MAX_LIX:.0f}: shorter sentences, "
                            "plainer words")
    return problems


def figures(variations: Iterable[Variation]) -> dict[tuple[str, str], Figures]:
    """By file and language."""
    texts: dict[tuple[str, str], list[str]] = {}
    for variation in variations:
        texts.setdefault((variation.file, variation.condition("language") or ""), []).append(variation.text)
    return {group: measure(own) for group, own in sorted(texts.items())}
