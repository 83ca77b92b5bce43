"""How a day is said in each language. Pure; knows no clock and no zone."""

from __future__ import annotations

from datetime import date

NBSP = "\u00a0"

_WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}


def weekday(day: date, language: str) -> str:
    """« jeudi », "Thursday"."""
    return _WEEKDAYS[language][day.weekday()]


def long_day(day: date, language: str) -> str:
    """« jeudi 26 novembre », "Thursday 26 November"; the first of a French month is « 1er »."""
    number = "1er" if day.day == 1 and language == "fr" else str(day.day)
    return f"{weekday(day, language)} {number}{NBSP}{_MONTHS[language][day.month - 1]}"
