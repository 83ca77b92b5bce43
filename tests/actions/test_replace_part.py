"""The coached task from the first sentence to the order, and everything that may happen on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.actions.dialogue import KEY, Dialogue
from tests.backoffice.running import Running, running


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server


def use(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SENSEI_BACKOFFICE_URL", url)
    monkeypatch.setenv("SENSEI_BACKOFFICE_TOKEN", "test-token")
    monkeypatch.setenv("SENSEI_TICKET_KEY", KEY.decode())


@pytest.fixture
def office(shared_office: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    use(monkeypatch, shared_office.url)
    return shared_office


@pytest.fixture
def fresh_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    with running(tmp_path) as server:
        use(monkeypatch, server.url)
        yield server


@pytest.mark.parametrize(("language", "sentence", "thing", "yes", "arrival"), [
    ("fr", "il manque la roue gauche de mon petit robot Pixel", "votre petit robot Pixel", "Envoyer à cette adresse",
     "jeudi 26\u00a0novembre"),
    ("en", "the left wheel of my little robot is missing", "your little robot", "Send it to this address",
     "Thursday 26\u00a0November"),
])
def test_one_breath_answers_three_questions_and_one_part_is_ordered(
    fresh_office: Running, language: str, sentence: str, thing: str, yes: str, arrival: str
) -> None:
    talk = Dialogue(language=language)
    assert talk.say(sentence, "replace_part") == ["replace_part_intro", "replace_part_ask_address"]
    assert talk.values_of("replace_part_ask_address")["address"] == "12 rue des Lilas, 93100\u00a0Montreuil"
    assert talk.choose(yes) == ["replace_part_recap_free"]
    assert talk.values_of("replace_part_recap_free")["thing"] == thing
    assert fresh_office.replacements() == []
    assert talk.say("oui", "affirm") == ["replace_part_done_free", "replace_part_memo"]
    assert talk.values_of("replace_part_done_free")["arrival"] == arrival
    (made,) = fresh_office.replacements()
    assert (made["key"], made["part"], made["reason"]) == ("turn-1.replace_part:confirm", "left_wheel", "missing")
    assert talk.steps("done") == ["product", "part", "what_happened", "address", "confirm"]
    assert talk.tasks() == ["started", "done"]
    assert talk.loop is None and talk.slots["task_state"] is None


def test_every_word_of_the_start_is_exact(office: Running) -> None:
    talk = Dialogue()
    talk.say("il manque la roue de mon robot", "replace_part")
    run = "turn-1.replace_part"
    assert talk.words[:3] == [
        {"type": "task", "task": "replace_part", "run": run, "state": "started"},
        {"type": "step", "task": "replace_part", "run": run, "step": "product", "n": 1, "of": 5,
         "label": "Le produit", "state": "done", "value": "robot_pixel", "said": "robot"},
        {"type": "fact", "name": "product", "label": "Le produit", "value": "le robot Pixel", "said": "robot"},
    ]
    assert talk.words[-1] == {
        "type": "step", "task": "replace_part", "run": run, "step": "address", "n": 4, "of": 5, "label": "L’adresse",
        "state": "shown"}
    assert talk.facts() == {"product": "le robot Pixel", "part": "la roue gauche",
                            "what_happened": "pièce absente à l’ouverture", "thing": "mon robot"}


def test_each_question_is_asked_with_choices_that_say_what_happens(office: Running) -> None:
    talk = Dialogue()
    assert talk.say("je voudrais une pièce", "replace_part") == [
        "replace_part_intro", "replace_part_ask_product_one"]
    assert talk.choices() == ["Le robot Pixel", "C’est un autre produit"]
    assert talk.say("oui", "affirm") == ["replace_part_ask_part"]
    assert talk.choices() == ["La roue gauche", "L’antenne", "Le cache-pile", "C’est une autre pièce"]
    assert talk.choose("L’antenne") == ["replace_part_ask_what_happened"]
    assert talk.choose("Elle est cassée") == ["replace_part_ask_address"]


def test_a_part_alone_is_enough_among_their_own_orders(office: Running) -> None:
    talk = Dialogue()
    assert talk.say("l’antenne est cassée", "replace_part")[-1] == "replace_part_ask_address"
    assert talk.slots["task_state"]["values"]["product"] == "robot_pixel"


def test_a_stranger_chooses_from_the_catalogue_and_what_was_said_early_is_used(office: Running) -> None:
    talk = Dialogue(customer=None)
    assert talk.say("la roue gauche manque", "replace_part")[-1] == "replace_part_ask_product"
    assert talk.choices() == ["Le robot Pixel", "La bouilloire rouge", "C’est un autre produit"]
    assert talk.choose("Le robot Pixel") == ["replace_part_need_verified"]
    assert (talk.tasks(), talk.loop) == (["started", "paused"], None)
    assert talk.choices() == ["Reprendre la demande", "Parler à une personne"]
    assert talk.remember()["values"] == {"product": "robot_pixel", "part": "left_wheel", "what_happened": "missing"}


def test_after_signing_in_the_same_run_goes_on(fresh_office: Running) -> None:
    talk = Dialogue(customer=None)
    talk.say("il manque la roue gauche de mon robot", "replace_part")
    signed = Dialogue(customer="awa")
    signed.open_task, signed.turn = talk.remember(), 40
    assert signed.say("je voudrais une pièce", "replace_part") == ["task_offer_resume"]
    assert signed.choose("Reprendre la demande") == ["task_resumed", "replace_part_ask_address"]
    signed.say("oui", "affirm")
    signed.say("oui", "affirm")
    assert [o["key"] for o in fresh_office.replacements()] == ["turn-1.replace_part:confirm"]
    assert signed.tasks() == ["resumed", "done"]


def test_someone_who_prefers_to_start_again_may(office: Running) -> None:
    talk = Dialogue()
    talk.open_task = {"task": "replace_part", "run": "old.replace_part", "step": "part", "values": {}}
    talk.say("une pièce", "replace_part")
    assert talk.choose("Recommencer du début") == ["replace_part_intro", "replace_part_ask_product_one"]
    assert [(w["run"], w["state"]) for w in talk.words if w["type"] == "task"] == [
        ("old.replace_part", "given_up"), ("turn-2.replace_part", "started")]


def test_two_failures_change_the_way_of_asking_and_the_third_offers_a_person(office: Running) -> None:
    talk = Dialogue()
    talk.say("une pièce de mon robot", "replace_part")
    assert talk.say("le bidule", "inform") == ["replace_part_again_part"]
    assert talk.say("le machin", "nlu_fallback") == ["replace_part_easier_part"]
    assert talk.say("ben le truc", "out_of_scope") == ["task_person"]
    assert talk.choices()[0] == "Parler à une personne"
    failed = [w for w in talk.words if w.get("state") == "failed"]
    assert [(w["step"], w["said"]) for w in failed] == [
        ("part", "le bidule"), ("part", "le machin"), ("part", "ben le truc")]
    assert talk.say("l’antenne") == ["replace_part_ask_what_happened"]
    assert talk.slots["task_state"]["failures"] == {}


def test_why_examples_and_thanks_are_no_answers(office: Running) -> None:
    talk = Dialogue()
    talk.say("une pièce de mon robot", "replace_part")
    assert talk.say("pourquoi ?", "why") == ["replace_part_why_part", "replace_part_ask_part"]
    assert talk.say("par exemple ?", "example")[0] == "replace_part_example_part"
    assert talk.say("je ne vois pas", "example")[0] == "replace_part_hint_part"
    assert talk.say("encore", "example")[0] == "replace_part_hint_more_part"
    assert talk.say("merci", "thank") == ["replace_part_ask_part"]
    assert talk.steps("failed") == []
    assert talk.words[-1]["hint"] == 3


def test_after_two_failures_an_easier_pace_is_offered_and_taken_only_by_a_tap(office: Running) -> None:
    talk = Dialogue()
    talk.say("il manque une pièce à mon robot", "replace_part")
    talk.say("le truc là", "nlu_fallback", 0.3)
    assert "Aller plus doucement" not in talk.choices()
    talk.say("mais si le truc", "nlu_fallback", 0.3)
    assert talk.slots["pace"] == "normal"
    assert talk.choose("Aller plus doucement")[0] == "task_slower"
    assert (talk.slots["pace"], talk.facts()["pace"]) == ("easy", "easy")


def test_help_and_another_way_of_asking_use_what_customers_said_themselves(office: Running) -> None:
    talk = Dialogue()
    talk.hints = {"part": ["Qu’est-ce qui n’est plus là ?"]}
    talk.say("il manque une pièce à mon robot", "replace_part")
    assert talk.say("un exemple", "example")[0] == "replace_part_example_part"
    assert talk.say("encore", "example")[0] == "task_own_hint"
    assert talk.values_of("task_own_hint")["hint"] == "Qu’est-ce qui n’est plus là ?"
    assert talk.say("encore", "example")[0] == "replace_part_hint_part"
    talk.say("le truc là", "nlu_fallback", 0.3)
    assert "task_own_hint" in talk.say("mais si le truc", "nlu_fallback", 0.3)


def test_an_answer_counts_even_when_a_person_was_offered_first(office: Running) -> None:
    talk = Dialogue()
    talk.say("une pièce de mon robot", "replace_part")
    assert talk.say("l’antenne, ça m’énerve", "inform", offered=True) == ["replace_part_ask_what_happened"]


def test_a_polite_answer_is_an_answer(office: Running) -> None:
    talk = Dialogue()
    talk.say("une pièce de mon robot", "replace_part")
    assert talk.say("merci, c’est l’antenne", "thank") == ["replace_part_ask_what_happened"]


def test_back_goes_any_number_of_steps_and_stops_at_the_first(office: Running) -> None:
    talk = Dialogue()
    talk.say("l’antenne de mon robot est cassée", "replace_part")
    assert talk.say("retour", "go_back") == ["task_back", "replace_part_ask_what_happened"]
    assert talk.say("retour", "go_back") == ["task_back", "replace_part_ask_part"]
    assert talk.say("retour", "go_back") == ["task_back", "replace_part_ask_product_one"]
    assert talk.say("retour", "go_back") == ["task_first_step", "replace_part_ask_product_one"]
    assert talk.say("le robot") == ["replace_part_ask_part"]


def test_a_pause_keeps_the_ledger_and_another_day_goes_on(office: Running) -> None:
    talk = Dialogue(language="en")
    talk.say("a part of my robot is broken", "replace_part")
    assert talk.say("back later", "pause") == ["task_paused"]
    assert talk.loop is None and "id" not in talk.slots["task_state"]
    later = Dialogue(language="en")
    later.open_task = talk.remember()
    assert later.say("let’s go on", "resume_task") == ["task_resumed", "replace_part_ask_part"]
    assert later.values_of("replace_part_ask_part")["thing"] == "your Pixel robot"  # a new tracker knows no more
    assert later.slots["task_state"]["id"] == "turn-1.replace_part"


def test_a_short_pause_keeps_the_customers_own_word(office: Running) -> None:
    talk = Dialogue()
    talk.say("une pièce de mon petit robot est cassée", "replace_part")
    talk.say("pause", "pause")
    talk.open_task = talk.remember()
    talk.choose("Reprendre la demande")
    assert talk.values_of("replace_part_ask_part")["thing"] == "votre petit robot"


def test_a_task_begun_by_a_choice_uses_what_was_said_before_it(office: Running) -> None:
    talk = Dialogue(customer="moreau")
    talk.say("le couvercle de ma bouilloire est fendu")
    talk.said = [{"buttons": [{"title": "Remplacer une pièce", "payload": "/replace_part"}]}]
    assert talk.choose("Remplacer une pièce")[-1] == "replace_part_ask_address"
    assert talk.facts()["thing"] == "ma bouilloire"


def test_nothing_to_resume_is_said(office: Running) -> None:
    talk = Dialogue()
    assert talk.say("on reprend", "resume_task") == ["nothing_to_resume"]
    assert talk.loop is None


def test_giving_up_is_no_fault_and_orders_nothing(fresh_office: Running) -> None:
    talk = Dialogue()
    talk.say("il manque la roue de mon robot", "replace_part")
    assert talk.say("laisse tomber", "cancel") == ["task_given_up"]
    assert (talk.tasks(), talk.loop, fresh_office.replacements()) == (["started", "given_up"], None, [])


def test_a_lost_part_has_its_price_said_before_the_recap(fresh_office: Running) -> None:
    talk = Dialogue()
    assert talk.say("j’ai perdu la roue gauche de mon robot", "replace_part") == [
        "replace_part_intro", "replace_part_lost_price", "replace_part_ask_address"]
    assert talk.values_of("replace_part_lost_price")["price"] == "4,90\u00a0€"
    assert talk.say("oui", "affirm") == ["replace_part_recap_paid"]
    assert talk.choose("Commander la pièce") == ["replace_part_done_paid", "replace_part_memo"]
    assert fresh_office.replacements()[0]["price"]["cents"] == 490


@pytest.mark.parametrize("sentence", ["non, plutôt l’antenne", "oui mais c’est l’antenne"])
def test_a_correction_at_the_recap_is_read_again_before_anything_leaves(
    fresh_office: Running, sentence: str
) -> None:
    talk = Dialogue()
    talk.say("il manque la roue de mon robot", "replace_part")
    talk.say("oui", "affirm")
    assert talk.say(sentence, "affirm" if sentence.startswith("oui") else "deny") == ["replace_part_recap_free"]
    assert talk.values_of("replace_part_recap_free")["part"] == "l’antenne"
    assert fresh_office.replacements() == []
    talk.say("c’est bon", "affirm")
    assert [o["part"] for o in fresh_office.replacements()] == ["antenna"]


def test_the_button_of_an_earlier_recap_orders_nothing_before_the_next_recap(fresh_office: Running) -> None:
    talk = Dialogue()
    talk.say("il manque la roue de mon robot", "replace_part")
    talk.say("oui", "affirm")
    order = talk.choices()[0]
    earlier = [m for m in talk.said if m["buttons"]]
    talk.say("laisse tomber", "cancel")
    talk.say("une pièce de mon robot", "replace_part")
    talk.said = earlier
    talk.choose(order)
    talk.say("l’antenne est cassée")
    assert talk.say("oui", "affirm") == ["replace_part_recap_free"]
    assert fresh_office.replacements() == []


def test_a_no_at_the_recap_asks_what_to_change(office: Running) -> None:
    talk = Dialogue()
    talk.say("il manque la roue de mon robot", "replace_part")
    talk.say("oui", "affirm")
    assert talk.say("non", "deny") == ["task_change"]
    assert talk.choose("Changer ce qui s’est passé") == ["replace_part_ask_what_happened"]
    assert talk.say("cassée") == ["replace_part_recap_free"]


@pytest.mark.parametrize(("text", "intent"), [
    ("non", "deny"), ("14 rue Neuve, 75011 Paris", "inform"), ("à une autre adresse", "inform"),
    ("j’ai déménagé", "out_of_scope"),
])
def test_another_address_is_for_a_person(fresh_office: Running, text: str, intent: str) -> None:
    talk = Dialogue()
    talk.say("il manque la roue de mon robot", "replace_part")
    assert talk.say(text, intent) == ["task_other_address"]
    assert talk.choices() == ["Envoyer à cette adresse", "Parler à une personne"]
    assert talk.choose("Envoyer à cette adresse") == ["replace_part_recap_free"]
    assert fresh_office.replacements() == []


def test_two_parts_are_taken_one_by_one(office: Running) -> None:
    talk = Dialogue()
    assert talk.say("il manque la roue et l’antenne de mon robot", "replace_part")[-1] == "replace_part_one_at_a_time"
    assert talk.choose("L’antenne") == ["replace_part_ask_address"]


def test_something_they_did_not_order_is_for_a_person(office: Running) -> None:
    talk = Dialogue(customer="moreau")
    assert talk.say("la roue de mon robot Pixel", "replace_part")[-1] == "replace_part_not_ordered"
    assert talk.choices() == ["La bouilloire rouge", "Parler à une personne"]


def test_a_whole_thing_lost_is_not_this_task(office: Running) -> None:
    talk = Dialogue()
    talk.say("une pièce de mon robot", "replace_part")
    assert talk.say("j’ai perdu tout le robot") == ["replace_part_whole"]
    assert talk.choices() == ["Parler à une personne", "C’est seulement une pièce"]


def test_someone_without_an_address_is_led_to_a_person(office: Running) -> None:
    talk = Dialogue(customer="luka", formality="tu")
    assert talk.say("une pièce de mon robot", "replace_part")[-1] == "replace_part_not_ordered"


def test_without_a_ticket_nothing_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, "http://127.0.0.1:9")
    talk = Dialogue(ticket=False)
    assert talk.say("il manque une pièce", "replace_part") == ["task_practise"]
    assert (talk.words, talk.loop) == ([], None)


@pytest.mark.parametrize("change", [
    lambda m: m.update(ticket=m["ticket"][:-3] + "abc"),
    lambda m: m.update(ticket="é.é"),
])
def test_a_ticket_that_does_not_hold_opens_nothing(
    office: Running, change: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Dialogue()
    real = talk._run

    def forged(action: str, *, form: bool = False) -> Any:
        change(talk.latest["metadata"])
        return real(action, form=form)

    monkeypatch.setattr(talk, "_run", forged)
    assert talk.say("il manque la roue de mon robot", "replace_part") == ["back_office_down"]
    assert talk.steps("shown") == []


def test_an_old_ticket_opens_nothing_even_beside_its_own_time(office: Running) -> None:
    talk = Dialogue()
    talk.ticket_lives = -1  # `now` in the metadata is far before: it must not count
    assert talk.say("il manque la roue de mon robot", "replace_part") == ["back_office_down"]
    assert talk.steps("shown") == []


def test_a_forged_level_in_the_metadata_shows_no_address(office: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Dialogue(customer=None)
    real = talk._run

    def forged(action: str, *, form: bool = False) -> Any:
        talk.latest["metadata"].update(level="verified", customer="awa")
        return real(action, form=form)

    monkeypatch.setattr(talk, "_run", forged)
    assert talk.say("il manque la roue gauche de mon robot", "replace_part")[-1] == "replace_part_need_verified"


def test_a_closed_back_office_is_said_and_told_to_the_front_door(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, "http://127.0.0.1:9")
    talk = Dialogue()
    assert talk.say("il manque la roue de mon robot", "replace_part") == ["back_office_down"]
    (failed,) = [w for w in talk.words if w.get("state") == "failed"]
    assert (failed["step"], failed["value"]) == ("product", "action_failure")
    assert talk.loop is None


def test_the_back_office_may_close_at_the_last_moment_and_the_order_is_still_made_once(
    fresh_office: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Dialogue()
    talk.say("il manque la roue de mon robot", "replace_part")
    talk.say("oui", "affirm")
    url = fresh_office.url
    real = talk._run

    def closes(action: str, *, form: bool = False) -> Any:
        use(monkeypatch, "http://127.0.0.1:9" if action == "action_submit_task" else url)
        return real(action, form=form)

    monkeypatch.setattr(talk, "_run", closes)
    assert talk.say("oui", "affirm") == ["back_office_down"]
    assert talk.tasks() == ["started", "paused"]
    again = Dialogue()
    use(monkeypatch, url)
    again.open_task = talk.remember()
    again.say("on reprend", "resume_task")
    again.say("oui", "affirm")
    assert again.say("oui", "affirm") == ["replace_part_done_free", "replace_part_memo"]
    assert [o["key"] for o in fresh_office.replacements()] == ["turn-1.replace_part:confirm"]


def test_a_silence_after_sending_is_said_as_unknown_and_a_retry_makes_no_second_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.backoffice.TIMEOUT", (1.0, 0.3))
    monkeypatch.setattr("actions.backoffice.BackOffice.__init__.__defaults__", (None, None, (1.0, 0.4)))
    with running(tmp_path, slow_before=1.5, slow_times=2) as slow:
        use(monkeypatch, slow.url)
        talk = Dialogue()
        talk.say("il manque la roue de mon robot", "replace_part")
        talk.say("oui", "affirm")
        assert talk.say("oui", "affirm") == ["task_unknown"]
        again = Dialogue()
        again.open_task = talk.remember()
        again.say("on reprend", "resume_task")
        again.say("oui", "affirm")
        assert again.say("oui", "affirm") == ["replace_part_done_free", "replace_part_memo"]
        assert len(slow.replacements()) == 1


def test_a_key_used_for_other_details_is_said_and_not_repeated(fresh_office: Running) -> None:
    talk = Dialogue()
    talk.say("il manque la roue de mon robot", "replace_part")
    talk.say("oui", "affirm")
    fresh_office.send("POST", "/customers/awa/replacements",
                      {"product": "robot_pixel", "part": "antenna", "reason": "broken", "address": "on_file"},
                      {"Idempotency-Key": "turn-1.replace_part:confirm"})
    assert talk.say("oui", "affirm") == ["task_already"]
    assert len(fresh_office.replacements()) == 1
