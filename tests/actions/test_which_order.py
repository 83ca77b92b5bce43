"""An order is found by what it is called, its colour, its day and how it stands; a number is neither asked nor shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from actions.backoffice import BackOffice
from tests.actions.dialogue import KEY, NOW, Dialogue

TODAY = date.fromisoformat(NOW[:10])  # a Monday


def order(key: str, fr: str, en: str, words: list[str], ago: int, code: str = "delivered") -> dict[str, Any]:
    at = f"{TODAY - timedelta(days=ago)}T10:00:00+01:00"
    return {"id": key, "kind": "order", "label": {"fr": fr, "en": en}, "words": words, "products": [], "key": None,
            "at": at, "status": {"code": code, "fr": "livré", "en": "delivered"}, "price": {"cents": 1000, "currency": "EUR"}}


JUMPER = ("le pull vert", "the green jumper", ["pull", "jumper", "sweater"])
ORDERS = [
    order("MC-501", "les baskets bleues", "the blue trainers", ["baskets", "trainers"], -1, "shipped"),
    order("MC-412", "le robot Pixel", "the Pixel robot", ["robot", "pixel"], 1),
    order("MC-377", *JUMPER, 5), order("MC-376", "la bouilloire rouge", "the red kettle", ["bouilloire", "kettle"], 6),
    order("MC-102", *JUMPER, 60),
]


@pytest.fixture(autouse=True)
def company(monkeypatch: pytest.MonkeyPatch) -> None:
    """A back office of five orders, two of them called the same."""
    async def orders(self: BackOffice, customer: str) -> list[dict[str, Any]]:
        return ORDERS

    async def look_up(self: BackOffice, path: str) -> dict[str, Any]:
        return {"where": {"fr": path, "en": path}, "delivered_on": str(TODAY), "arrives_on": None}

    monkeypatch.setenv("SENSEI_TICKET_KEY", KEY.decode())
    monkeypatch.setattr(BackOffice, "orders", orders)
    monkeypatch.setattr(BackOffice, "look_up", look_up)


def looked_up(talk: Dialogue) -> str:
    """The order whose tracking was looked at in the last turn."""
    return str(talk.values_of("track_order_delivered")["where"]).split("/")[-2]


@pytest.mark.parametrize(("language", "said", "meant"), [
    ("fr", "où en est le pull vert de la semaine dernière", "MC-377"),
    ("en", "something is wrong with my parcel that arrived yesterday", "MC-412"),
    ("fr", "c’est pour la commande de mardi", "MC-376"),
    ("fr", "le pull vert d’il y a deux mois", "MC-102"),
    ("en", "it’s about order mc-102", "MC-102"),
])
def test_the_first_sentence_is_enough_to_find_the_order(language: str, said: str, meant: str) -> None:
    talk = Dialogue(language=language)
    talk.say(said, "track_order")
    assert looked_up(talk) == meant


def test_after_the_question_a_day_answers_it() -> None:
    talk = Dialogue()
    assert talk.say("où est mon colis", "track_order")[-1] == "task_ask_order"
    talk.say("celle de mardi")
    assert looked_up(talk) == "MC-376"


def test_orders_called_the_same_are_told_apart_by_their_day_and_only_they_are_asked_about() -> None:
    talk = Dialogue()
    assert talk.say("suivre le pull vert", "track_order")[-1] == "task_ask_order_between"
    assert talk.choices() == ["Le pull vert (mercredi 18\u00a0novembre)", "Le pull vert (jeudi 24\u00a0septembre)",
                              "C’est autre chose"]
    talk.say("le deuxième")
    assert looked_up(talk) == "MC-102"
    assert talk.steps("failed") == []


def test_another_colour_is_never_guessed() -> None:
    talk = Dialogue()
    assert talk.say("où est le pull noir", "track_order")[-1] == "task_ask_order"
    assert len(talk.choices()) == 6
