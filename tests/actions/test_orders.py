"""Tracking and cancelling an order: found by recognising it, done once, undone while there is time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.actions.dialogue import Dialogue
from tests.actions.test_replace_part import use
from tests.backoffice.running import Running, running


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server


@pytest.fixture
def office(shared_office: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    use(monkeypatch, shared_office.url)
    return shared_office


@pytest.fixture
def key(office: Running, request: pytest.FixtureRequest) -> Iterator[str]:
    """A name of this test's own for its turns; what it cancelled is brought back after it."""
    name = f"test{abs(hash(request.node.name))}"
    yield name
    for turn in range(1, 4):
        office.send("POST", f"/customers/awa/operations/{name}-{turn}.cancel_order:confirm/undo")


def status(office: Running, order: str = "awa-trainers") -> str:
    orders = office.send("GET", "/customers/awa/orders")[1]["orders"]
    return str(next(o["status"]["code"] for o in orders if o["id"] == order))


@pytest.mark.parametrize(("language", "sentence", "thing", "day"), [
    ("fr", "où en sont mes baskets bleues ?", "vos baskets", "demain"),
    ("en", "where are my trainers?", "your trainers", "tomorrow"),
])
def test_an_order_named_in_the_question_is_looked_up_at_once(
    office: Running, language: str, sentence: str, thing: str, day: str
) -> None:
    talk = Dialogue(language=language)
    assert talk.say(sentence, "track_order") == ["track_order_intro", "track_order_on_its_way", "track_order_memo"]
    values = talk.values_of("track_order_on_its_way")
    assert (values["thing"], values["day"]) == (thing, day)
    assert (talk.tasks(), talk.loop) == (["started", "done"], None)


def test_an_order_is_shown_to_choose_from_and_never_asked_for_by_a_number(office: Running) -> None:
    talk = Dialogue()
    assert talk.say("où est mon colis", "track_order") == ["track_order_intro", "task_ask_order"]
    assert talk.choices() == ["Les baskets bleues", "Le robot Pixel", "Le pull vert", "C’est autre chose"]
    assert talk.say("le deuxième")[0] == "track_order_delivered"
    assert talk.choices() == ["Je ne l’ai pas reçu"]


@pytest.mark.parametrize("answer", ["le pull", "celui du bas"])
def test_words_and_places_find_the_order(office: Running, answer: str) -> None:
    talk = Dialogue()
    talk.say("où est mon colis", "track_order")
    assert talk.say(answer)[0] == "track_order_delivered"
    assert "pull" in talk.values_of("track_order_delivered")["own"] or answer.startswith("celui")


def test_the_last_order_is_the_newest(office: Running) -> None:
    talk = Dialogue()
    assert talk.say("où est ma dernière commande", "track_order")[1] == "track_order_on_its_way"


def test_a_stranger_sees_no_order_and_may_sign_in(office: Running) -> None:
    talk = Dialogue(customer=None)
    assert talk.say("où sont mes baskets", "track_order") == ["track_order_intro", "task_need_verified"]
    assert talk.facts() == {}


def test_somebody_without_orders_is_led_to_a_person(office: Running) -> None:
    talk = Dialogue(customer="luka", formality="tu")
    assert talk.say("où est mon colis", "track_order")[-1] == "task_no_orders"
    assert talk.choices() == ["Parler à une personne"]


@pytest.mark.parametrize(("language", "sentence", "agree", "price"), [
    ("fr", "je voudrais annuler mes baskets", "oui", "59,90\u00a0€"), ("en", "cancel my trainers please", "yes", "€59.90"),
])
def test_an_order_is_cancelled_once_after_the_recap(
    office: Running, key: str, language: str, sentence: str, agree: str, price: str
) -> None:
    talk = Dialogue(language=language, named=key)
    assert talk.say(sentence, "cancel_order") == ["cancel_order_intro", "cancel_order_recap"]
    assert talk.values_of("cancel_order_recap")["price"] == price
    assert status(office) == "shipped"
    assert talk.say(agree, "affirm")[0] == "cancel_order_done"
    assert (status(office), talk.tasks()) == ("cancelled", ["started", "done"])
    assert talk.steps("done") == ["order", "confirm"]
    [paper] = [word for word in talk.words if word["type"] == "document"]
    assert paper["ref"] == f"withdrawal.{language}.{key}-1.cancel_order:confirm"
    assert office.file(f"/documents/{quote(paper['ref'])}").startswith(b"%PDF")


