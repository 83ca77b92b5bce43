"""Which days somebody means: "la semaine dernière", "il y a trois semaines", "mardi", "early November".

Pure: the day it is said on is an argument. Reads what is past or present, because that is how people point at things
they have; with `ahead` what is still to come, for a parcel on its way or a trip. Says nothing (`dates` does).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.folding import fold

_WEEKDAYS = {
    name: n for names in (
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ) for n, name in enumerate(names)
}
_MONTHS = {
    name: n for names in (
        ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
         "decembre"),
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
         "december"),
    ) for n, name in enumerate(names, 1)
}
_NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "quinze": 15, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "couple of": 2, "quelques": 3, "few": 3, "a few": 3, "a couple of": 2,
}
_N = r"(?P<n>\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_DAY = "|".join(_WEEKDAYS)
_MONTH = "|".join(_MONTHS)
_UNIT = {"jour": 1, "day": 1, "semaine": 7, "week": 7, "mois": 30, "month": 30, "an": 365, "annee": 365, "year": 365}

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple((name, re.compile(pattern)) for name, pattern in (
    ("ago", rf"(?:\bil y a|\bca fait|\bvoici|\bvoila)\s+(?:environ |a peu pres |bien )?{_N}\s+"
            r"(?P<unit>jour|semaine|mois|an|annee)s?\b"),
    ("ago", rf"\b{_N}\s+(?P<unit>day|week|month|year)s?\s+ago\b"),
    ("in", rf"\b(?:dans|d'ici|in)\s+{_N}\s+(?P<unit>jour|semaine|mois|an|annee|day|week|month|year)s?\b"),
    ("after_tomorrow", r"\bapres[- ]demain\b|\bthe day after tomorrow\b"),
    ("tomorrow", r"\bdemain\b|\btomorrow\b"),
    ("next_week", r"\b(?:la )?semaine (?:prochaine|d'apres|qui vient)\b|\bnext week\b"),
    ("before_yesterday", r"\bavant[- ]hier\b|\bthe day before yesterday\b"),
    ("yesterday", r"\bhier\b|\byesterday\b"),
    ("today", r"\baujourd'?\s?hui\b|\bce matin\b|\bce midi\b|\btoday\b|\bthis morning\b|\bthis afternoon\b"),
    ("last_week", r"\b(?:la )?semaine (?:derniere|passee|d'avant)\b|\blast week\b"),
    ("this_week", r"\bcette semaine\b|\bthis week\b"),
    ("last_month", r"\b(?:le )?mois (?:dernier|passe)\b|\blast month\b"),
    ("this_month", r"\bce mois(?:[- ]ci)?\b|\bthis month\b"),
    ("last_year", r"\b(?:l')?an(?:nee)? (?:dernier|derniere|passee?)\b|\blast year\b"),
    ("part", rf"\b(?P<part>debut|mi|fin|early|mid|late)[- ]?(?P<month>{_MONTH})\b"),
    ("date", rf"\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:of )?(?P<month>{_MONTH})\b"),
    ("date", rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"),
    ("slashed", r"\b(?P<day>\d{1,2})/(?P<m>\d{1,2})(?:/\d{2,4})?\b"),
    ("month", rf"\b(?:en|in|de|d'|du mois de|du mois d'|since|depuis)\s?(?P<month>{_MONTH})\b"),
    ("weekday_past", rf"\b(?P<weekday>{_DAY})\s+(?:dernier|passe|d'avant)\b|\blast (?P<last>{_DAY})\b"),
    ("weekday_next", rf"\b(?P<weekday>{_DAY})\s+(?:prochain|qui vient)\b|\bnext (?P<last>{_DAY})\b"),
    ("weekday", rf"\b(?P<weekday>{_DAY})\b"),
    ("lately", r"\brecemment\b|\bl'autre jour\b|\bces jours-ci\b|\brecently\b|\bthe other day\b|\blately\b"),
))


# Any of them, where it stands; groups cannot be asked for.
EXPRESSION = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", pattern.pattern) for _, pattern in _PATTERNS))
_ONLY_AHEAD = frozenset({"in", "after_tomorrow", "tomorrow", "next_week", "weekday_next"})
_ONLY_PAST = frozenset({"ago", "before_yesterday", "yesterday", "last_week", "last_month", "last_year", "weekday_past",
                        "lately"})


@dataclass(frozen=True)
class Days:
    """First and last day meant, both included."""

    first: date
    last: date

    def near(self, day: date, slack: int = 0) -> bool:
        return self.first - timedelta(days=slack) <= day <= self.last + timedelta(days=slack)


def find_days(text: str, today: date, *, ahead: bool = False) -> Days | None:
    """The days the first expression of time in a text means, seen from `today`; None when there is none.

    A bare "mardi" is the last one, or the next one when looking `ahead`.
    """
    plain = fold(text).text
    for name, pattern in _PATTERNS:
        if name in (_ONLY_PAST if ahead else _ONLY_AHEAD):
            continue
        match = pattern.search(plain)
        found = _meant(name, match, today, ahead) if match else None
        if found is not None:
            return found
    return None


def _meant(name: str, match: re.Match[str], today: date, ahead: bool) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    since_monday = (today - monday).days
    simple = {
        "today": (0, 0), "yesterday": (1, 1), "before_yesterday": (2, 2), "lately": (14, 0),
        "this_week": (since_monday, since_monday - 6 if ahead else 0),
        "last_week": (since_monday + 7, since_monday + 1),
        "tomorrow": (-1, -1), "after_tomorrow": (-2, -2), "next_week": (since_monday - 7, since_monday - 13),
    }
    if name in simple:
        first, last = simple[name]
        return _days(today, first, last)
    if name in ("ago", "in"):
        return _apart(match["n"], match["unit"], today, -1 if name == "in" else 1)
    if name.startswith("weekday"):
        day = _WEEKDAYS[match["weekday"] if name == "weekday" else match["weekday"] or match["last"]]
        back = (day - today.weekday()) % 7 or 7 if ahead else (today.weekday() - day) % 7 or 7
        return _days(today, -back, -back) if ahead else _days(today, back, back)
    if name in ("last_month", "this_month", "last_year"):
        return _period(name, today, ahead)
    return _in_month(name, match, today, ahead)


def _days(today: date, first: int, last: int) -> Days:
    return Days(today - timedelta(days=first), today - timedelta(days=last))


def _apart(number: str, unit: str, today: date, way: int) -> Days | None:
    """So much time from today, into the past (`way` 1) or ahead (-1)."""
    n = int(number) if number.isdigit() else _NUMBERS[number]
    days = n * _UNIT[unit]
    if days > 3650:
        return None
    # "three weeks ago" is said of nineteen days, too; the longer ago, the rounder.
    slack = 0 if unit in ("jour", "day") and n < 4 else max(2, days // 6)
    far, near = days + slack, max(0, days - slack)
    return _days(today, far, near) if way > 0 else _days(today, -near, -far)


def _period(name: str, today: date, ahead: bool) -> Days:
    first = today.replace(day=1)
    if name == "this_month":
        end = today.replace(day=monthrange(today.year, today.month)[1])
        return Days(today, end) if ahead else Days(first, today)
    if name == "last_year":
        return Days(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    last = first - timedelta(days=1)
    return Days(last.replace(day=1), last)


def _in_month(name: str, match: re.Match[str], today: date, ahead: bool) -> Days | None:
    month = int(match["m"]) if name == "slashed" else _MONTHS[match["month"]]
    if not 1 <= month <= 12:
        return None
    year = today.year
    if ahead and month < today.month:
        year += 1
    elif not ahead and month > today.month:
        year -= 1
    length = monthrange(year, month)[1]
    if name in ("date", "slashed"):
        day = int(match["day"])
        return Days(date(year, month, day), date(year, month, day)) if 1 <= day <= length else None
    begin, end = 1, length
    if name == "part":
        begin, end = {"d": (1, 10), "e": (1, 10), "m": (10, 20), "f": (20, length), "l": (20, length)}[match["part"][0]]
    return Days(date(year, month, begin), date(year, month, end))
