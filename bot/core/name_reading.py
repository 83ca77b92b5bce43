"""Reads the name that stands at a place of a text: its parts, particles and title, and capitals when none were typed.

Owns where a name begins and ends. Must not look for the place itself: `introductions` and `name_answers` do.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum

from bot.core.folding import Folded, fold
from bot.core.language import is_little_word
from bot.core.name_words import (
    ALSO_NAMES,
    ARTICLES,
    COUPLE,
    LEADING,
    PARTICLES,
    TITLE,
    is_everyday,
    is_name_when_announced,
    is_title,
)

MAX_PARTS = 6
MAX_LENGTH = 60
_PART = re.compile(r"[^\W\d_]+(?:['’.-](?=[^\W\d_])[^\W\d_]+)*\.?")
_BLANK = re.compile(r"[ \t\u00a0\u202f]+")
NOBLE = re.compile(r"[dDlL]['’][A-ZÀ-Þ]")  # d'Artagnan; "d'accord" is none
_POSSESSIVE = re.compile(r"['’]s$")
_TITLES = re.compile(r"(?:" + COUPLE + "|" + TITLE + r")(?=\s)")
_OPENING = "\"«“”:=-–—(*"
_GOES_ON = re.compile(r"\s*(?:\Z|[.,;!?\n)]|et\b|and\b|j'|je\b|i\b)")


class Need(Enum):
    """What a name must have in order to be one where it stands."""

    CAPITAL = "capital"     # a capital: the words before it may announce anything
    LETTERS = "letters"     # no capital, but no everyday word: the question has just been asked
    NOTHING = "nothing"     # the words before announce a name and nothing else: with a capital even Merci is one


@dataclass(frozen=True)
class Reading:
    """A name, and the places of the folded text where it begins and ends."""

    name: str
    start: int
    end: int


def name_at(folded: Folded, start: int, need: Need) -> Reading | None:
    """The name that begins at `start` of the folded text."""
    source = folded.source
    if start >= len(folded.places):
        return None
    begin = folded.places[start]
    while begin < len(source) and (source[begin].isspace() or source[begin] in _OPENING):
        begin += 1
    title = _TITLES.match(folded.text, folded_place(folded, begin))
    place = folded.span(title.start(), title.end())[1] if title else begin
    parts = _parts(source, place, Need.NOTHING if title else need)
    if not parts:
        return None
    name = with_capitals(_BLANK.sub(" ", source[begin : parts[-1][1]]))
    if len(name) > MAX_LENGTH:
        return None
    return Reading(name, folded_place(folded, begin), folded_place(folded, parts[-1][1]))


def folded_place(folded: Folded, place: int) -> int:
    """The place in the folded text of a place in the source."""
    return bisect_left(folded.places, place)


def with_capitals(name: str) -> str:
    """Capitals are restored only where none, or nothing else, was typed; otherwise the spelling is the customer's."""
    if name != name.lower() and (name != name.upper() or len(name) <= 2):
        return name
    said = name.lower().split(" ")
    return " ".join(w if i and w in PARTICLES else _capital(w) for i, w in enumerate(said))


def is_shouting(text: str) -> bool:
    """Whether a whole message is in capitals, so that capitals tell nothing; a few letters are no shouting."""
    return text.upper() == text and text.lower() != text


def _capital(word: str) -> str:
    pieces = re.split(r"([-'’])", word)
    small = len(pieces) > 2 and pieces[0] in ("d", "l") and pieces[1] in "'’"
    return "".join(p if small and i == 0 else p[:1].upper() + p[1:] for i, p in enumerate(pieces))


