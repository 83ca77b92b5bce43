"""Times of day as people say them: « neuf heures et demie du soir », "quarter to ten at night", 18h30, 9:30 pm.

Owns reading and saying a time of day. Days are actions/values/moments.py's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time

from babel.dates import format_time

from actions.values.number_words import number
from bot.core.dates import NBSP
from bot.core.folding import fold

MINUTES_A_DAY = 24 * 60
NOON = 12
_UNITS = {
    "fr": "zero une? deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix[- ]sept"
          " dix[- ]huit dix[- ]neuf",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
          " seventeen eighteen nineteen",
}
_TENS = {"fr": "vingt|trente|quarante|cinquante", "en": "twenty|thirty|forty|fifty"}
_JOIN = {"fr": r"(?:[- ]et)?[- ]", "en": "[- ]"}


def _spelt(language: str) -> str:
    """A pattern for the numbers a clock has, in words. The longer come first."""
    units = "|".join(sorted(_split(_UNITS[language]), key=len, reverse=True))
    return rf"(?:(?:{_TENS[language]})(?:{_JOIN[language]}(?:{units}))?|{units})"


def _split(words: str) -> list[str]:
    """Words between spaces; a space inside brackets belongs to its word."""
    return re.findall(r"(?:\[[^\]]*\]|\S)+", words)


_FR, _EN = _spelt("fr"), _spelt("en")
_AT = r"(?<![\w-])"     # of « vinngt-trois », the three is no hour
# What comes after the hour: minutes, or a part of an hour more or less.
_TAIL = (rf"(?:\s*(?:(?P<minutes>[0-5]\d\b|{_FR}(?!\s*h))|et\s+(?P<half>demie?)|et\s+(?:le\s+|un\s+)?(?P<quarter>quart)"
         rf"|moins\s+(?:le\s+|un\s+)?(?P<less_quarter>quart)|moins\s+(?P<less>\d{{1,2}}|{_FR})))?")
_PARTS = {"fr": r"[ap]m\b|du\s+soir|de\s+l'apres[- ]midi|du\s+matin|de\s+la\s+nuit",
          "en": (r"[ap]+\.?m+\b\.?|m[ap]\b(?!')|in\s+the\s+(?:morning|afternoon|evening)|at\s+night|tonight"
                 r"|this\s+evening")}
_PART = {language: rf"(?:\s*(?P<part>{parts}))?" for language, parts in _PARTS.items()}
_PATTERNS: Mapping[str, Sequence[re.Pattern[str]]] = {
    "fr": (
        re.compile(rf"\b(?<!apres[- ])(?P<named>midi|minuit)\b{_TAIL}"),
        re.compile(rf"{_AT}(?P<hour>[01]?\d|2[0-3]|{_FR})\s*(?:h\b|h(?=\d)|he?u?r[a-z]{{0,3}}\b|eures?\b|:(?=\d)|\.(?=\d\d\b)){_TAIL}{_PART['fr']}"),
    ),
    "en": (
        re.compile(r"\b(?P<named>noon|midday|midnight)\b"),
        re.compile(rf"\b(?P<some>half|(?:a\s+)?quarter|\d{{1,2}}|{_EN})\s+(?P<way>past|to)\s+(?P<hour>\d{{1,2}}|{_EN})\b"
                   rf"(?:\s+o'?clock)?{_PART['en']}"),
        re.compile(rf"\bhalf\s+(?P<hour>\d{{1,2}}|{_EN})\b(?P<half>){_PART['en']}"),
        re.compile(rf"{_AT}(?P<hour>[01]?\d|2[0-3])\s*(?:h|:|\.)\s*(?P<minutes>[0-5]\d)\b{_PART['en']}"),
        re.compile(rf"{_AT}(?P<hour>{_EN})\s+(?P<minutes>(?:{_TENS['en']})(?:[- ]{_EN})?|fifteen|ten)\b{_PART['en']}"),
        re.compile(rf"{_AT}(?P<hour>\d{{1,2}}|{_EN})\s*o'?\s*clock\b{_PART['en']}"),
        re.compile(rf"{_AT}(?P<hour>\d{{1,2}}|{_EN}){_PART['en'].removesuffix('?')}"),
        re.compile(rf"{_AT}(?P<hour>[01]?\d|2[0-3])\s*h\b"),
    ),
}
# How long, not when.
_LENGTH = re.compile(r"\b(?:dans|d'ici|pendant|depuis|encore|il y a|in|for|another)\s+(?:about\s+|environ\s+)?$")
_NAMED = {"midi": 12, "noon": 12, "midday": 12, "minuit": 0, "midnight": 0}


def find_time(text: str, language: str) -> tuple[time, str] | None:
    """The time of day in `text` and the exact words; None when there is none. The other language is tried last."""
    folded = fold(text)
    for spoken in (language, "en" if language == "fr" else "fr"):
        for pattern in _PATTERNS[spoken]:
            for match in pattern.finditer(folded.text):
                found = None if _LENGTH.search(folded.text[:match.start()]) else _moment(match.groupdict(), spoken)
                if found is not None:
                    return found, folded.original(*match.span())
    return None


def say_time(moment: time, language: str) -> str:
    """« 18 h 30 », « 9 h », "6:30 pm"."""
    if language == "fr":
        return f"{moment.hour}{NBSP}h" + (f"{NBSP}{moment.minute:02d}" if moment.minute else "")
    return str(format_time(moment, "h:mm a", locale="en_GB")).replace("\u202f", NBSP)


def _moment(found: Mapping[str, str | None], language: str) -> time | None:
    hour = _NAMED[str(found["named"])] if found.get("named") else _number(found.get("hour"), language)
    if hour is None or hour >= 24:
        return None
    shift = _shift(found, language)
    if shift is None:
        return None
    minutes = (_in_the_day(hour, found.get("part")) * 60 + shift) % MINUTES_A_DAY
    return time(minutes // 60, minutes % 60)


def _shift(found: Mapping[str, str | None], language: str) -> int | None:
    """Minutes after the hour, or before it; None when they are none."""
    if found.get("half") is not None:
        return 30
    if found.get("quarter") or found.get("less_quarter"):
        return 15 if found.get("quarter") else -15
    if some := found.get("some"):
        told = 30 if some == "half" else 15 if some.endswith("quarter") else _number(some, language)
        return None if told is None or told >= 60 else told if found["way"] == "past" else -told
    told = _number(found.get("minutes") or found.get("less") or "0", language)
    return None if told is None or told >= 60 else -told if found.get("less") else told


def _in_the_day(hour: int, part: str | None) -> int:
    """The hour of 24: « du soir », "pm" and "at night" say which half of the day is meant."""
    words = (part or "").replace(".", "")
    if hour > NOON or not words:
        return hour
    late = words.startswith("p") or any(
        w in words for w in ("mp", "soir", "midi", "afternoon", "evening", "tonight"))
    night = words in ("at night", "de la nuit")
    if late or (night and 6 <= hour < NOON):
        return hour if hour == NOON else hour + NOON
    return 0 if hour == NOON else hour


def _number(words: str | None, language: str) -> int | None:
    if words is None:
        return None
    return int(words) if words.isdigit() else number(re.split(r"[- ]", words))
