"""A value written outside a form goes on with what it belongs to, and with nothing else."""

from __future__ import annotations

import pytest

from tests.actions.dialogue import Dialogue
from tests.backoffice.running import Running


@pytest.mark.parametrize(("language", "first", "correction", "amount"), [
    ("fr", "où en est le remboursement de ma lampe ?", "ah non, je voulais dire la théière", "19,00\u00a0€"),
    ("en", "where is the refund for my lamp?", "sorry, I meant the teapot, not the lamp", "€19.00"),
])
def test_a_look_up_put_right_after_its_answer_is_done_again(
    office: Running, language: str, first: str, correction: str, amount: str
) -> None:
    talk = Dialogue(language=language)
    talk.say(first, "refund_status")
    assert talk.say(correction, "nlu_fallback", 0.3)[0] == "refund_status_late"
    assert talk.values_of("refund_status_late")["amount"] == amount
    assert (talk.tasks(), talk.loop) == (["started", "done", "started", "done"], None)
    assert len({w["run"] for w in talk.words if w["type"] == "task"}) == 2


def test_another_stop_after_the_departures_is_looked_up(office: Running) -> None:
    talk = Dialogue()
    talk.say("c'est quand le prochain bus", "next_departures")
    talk.say("celui de la gare")
    before = talk.values_of("next_departures_departures")["stop"]
    assert talk.say("pardon je me suis trompé, c'est la mairie")[0] == "next_departures_departures"
    assert talk.values_of("next_departures_departures")["stop"] != before


def test_a_value_written_while_a_request_waits_goes_on_with_it(office: Running) -> None:
    talk = Dialogue()
    talk.say("mon robot a perdu une pièce", "replace_part")
    talk.say("plus tard", "pause")
    talk.open_task = talk.remember()
    run = talk.open_task["run"]
    said = talk.say("c'est la roue gauche")
    assert "replace_part_resumed" in said or "task_resumed" in said
    assert talk.loop == "task_form" and talk.tasks()[-1] == "resumed"
    assert {w["run"] for w in talk.words if w["type"] == "step"} == {run}
    assert "part" in talk.steps("done")


def test_a_value_that_fits_nothing_that_waits_opens_nothing(office: Running) -> None:
    talk = Dialogue()
    talk.say("mon robot a perdu une pièce", "replace_part")
    talk.say("plus tard", "pause")
    talk.open_task = talk.remember()
    talk.say("abracadabra")
    assert (talk.loop, talk.returned["action_take_up"][-1]["name"]) == (None, "utter_inform_outside")


def test_what_was_changed_at_the_company_is_not_done_again_by_a_correction(office: Running) -> None:
    """A look-up may be repeated; an order that went through is undone or left to a person, never placed twice."""
    talk = Dialogue(named="take-up-cancel")
    talk.say("annuler mes baskets", "cancel_order")
    talk.say("oui", "affirm")
    assert "looked_up" not in (talk.slots["task_state"] or {})
    office.send("POST", "/customers/awa/operations/take-up-cancel-1.cancel_order:confirm/undo")


@pytest.mark.parametrize("text", ["parfait le bleu", "c'est juste pour ma mère", "c'est juste un test"])
def test_nothing_is_bought_by_words_written_outside_the_recap(office: Running, text: str) -> None:
    talk = Dialogue(named="stamp")
    talk.say("je veux acheter un timbre pour une lettre vers la France", "buy_postage")
    assert "buy_postage_recap" in talk.say("une lettre") or talk.loop == "task_form"
    talk.say("plus tard", "pause")
    talk.open_task = talk.remember()
    talk.say(text)
    assert "confirm" not in talk.steps("done") and "done" not in talk.tasks()


def test_an_old_button_of_a_recap_takes_nothing_up(office: Running) -> None:
    talk = Dialogue(named="button")
    talk.say("je veux acheter un timbre pour une lettre vers la France", "buy_postage")
    title = talk.choices()[0]
    said = talk.said
    talk.say("plus tard", "pause")
    talk.open_task, talk.said = talk.remember(), said
    talk.choose(title)
    assert talk.tasks()[-1] == "paused"


def test_whoever_calls_staff_to_a_till_calls_once(office: Running) -> None:
    """Only what reads is done again by a correction: a call to a till is not."""
    talk = Dialogue(named="till")
    talk.say("la caisse automatique dit article inattendu sur le plateau", "self_checkout_help")
    talk.say("toujours bloqué")
    talk.say("la 1")
    assert talk.tasks()[-1] == "done" and not talk.slots["task_state"]


def test_a_correction_without_a_value_is_asked_for_it(office: Running) -> None:
    talk = Dialogue()
    talk.say("où en est le remboursement de ma lampe ?", "refund_status")
    assert talk.say("je me suis trompé", "go_back") == ["task_which_instead"]
    assert talk.say("la théière")[0] == "refund_status_late"
