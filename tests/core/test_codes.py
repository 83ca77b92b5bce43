"""Codes: how people paste them, what is hidden, and how rarely a guess is right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core import codes

KEY = b"k" * 32


@pytest.mark.parametrize("pasted", [
    "123456", " 123 456 ", "123-456", "123\u00a0456", "123\u202f456", "12 34 56", "Votre code : 123456.", "123.456",
    "code 123456 merci", "123456 est votre code pour Maison Colibri", "１２３４５６", "١٢٣٤٥٦", "123456 (oui 123456)",
    "Your code: 123456\n\nIt is good for ten minutes.",
])
def test_a_code_is_read_however_it_is_pasted(pasted: str) -> None:
    assert codes.find(pasted) == "123456"
    assert not any(digits in codes.plain(codes.hide(pasted, "fr")) for digits in ("123456", "123", "456", "12 34"))


@pytest.mark.parametrize("text", [
    "12345", "1234567", "06 12 34 56 78", "123456 ou 654321", "bonjour", "", "12,34,56", "commande 12345678",
])
def test_what_is_no_code_is_not_read_as_one(text: str) -> None:
    assert codes.find(text) is None


@pytest.mark.parametrize("text", ["12345", "1234567", "123", "123 45", "#12345", "12"])
def test_figures_alone_are_hidden_while_a_code_is_awaited_also_with_a_slip(text: str) -> None:
    assert codes.only_digits(text)
    assert not any(c.isdigit() for c in codes.hide(text, "fr"))


def test_other_words_stay_as_they_are_while_a_code_is_awaited() -> None:
    for text in ("j’ai 2 roues cassées", "le 06 12 34 56 78", "pourquoi un code ?", "é ü 漢字"):
        assert codes.hide(text, "fr") == text
    assert codes.hide("c’est 123 456, je crois", "fr") == "c’est [code masqué], je crois"


def test_a_code_counts_for_its_own_request_and_key_only() -> None:
    kept = codes.digest("123456", "r1", KEY)
    assert codes.matches("123456", kept, "r1", KEY)
    assert not codes.matches("123457", kept, "r1", KEY)
    assert not codes.matches("123456", kept, "r2", KEY)
    assert not codes.matches("123456", kept, "r1", b"x" * 32)
    assert not codes.matches("123456", "", "r1", KEY)
    assert "123456" not in kept


def test_the_limits_hold_in_each_of_their_windows() -> None:
    minutes = [timedelta(minutes=m) for m in (1, 2, 3)]
    assert not codes.too_many(minutes[:2], codes.ADDRESS_LIMITS)
    assert codes.too_many(minutes, codes.ADDRESS_LIMITS)
    assert not codes.too_many([timedelta(minutes=20)] * 9, codes.ADDRESS_LIMITS)
    assert codes.too_many([timedelta(hours=20)] * 10, codes.ADDRESS_LIMITS)


def test_guessing_an_address_for_a_whole_year_stays_a_long_shot() -> None:
    a_day = max(most for most, window in codes.ADDRESS_LIMITS if window == timedelta(days=1))
    assert a_day * codes.TRIES * 365 / 10 ** codes.DIGITS < 0.02
