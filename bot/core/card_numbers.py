"""Card numbers in a folded text, however their figures are grouped.

Owns what tells a card from a phone, account or order number: issuer, length, check digit, and the words before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Digits in groups as people type them: up to three blanks or signs between; letters may touch them.
_GROUPS = re.compile(r"(?<![\d+])\d+(?:[\s.,\-_/·•|]{1,3}\d+)*(?!\d)")
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,4})?\b")
_CARD_WORDS = re.compile(r"\b(?:cartes?|cb|card|visa|mastercard|amex|maestro|american express)\b[^\n]{0,40}$")
_IN_FOURS = re.compile(r"(?:\d{4}[\s.,\-_/·•|]{1,3}){3}\d{1,4}(?:[\s.,\-_/·•|]{1,3}\d{1,3})?")

# Issuers' first digits and lengths: of other runs of figures one in ten would satisfy the check digit by chance.
_ISSUERS = (
    re.compile(r"4(?:\d{12}|\d{15}|\d{18})"),  # Visa, and French CB
    re.compile(r"(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}"),  # Mastercard
    re.compile(r"3[47]\d{13}"),  # American Express
    re.compile(r"3(?:0[0-5]\d|[689]\d{2})\d{10}(?:\d{2})?"),  # Diners Club
    re.compile(r"35(?:2[89]|[3-8]\d)\d{12}"),  # JCB
    re.compile(r"6(?:011|5\d{2}|4[4-9]\d)\d{12}"),  # Discover
    re.compile(r"62\d{14,17}"),  # UnionPay
    re.compile(r"(?:50\d{2}|5[6-8]\d{2}|6[37]\d{2})\d{9,15}"),  # Maestro
    re.compile(r"9792\d{12}"),  # Troy
)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def find_cards(text: str) -> Iterator[tuple[int, int]]:
    """Where card numbers stand in a folded text."""
    accounts = [match.span() for match in _IBAN.finditer(text)]
    for run in _GROUPS.finditer(text):
        if any(start <= run.start() < end for start, end in accounts):
            continue
        yield from _cards_in_run(text, run.start(), run.end())


def _cards_in_run(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Card numbers among the groups of one run; an expiry date or a quantity may stand before or after them."""
    groups = [(begin + m.start(), begin + m.end()) for m in re.finditer(r"\d+", text[begin:end])]
    first = 0
    while first < len(groups):
        for start, stop, last in reversed(_windows(groups, first)):
            if _is_card(text, start, stop):
                yield start, stop
                first = last
                break
        first += 1


def _windows(groups: list[tuple[int, int]], first: int) -> list[tuple[int, int, int]]:
    """The stretches of whole groups from `first` on that have as many figures as a card."""
    out: list[tuple[int, int, int]] = []
    figures = 0
    for last in range(first, len(groups)):
        figures += groups[last][1] - groups[last][0]
        if figures > 19:
            break
        if figures >= 13:
            out.append((groups[first][0], groups[last][1], last))
    return out


def _is_card(text: str, start: int, end: int) -> bool:
    digits = "".join(str(int(c)) for c in text[start:end] if c.isdecimal())
    if not 13 <= len(digits) <= 19 or digits[0] == "0" or len(set(digits)) == 1 or not luhn(digits):
        return False
    if any(issuer.fullmatch(digits) for issuer in _ISSUERS):
        return True
    return bool(_CARD_WORDS.search(text[:start]) or _IN_FOURS.fullmatch(text[start:end]))
