"""Six-digit codes that prove an address: how long, how often, how they are read, hidden and compared.

Owns every limit of the step-up. Pure: chance, key and time are arguments. A code is never kept, only its digest.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from datetime import timedelta

from bot.core.masking import REPLACEMENTS

DIGITS = 6
LIFE = timedelta(minutes=10)
TRIES = 3
PROOF_HOLDS = timedelta(hours=12)  # a working day: longer would outlive the visit on a machine that others use

# How many codes may be sent. Each gives three guesses in a million, so an address is guessed at most with
# 10 × 3 in a million a day, however many conversations somebody opens.
ADDRESS_LIMITS = ((3, timedelta(minutes=15)), (10, timedelta(days=1)))
CONVERSATION_LIMITS = ((5, timedelta(hours=1)),)
KEPT = timedelta(days=1)  # what the limits have to look back on

_BLANK = r"[ \t\u00a0\u2007\u2009\u202f.\-–·]"
_CODE = re.compile(rf"(?<![0-9])(?<![0-9]{_BLANK})[0-9](?:{_BLANK}?[0-9]){{5}}(?!{_BLANK}?[0-9])")
_ONLY_DIGITS = re.compile(rf"(?:{_BLANK}|[0-9#:])*[0-9](?:{_BLANK}|[0-9#:])*")
_RUN = re.compile(rf"[0-9](?:{_BLANK}?[0-9]){{2,}}")


def plain(text: str) -> str:
    """Digits of any script as ours, one character for one."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)


def find(text: str) -> str | None:
    """The one code in a pasted text ("Votre code : 123 456"), or None when there is none, or several."""
    found = {re.sub(r"[^0-9]", "", match.group()) for match in _CODE.finditer(plain(text))}
    return found.pop() if len(found) == 1 else None


def only_digits(text: str) -> bool:
    """Whether somebody typed figures and nothing else: a code with a slip, or the half of one."""
    return bool(_ONLY_DIGITS.fullmatch(plain(text).strip()))


def hide(text: str, language: str) -> str:
    """The text without anything that may be a code, for while one is awaited. Nothing else is touched."""
    read = plain(text)
    runs = _RUN if only_digits(text) else _CODE
    pieces, end = [], 0
    for match in runs.finditer(read):
        pieces += [text[end : match.start()], REPLACEMENTS.get(language, REPLACEMENTS["fr"])["code"]]
        end = match.end()
    hidden = "".join([*pieces, text[end:]])
    return hidden if pieces or not only_digits(text) else REPLACEMENTS.get(language, REPLACEMENTS["fr"])["code"]


def digest(code: str, request: str, key: bytes) -> str:
    """What is kept of a code: bound to its request, and worth nothing without the installation's key."""
    return hmac.new(key, f"sensei-code:{request}:{code}".encode(), hashlib.sha256).hexdigest()


def matches(typed: str, kept: str, request: str, key: bytes) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(digest(typed, request, key), kept)


def address_digest(address: str, key: bytes) -> str:
    """What the limits count by, so that no list of addresses has to be kept for them."""
    return hmac.new(key, f"sensei-address:{address}".encode(), hashlib.sha256).hexdigest()


def too_many(ages: list[timedelta], limits: tuple[tuple[int, timedelta], ...]) -> bool:
    """Whether one more would exceed a limit; `ages` of those already asked for."""
    return any(sum(age < window for age in ages) >= most for most, window in limits)
