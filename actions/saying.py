"""Prices, dates and addresses in the customer's language. Pure; sentences live in data/responses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

_NBSP = "\u00a0"
_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}


def price(value: Mapping[str, Any], language: str) -> str:
    """4,90 € or €4.90."""
    euros, cents = divmod(int(value["cents"]), 100)
    return f"€{euros}.{cents:02d}" if language == "en" else f"{euros},{cents:02d}{_NBSP}€"


def day(iso: str, language: str) -> str:
    """jeudi 26 novembre, Thursday 26 November."""
    when = date.fromisoformat(iso)
    number = "1er" if when.day == 1 and language == "fr" else str(when.day)
    return f"{_DAYS[language][when.weekday()]} {number}{_NBSP}{_MONTHS[language][when.month - 1]}"


def address(record: Mapping[str, Any]) -> str:
    """The address on file as one line, without the country."""
    return f"{record['line']}, {record['postal_code']}{_NBSP}{record['city']}"
