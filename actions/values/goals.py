"""What somebody wants it for, and by when: « je pars samedi chez ma sœur », in their words and as a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from actions.values.moments import find_day
from bot.core.brief_cues import DEADLINE
from bot.core.folding import fold
from bot.core.phrases import Phrases

_DEADLINES = {language: Phrases.of((*phrases, *more)) for (language, phrases), more in zip(DEADLINE.items(), (
    ("(je|on|nous) (pars|part|partons) … (demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)",
     "(anniversaire|mariage|bapteme|fete) … (demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"),
    ("(leave|leaving|travelling|flying) … (tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
     "(birthday|wedding|party) … (tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"),
), strict=True)}
_CLAUSE = re.compile(r"[.!?;\n]|,\s+(?=(?:et|mais|donc|and|but|so|il|elle|je|i|the|le|la)\b)"
                     r"|\s+(?:et|mais|donc|car|and|but|so|because)\s+(?=(?:je|j'|on|nous|il|i|we|he|she|it)\b)", re.I)
LONGEST = 90


@dataclass(frozen=True)
class Goal:
    """`text`: an exact substring of what was written. `by`: the day in it, if it names one."""

    text: str
    by: date | None


def find_goal(text: str, language: str, today: date) -> Goal | None:
    """The clause that tells a purpose with its time, or None."""
    spans = _DEADLINES[language].find(fold(text))
    if not spans:
        return None
    start, end = fold(text).span(spans[0].start, spans[0].end)
    before = [m.end() for m in _CLAUSE.finditer(text) if m.end() <= start]
    after = [m.start() for m in _CLAUSE.finditer(text) if m.start() >= end]
    clause = text[before[-1] if before else 0:after[0] if after else len(text)].strip(" ,")
    day = find_day(clause, language, today)
    return Goal(clause, day[0] if day else None) if len(clause) <= LONGEST else None
