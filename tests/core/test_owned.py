"""People point at what they have with their own words, and are never asked for a number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.owned import Owned, recognise, say_which
from bot.core.when import Days, find_days

TODAY = date(2026, 11, 24)  # a Tuesday


def days_ago(n: int) -> date:
    return TODAY - timedelta(days=n)


def thing(key: str, fr: str, en: str, ago: int, state: str = "delivered", number: str | None = None) -> Owned:
    return Owned(key, {"fr": fr, "en": en}, days_ago(ago), state, number=number)


TRAINERS = thing("trainers", "les baskets bleues", "the blue trainers", -1, "shipped", "MC-2026-00417")
ROBOT = thing("robot", "le robot Pixel", "the Pixel robot", 5)
JUMPER = thing("jumper", "le pull vert", "the green jumper", 8)
OLD_JUMPER = thing("old jumper", "le pull vert", "the green jumper", 60)
RED_JUMPER = thing("red jumper", "le pull rouge", "the red jumper", 21)
HOTEL = Owned("hotel", {"fr": "l’hôtel à Lyon", "en": "the hotel in Lyon"}, days_ago(15), "booked", kind="booking")
ALL = [TRAINERS, ROBOT, JUMPER, OLD_JUMPER, RED_JUMPER, HOTEL]


@pytest.mark.parametrize(("said", "meant"), [
    ("le pull vert de la semaine dernière", ["jumper"]),
    ("le pull vert d’il y a deux mois", ["old jumper"]),
    ("le pull vert", ["jumper", "old jumper"]),
    ("mon pull", ["jumper", "old jumper", "red jumper"]),
    ("le rouge", ["red jumper"]),
    ("pas le vert, le pull rouge", ["red jumper"]),
    ("où en sont mes baskets", ["trainers"]),
    ("mes basket bleu jlé tjr pa reçu", ["trainers"]),
    ("celui que j’attends, les baskets", ["trainers"]),
    ("le petit robot de mon fils", ["robot"]),
    ("la reservation a Lyon", ["hotel"]),
    ("l'hotel", ["hotel"]),
    ("ma dernière commande", ["trainers"]),
    ("my latest order", ["trainers"]),
    ("the green jumper I got last week", ["jumper"]),
    ("the red one", ["red jumper"]),
    ("where are my trainers?", ["trainers"]),
    ("my order MC-2026-00417", ["trainers"]),
    ("commande mc202600417 svp", ["trainers"]),
    ("the robot from the other day", ["robot"]),
    ("bonjour", []), ("le pull noir", []), ("une bouilloire", []), ("commande 99999", []),
])
def test_what_somebody_means_is_found_by_their_words(said: str, meant: list[str]) -> None:
    assert [found.id for found in recognise(said, ALL, TODAY).things] == meant


@pytest.mark.parametrize(("said", "meant"), [
    ("celle de mardi", ["on tuesday"]), ("my parcel that arrived yesterday", ["yesterday"]),
    ("le colis arrivé hier", ["yesterday"]), ("la commande que j’ai reçue mardi", ["on tuesday"]),
    ("the one from Tuesday", ["on tuesday"]), ("celui qui arrive demain", ["tomorrow"]),
    ("le vol de vendredi", ["trip"]), ("the flight next friday", ["trip"]), ("ma facture de la semaine dernière", ["on tuesday"]),
    # a day that says something else chooses nothing before the question was put
    ("je pars mardi, annulez ma commande", []), ("annuler ma commande aujourd’hui", []), ("rappelez-moi hier", []),
    ("où est mon colis ?", []), ("I was at home yesterday, where is my parcel?", []),
])
def test_a_day_alone_is_enough_when_it_is_said_of_the_thing(said: str, meant: list[str]) -> None:
    having = [thing("on tuesday", "la bouilloire", "the kettle", 7), thing("yesterday", "le robot", "the robot", 1),
              thing("tomorrow", "les baskets", "the trainers", -1, "shipped"),
              Owned("trip", {"fr": "le vol pour Rome", "en": "the flight to Rome"}, days_ago(-3), "booked")]
    assert [found.id for found in recognise(said, having, TODAY, asked=False).things] == meant


@pytest.mark.parametrize("said", ["mardi", "mardi dernier", "c’était mardi", "last Tuesday"])
def test_a_bare_day_answers_the_question_which_one(said: str) -> None:
    having = [thing("on tuesday", "la bouilloire", "the kettle", 7), thing("a day later", "le robot", "the robot", 6)]
    assert [found.id for found in recognise(said, having, TODAY).things] == ["on tuesday"]


@pytest.mark.parametrize(("said", "first", "last"), [
    ("demain", 1, 1), ("après-demain", 2, 2), ("vendredi", 3, 3), ("mardi prochain", 7, 7), ("next week", 6, 12),
    ("dans 3 jours", 3, 3), ("le 3 décembre", 9, 9), ("cette semaine", -1, 5), ("hier", None, None),
])
def test_what_is_still_to_come_is_spoken_of_by_when_it_comes(said: str, first: int | None, last: int | None) -> None:
    expected = None if first is None or last is None else Days(days_ago(-first), days_ago(-last))
    assert find_days(said, TODAY, ahead=True) == expected


def test_what_was_sent_and_what_came_are_told_apart_by_how_it_stands() -> None:
    sent = thing("new", "le pull vert", "the green jumper", 2, "shipped")
    assert recognise("mon pull vert, je l’ai pas encore reçu", [sent, JUMPER], TODAY).thing == sent
    assert recognise("le pull vert que j’ai reçu", [sent, JUMPER], TODAY).thing == JUMPER


def test_nobody_has_what_is_not_handed_in() -> None:
    assert recognise("le pull vert", [], TODAY).things == ()
    assert recognise("le pull vert", [ROBOT], TODAY).thing is None


def test_things_called_the_same_are_told_apart_by_their_day_and_never_by_a_number() -> None:
    assert say_which(ROBOT, ALL, TODAY, "fr") == "le robot Pixel"
    names = [say_which(one, ALL, TODAY, "fr") for one in (JUMPER, OLD_JUMPER)]
    assert names == ["le pull vert (lundi 16\u00a0novembre)", "le pull vert (vendredi 25\u00a0septembre)"]
    assert all("MC-" not in say_which(one, ALL, TODAY, language) for one in ALL for language in ("fr", "en"))


@pytest.mark.parametrize(("said", "first", "last"), [
    ("aujourd’hui", 0, 0), ("ce matin", 0, 0), ("hier soir", 1, 1), ("avant-hier", 2, 2), ("la semaine dernière", 8, 2),
    ("la semaine passée", 8, 2), ("cette semaine", 1, 0), ("lundi", 1, 1), ("mardi dernier", 7, 7), ("last friday", 4, 4),
    ("il y a 3 jours", 3, 3), ("ca fait trois semaines", 24, 18), ("two weeks ago", 16, 12), ("yesterday", 1, 1),
    ("l’autre jour", 14, 0), ("le 3 novembre", 21, 21), ("on 3rd of November", 21, 21), ("november 3", 21, 21),
    ("le 03/11", 21, 21), ("début novembre", 23, 14), ("en octobre", 54, 24), ("le mois dernier", 54, 24),
])
def test_days_are_read_as_they_are_said(said: str, first: int, last: int) -> None:
    assert find_days(said, TODAY) == Days(days_ago(first), days_ago(last))


@pytest.mark.parametrize("said", ["", "bonjour", "le 45 novembre", "le 12/45", "il y a 999 ans", "non"])
def test_what_is_no_day_is_none(said: str) -> None:
    assert find_days(said, TODAY) is None


def test_a_month_still_to_come_was_last_years() -> None:
    assert find_days("le 3 décembre", TODAY) == Days(date(2025, 12, 3), date(2025, 12, 3))


def test_long_texts_do_not_hold_anybody_up() -> None:
    for text in ("le pull vert " * 400, "12/11 " * 700, "il y a " * 600, "a" * 4000):
        recognise(text[:4000], ALL, TODAY)
