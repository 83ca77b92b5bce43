"""An invoice: for whoever paid, as a real PDF; another name on it and a gift are not settled by a file."""

from __future__ import annotations

import urllib.request

import pytest

from tests.actions.dialogue import Dialogue
from tests.backoffice.running import Running


def papers(talk: Dialogue) -> list[dict[str, str]]:
    return [w for w in talk.words if w["type"] == "document"]


def fetched(office: Running, ref: str) -> bytes:
    request = urllib.request.Request(f"{office.url}/documents/{ref}", headers={"Authorization": f"Bearer {office.token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return bytes(answer.read())


@pytest.mark.parametrize(("language", "sentence", "name"), [
    ("fr", "je voudrais la facture de mes baskets", "facture.pdf"), ("en", "the invoice for my trainers please", "invoice.pdf"),
])
def test_an_invoice_is_a_real_pdf_in_the_conversation(office: Running, language: str, sentence: str, name: str) -> None:
    talk = Dialogue(language=language, named=f"invoice-{language}")
    assert talk.say(sentence, "get_invoice") == ["get_invoice_intro", "get_invoice_done", "get_invoice_memo"]
    (announced,) = papers(talk)
    assert (announced["name"], announced["media_type"]) == (name, "application/pdf")
    content = fetched(office, announced["ref"])
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")


def test_it_is_asked_which_order_and_a_stranger_gets_no_invoice(office: Running) -> None:
    talk = Dialogue(named="invoice-which")
    assert talk.say("ma facture svp", "get_invoice")[-1] == "get_invoice_ask_order"
    assert talk.choose("Le pull vert")[0] == "get_invoice_done"
    stranger = Dialogue(customer=None)
    assert stranger.say("la facture des baskets", "get_invoice")[-1] == "task_need_verified"
    assert papers(stranger) == []


@pytest.mark.parametrize(("sentence", "said"), [
    ("la facture du robot n'est pas au bon nom", "other_name"), ("il me faut la facture au nom de mon entreprise", "other_name"),
    ("on m'a offert le robot, je voudrais la facture", "gift"), ("the receipt for the robot, it was a present for me", "gift"),
])
def test_another_name_and_a_gift_are_said_before_anything_is_drawn_up(office: Running, sentence: str, said: str) -> None:
    talk = Dialogue(named="invoice-no")
    assert talk.say(sentence, "get_invoice")[-1] == f"get_invoice_{said}"
    assert (talk.choices(), papers(talk)) == (["Parler à une personne"], [])


def test_a_replaced_part_has_its_confirmation(office: Running) -> None:
    talk = Dialogue(named="confirmed-part")
    talk.say("l’antenne de mon robot est cassée", "replace_part")
    talk.choose("Envoyer à cette adresse")
    talk.choose("Envoyer la pièce")
    (announced,) = papers(talk)
    assert announced["label"] == "La confirmation"
    assert fetched(office, announced["ref"]).startswith(b"%PDF-")
