"""Whole numbers and sums of money in words: « cinquante euros », « mille deux cents », "a hundred and twenty".

Reads up to 999,999, in French (Belgian and Swiss tens too) and English. A lone « un », "one" or "a" is an article more
often than a number, so it counts only where a currency follows. Works on folded text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.misspelling import one_letter_off

_UNITS = {
    **dict(zip("zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(),
               range(17), strict=True)),
    **dict(zip(("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
                "seventeen eighteen nineteen").split(), range(20), strict=True)), "une": 1, "a": 1, "an": 1,
}
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "octante": 80, "nonante": 90, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}
_HUNDREDS, _THOUSANDS = {"cent", "cents", "hundred"}, {"mille", "mil", "thousand"}
_AND = {"et", "and"}
_ARTICLES = {"un", "une", "one", "a", "an"}
_NUMBER = "|".join(sorted({*_UNITS, *_TENS, *_HUNDREDS, *_THOUSANDS}, key=len, reverse=True))
_WORDS = (*_UNITS, *_TENS, *_HUNDREDS, *_THOUSANDS)
_LONG = 5       # letters of a misspelt number: shorter words are too often words of their own
_RUN = re.compile(rf"(?<![\w'])(?:{_NUMBER})(?:(?:[ -]+(?:et|and))?[ -]+(?:{_NUMBER}))*(?!\w)")
_CURRENCY = re.compile(r"\s*(?:€|euros?\b|eur\b|balles\b)")
_UNREAD = re.compile(rf"[ -]+[a-z]+{_CURRENCY.pattern}")    # a word nobody knows between the number and its currency
_CENTS = re.compile(r"\s*(?:centimes?\b|cents?\b)?")


@dataclass(frozen=True)
class Sum:
    """An amount in cents at a place of the folded text; `sure`: a currency stands beside it."""

    cents: int
    start: int
    end: int
    sure: bool


def find_sum(folded: str) -> Sum | None:
    """The first amount in words, one with a currency before any other."""
    runs = list(_RUN.finditer(folded))
    found = [_sum(folded, run) for run in runs]
    sums = [one for one in found if one is not None]
    return next((one for one in sums if one.sure), sums[0] if sums else None)


def _sum(folded: str, run: re.Match[str]) -> Sum | None:
    words = re.split(r"[ -]+", run.group())
    before = re.search(r"([a-z]+)[ -]$", folded[:run.start()])
    if before and len(before[1]) >= _LONG and any(one_letter_off(before[1], n) for n in _WORDS if len(n) >= _LONG - 1):
        return None     # « ceent vingt euros » is not twenty: a misspelt number stands before it
    whole, currency = number(words), _CURRENCY.match(folded, run.end())
    if currency is None and _UNREAD.match(folded, run.end()):
        return None     # nor is « cent vigt euros » a hundred
    if whole is None or (currency is None and words[-1] in _ARTICLES and len(words) == 1):
        return None
    if currency is None:
        return Sum(whole * 100, *run.span(), sure=False)
    after = re.match(rf"\s*(?:et |and )?({_RUN.pattern})", folded[currency.end():])
    cents = number(_without_coin(re.split(r"[ -]+", after[1]))) if after else None
    if after is None or cents is None or not 0 < cents < 100 or after[1] in _ARTICLES:
        return Sum(whole * 100, run.start(), currency.end(), sure=True)
    end = currency.end() + after.end()
    tail = _CENTS.match(folded, end)
    return Sum(whole * 100 + cents, run.start(), tail.end() if tail and tail.group().strip() else end, sure=True)


def _without_coin(words: list[str]) -> list[str]:
    """“ten cents” is ten; « cents » alone would be hundreds."""
    return words[:-1] if len(words) > 1 and words[-1] == "cents" else words


def number(words: Sequence[str]) -> int | None:
    """The whole number these words make; None when they make none (« cinq sept »)."""
    total, part, last = 0, 0, 1000
    for n, word in enumerate(words):
        if word in _AND:
            continue
        if word in _THOUSANDS:
            if total:
                return None
            total, part, last = (part or 1) * 1000, 0, 1000
        elif word in _HUNDREDS:
            if part > 9:
                return None
            part, last = (part or 1) * 100, 100
        elif word in _TENS:
            if word in ("vingt", "vingts") and part % 100 == 4:
                part, last = part + 76, 20          # quatre-vingts
            elif last <= 20 and n:
                return None
            else:
                part, last = part + _TENS[word], 20
        else:
            unit = _UNITS[word]
            teens = (part % 100 in (60, 80) and unit >= 10) or (part % 100 == 10 and 7 <= unit <= 9)
            if not teens and (last <= 1 or (last == 20 and unit >= 10)):
                return None
            part, last = part + unit, 10 if unit == 10 else 1
    return total + part
