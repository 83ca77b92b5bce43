"""Cutting a message into what might be separate requests."""

from __future__ import annotations

import pytest

from bot.core.clauses import split


@pytest.mark.parametrize(("text", "pieces"), [
    ("vous ouvrez à quelle heure ? et la livraison coûte combien ?",
     ["vous ouvrez à quelle heure ?", "la livraison coûte combien ?"]),
    ("Il manque une roue. Par ailleurs, où est ma facture", ["Il manque une roue", "où est ma facture"]),
    ("what are your hours and how much is delivery", ["what are your hours", "how much is delivery"]),
    ("une première ligne\nune deuxième ligne", ["une première ligne", "une deuxième ligne"]),
])
def test_sentences_and_joined_clauses_are_pieces(text: str, pieces: list[str]) -> None:
    assert [piece.rstrip(" ?") for piece in split(text)] == [piece.rstrip(" ?") for piece in pieces]


@pytest.mark.parametrize("text", ["", "oui", "la roue gauche", "vite et bien", "merci et bravo"])
def test_one_request_is_left_whole(text: str) -> None:
    assert split(text) == []


def test_a_long_letter_is_not_cut_into_dozens() -> None:
    assert len(split("je vous écris encore. " * 40)) == 6
