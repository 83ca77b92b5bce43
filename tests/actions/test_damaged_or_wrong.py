"""What arrived damaged, faulty or wrong: put right once and free; a danger stops everything and calls a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

import tests.actions.dialogue as dialogue
from tests.actions.dialogue import Dialogue
from tests.backoffice.running import Running

TASK = "damaged_or_wrong_item"


@pytest.fixture
def key(office: Running, request: pytest.FixtureRequest) -> Iterator[str]:
    name = f"wrong{abs(hash(request.node.name))}"
    yield name
    office.send("POST", f"/customers/awa/operations/{name}-1.{TASK}:confirm/undo")


def done(office: Running, name: str) -> dict[str, Any]:
    status, body = office.send("GET", f"/operations/{name}-1.{TASK}:confirm")
    return dict(body["result"]) if status == 200 else {}


def called(talk: Dialogue) -> list[str]:
    return [str(w["value"]) for w in talk.words if w["type"] == "step" and w["state"] == "tried"]


@pytest.mark.parametrize(("language", "sentence", "no", "without", "new", "here", "yes"), [
    ("fr", "mon robot est arrivé cassé", "non", "sans photo", "un nouveau", "oui", "oui"),
    ("en", "my robot came broken", "no", "no picture", "another one", "yes", "yes"),
])
def test_what_came_broken_is_sent_again_once_and_nothing_comes_back(
    office: Running, key: str, language: str, sentence: str, no: str, without: str, new: str, here: str, yes: str
) -> None:
    talk = Dialogue(language=language, named=key)
    assert talk.say(sentence, TASK) == [f"{TASK}_intro", f"{TASK}_ask_danger"]
    assert talk.say(no, "deny") == [f"{TASK}_ask_picture"]
    assert talk.say(without) == [f"{TASK}_ask_wanted"]
    assert talk.say(new) == [f"{TASK}_ask_address"]
    assert talk.say(here, "affirm") == [f"{TASK}_recap_replace"]
    assert done(office, key) == {}
    assert talk.say(yes, "affirm")[0] == f"{TASK}_done_replace"
    assert (done(office, key)["wanted"], done(office, key)["arrives_on"]) == ("replace", "2026-11-26")
    assert [w for w in talk.words if w["type"] == "document"] == []


def test_the_wrong_thing_is_refunded_in_full_and_comes_back_with_a_free_label(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("pull vert : ce n'est pas la bonne couleur, je veux être remboursée", TASK)
    assert talk.choose("Sans photo") == [f"{TASK}_recap"]
    assert talk.values_of(f"{TASK}_recap")["price"] == "39,00\u00a0€"
    assert talk.say("oui", "affirm")[0] == f"{TASK}_done_wrong"
    [paper] = [w for w in talk.words if w["type"] == "document"]
    assert office.file(f"/documents/{quote(paper['ref'])}").startswith(b"%PDF")
    assert talk.say("où en est le remboursement du pull", "refund_status")[1] == "refund_status_in_progress"


@pytest.mark.parametrize(("language", "sentence"), [
    ("fr", "le robot que j'ai reçu fait de la fumée"), ("en", "the robot I got is broken and has a sharp edge"),
])
def test_a_danger_told_at_once_stops_everything_and_calls_a_person(
    office: Running, key: str, language: str, sentence: str
) -> None:
    talk = Dialogue(language=language, named=key)
    assert talk.say(sentence, TASK) == [f"{TASK}_intro", f"{TASK}_stop_using"]
    assert (called(talk), talk.loop, talk.tasks()[-1]) == (["person:product_safety"], None, "paused")


@pytest.mark.parametrize("how", ["button", "words", "yes"])
def test_a_danger_told_when_asked_calls_a_person_too(office: Running, key: str, how: str) -> None:
    talk = Dialogue(named=key)
    talk.say("mon robot ne démarre plus", TASK)
    said = (talk.choose("Oui, quelqu’un pourrait") if how == "button" else
            talk.say("le bord coupe les doigts") if how == "words" else talk.say("oui", "affirm"))
    assert (said, called(talk)) == ([f"{TASK}_stop_using"], ["person:product_safety"])
    assert done(office, key) == {}


def test_a_no_that_names_the_danger_is_a_no(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("mon robot ne démarre plus", TASK)
    assert talk.say("non, rien de coupant", "deny") == [f"{TASK}_ask_wanted"]


@pytest.mark.parametrize(("sentence", "said", "first"), [
    ("il manque une roue à mon robot", "missing", "Remplacer une pièce"),
    ("le cadeau qu'on m'a offert est cassé", "gift", "Parler à une personne"),
    ("mes baskets sont abîmées", "not_arrived", "Parler à une personne"),
])
def test_what_has_another_way_is_led_there_or_to_a_person(
    office: Running, sentence: str, said: str, first: str
) -> None:
    talk = Dialogue()
    assert talk.say(sentence, TASK)[-1] == f"{TASK}_{said}"
    assert talk.choices()[0] == first


def test_after_two_years_the_law_is_over_and_a_person_may_look(
    office: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogue, "NOW", "2029-01-10T09:00:00.000Z")
    talk = Dialogue()
    assert talk.say("mon pull a un trou", TASK)[-1] == f"{TASK}_too_late"
    assert talk.choices() == ["Parler à une personne"]


def test_another_address_is_for_a_person_and_the_one_on_file_stays_possible(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("robot : mauvais modèle, envoyez-moi le bon", TASK)
    talk.choose("Sans photo")
    assert talk.choose("Envoyer ailleurs") == [f"{TASK}_other_address"]
    assert talk.choose("Envoyer à cette adresse") == [f"{TASK}_recap_replace"]


def test_what_was_asked_for_is_undone_while_there_is_time_and_settled_only_once(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("robot : mauvais modèle, remboursez-moi", TASK)
    talk.choose("Sans photo")
    talk.say("oui", "affirm")
    again = Dialogue(named=f"{key}b")
    again.say("robot : mauvais modèle, remboursez-moi", TASK)
    again.choose("Sans photo")
    assert again.say("oui", "affirm") == [f"{TASK}_not_any_more"]
    assert talk.choose("Annuler cette demande") == [f"{TASK}_undone"]
    assert talk.tasks()[-1] == "given_up"


def test_a_stranger_proves_first_and_keeps_what_was_said(office: Running) -> None:
    talk = Dialogue(customer=None)
    assert talk.say("mon robot est arrivé cassé", TASK)[-1] == "task_need_verified"
    assert talk.remember()["values"] == {"what": "damaged"}
