"""Returns and exchanges: found by the thing, prepared once, undone until handed in; a gift without price or giver."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

import tests.actions.dialogue as dialogue
from tests.actions.dialogue import Dialogue
from tests.backoffice.running import Running


@pytest.fixture
def key(office: Running, request: pytest.FixtureRequest) -> Iterator[str]:
    name = f"back{abs(hash(request.node.name))}"
    yield name
    office.send("POST", f"/customers/awa/operations/{operation(name)}/undo")


def operation(name: str) -> str:
    return f"{name}-1.return_or_exchange:confirm"


def done(office: Running, name: str) -> dict[str, Any]:
    status, body = office.send("GET", f"/operations/{operation(name)}")
    return dict(body["result"]) if status == 200 else {}


def papers(talk: Dialogue) -> dict[str, str]:
    return {w["ref"].partition(".")[0]: w["ref"] for w in talk.words if w["type"] == "document"}


@pytest.mark.parametrize(("language", "sentence", "point", "agree", "price"), [
    ("fr", "je veux rendre le robot et être remboursée", "à la boutique", "oui", "34,90\u00a0€"),
    ("en", "I'd like to return the robot and get my money back", "your shop", "yes", "€34.90"),
])
def test_a_purchase_comes_back_once_with_label_and_acknowledgement(
    office: Running, key: str, language: str, sentence: str, point: str, agree: str, price: str
) -> None:
    talk = Dialogue(language=language, named=key)
    assert talk.say(sentence, "return_or_exchange") == ["return_or_exchange_intro", "return_or_exchange_ask_reason"]
    talk.choose({"fr": "Je préfère ne pas le dire", "en": "I’d rather not say"}[language])
    assert talk.say(point) == ["return_or_exchange_recap"]
    assert talk.values_of("return_or_exchange_recap")["price"] == price
    assert done(office, key) == {}
    assert talk.say(agree, "affirm")[0] == "return_or_exchange_done"
    assert (done(office, key)["refund"]["cents"], done(office, key)["withdrawal"]) == (3490, True)
    for kind in ("label", "withdrawal"):
        assert office.file(f"/documents/{quote(papers(talk)[kind])}").startswith(b"%PDF")


def test_handing_in_by_post_is_said_before_and_taken_off_the_refund(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("rendre le robot, je veux être remboursée", "return_or_exchange")
    talk.choose("J’ai changé d’avis")
    assert talk.values_of("return_or_exchange_ask_point_paid")["cost"] == "3,90\u00a0€"
    talk.say("à la gare")
    assert talk.values_of("return_or_exchange_recap")["price"] == "31,00\u00a0€"
    talk.say("oui", "affirm")
    assert done(office, key)["refund"]["cents"] == 3100


def test_no_reason_is_ever_demanded(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("rendre le robot, je veux être remboursée", "return_or_exchange")
    talk.say("bof bof")
    assert talk.say("je vous l'ai dit, bof")[-1] == "return_or_exchange_ask_point_paid"


@pytest.mark.parametrize(("language", "sentence", "point", "into"), [
    ("fr", "mon pull vert est trop petit, je voudrais l'échanger contre un L", "boulangerie", "en taille L"),
    ("en", "swap my green jumper, I need size L", "bakery", "in size L"),
])
def test_an_exchange_told_in_one_breath_needs_only_the_place(
    office: Running, key: str, language: str, sentence: str, point: str, into: str
) -> None:
    talk = Dialogue(language=language, named=key)
    assert talk.say(sentence, "return_or_exchange")[-1] == "return_or_exchange_ask_point"
    talk.say(point)
    assert talk.values_of("return_or_exchange_recap_exchange")["into"] == into
    assert talk.say({"fr": "oui", "en": "yes"}[language], "affirm")[0] == "return_or_exchange_done_exchange"
    assert "refund" not in done(office, key)
    assert list(papers(talk)) == ["label"]


def test_a_size_that_is_out_of_stock_shows_those_there_are(office: Running) -> None:
    talk = Dialogue()
    talk.say("échanger mon pull, taille au-dessus", "return_or_exchange")
    assert talk.say("du 46") == ["return_or_exchange_out_of_stock"]
    assert talk.choices()[:4] == ["S", "M", "L", "XL"]
    assert talk.choose("XL") == ["return_or_exchange_ask_point"]


def test_a_colour_is_offered_only_where_there_are_several(office: Running) -> None:
    talk = Dialogue()
    assert talk.say("rendre le robot", "return_or_exchange")[-1] == "return_or_exchange_ask_what"
    assert talk.choices() == ["Être remboursé", "Un bon d’achat"]
    assert talk.say("une autre couleur") == ["return_or_exchange_only_one"]


@pytest.mark.parametrize(("language", "sentence", "size", "point", "agree"), [
    ("fr", "on m'a offert une chemise trop petite et je n'ai pas le ticket, je voudrais l'échanger", "un L", "gare", "oui"),
    ("en", "I was given a shirt and it's too small, can I exchange it without a receipt", "an L", "station", "yes"),
])
def test_a_gift_is_exchanged_without_a_price_and_without_its_giver(
    office: Running, key: str, language: str, sentence: str, size: str, point: str, agree: str
) -> None:
    talk = Dialogue(language=language, named=key)
    assert talk.say(sentence, "return_or_exchange")[-1] == "return_or_exchange_ask_size"
    assert talk.say(size) == ["return_or_exchange_ask_point"]
    assert talk.say(point) == ["return_or_exchange_recap_exchange"]
    assert talk.say(agree, "affirm")[0] == "return_or_exchange_done_exchange"
    made = done(office, key)
    assert (made["gift"], made["parcel"]) == (True, "neutral")
    told = json.dumps([made, talk.said], ensure_ascii=False)
    assert not any(word in told for word in ("€", "price", "cents", "refund", "giver"))
    assert list(papers(talk)) == ["label"]


def test_money_for_a_gift_would_tell_the_giver_so_it_is_not_offered(office: Running) -> None:
    talk = Dialogue()
    talk.say("rendre un cadeau", "return_or_exchange")
    talk.say("la chemise")
    assert "Être remboursé" not in talk.choices()
    assert talk.say("je veux être remboursée") == ["return_or_exchange_gift_refund"]
    assert talk.say("est-ce que vous allez prévenir ma tante qui me l'a offerte") == ["return_or_exchange_giver"]
    assert talk.choose("Un bon d’achat") == ["return_or_exchange_ask_point"]


@pytest.mark.parametrize("how", ["button", "words"])
def test_a_return_is_undone_until_it_is_handed_in(office: Running, key: str, how: str) -> None:
    talk = Dialogue(named=key)
    talk.say("rendre le pull contre un bon d'achat", "return_or_exchange")
    talk.say("boutique")
    talk.say("oui", "affirm")
    assert talk.values_of("task_undo_until")["until"] == "la remise du colis"
    assert Dialogue().say("rendre mon pull", "return_or_exchange")[-1] == "return_or_exchange_under_way"
    said = talk.choose("Finalement, le garder") if how == "button" else talk.say("annule finalement", "cancel")
    assert said == ["return_or_exchange_undone"]
    assert Dialogue().say("rendre mon pull", "return_or_exchange")[-1] == "return_or_exchange_ask_what"
    assert office.send("GET", f"/documents/label.fr.{quote(operation(key))}")[0] == 404


def test_what_comes_back_is_among_the_refunds(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("rendre le robot, je veux être remboursée", "return_or_exchange")
    talk.choose("Trop grand")
    talk.say("boutique")
    talk.say("oui", "affirm")
    assert talk.say("où en est le remboursement du robot", "refund_status")[1] == "refund_status_in_progress"


@pytest.mark.parametrize(("sentence", "said", "first"), [
    ("je veux rendre mes baskets", "not_arrived", "Annuler une commande"),
    ("rendre le robot, il est cassé", "defective", "Signaler un article abîmé ou faux"),
])
def test_what_has_another_way_is_led_there(office: Running, sentence: str, said: str, first: str) -> None:
    talk = Dialogue()
    assert talk.say(sentence, "return_or_exchange")[-1] == f"return_or_exchange_{said}"
    assert talk.choices() == [first, "Parler à une personne"]


def test_after_thirty_days_a_person_may_decide_and_the_law_is_named(
    office: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogue, "NOW", "2027-01-10T09:00:00.000Z")
    talk = Dialogue()
    assert talk.say("je veux rendre mon pull", "return_or_exchange")[-1] == "return_or_exchange_too_late"
    assert talk.choices() == ["Parler à une personne"]


def test_somebody_without_purchases_may_still_exchange_a_gift_and_a_stranger_proves_first(office: Running) -> None:
    talk = Dialogue(customer="luka", formality="tu")
    assert talk.say("je voudrais faire un retour", "return_or_exchange")[-1] == "return_or_exchange_ask_order_none"
    assert talk.choices()[0] == "Un cadeau reçu"
    assert Dialogue(customer=None).say("rendre mon pull", "return_or_exchange")[-1] == "task_need_verified"
