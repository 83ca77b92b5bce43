"""Where a refund is: found by what was bought, with the day it is due; a late one is our fault and a person's."""

from __future__ import annotations

import pytest

from tests.actions.dialogue import Dialogue
from tests.backoffice.running import Running


@pytest.mark.parametrize(("language", "sentence", "amount"), [
    ("fr", "où en est le remboursement de ma lampe ?", "24,90\u00a0€"), ("en", "where is the refund for my lamp?", "€24.90"),
])
def test_a_refund_named_in_the_question_is_looked_up_at_once(
    office: Running, language: str, sentence: str, amount: str
) -> None:
    talk = Dialogue(language=language)
    assert talk.say(sentence, "refund_status") == [
        "refund_status_intro", "refund_status_in_progress", "refund_status_memo"]
    assert talk.values_of("refund_status_in_progress")["amount"] == amount
    assert (talk.tasks(), talk.loop) == (["started", "done"], None)


def test_a_late_refund_is_said_to_be_our_fault_and_a_person_is_offered(office: Running) -> None:
    talk = Dialogue()
    assert talk.say("où est mon remboursement", "refund_status")[-1] == "refund_status_ask_order"
    assert talk.choices() == ["La lampe de bureau", "La théière", "C’est autre chose"]
    assert talk.say("la deuxième")[0] == "refund_status_late"
    assert talk.choices() == ["Parler à une personne"]


def test_a_single_refund_is_told_without_a_question(office: Running) -> None:
    talk = Dialogue(customer="moreau")
    assert talk.say("mon remboursement est-il parti ?", "refund_status")[1] == "refund_status_paid"


def test_what_was_cancelled_here_is_among_the_refunds(office: Running) -> None:
    talk = Dialogue(named="refund-cancel")
    talk.say("annuler mes baskets", "cancel_order")
    talk.say("oui", "affirm")
    assert talk.say("et le remboursement des baskets, il arrive quand ?", "refund_status")[1] == "refund_status_in_progress"
    assert talk.values_of("refund_status_in_progress")["amount"] == "59,90\u00a0€"
    office.send("POST", "/customers/awa/operations/refund-cancel-1.cancel_order:confirm/undo")


def test_somebody_without_a_refund_is_led_to_a_person_and_a_stranger_sees_none(office: Running) -> None:
    talk = Dialogue(customer="luka", formality="tu")
    assert talk.say("où est mon remboursement", "refund_status")[-1] == "refund_status_no_refunds"
    assert talk.choices() == ["Parler à une personne"]
    stranger = Dialogue(customer=None)
    assert stranger.say("où est le remboursement de la lampe", "refund_status")[-1] == "task_need_verified"
    assert stranger.facts() == {}