def _parts(source: str, place: int, need: Need) -> list[tuple[int, int]]:
    """Where the words of the name stand, particles included; none when the first word is no name."""
    shouting = is_shouting(source)
    parts: list[tuple[int, int]] = []
    while blank := _BLANK.match(source, place):
        place = blank.end()
    leading = 0
    while len(parts) < MAX_PARTS:
        match = _PART.match(source, place)
        if match is None or len(match.group()) > MAX_LENGTH:
            break
        word = fold(match.group()).text.rstrip(".")
        if leading == len(parts) < 3 and word in LEADING and _leads(source, match.end(), match.group(), shouting):
            leading += 1
        elif not _may_follow(match, parts[leading:], source, need, shouting):
            break
        initial = re.fullmatch(r"[^\W\d_]\.", match.group()) is not None and bool(parts)
        dot = match.group().endswith(".") and not initial
        parts.append((match.start(), match.end() - dot))
        blank = None if dot else _BLANK.match(source, match.end())
        if blank is None:
            break
        place = blank.end()
    while parts and fold(source[slice(*parts[-1])]).text in PARTICLES and (len(parts) > 1 or leading):
        if source[parts[-1][0]].isupper() and not shouting and len(parts) > leading:
            break  # "Bui Van", "Noor Al"
        parts.pop()  # a name does not end in a particle
        leading = min(leading, len(parts))
    return parts if len(parts) > leading else []


def _leads(source: str, end: int, particle: str, shouting: bool) -> bool:
    """Whether a particle begins a name: what follows has a capital, or no capital was typed and it says nothing."""
    match = _PART.match(source, min(len(source), end + 1)) if source[end : end + 1] == " " else None
    if match is None or particle.endswith("."):
        return False
    word = fold(match.group()).text
    if match.group()[0].isupper() and not shouting:
        return word in LEADING or not is_little_word(word)
    everyday = is_everyday(word) and not (match.group().lower() != word and word in ALSO_NAMES)
    return particle.islower() and particle in ("ben", "el", "al", "van", "von", "mac", "bin", "abu") and not everyday


def _may_follow(match: re.Match[str], before: list[tuple[int, int]], source: str, need: Need, shouting: bool) -> bool:
    """Whether a word is a part of the name after the parts `before` (none: whether it begins one)."""
    part = match.group()
    word = fold(part).text.rstrip(".")
    capital = part[0].isupper() and not shouting
    if (_POSSESSIVE.search(part) and len(part) > 2) or (before and is_title(part)):
        return False
    if not before:
        return _may_begin(part, word, capital, need)
    first_is_capital = source[before[0][0]].isupper() and not shouting
    if word in PARTICLES:
        joined = fold(source[slice(*before[-1])]).text in ("de", "von", "van")
        return word not in ARTICLES or joined or first_is_capital or (
            need is Need.NOTHING and word in ("le", "la") and _article_closes(source, match.end()))
    if NOBLE.match(part):
        return True
    if first_is_capital and not capital:
        return False
    if capital:
        return word in ALSO_NAMES or not is_little_word(word)   # Brian White, Marie Petit
    return len(word) > 2 and not is_everyday(word) and not _is_sentence_piece(word)


def _may_begin(part: str, word: str, capital: bool, need: Need) -> bool:
    if need is Need.CAPITAL and not capital:
        return False
    accented = part.lower() != word
    if NOBLE.match(part) or ((capital or accented) and word in ALSO_NAMES):
        return True
    if need is Need.NOTHING and capital:
        return is_name_when_announced(word) and not _is_sentence_piece(word)
    if len(word) < 2 and len(part) < 2:
        return False
    return not is_everyday(word) and not _is_sentence_piece(word)


def _is_sentence_piece(word: str) -> bool:
    """"rendez-vous", "qu'importe", "can't": an everyday word with something tied to it."""
    pieces = re.split(r"['-]", word)
    return len(pieces) > 1 and (
        (is_everyday(pieces[0]) and pieces[0] not in PARTICLES | ALSO_NAMES | {"o"})
        or (pieces[-1] in ("vous", "moi", "tu", "t", "m", "re", "ve", "ll")))


def _article_closes(source: str, end: int) -> bool:
    """« je m’appelle yann le goff et… »: one word stands between the article and the end of what is said."""
    match = _PART.match(source, end + 1)
    if match is None or is_everyday(fold(match.group()).text):
        return False
    return _GOES_ON.match(fold(source[match.end() :]).text) is not None
