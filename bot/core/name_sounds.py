"""How names sound and how far apart two spellings are, in French ears first.

Owns the key by which Lefèvre meets Lefebvre and Thibault meets Thibaud, and the count of typing slips between two
words. Must not decide whom a name belongs to: it only says that two spellings are near.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.core.folding import fold

_APART = re.compile(r"[^a-z0-9']+")
# In order: each rule sees what the rules before it left. Capitals stand for sounds that need two letters.
_RULES = [(re.compile(pattern), sound) for pattern, sound in (
    (r"^mc(?=[a-z])", "mak"), (r"^mac(?=[bcdfgklmnpqrstvz])", "mak"), (r"^kn|^gn", "n"), (r"^wr", "r"),
    (r"ph", "f"), (r"bv", "v"), (r"(?:sch|sh|ch)(?=[^rlnt]|$)", "S"), (r"ch", "k"),
    (r"([a-z])\1+", r"\1"),
    (r"(?:e?aul?[dtx]?s?|ot[sh]?|o[dt]s?)$", "o"), (r"eau|au", "o"),
    (r"(?:er|ez|et|ey|ay|ai[tsx]?)$", "e"), (r"oeu|eu", "E"), (r"o[uw]", "U"),
    (r"gu(?=[eiy])", "g"), (r"ge(?=[ao])", "j"), (r"g(?=[eiy])", "j"), (r"c(?=[eiy])", "s"), (r"qu?|c[ck]?|ck", "k"),
    (r"h", ""), (r"w", "v"), (r"z", "s"), (r"x$", ""),
    (r"(?:ein|ain|aim|in|im|yn|ym|un)(?=[^aeiouyn]|$)", "I"), (r"(?:an|am|en|em)(?=[^aeiouynm]|$)", "A"),
    (r"(?:on|om)(?=[^aeiouynm]|$)", "O"),
    (r"oi|oy", "W"), (r"ai|ei|ae|oe|ay|ey", "e"), (r"y", "i"), (r"ii+", "i"),
    (r"(?<=[a-zA-Z]{2})(?:es?|s)$", ""), (r"(?<=[a-zA-Z]{2})[dtpsk]+$", ""), (r"(?<=[a-zA-Z]{2})e$", ""),
    (r"([a-z])\1+", r"\1"),
)]
FEW_LETTERS = 3      # a word so short must be written right
ONE_SLIP = 6         # up to here one slip is forgiven, above it two


def words(name: str) -> list[str]:
    """The words of a name to compare by: folded, apostrophes closed ("oneill"), hyphens apart."""
    return [word.replace("'", "") for word in _APART.split(fold(name.replace("ç", "ss")).text) if word.strip("'")]


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """A key that two spellings share when they are said alike: `sound("lefevre") == sound("lefebvre")`."""
    for pattern, heard in _RULES:
        word = pattern.sub(heard, word)
    return word


def slips(one: str, other: str, most: int = 3) -> int:
    """Letters added, left out, exchanged or swapped with their neighbour between two words; at most `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row = row, [i] + [0] * len(other)
        for j, b in enumerate(other, start=1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], before[j - 2] + 1)
        before = last
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def forgiven(word: str) -> int:
    """How many slips a search for this word forgives."""
    if len(word) <= FEW_LETTERS:
        return 0
    return 1 if len(word) <= ONE_SLIP else 2


def alike(one: str, other: str) -> bool:
    """Whether two names may be two spellings of one: said alike, or half of their letters in place."""
    for a, b in zip(words(one), words(other), strict=False):
        heard, other_heard = sound(a), sound(b)
        apart = min(slips(a, b, 4), slips(heard, other_heard, 4))
        if heard == other_heard or (heard[:1] == other_heard[:1] and apart * 2 < max(len(a), len(b))):
            return True
    return False
