"""Names that people put on a profile: cleaned when a name is in them, refused when nobody is called so.

Owns the choice whether a display name may be said to somebody. Must not guess: with any doubt the answer is None, and
the assistant asks.
"""

from __future__ import annotations

import re
import unicodedata

from bot.core.folding import fold
from bot.core.name_reading import with_capitals
from bot.core.name_words import ALSO_NAMES, NOT_NAMES, PARTICLES, is_everyday, is_hit_on_the_keys, is_title

MOST_WORDS = 4
LONGEST = 40
_ADDRESS = re.compile(r"@|\bwww\.|://|\.(?:com|fr|net|org|io|me|example)\b", re.IGNORECASE)
_ASIDE = re.compile(r"[(\[{].*?[)\]}]")
_CUT = re.compile(r"[|•·/\\—–»«:;,]|\s-\s")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
# An inner capital is how families write themselves only here: McLeod, MacDonald, DeVito, O’Neill, LeBlanc.
_INNER_CAPITAL = re.compile(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|Fitz|O['’]|D['’]|N['’])[A-ZÀ-Þ][^A-ZÀ-Þ]+")
_DIGIT_LETTER = re.compile(r"\d")


def clean_display_name(shown: str) -> str | None:
    """The name in what a profile shows ("✨ Léa ✨" is "Léa"), as its owner writes it; None: ask.

    Decoration, asides ("(ne pas appeler)") and letters drawn as symbols (𝓜𝓪𝓷𝓸𝓷) are put back to plain writing. Handles,
    figures, addresses, roles ("Papa", "Boutique officielle") and scrambled letters are nobody's name.
    """
    plain = _plain_letters(shown)
    if plain is None or _ADDRESS.search(plain):
        return None
    plain = _CUT.split(_ASIDE.sub(" ", plain).strip())[0]
    if _DIGIT_LETTER.search(plain):
        return None
    words = "".join(c if _is_of_a_name(c) else " " for c in plain).split()
    if not 0 < len(words) <= MOST_WORDS or not all(_may_be_said(w, n) for n, w in enumerate(words)):
        return None
    name = with_capitals(" ".join(words))
    if len(name) > LONGEST or len(name.strip(".")) < 2 or is_hit_on_the_keys(name):
        return None
    return None if all(fold(w).text in PARTICLES or is_title(w) for w in words) else name


def _plain_letters(shown: str) -> str | None:
    """Letters drawn as symbols as the letters they are; None when marks are piled upon them."""
    drawn = "".join(_squared(c) for c in shown)
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", drawn))
    marks = [unicodedata.combining(c) > 0 for c in plain]
    piled = sum(1 for n in range(1, len(marks)) if marks[n] and marks[n - 1])
    return None if piled > 1 or sum(marks) > sum(1 for c in plain if c.isalpha()) else plain


def _squared(character: str) -> str:
    """Letters in circles and squares, which Unicode does not fold by itself."""
    for first in (0x1F130, 0x1F150, 0x1F170):
        if first <= ord(character) < first + 26:
            return chr(ord("A") + ord(character) - first)
    return character


def _is_of_a_name(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" or character in " '’-."


def _may_be_said(word: str, place: int) -> bool:
    folded = fold(word).text.rstrip(".")
    if not _WORD.fullmatch(word):
        return False
    if word[1:] != word[1:].lower() and word != word.upper() and not all(
            _INNER_CAPITAL.fullmatch(piece) or piece[1:] == piece[1:].lower() for piece in re.split(r"-", word)):
        return False
    if place and (folded in PARTICLES or folded not in NOT_NAMES):
        return True     # a family may be called Petit or White
    return folded in ALSO_NAMES or is_title(word) or folded in PARTICLES or not is_everyday(folded)
