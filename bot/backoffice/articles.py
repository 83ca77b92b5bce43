"""What the demo shop sells, as a whole: sizes and colours in stock. No price: a gift is looked up here too.

Invented data only. Spare parts are in `data.PRODUCTS`.
"""

from __future__ import annotations

from typing import Any

Article = dict[str, Any]


def _colour(key: str, fr: str, en: str, *words: str) -> dict[str, Any]:
    return {"id": key, "label": {"fr": fr, "en": en}, "words": [fr, en, *words], "unless": []}


_WHITE = _colour("white", "blanc", "white", "blanche", "blanches")
_BLUE = _colour("blue", "bleu", "blue", "bleue", "bleues")
_GREEN = _colour("green", "vert", "green", "verte", "vertes")
_GREY = _colour("grey", "gris", "grey", "grise", "grises", "gray")
_RED = _colour("red", "rouge", "red")


def _article(key: str, fr: str, en: str, words: list[str], sizes: list[str], *colours: dict[str, Any]) -> Article:
    return {"id": key, "label": {"fr": fr, "en": en}, "words": words, "unless": [], "sizes": sizes,
            "colours": list(colours)}


ARTICLES: dict[str, Article] = {one["id"]: one for one in (
    _article("blue_trainers", "les baskets bleues", "the blue trainers",
             ["baskets", "chaussures", "tennis", "trainers", "shoes", "sneakers"], ["37", "38", "39", "40", "41"],
             _BLUE, _WHITE),
    _article("green_jumper", "le pull vert", "the green jumper", ["pull", "pullover", "jumper", "sweater"],
             ["S", "M", "L", "XL"], _GREEN, _GREY),
    _article("striped_shirt", "la chemise rayée", "the striped shirt", ["chemise", "chemisier", "shirt"],
             ["S", "M", "L", "XL"], _BLUE, _WHITE),
    _article("red_kettle", "la bouilloire rouge", "the red kettle", ["bouilloire", "kettle"], [], _RED, _WHITE),
    _article("robot_pixel", "le robot Pixel", "the Pixel robot", ["robot", "pixel"], []),
)}
