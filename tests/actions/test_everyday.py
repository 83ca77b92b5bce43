"""Tasks of every day: the next bus, a pass, a stamp. Short, read from few words, nothing bought twice."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.actions.dialogue import Dialogue
from tests.backoffice.running import Running


@pytest.mark.parametrize(("language", "sentence", "first"), [
    ("fr", "prochain bus à l'arrêt 4512 ?", "Bus 7 vers la gare\u00a0: dans 4 minutes"),
    ("en", "next bus at town hall please", "Bus 7 to the station: in 4 minutes"),
])
def test_departures_are_said_in_words_by_name_or_by_the_digits_on_the_sign(
    office: Running, language: str, sentence: str, first: str
) -> None:
    talk = Dialogue(None, language=language)
    assert talk.say(sentence, "next_departures") == [
        "next_departures_intro", "next_departures_departures", "next_departures_memo"]
    assert talk.values_of("next_departures_departures")["departures"].splitlines()[0] == first


def test_a_stop_is_asked_for_by_name_and_can_be_looked_at_again(office: Running) -> None:
    talk = Dialogue(None)
    assert talk.say("c'est quand le prochain bus", "next_departures")[-1] == "next_departures_ask_stop"
    assert talk.say("celui de la gare")[0] == "next_departures_departures"
    assert "next_departures_departures" in talk.choose("Regarder à nouveau")


@pytest.mark.parametrize(("language", "sentence", "agree", "price"), [
    ("fr", "je voudrais mettre une semaine sur la carte de ma fille", "oui", "11,90\u00a0€"),
    ("en", "put one week on my daughter's pass", "yes", "€11.90"),
])
def test_a_pass_is_topped_up_once_and_can_be_undone(
    office: Running, language: str, sentence: str, agree: str, price: str
) -> None:
    talk = Dialogue(language=language, named=f"pass-{language}")
    assert talk.say(sentence, "recharge_pass") == ["recharge_pass_intro", "recharge_pass_recap"]
    assert talk.values_of("recharge_pass_recap")["price"] == price
    assert talk.say(agree, "affirm")[0] == "recharge_pass_done"
    key = f"pass-{language}-1.recharge_pass:confirm"
    assert office.send("GET", f"/operations/{key}")[1]["result"]["fare"] == "week"
    undo = "Annuler la recharge" if language == "fr" else "Undo the top-up"
    assert talk.choose(undo) == ["recharge_pass_undone"]
    assert office.send("GET", f"/operations/{key}")[1]["result"]["undone"] is True


def test_a_stranger_chooses_nothing_of_anybodys_passes(office: Running) -> None:
    talk = Dialogue(None)
    assert talk.say("recharger ma carte de bus", "recharge_pass")[-1] == "task_need_verified"


def test_somebody_without_a_pass_is_led_to_a_person(office: Running) -> None:
    talk = Dialogue(customer="luka", formality="tu")
    assert talk.say("recharger ma carte de bus", "recharge_pass")[-1] == "recharge_pass_no_passes"


@pytest.mark.parametrize(("language", "sentence", "agree", "labels"), [
    ("fr", "je veux m'enregistrer pour lisbonne, place hublot et une valise", "oui", ["Carte d’embarquement", "Étiquette de bagage"]),
    ("en", "check me in for lisbon, window seat, one suitcase", "yes", ["Boarding pass", "Luggage label"]),
])
def test_told_in_one_breath_a_trip_is_checked_in_once_with_its_documents(
    office: Running, language: str, sentence: str, agree: str, labels: list[str]
) -> None:
    talk = Dialogue(language=language, named=f"trip-{language}")
    assert talk.say(sentence, "online_check_in") == ["online_check_in_intro", "online_check_in_recap"]
    assert talk.say(agree, "affirm")[0] == "online_check_in_done"
    assert talk.values_of("online_check_in_done")["place"] == "12A"
    papers = [w for w in talk.words if w["type"] == "document"]
    assert [w["label"] for w in papers] == labels
    for paper in papers:
        assert office.file(f"/documents/{quote(paper['ref'])}").startswith(b"%PDF")


def test_a_trip_a_month_away_is_not_open_yet_and_nothing_is_lost(office: Running) -> None:
    talk = Dialogue(named="rome")
    talk.say("enregistrement pour rome, couloir, cabine seulement", "online_check_in")
    assert talk.say("oui", "affirm")[0] == "online_check_in_refused_not_open"


def test_help_on_board_is_a_persons_whenever_it_is_said(office: Running) -> None:
    talk = Dialogue(named="baby")
    assert "online_check_in_special" in talk.say("je m'enregistre pour lisbonne avec un bébé", "online_check_in")
    assert talk.choices() == ["Parler à une personne"]


@pytest.mark.parametrize(("language", "sentence", "agree", "how"), [
    ("fr", "j'arriverai à l'hôtel de porto vers 23h30", "oui", "coffret"),
    ("en", "we get to the porto hotel at 7 pm", "yes", "desk is open"),
])
def test_a_hotel_is_told_when_its_guest_comes(
    office: Running, language: str, sentence: str, agree: str, how: str
) -> None:
    talk = Dialogue(language=language, named=f"hotel-{language}")
    assert talk.say(sentence, "hotel_arrival") == ["hotel_arrival_intro", "hotel_arrival_recap"]
    assert talk.say(agree, "affirm")[0] == "hotel_arrival_done"
    assert how in talk.values_of("hotel_arrival_done")["how"]


@pytest.mark.parametrize("customer", ["awa", None])
@pytest.mark.parametrize("sentence", [
    "est-ce que madame moreau est descendue à l'hôtel du port ?", "ma femme loge chez vous à l'hôtel, quelle chambre ?",
    "is mr martin staying at your hotel?",
])
def test_whether_somebody_stays_somewhere_is_never_said(office: Running, customer: str | None, sentence: str) -> None:
    talk = Dialogue(customer, named=f"private-{customer}")
    said = talk.say(sentence, "hotel_arrival")
    assert said == ["hotel_arrival_intro", "hotel_arrival_privacy"]
    assert talk.choices() == ["Parler à une personne"]


@pytest.mark.parametrize(("language", "sentence", "agree"), [
    ("fr", "ma valise rouge du vol de lisbonne n'est pas arrivée", "oui"),
    ("en", "my red suitcase from the lisbon flight didn't arrive", "yes"),
])
def test_a_bag_is_reported_once_and_brought_to_the_door(
    office: Running, language: str, sentence: str, agree: str
) -> None:
    talk = Dialogue(language=language, named=f"bag-{language}")
    assert talk.say(sentence, "find_luggage") == ["find_luggage_intro", "find_luggage_ask_address"]
    assert talk.say(agree, "affirm") == ["find_luggage_recap"]
    assert talk.say(agree, "affirm")[0] == "find_luggage_found"
    assert office.send("GET", f"/operations/bag-{language}-1.find_luggage:confirm")[1]["result"]["colour"] == "red"


def test_medicine_in_a_lost_bag_is_a_persons_at_once(office: Running) -> None:
    talk = Dialogue(named="medicine")
    assert "find_luggage_needed" in talk.say("ma valise n'est pas arrivée et mon insuline est dedans", "find_luggage")
