"""Addresses and colours, from words.

An address is a line, a postcode and a town; what is missing is asked for. Must not look anything up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.values.numbers import find_postcode
from bot.core.dates import NBSP
from bot.core.folding import fold
from bot.core.misspelling import one_letter_off

_STREET = (r"(?:rue|avenue|av|boulevard|bd|place|impasse|allees?|chemin|quai|route|square|cours|passage|sentier|"
           r"faubourg|lotissement|residence)")
_STREET_EN = r"(?:street|st|road|rd|lane|avenue|ave|square|close|drive|way|terrace|gardens|place)"
_LINE = re.compile(rf"\b\d{{1,4}}\s*(?:bis|ter|quater|[a-d]\b)?,?\s+(?:{_STREET}\b[^,\n]*?|[\w' -]+?\b{_STREET_EN}\b)"
                   r"(?=\s*(?:,|\n|$|\d{5}|\d{2} \d{3}|(?:a|in)\s+[a-z]))")
_TOWN = re.compile(r"^[\s,]*(?:(?:à|a|in)\s+)?(?P<town>[^\W\d_][\w' -]{1,40}?)(?=\s*(?:[,.;\n!?]|$))")

COLOURS = {  # said in French (masculine), in English; the words that name it
    "red": ("rouge", "red", "rouges?|red"), "blue": ("bleu", "blue", "bleue?s?|blue|navy|marine"),
    "green": ("vert", "green", "verte?s?|green"), "black": ("noir", "black", "noire?s?|black"),
    "white": ("blanc", "white", "blanc(?:he)?s?|white"), "yellow": ("jaune", "yellow", "jaunes?|yellow"),
    "pink": ("rose", "pink", "roses?|pink"), "grey": ("gris", "grey", "grise?s?|gr[ae]y"),
    "orange": ("orange", "orange", "oranges?"), "purple": ("violet", "purple", "viol(?:et|ette)s?|purple|mauve"),
    "brown": ("marron", "brown", "marrons?|bruns?|brown"), "beige": ("beige", "beige", "beiges?|cream|creme"),
}
FEW = 3             # words in which one a letter off may be meant for a colour
_OTHER_WORDS = frozenset("while write block blocks range voire prise verre neige bouge greet planche branche".split())
_SPELT = {  # the long ones, and their feminine
    colour: [form for name in (french, english) for form in (name, f"{name}e", "blanche" if name == "blanc" else name)
             if len(form) > 4]
    for colour, (french, english, _) in COLOURS.items()}


@dataclass(frozen=True)
class Address:
    """As far as it was told; `None` is still to be asked."""

    line: str | None
    postal_code: str | None
    city: str | None

    @property
    def complete(self) -> bool:
        return None not in (self.line, self.postal_code, self.city)


def find_address(text: str) -> Address | None:
    """What `text` tells of an address; None when it tells nothing of one."""
    folded = fold(text)
    line = _LINE.search(folded.text)
    code = find_postcode(text)
    after = text[text.index(code[1]) + len(code[1]):] if code else ""
    town = _TOWN.search(after) if code else None
    if line is None and code is None:
        return None
    return Address(folded.original(*line.span()).strip(" ,") if line else None, code[0] if code else None,
                   town["town"].strip().title() if town else None)


def say_address(line: str, postal_code: str, city: str) -> str:
    """One line, without the country."""
    return f"{line}, {postal_code}{NBSP}{city}"


def find_colour(text: str) -> tuple[str, str] | None:
    """One of COLOURS and the exact words."""
    folded = fold(text)
    for colour, (_, _, words) in COLOURS.items():
        if match := re.search(rf"\b(?:{words})\b", folded.text):
            return colour, folded.original(*match.span())
    return None


def nearly_a_colour(text: str) -> tuple[str, str] | None:
    """One of COLOURS, a letter away: « toute noirre ». Only where a colour was asked for."""
    folded = fold(text)
    if len(folded.text.split()) > FEW:
        return None     # in more words, too many are a letter away: "for a while" is not white
    for match in re.finditer(r"[a-z]{5,}", folded.text):
        if match[0] in _OTHER_WORDS:
            continue
        near = {colour for colour, names in _SPELT.items() if any(one_letter_off(match[0], name) for name in names)}
        if len(near) == 1:
            return near.pop(), folded.original(*match.span())
    return None


def say_colour(colour: str, language: str) -> str:
    return COLOURS[colour][0 if language == "fr" else 1]
