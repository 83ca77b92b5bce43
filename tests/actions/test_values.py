"""Values as people write them, in both languages: read, and said back in words. Pure, so everything is tried here."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from actions.values import agreement, goals, hours, moments, numbers, places

MONDAY = date(2026, 11, 23)
N = "\u00a0"


def value(found: tuple[Any, str] | None) -> Any:
    return found[0] if found else None


@pytest.mark.parametrize(("language", "text", "day"), [
    ("fr", "samedi", date(2026, 11, 28)), ("fr", "lundi", date(2026, 11, 30)), ("fr", "demain matin", date(2026, 11, 24)),
    ("fr", "après-demain", date(2026, 11, 25)), ("fr", "dans deux jours", date(2026, 11, 25)),
    ("fr", "d’ici une semaine", date(2026, 11, 30)), ("fr", "dans une quinzaine", date(2026, 12, 8)),
    ("fr", "le 1er décembre", date(2026, 12, 1)), ("fr", "3/12", date(2026, 12, 3)), ("fr", "le 3 janv", date(2027, 1, 3)),
    ("fr", "samedi en huit", date(2026, 12, 5)), ("fr", "mardi dernier", date(2026, 11, 17)),
    ("fr", "hier", date(2026, 11, 22)), ("fr", "il y a trois jours", date(2026, 11, 20)),
    ("en", "on Saturday", date(2026, 11, 28)), ("en", "the day after tomorrow", date(2026, 11, 25)),
    ("en", "in two weeks", date(2026, 12, 7)), ("en", "in a fortnight", date(2026, 12, 7)),
    ("en", "December 3rd", date(2026, 12, 3)), ("en", "3rd of December", date(2026, 12, 3)),
    ("en", "2026-12-05", date(2026, 12, 5)), ("en", "last Tuesday", date(2026, 11, 17)),
    ("en", "three days ago", date(2026, 11, 20)), ("en", "tonight", MONDAY),
    ("fr", "j’ai 3 enfants", None), ("fr", "une roue", None), ("en", "2 robots please", None), ("en", "the lid", None),
])
def test_a_day_is_read_from_words(language: str, text: str, day: date | None) -> None:
    assert value(moments.find_day(text, language, MONDAY)) == day


def test_a_bare_weekday_may_be_meant_in_the_past() -> None:
    assert value(moments.find_day("mardi", "fr", MONDAY, past=True)) == date(2026, 11, 17)


@pytest.mark.parametrize(("day", "french", "english"), [
    (MONDAY, "aujourd’hui", "today"), (date(2026, 11, 24), "demain", "tomorrow"),
    (date(2026, 11, 28), f"samedi 28{N}novembre", f"Saturday 28{N}November"),
    (date(2027, 1, 1), f"vendredi 1er{N}janvier{N}2027", f"Friday 1{N}January{N}2027"),
])
def test_a_day_is_said_back_in_words(day: date, french: str, english: str) -> None:
    assert [moments.say_day(day, language, MONDAY) for language in ("fr", "en")] == [french, english]


@pytest.mark.parametrize(("language", "text", "moment", "said"), [
    ("fr", "18h30", time(18, 30), f"18{N}h{N}30"), ("fr", "vers 9 heures", time(9), f"9{N}h"),
    ("fr", "à midi", time(12), f"12{N}h"), ("en", "7pm", time(19), f"7:00{N}pm"),
    ("en", "half past eight", time(8, 30), f"8:30{N}am"), ("en", "quarter to ten", time(9, 45), f"9:45{N}am"),
    ("en", "at 18:05", time(18, 5), f"6:05{N}pm"), ("fr", "une roue", None, ""),
    ("en", "9:30 pm", time(21, 30), f"9:30{N}pm"), ("en", "half past nine in the evening", time(21, 30), f"9:30{N}pm"),
    ("en", "ten to eleven at night", time(22, 50), f"10:50{N}pm"), ("en", "nine thirty p.m.", time(21, 30), f"9:30{N}pm"),
    ("en", "half nine tonight", time(21, 30), f"9:30{N}pm"), ("en", "eleven o'clock", time(11), f"11:00{N}am"),
    ("en", "12 am", time(0), f"12:00{N}am"), ("en", "twelve in the afternoon", time(12), f"12:00{N}pm"),
    ("en", "in two hours", None, ""), ("en", "two of us", None, ""), ("en", "at 9 in the evening", time(21), f"9:00{N}pm"),
    ("fr", "vers neuf heures et demie du soir", time(21, 30), f"21{N}h{N}30"), ("fr", "à vingt-trois heures", time(23), f"23{N}h"),
    ("fr", "dix heures moins le quart", time(9, 45), f"9{N}h{N}45"), ("fr", "huit heures vingt", time(8, 20), f"8{N}h{N}20"),
    ("fr", "minuit moins dix", time(23, 50), f"23{N}h{N}50"), ("fr", "9h et demie du soir", time(21, 30), f"21{N}h{N}30"),
    ("fr", "dans deux heures", None, ""), ("fr", "midi et quart", time(12, 15), f"12{N}h{N}15"),
    ("fr", "21.30", time(21, 30), f"21{N}h{N}30"), ("fr", "le 12", None, ""), ("fr", "trois heures de l’après-midi", time(15), f"15{N}h"),
    ("fr", "à vinngt-trois heures", None, ""), ("fr", "9:30 pm", time(21, 30), f"21{N}h{N}30"), ("fr", "vingt et une heures trente", time(21, 30), f"21{N}h{N}30"),
])
def test_a_time_is_read_and_said_back(language: str, text: str, moment: time | None, said: str) -> None:
    found = hours.find_time(text, language)
    assert value(found) == moment
    assert moment is None or hours.say_time(moment, language).replace(" ", N) == said


@pytest.mark.parametrize(("text", "cents"), [
    ("4,90 €", 490), ("12 euros 50", 1250), ("€1,200", 120000), ("1 200 €", 120000), ("25 balles", 2500), ("20.00", 2000),
    ("j’ai 3 enfants", None), ("non", None),
])
def test_an_amount_is_read(text: str, cents: int | None) -> None:
    assert value(numbers.find_cents(text)) == cents


@pytest.mark.parametrize(("text", "cents"), [
    ("cinquante euros", 5000), ("cent vingt euros", 12000), ("mille deux cents euros", 120000), ("dix-sept euros", 1700),
    ("quatre-vingt-dix-neuf euros", 9900), ("soixante et onze euros", 7100), ("vingt et un euros", 2100),
    ("septante-cinq euros", 7500), ("deux mille euros", 200000), ("douze euros cinquante", 1250), ("un euro", 100),
    ("trois euros et vingt centimes", 320), ("ceent vingt euros", None), ("merci, vingt euros", 2000), ("juste cent euros", 10000), ("envoyez quatre-vingts euros à ma sœur", 8000), ("cent euros", 10000),
    ("a hundred and twenty euros", 12000), ("fifty euros please", 5000), ("two hundred euros", 20000),
    ("one thousand five hundred euros", 150000), ("thirty-five euros and ten cents", 3510), ("an euro", 100),
    ("cinq sept euros", None), ("une personne", None), ("a letter", None), ("cinquante", None), ("les sixties", None),
])
def test_an_amount_in_words_is_read_as_one_in_figures(text: str, cents: int | None) -> None:
    assert value(numbers.find_cents(text)) == cents


@pytest.mark.parametrize(("text", "cents"), [
    ("cinquante", 5000), ("a hundred and twenty", 12000), ("cent", 10000), ("quatre vingt douze", 9200), ("un", None),
    ("a", None), ("trois mille cinq cent quarante-deux", 354200), ("I don't know", None), ("cent vigt euros", None),
    ("a hundred twnty euros", None),
])
def test_words_alone_are_an_amount_where_one_was_asked_for(text: str, cents: int | None) -> None:
    assert value(numbers.find_cents(text, bare=True)) == cents


def test_a_bare_number_is_an_amount_only_when_one_was_asked_for() -> None:
    assert (value(numbers.find_cents("30")), value(numbers.find_cents("30", bare=True))) == (None, 3000)


def test_amounts_are_said_as_each_language_says_them() -> None:
    assert [numbers.say_cents(120050, "fr"), numbers.say_cents(490, "en")] == [f"1{N}200,50{N}€", "€4.90"]


@pytest.mark.parametrize(("text", "size"), [
    ("du 38", "38"), ("taille M", "M"), ("an XL please", "XL"), ("6 ans", "6 ans"), ("medium", "M"), ("43,5", "43.5"),
    ("l'antenne", None), ("s'il vous plaît", None), ("non", None),
])
def test_a_size_is_read(text: str, size: str | None) -> None:
    assert value(numbers.find_size(text)) == size


@pytest.mark.parametrize(("text", "phone", "said"), [
    ("mon num c'est le 0612345678 merci", "+33612345678", f"06{N}12{N}34{N}56{N}78"),
    ("+44 20 7946 0958", "+442079460958", f"+44{N}20{N}7946{N}0958"), ("12 rue des Lilas", None, ""),
])
def test_a_phone_number_is_read_and_said_back(text: str, phone: str | None, said: str) -> None:
    found = value(numbers.find_phone(text))
    assert found == phone
    assert phone is None or numbers.say_phone(phone) == said


def test_an_iban_counts_only_when_its_check_digits_hold_and_is_never_said_whole() -> None:
    assert value(numbers.find_iban("c’est le FR76 3000 6000 0112 3456 7890 189 merci")) == "FR7630006000011234567890189"
    assert numbers.find_iban("FR76 3000 6000 0112 3456 7890 188") is None
    assert numbers.say_iban("FR7630006000011234567890189") == f"FR76{N}…{N}0189"


@pytest.mark.parametrize(("text", "address"), [
    ("12 bis rue des Lilas, 93100 Montreuil", ("12 bis rue des Lilas", "93100", "Montreuil")),
    ("c'est 4 place du Marché 37000 Tours", ("4 place du Marché", "37000", "Tours")),
    ("14 rue Neuve", ("14 rue Neuve", None, None)), ("93100", (None, "93100", None)),
    ("10 Downing Street, London", ("10 Downing Street", None, None)), ("chez ma sœur", None),
])
def test_an_address_is_read_as_far_as_it_was_told(text: str, address: tuple[str | None, ...] | None) -> None:
    found = places.find_address(text)
    assert (found and (found.line, found.postal_code, found.city)) == address


@pytest.mark.parametrize(("text", "colour", "said"), [
    ("les bleues", "blue", "bleu"), ("en vert", "green", "vert"), ("the grey one", "grey", "gris"), ("le robot", None, "")])
def test_a_colour_is_read(text: str, colour: str | None, said: str) -> None:
    assert value(places.find_colour(text)) == colour
    assert colour is None or places.say_colour(colour, "fr") == said


@pytest.mark.parametrize(("text", "answer"), [
    ("oui", True), ("ben oui", True), ("ouais ok", True), ("yep", True), ("c’est bon", True), ("pas de souci", True),
    ("why not", True), ("pourquoi pas", True), ("👍", True), ("tout à fait", True), ("sure", True), ("absolument", True),
    ("non", False), ("non merci", False), ("nope", False), ("pas vraiment", False), ("surtout pas", False),
    ("not really", False), ("jamais de la vie", False), ("pas celui-là", False), ("nan", False),
    ("oui mais non", None), ("je sais pas", None), ("maybe", None), ("le robot", None), ("", None),
])
def test_yes_and_no_in_many_wordings(text: str, answer: bool | None) -> None:
    assert agreement.yes_or_no(text) is answer


@pytest.mark.parametrize(("text", "which"), [
    ("la deuxième", "b"), ("the second one", "b"), ("celui de gauche", "a"), ("le dernier", "c"), ("2", "b"),
    ("the bottom one", "c"), ("le 3", "c"), ("option 1", "a"), ("la première ou la deuxième", None), ("le quatrième", None),
    ("le robot", None),
])
def test_a_place_in_the_list_points_at_what_was_offered(text: str, which: str | None) -> None:
    assert agreement.pointed_at(text, ["a", "b", "c"]) == which


@pytest.mark.parametrize(("language", "text", "goal", "by"), [
    ("fr", "il manque une roue, je pars samedi chez ma sœur", "je pars samedi chez ma sœur", date(2026, 11, 28)),
    ("fr", "c'est pour l'anniversaire de ma fille samedi", "c'est pour l'anniversaire de ma fille samedi",
     date(2026, 11, 28)),
    ("en", "I need it before Friday because it's my son's birthday", "I need it before Friday", date(2026, 11, 27)),
    ("fr", "il manque la roue", None, None),
])
def test_what_it_is_for_and_by_when_is_kept_in_their_words(
    language: str, text: str, goal: str | None, by: date | None
) -> None:
    found = goals.find_goal(text, language, MONDAY)
    assert (found and (found.text, found.by)) == (goal and (goal, by))
    assert found is None or found.text in text
