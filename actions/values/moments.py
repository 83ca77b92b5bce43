"""Days as people say them: « samedi », « dans deux jours », "the day after tomorrow". Hours have their own module.

What dateparser does not know of either language is put into its words first. Must not ask a clock: `today` comes from
the turn.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import dateparser

from bot.core.dates import NBSP, long_day
from bot.core.folding import fold

_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}
_NEAR = {"fr": (("apres-demain", 2), ("apres demain", 2), ("avant-hier", -2), ("demain", 1), ("hier", -1),
                ("aujourd'hui", 0), ("ce soir", 0), ("ce matin", 0)),
         "en": (("day after tomorrow", 2), ("day before yesterday", -2), ("tomorrow", 1), ("yesterday", -1),
                ("today", 0), ("tonight", 0), ("this morning", 0))}
_NUMBERS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10,
            "one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "ten": 10,
            "quinze": 15, "fifteen": 15}
_UNITS = {"jours": 1, "jour": 1, "days": 1, "day": 1, "semaines": 7, "semaine": 7, "weeks": 7, "week": 7,
          "quinzaine": 15, "fortnight": 14}
_AWAY = re.compile(rf"\b(dans|in|d'ici|il y a)\s+(?:une\s+)?(\d+|{'|'.join(_NUMBERS)})\s*(?:de\s+)?({'|'.join(_UNITS)})"
                   rf"|\b(\d+|{'|'.join(_NUMBERS)})\s+({'|'.join(_UNITS)})\s+(ago)\b")
_WRITTEN = re.compile(r"\b\d{1,2}(?:er|st|nd|rd|th)?(?:\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{2,4})?"
                      r"|\s+(?:of\s+)?[a-z]{3,9}\.?(?:\s+\d{4})?)\b|\b\d{4}-\d{2}-\d{2}\b"
                      r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)"
                      r"\s+\d{1,2}(?:st|nd|rd|th)?\b")


def find_day(text: str, language: str, today: date, *, past: bool = False) -> tuple[date, str] | None:
    """The day `text` speaks of and the exact words; `past`: a bare « mardi » is the last one, else the next."""
    folded = fold(text)
    for words, shift in _NEAR[language]:
        if match := re.search(rf"\b{words}\b", folded.text):
            return today + timedelta(days=shift), folded.original(*match.span())
    if match := _AWAY.search(folded.text):
        return today + _distance(match), folded.original(*match.span())
    if (match := _WRITTEN.search(folded.text)) and (found := _written(match[0], language, today, past)):
        return found, folded.original(*match.span())
    for n, name in enumerate(_DAYS[language]):
        if match := re.search(rf"\b{name}\b(\s+(?:en huit|week))?", folded.text):
            ahead = (n - today.weekday()) % 7 or 7
            back = (today.weekday() - n) % 7 or 7
            said_past = past or re.search(rf"{name}\s+(dernier|passe)|last\s+{name}", folded.text)
            extra = 7 if match[1] else 0
            return today + timedelta(days=-back if said_past else ahead + extra), folded.original(*match.span())
    return None


def say_day(day: date, language: str, today: date) -> str:
    """« demain », "today", else « jeudi 26 novembre »; with the year when it is another one."""
    near = {0: {"fr": "aujourd’hui", "en": "today"}, 1: {"fr": "demain", "en": "tomorrow"},
            -1: {"fr": "hier", "en": "yesterday"}}.get((day - today).days)
    if near:
        return near[language]
    said = long_day(day, language)
    return said if day.year == today.year else f"{said}{NBSP}{day.year}"


def _distance(match: re.Match[str]) -> timedelta:
    number, unit = (match[2], match[3]) if match[2] else (match[4], match[5])
    days = (int(number) if number.isdigit() else _NUMBERS[number]) * _UNITS[unit]
    return timedelta(days=-days if match[1] == "il y a" or match[6] else days)


def _written(words: str, language: str, today: date, past: bool) -> date | None:
    plain = re.sub(r"(?<=\d)(er|st|nd|rd|th)\b|\bof\s+", "", words)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
        settings = {**_settings(language, today, past=past), "DATE_ORDER": "YMD"}
    else:
        settings = _settings(language, today, past=past)
    found = dateparser.parse(re.sub(r"\s*([/.-])\s*", r"\1", plain), languages=[language], settings=settings)
    return found.date() if found else None


def _settings(language: str, today: date, *, past: bool) -> dict[str, object]:
    return {"RELATIVE_BASE": datetime.combine(today, time(12)), "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "past" if past else "future", "REQUIRE_PARTS": ["day", "month"]}
