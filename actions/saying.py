"""Prices, dates and addresses in the customer's language. Pure; sentences live in data/responses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.core.dates import NBSP, long_day


def price(value: Mapping[str, Any], language: str) -> str:
    """4,90 € or €4.90."""
    euros, cents = divmod(int(value["cents"]), 100)
    return f"€{euros}.{cents:02d}" if language == "en" else f"{euros},{cents:02d}{NBSP}€"


def day(iso: str, language: str) -> str:
    """jeudi 26 novembre, Thursday 26 November."""
    return long_day(date.fromisoformat(iso), language)


def address(record: Mapping[str, Any]) -> str:
    """The address on file as one line, without the country."""
    return f"{record['line']}, {record['postal_code']}{NBSP}{record['city']}"
