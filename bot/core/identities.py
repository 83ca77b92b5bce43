"""Who somebody is to us: what proves it, what each level may see, and when two records are one person.

Owns the words `identity` (a channel account, an address, a number), `proof` and the table level × what it may see.
Pure. Must not look anybody up, and must not take a name, a claim or a likeness for a proof.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.conversation import Level

Kind = Literal["telegram", "email", "phone"]
KINDS: tuple[Kind, ...] = ("telegram", "email", "phone")

By = Literal["signed_token", "start_link", "code"]
PROOFS: tuple[By, ...] = ("signed_token", "start_link", "code")

# What each level opens beside what the level below opens. Tasks name a level per step (docs/tasks.md).
OPENS: dict[Level, frozenset[str]] = {
    Level.STRANGER: frozenset({"conversation", "faq", "open_steps", "person"}),
    Level.NAMED: frozenset({"greeting"}),
    Level.VERIFIED: frozenset({"orders", "address", "private_steps", "memory", "export", "erase"}),
}
_ORDER = (Level.STRANGER, Level.NAMED, Level.VERIFIED)

_EMAIL = re.compile(r"(?<![\w.+-])([\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24})(?![\w-])", re.I)
_LONGEST_EMAIL = 254
_LONGEST_NUMBER = 15  # E.164


@dataclass(frozen=True)
class Proof:
    """What showed that a conversation is a company's customer: how, whose record, and until when it holds.

    `until` None: until it is taken back (a Telegram account stays its owner's).
    """

    by: By
    company_id: str
    until: datetime | None = None


def may(level: str, what: str) -> bool:
    """Whether somebody known at `level` may see or do `what` (a word of `OPENS`)."""
    reached = _ORDER[: _ORDER.index(Level(level)) + 1]
    return any(what in OPENS[each] for each in reached)


def same_person(theirs: str | None, proven: str) -> bool | None:
    """Whether a record with company id `theirs` is the person just proven to be `proven`.

    True: already so. None: nobody yet, the two become one record. False: somebody else's, never merged.
    """
    return None if theirs is None else theirs == proven


def find_email(text: str) -> str | None:
    """The one e-mail address in a text, normalised; None when there is none, or more than one."""
    found = {normal_email(match.group(1)) for match in _EMAIL.finditer(text)} - {None}
    return found.pop() if len(found) == 1 else None


def normal_email(address: str) -> str | None:
    """Lower case, without blanks around it; None when it cannot be an address."""
    plain = address.strip().lower().rstrip(".")
    return plain if len(plain) <= _LONGEST_EMAIL and _EMAIL.fullmatch(plain) else None


def normal_phone(number: str, country: str = "33") -> str | None:
    """E.164 of a number as people write it ("06 12 34 56 78"), or None."""
    digits = re.sub(r"[\s().\-/\u00a0\u202f]", "", number)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = "+" + country + digits[1:]
    return digits if re.fullmatch(rf"\+[1-9]\d{{6,{_LONGEST_NUMBER - 1}}}", digits) else None
