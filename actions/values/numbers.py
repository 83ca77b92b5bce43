"""Amounts, sizes, phone numbers, IBAN and postcodes: read loosely, checked exactly, said back to be recognised."""

from __future__ import annotations

import re
from decimal import Decimal

import phonenumbers
from babel.numbers import format_currency
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from actions.values.number_words import find_sum
from bot.core.dates import NBSP
from bot.core.folding import fold

_AMOUNT = re.compile(
    r"(?:(?P<before>[€£$]|eur)\s*)?(?P<euros>\d{1,3}(?:[ .,\u00a0\u202f]\d{3}(?!\d))+|\d+)"
    r"(?:(?:[.,]|\s*(?:€|euros?|eur)\s*(?:et\s*)?)(?P<cents>\d{2})(?!\d))?\s*(?P<after>€|euros?|eur\b|balles)?"
    r"(?![\da-z#*_])")
_OF_THE_MONTH = re.compile(r"\s*(?:du mois|of the month|of this month)\b")     # « le 35 du mois » tries to be a date
_SIZES = re.compile(r"\b(?:(?P<letter>xxs|xs|s|m|l|xl|xxl|3xl|xxxl)|(?P<number>\d{2}(?:[.,]5)?)|(?P<age>\d{1,2})\s*"
                    r"(?:ans|years?(?: old)?|mois|months?))\b(?!')")
_SIZE_WORDS = {"small": "s", "medium": "m", "large": "l", "extra large": "xl", "petit": "s", "moyen": "m", "grand": "l"}
_POSTCODE = {"fr": re.compile(r"(?<!\d)(\d{2}\s?\d{3})(?!\s?\d)"),
             "gb": re.compile(r"\b([A-Za-z]{1,2}\d[A-Za-z\d]?)\s*(\d[A-Za-z]{2})\b")}
_IBAN = re.compile(r"\b[A-Za-z]{2}\s?\d{2}(?:[\s-]?[A-Za-z0-9]{1,4}){3,8}\b")


def find_cents(text: str, *, bare: bool = False) -> tuple[int, str] | None:
    """An amount in cents and its exact words. `bare`: a number alone counts, for it was asked."""
    for match in _AMOUNT.finditer(fold(text).text):
        if _OF_THE_MONTH.match(fold(text).text[match.end():]):
            continue
        if bare or match["before"] or match["after"] or match["cents"]:
            euros = int(re.sub(r"\D", "", match["euros"]))
            words = fold(text).original(*match.span()).strip()
            return euros * 100 + int(match["cents"] or 0), words
    written = find_sum(fold(text).text)
    if written is not None and (bare or written.sure):
        return written.cents, fold(text).original(written.start, written.end).strip()
    return None


def say_cents(cents: int, language: str, currency: str = "EUR") -> str:
    """4,90 € or €4.90."""
    said = format_currency(Decimal(cents) / 100, currency, locale="fr_FR" if language == "fr" else "en_IE")
    return str(said).replace("\u202f", NBSP)


def find_size(text: str) -> tuple[str, str] | None:
    """A size in letters, a number, or an age: « du 38 », "an XL", « 6 ans »."""
    folded = fold(text)
    for words, letter in _SIZE_WORDS.items():
        if match := re.search(rf"\b{words}e?\b", folded.text):
            return letter.upper(), folded.original(*match.span())
    match = _SIZES.search(folded.text)
    if match is None or _OF_THE_MONTH.match(folded.text[match.end():]):
        return None
    words = folded.original(*match.span())
    value = match["letter"].upper() if match["letter"] else (match["number"] or "").replace(",", ".") or words
    return value, words


def find_phone(text: str, country: str = "FR") -> tuple[str, str] | None:
    """A phone number that can exist, in international form, with its exact words."""
    for match in phonenumbers.PhoneNumberMatcher(text, country):
        return phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164), match.raw_string
    return None


def say_phone(number: str) -> str:
    """As the country itself writes it: 06 12 34 56 78."""
    parsed = phonenumbers.parse(number, None)
    national = phonenumbers.PhoneNumberFormat.NATIONAL
    style = national if parsed.country_code == 33 else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style).replace(" ", NBSP)


def find_iban(text: str) -> tuple[str, str] | None:
    """An IBAN whose check digits hold; a slip in it is "not one", to be asked again."""
    for match in _IBAN.finditer(text):
        words = match[0].strip()
        while len(words) >= 15:  # the words after it may look like its next group
            try:
                return str(ibans.validate(words)), words
            except ValidationError:
                words = words[:-1].rstrip()
    return None


def say_iban(iban: str) -> str:
    """Only its ends: enough to recognise, too little to use."""
    return f"{iban[:4]}{NBSP}…{NBSP}{iban[-4:]}"


def find_postcode(text: str, country: str = "fr") -> tuple[str, str] | None:
    match = _POSTCODE[country].search(text)
    if match is None:
        return None
    value = match[1].replace(" ", "") if country == "fr" else f"{match[1]} {match[2]}".upper()
    return value, match[0]
