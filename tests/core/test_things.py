"""Things are found by the words people use, and said back in them."""

from __future__ import annotations

import pytest

from bot.core.things import Option, as_yours, find, own_words

PARTS = (
    Option("left_wheel", ("roue gauche", "left wheel", "roue", "wheel"), ("droite", "right")),
    Option("antenna", ("antenne", "antenna")),
    Option("battery_cover", ("cache pile", "cache", "couvercle des piles", "battery cover", "cover")),
)
ROBOT = ("robot", "pixel")


@pytest.mark.parametrize(("text", "ids"), [
    ("la roue gauche", ["left_wheel"]),
    ("LA ROUE", ["left_wheel"]),
    ("the left wheel please", ["left_wheel"]),
    ("la roue droite", []),
    ("the right wheel", []),
    ("l’antenne", ["antenna"]),
    ("lantene est cassée", []),
    ("l'antene est cassée", ["antenna"]),
    ("the antena", ["antenna"]),
    ("le cache-pile", ["battery_cover"]),
    ("les cache-piles", ["battery_cover"]),
    ("cachepile", ["battery_cover"]),
    ("the battery cover", ["battery_cover"]),
    ("pas l’antenne, la roue gauche", ["left_wheel"]),
    ("not the antenna, the wheel", ["left_wheel"]),
    ("actually no, the battery cover", ["battery_cover"]),
    ("non, l’antenne plutôt que la roue", ["antenna"]),
    ("il est arrivé sans antenne", ["antenna"]),
    ("la roue et l’antenne", ["left_wheel", "antenna"]),
    ("discover", []),
    ("", []),
    ("le bidule bleu", []),
])
def test_a_part_is_found_by_its_words(text: str, ids: list[str]) -> None:
    assert [named.id for named in find(text, PARTS)] == ids


def test_what_is_quoted_is_an_exact_substring() -> None:
    text = "il manque la Roue  Gauche !"
    assert find(text, PARTS)[0].words == "Roue  Gauche"


@pytest.mark.parametrize(("text", "own"), [
    ("il manque la roue gauche de mon robot Pixel", "mon robot Pixel"),
    ("Mon petit robot est cassé", "Mon petit robot"),
    ("le robot de mon fils a perdu une roue", "le robot de mon fils"),
    ("my son's robot is broken", "my son's robot"),
    ("our little robot", "our little robot"),
    ("un robot", None),
    ("la roue", None),
])
def test_the_customers_own_word_for_the_thing_is_kept(text: str, own: str | None) -> None:
    assert own_words(text, ROBOT) == own


@pytest.mark.parametrize(("thing", "language", "formality", "said"), [
    ("mon petit robot", "fr", "vous", "votre petit robot"),
    ("Mon petit robot", "fr", "tu", "ton petit robot"),
    ("le robot Pixel", "fr", "vous", "votre robot Pixel"),
    ("la bouilloire rouge", "fr", "tu", "ta bouilloire rouge"),
    ("les baskets bleues", "fr", "vous", "vos baskets bleues"),
    ("le robot de mon fils", "fr", "vous", "le robot de votre fils"),
    ("l’appareil", "fr", "vous", "votre appareil"),
    ("my son's robot", "en", "vous", "your son's robot"),
    ("the Pixel robot", "en", "vous", "your Pixel robot"),
    ("Pixel", "fr", "vous", "Pixel"),
])
def test_it_is_said_back_from_our_side(thing: str, language: str, formality: str, said: str) -> None:
    assert as_yours(thing, language, formality) == said
