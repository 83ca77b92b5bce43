"""What the demo company knows: its products, customers and orders, with dates that follow today's.

Owns invented data only, in memory. Must not hold anything a customer did: replacements live in the journal.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

Record = dict[str, Any]

# A part lost by its owner is sold; a missing or broken one is free (two-year conformity).
LOST_PART_PRICE = {"cents": 490, "currency": "EUR"}


def _part(key: str, fr: str, en: str, words: list[str], unless: list[str] | None = None) -> Record:
    return {"id": key, "label": {"fr": fr, "en": en}, "words": words, "unless": unless or []}


PRODUCTS: dict[str, Record] = {
    "robot_pixel": {
        "id": "robot_pixel",
        "label": {"fr": "le robot Pixel", "en": "the Pixel robot"},
        "words": ["robot", "pixel"],
        "lost_part_price": LOST_PART_PRICE,
        "parts": [
            _part("left_wheel", "la roue gauche", "the left wheel",
                  ["roue gauche", "left wheel", "roue", "roulette", "wheel", "celle de gauche", "left one"],
                  ["droite", "right"]),
            _part("antenna", "l’antenne", "the antenna", ["antenne", "antenna", "aerial"]),
            _part("battery_cover", "le cache-pile", "the battery cover",
                  ["cache pile", "cache piles", "cache", "capot", "trappe", "couvercle des piles", "compartiment",
                   "battery cover", "battery door", "battery lid", "battery flap", "battery compartment", "cover"]),
        ],
    },
    "red_kettle": {
        "id": "red_kettle",
        "label": {"fr": "la bouilloire rouge", "en": "the red kettle"},
        "words": ["bouilloire", "kettle"],
        "lost_part_price": LOST_PART_PRICE,
        "parts": [
            _part("lid", "le couvercle", "the lid", ["couvercle", "lid", "top"]),
            _part("limescale_filter", "le filtre anticalcaire", "the limescale filter",
                  ["filtre", "anticalcaire", "filter", "limescale"]),
        ],
    },
    "blue_trainers": {
        "id": "blue_trainers",
        "label": {"fr": "les baskets bleues", "en": "the blue trainers"},
        "words": ["baskets", "chaussures", "trainers", "shoes"],
        "lost_part_price": None,
        "parts": [],
    },
    "green_jumper": {
        "id": "green_jumper",
        "label": {"fr": "le pull vert", "en": "the green jumper"},
        "words": ["pull", "jumper", "sweater"],
        "lost_part_price": None,
        "parts": [],
    },
}

PRICES = {"robot_pixel": 3490, "red_kettle": 4290, "blue_trainers": 5990, "green_jumper": 3900}  # cents

CUSTOMERS: dict[str, Record] = {
    "awa": {
        "id": "awa", "name": "Awa Diallo", "given_name": "Awa", "family_name": "Diallo", "call_them": "Awa",
        "language": "fr", "since": "2022-04-09", "email": "awa.diallo@example.org",
        "address": {"line": "12 rue des Lilas", "postal_code": "93100", "city": "Montreuil", "country": "FR"},
    },
    "moreau": {
        "id": "moreau", "name": "Simone Moreau", "given_name": "Simone", "family_name": "Moreau",
        "call_them": "Madame Moreau", "language": "fr", "since": "2011-12-02", "email": "simone.moreau@example.org",
        "address": {"line": "4 place du Marché", "postal_code": "37000", "city": "Tours", "country": "FR"},
    },
    # A child: no address, no family name, no order of his own.
    "luka": {
        "id": "luka", "name": "Luka", "given_name": "Luka", "family_name": None, "call_them": "Luka",
        "language": "fr", "since": None, "email": None, "address": None,
    },
}


def orders(customer: str, now: datetime) -> list[Record]:
    """The orders of `customer` as they stand at `now`, newest first."""
    if customer == "awa":
        return [
            _order("awa-trainers", "blue_trainers", now + timedelta(days=1),
                   "shipped", "arrivent demain", "arriving tomorrow"),
            _order("awa-robot", "robot_pixel", now - timedelta(days=5),
                   "delivered", "livré il y a cinq jours", "delivered five days ago"),
            _order("awa-jumper", "green_jumper", now - timedelta(weeks=3),
                   "delivered", "livré il y a trois semaines", "delivered three weeks ago"),
        ]
    if customer == "moreau":
        return [_order("moreau-kettle", "red_kettle", _last_tuesday(now),
                       "delivered", "livrée mardi dernier", "delivered last Tuesday")]
    return []


def arrival(now: datetime) -> datetime:
    """When a part sent at `now` arrives: three days on, never on a Sunday."""
    day = now + timedelta(days=3)
    return day + timedelta(days=1) if day.weekday() == 6 else day


def _order(key: str, product: str, at: datetime, code: str, fr: str, en: str) -> Record:
    return {
        "id": key, "kind": "order", "label": PRODUCTS[product]["label"], "words": PRODUCTS[product]["words"],
        "status": {"code": code, "fr": fr, "en": en}, "at": at.isoformat(timespec="seconds"),
        "products": [product], "key": None, "price": {"cents": PRICES[product], "currency": "EUR"},
    }


def cancelled(order: Record) -> Record:
    """The order once it was cancelled."""
    return {**order, "status": {"code": "cancelled", "fr": "annulée", "en": "cancelled"}}


def moved(order: Record, change: Record) -> Record:
    """The order once its delivery was changed; what has arrived meanwhile stays as it is."""
    if order["status"]["code"] not in ("prepared", "shipped"):
        return order
    status = {"code": order["status"]["code"], "fr": f"livraison {change['where']['fr']}",
              "en": f"delivery {change['where']['en']}"}
    return {**order, "status": status, "at": change["arrives_on"] + order["at"][10:]}


def _last_tuesday(now: datetime) -> datetime:
    return now - timedelta(days=(now.weekday() - 1) % 7 or 7)