@pytest.mark.parametrize("how", ["button", "words"])
def test_what_was_cancelled_is_brought_back_while_there_is_time(office: Running, key: str, how: str) -> None:
    talk = Dialogue(named=key)
    talk.say("annuler mes baskets", "cancel_order")
    talk.choose("Annuler la commande")
    assert status(office) == "cancelled"
    said = talk.choose("Reprendre la commande") if how == "button" else talk.say("non finalement annule ça", "cancel")
    assert said == ["cancel_order_undone"]
    assert status(office) == "shipped"
    assert (talk.tasks()[-1], talk.steps("tried"), talk.words[-3]["value"]) == ("given_up", ["confirm"], "undone")


def test_what_was_cancelled_by_somebody_else_is_not_brought_back(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("annuler mes baskets", "cancel_order")
    talk.say("oui", "affirm")
    other = Dialogue(customer="moreau")
    other.said = talk.said
    assert other.choose("Reprendre la commande") == ["task_undo_too_late"]
    assert status(office) == "cancelled"


def test_what_has_arrived_is_led_to_its_return_with_the_order_already_named(office: Running) -> None:
    talk = Dialogue()
    assert talk.say("annuler le robot", "cancel_order") == ["cancel_order_intro", "cancel_order_arrived"]
    assert talk.choices() == ["Préparer le retour", "Parler à une personne"]
    assert talk.choose("Préparer le retour") == ["return_or_exchange_intro", "return_or_exchange_ask_what"]
    assert talk.tasks() == ["started", "given_up", "started"]
    assert status(office, "awa-robot") == "delivered"


def test_a_no_at_the_recap_cancels_nothing(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("annuler mes baskets", "cancel_order")
    assert talk.say("non", "deny") == ["task_change"]
    assert talk.choices() == ["Choisir une autre commande", "La garder"]
    assert status(office) == "shipped"


def test_another_subject_is_answered_and_the_first_one_goes_on(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("il manque une pièce à mon robot", "replace_part")
    said = talk.say("au fait, où sont mes baskets ?", "track_order")
    assert said == ["track_order_intro", "track_order_on_its_way", "track_order_memo", "task_back_to",
                    "replace_part_ask_part"]
    assert talk.say("l’antenne")[-1] == "replace_part_ask_address"
    assert talk.tasks() == ["started", "paused", "started", "done", "resumed"]


def test_two_wishes_in_one_breath_are_taken_one_after_the_other(office: Running) -> None:
    talk = Dialogue()
    said = talk.say("où est mon colis de baskets ? et je veux aussi annuler ma commande", "track_order")
    assert said[:2] == ["track_order_intro", "task_one_then"]
    assert said[-1] == "task_and_now"
    assert talk.choices()[-1] == "Annuler une commande"


def test_what_it_is_needed_for_is_kept_and_spoken_of(office: Running) -> None:
    talk = Dialogue()
    said = talk.say("où sont mes baskets ? je pars samedi chez ma sœur", "track_order")
    assert "task_goal_in_time" in said
    assert talk.values_of("task_goal_in_time")["goal"] == "je pars samedi chez ma sœur"
    late = Dialogue()
    assert "task_goal_too_late" in late.say("où sont mes baskets, j'en ai besoin pour ce soir", "track_order")


def test_the_second_time_is_shorter(office: Running) -> None:
    talk = Dialogue()
    talk.tasks_done = ["track_order"]
    assert talk.say("où sont mes baskets", "track_order")[0] == "track_order_intro_again"


def test_a_task_that_is_switched_off_is_for_a_person(office: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENSEI_TASKS", "track_order replace_part")
    talk = Dialogue()
    assert talk.say("annuler mes baskets", "cancel_order") == ["task_off"]
    assert (talk.choices(), talk.words) == (["Parler à une personne"], [])
    assert talk.say("où sont mes baskets", "track_order")[0] == "track_order_intro"


@pytest.mark.parametrize("sentence", ["je voudrais annuler ma commande", "annulez ma commande svp", "cancel my order"])
def test_another_wish_with_the_word_order_in_it_agrees_to_nothing(office: Running, key: str, sentence: str) -> None:
    talk = Dialogue(named=key)
    talk.say("l’antenne de mon robot est cassée", "replace_part")
    before = len(office.replacements())
    assert talk.say(sentence, "cancel_order")[:2] == ["cancel_order_intro", "task_ask_order_one"]
    assert talk.say("laisse tomber", "cancel")[-1] == "replace_part_ask_address"
    talk.say("oui", "affirm")
    assert talk.say(sentence, "cancel_order")[0] == "cancel_order_intro"
    assert len(office.replacements()) == before
