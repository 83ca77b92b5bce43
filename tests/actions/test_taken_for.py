"""Words that simulated customers wrote and that were once taken for something else."""

from __future__ import annotations

import pytest

from actions.values import agreement, hours, numbers, places
from tests.actions.dialogue import Dialogue
from tests.actions.test_money import office, shared_office  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("office")


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "la livraison de demain tombe mal, je voudrais la modifier"),
    ("en", "tomorrow's delivery is badly timed, I'd like to change it"),
])
def test_the_day_it_comes_on_already_is_what_a_delivery_is_called_and_no_wish(
        language: str, text: str) -> None:
    talk = Dialogue("awa", language=language)
    talk.say(text, "change_delivery")
    assert "day" not in talk.steps("done") and "confirm" not in talk.steps("shown")


@pytest.mark.parametrize("text", ["got to dash, back later", "je dois filer, je reviens plus tard"])
def test_later_is_a_day_only_of_a_delivery(text: str) -> None:
    talk = Dialogue("awa", language="en" if "dash" in text else "fr")
    talk.say("changer la livraison de mes baskets", "change_delivery")
    talk.say(text, "pause", 0.7)
    assert "what" not in talk.steps("done") and talk.tasks()[-1] == "paused"


@pytest.mark.parametrize(("text", "intent"), [("so slow", "pause"), ("trop lente", "pause"), ("elle monte lentement", "cancel")])
def test_a_value_that_is_all_of_the_message_is_the_answer_whatever_it_sounds_like(text: str, intent: str) -> None:
    talk = Dialogue(None, language="en" if "so" in text else "fr")
    talk.say("a window of my car" if "so" in text else "une vitre de ma voiture", "diagnose_window")
    talk.say("driver" if "so" in text else "conducteur")
    talk.say(text, intent, 0.95)
    assert talk.facts()["symptom"] and talk.tasks() == ["started"]


def test_it_comes_back_down_says_nothing_of_a_back_window() -> None:
    talk = Dialogue(None, language="en")
    talk.say("a window of my car", "diagnose_window")
    talk.say("the passenger's")
    talk.say("it comes back down by itself")
    assert "passenger" in talk.facts()["which"] and talk.facts()["symptom"]


def test_oh_no_i_meant_something_else_says_nothing_of_what_was_just_asked() -> None:
    talk = Dialogue(None, language="en")
    talk.say("Pixel Studio is giving me grief", "diagnose_software")
    talk.say("an iPad")
    talk.say("the download won't install")
    talk.say("oh no, I meant unbelievably slow", "deny")
    assert "slow" in talk.facts()["trouble"] and "restart" not in talk.steps("done")


@pytest.mark.parametrize("text", ["great, it's working", "super, ça fonctionne"])
def test_joy_over_what_works_is_the_answer_to_does_it_work(text: str) -> None:
    talk = Dialogue(None, language="en" if "it's" in text else "fr")
    talk.say("une vitre de ma voiture", "diagnose_window")
    talk.say("driver" if "it's" in text else "conducteur")
    talk.say("so slow" if "it's" in text else "lente")
    talk.say(text, "praise", 0.95)
    assert talk.tasks() == ["started", "done"]


def test_a_word_one_letter_off_is_understood_where_it_was_asked_for() -> None:
    talk = Dialogue(None)
    talk.say("une vitre de ma voiture", "diagnose_window")
    talk.say("celle du pasager", "nlu_fallback", 0.2)
    assert "passager" in talk.facts()["which"]


@pytest.mark.parametrize(("language", "text"), [("fr", "je corrige : 45 €"), ("en", "sorry, I meant 45 euros")])
def test_an_amount_put_right_at_the_recap_is_put_right(language: str, text: str) -> None:
    talk = Dialogue("awa", language=language)
    talk.say("faire un virement" if language == "fr" else "make a transfer", "bank_transfer")
    talk.say("non, personne" if language == "fr" else "no, it's my own idea", "example" if language == "en" else "deny")
    talk.say("le loyer" if language == "fr" else "the rent")
    talk.say("120 euros")
    talk.say(text, "ask_price", 0.9)
    assert "45" in talk.values_of("bank_transfer_recap")["amount"]


def test_figures_that_run_into_letters_are_no_amount() -> None:
    talk = Dialogue("awa")
    for words in ("faire un virement", "non", "le loyer", "42bis##"):
        talk.say(words, "bank_transfer" if "virement" in words else "inform")
    assert "amount" not in talk.steps("done")


def test_the_elision_of_a_word_is_no_size() -> None:
    talk = Dialogue("awa")
    talk.say("le pull vert ne fait pas l’affaire, je vous le rends", "return_or_exchange")
    assert "size" not in talk.facts()


@pytest.mark.parametrize("text", ["j'ai changé d'avis", "excusez-moi, il ne me plaît plus, c'est bien aimable à vous"])
def test_a_change_of_mind_is_a_reason_to_return_and_not_to_stop(text: str) -> None:
    talk = Dialogue("awa")
    talk.say("je veux rendre mon pull vert et être remboursée", "return_or_exchange")
    talk.say(text, "cancel", 0.95)
    assert talk.facts()["reason"] and "given_up" not in talk.tasks()


@pytest.mark.parametrize(("text", "step"), [("the weather is dreadful over here", "to")])
def test_over_here_is_no_country(text: str, step: str) -> None:
    talk = Dialogue("awa", language="en")
    talk.say("buy some postage", "buy_postage")
    talk.say(text, "out_of_scope")
    assert step not in talk.facts()


def test_two_words_that_answer_badly_do_not_begin_another_task() -> None:
    talk = Dialogue("awa")
    talk.say("je veux m'enregistrer pour mon vol de demain", "online_check_in")
    talk.say("hublot")
    talk.say("unn bagage", "find_luggage", 0.95)
    assert talk.tasks() == ["started"] and talk.steps("failed") == ["bags"]


def test_a_reason_beside_the_wish_to_stop_is_a_wish_to_stop() -> None:
    talk = Dialogue("awa")
    talk.say("je veux rendre mon pull vert et être remboursée", "return_or_exchange")
    talk.say("j'ai changé d'avis, finalement on annule tout ça", "cancel", 0.95)
    assert talk.tasks()[-1] == "given_up"


@pytest.mark.parametrize("text", ["hélas non, rien de mieux", "non, toujours rien", "rien ne change"])
def test_nothing_better_changes_nothing_told_before(text: str) -> None:
    talk = Dialogue(None)
    for words in ("une vitre de ma voiture", "derrière", "elle monte très lentement"):
        talk.say(words, "diagnose_window" if "voiture" in words else "inform")
    talk.say(text, "deny")
    assert "lente" in talk.facts()["symptom"] and "engine" in talk.steps("done")


@pytest.mark.parametrize(("language", "lines", "correction"), [
    ("fr", ("je cherche mon bagage", "Lisbonne", "ma valise", "noire"), "ah non, je voulais dire rouge"),
    ("en", ("looking for my bag", "Lisbon", "my suitcase", "black"), "let me correct that: red"),
])
def test_a_colour_put_right_at_the_address_says_nothing_of_the_address(
        language: str, lines: tuple[str, ...], correction: str) -> None:
    talk = Dialogue("awa", language=language)
    for words in lines:
        talk.say(words, "find_luggage" if words == lines[0] else "inform")
    talk.say(correction, "affirm" if language == "en" else "deny", 0.9)
    assert talk.facts()["colour"] in ("rouge", "red") and "address" not in talk.steps("done")


def test_store_credit_is_no_shop_to_hand_it_in() -> None:
    talk = Dialogue("awa", language="en")
    talk.say("I'd care to send my green jumper back", "return_or_exchange")
    talk.say("store credit rather")
    assert "point" not in talk.facts()


def test_another_one_at_the_recap_is_what_is_wanted_and_not_what_came() -> None:
    talk = Dialogue("awa")
    for words in ("mon robot Pixel est arrivé cassé", "non", "pas de photo", "le remboursement"):
        talk.say(words, "damaged_or_wrong_item" if "robot" in words else "inform")
    talk.say("pardon, je me suis trompée, c'est renvoyez-m'en un neuf")
    assert talk.steps("done").count("what") == 1 and talk.steps("done").count("wanted") == 2


@pytest.mark.parametrize(("text", "value"), [
    ("ça ne marche toujoourss pas", "did_not_work"), ("it's not working noww", "did_not_work"),
    ("ça marche, pas de souci", "done"), ("ça marchhe !", "done"), ("déjà esssayé tout à l'heure", "already"),
])
def test_what_came_of_a_gesture_is_read_through_slips_and_never_the_wrong_way_round(
    text: str, value: str
) -> None:
    talk = Dialogue()
    talk.say("la caisse automatique ne scanne pas un article", "self_checkout_help")
    talk.say(text, "nlu_fallback", 0.3)
    assert next(w["value"] for w in talk.words if w["type"] == "step" and w["state"] == "done" and w["step"] == "scan") == value


def test_a_number_of_articles_is_no_number_of_a_till() -> None:
    talk = Dialogue(language="en", named="one-item")
    talk.say("the self-checkout can't scan one item", "self_checkout_help")
    assert "till" not in talk.steps("done")
    talk.say("it doesn't work")
    assert talk.say("two")[0] == "self_checkout_help_called" and talk.values_of("self_checkout_help_called")["till"] == "till 2"


def test_a_till_named_early_is_not_asked_for() -> None:
    talk = Dialogue()
    talk.say("je suis à la caisse deux, la caisse automatique ne scanne pas un article", "self_checkout_help")
    assert "till" in talk.steps("done")


@pytest.mark.parametrize("text", ["own Hall", "Town Halll", "the twon hall top", "Ton Hall", "TTownHall"])
def test_a_name_of_two_words_is_forgiven_a_slip(text: str) -> None:
    talk = Dialogue(language="en")
    talk.say("when's the next bus", "next_departures")
    assert talk.say(text, "nlu_fallback", 0.3)[0] == "next_departures_departures"
    assert talk.values_of("next_departures_departures")["stop"] == "Town Hall"


@pytest.mark.parametrize(("language", "text"), [("en", "the town hall stop"), ("fr", "l'arrêt de la mairie")])
def test_where_a_bus_stands_is_no_wish_to_stop(language: str, text: str) -> None:
    talk = Dialogue(language=language)
    talk.say("when's the next bus", "next_departures")
    assert talk.say(text, "cancel", 0.9)[0] == "next_departures_departures"


@pytest.mark.parametrize(("language", "text", "intent"), [
    ("fr", "vous vendez des bons d'achat aussi ?", "faq"), ("en", "do you sell vouchers too?", "near_miss")])
def test_a_question_chooses_nothing_it_names(language: str, text: str, intent: str) -> None:
    talk = Dialogue(language=language, named="vouchers")
    talk.say("je rends le pull vert", "return_or_exchange")
    talk.say(text, intent, 0.5)
    assert "what" not in talk.steps("done")


def test_the_thirty_fifth_of_the_month_is_no_amount_no_size_and_no_fare() -> None:
    assert numbers.find_cents("le 35 du mois", bare=True) is None and numbers.find_size("le 35 du mois") is None
    talk = Dialogue(named="fare")
    talk.say("recharger une carte de transport", "recharge_pass")
    talk.say("le 35 du mois")
    assert "fare" not in talk.steps("done")


def test_the_flight_of_tomorrow_is_no_pause() -> None:
    talk = Dialogue(named="tomorrow")
    talk.say("mon bagage n'est pas arrivé", "find_luggage")
    talk.say("lle vol de demain", "pause", 0.76)
    assert talk.tasks() == ["started"]


@pytest.mark.parametrize("text", ["toute noirre", "noiree", "toute onire"])
def test_a_colour_a_letter_off_is_read_where_one_was_asked_for(text: str) -> None:
    found = places.nearly_a_colour(text)
    assert found is not None and found[0] == "black"
    assert places.nearly_a_colour("une robe légère") is None


@pytest.mark.parametrize("text", ["9:30 mp", "9.30 ppm", "9:30 pmm"])
def test_pm_with_a_slip_is_never_the_morning(text: str) -> None:
    found = hours.find_time(text, "en")
    assert found is not None and found[0].hour == 21


@pytest.mark.parametrize(("text", "intent", "ended"), [
    ("tout est let", "cancel", False), ("toute onire", "cancel", False), ("it won'tt siwtch on", "pause", False),
    ("je me retire", "cancel", True), ("laissez tomber", "cancel", True), ("deux secondes", "pause", True),
    ("on sonne à la porte", "pause", True),
])
def test_a_task_ends_or_waits_only_by_words_that_say_so(text: str, intent: str, ended: bool) -> None:
    talk = Dialogue(named="ends")
    talk.say("le logiciel plante", "diagnose_software")
    talk.say(text, intent, 0.8)
    assert (talk.rejected or talk.loop is None) is ended


def test_the_left_one_of_a_correction_is_no_first_choice() -> None:
    talk = Dialogue(language="en", named="left")
    talk.say("I need a part for the Pixel robot", "replace_part")
    talk.say("the battery flap")
    talk.say("let me correct that: the wheel, left one")
    done = {w["step"]: w["value"] for w in talk.words if w["type"] == "step" and w["state"] == "done"}
    assert done.get("part") == "left_wheel" and "what_happened" not in done


def test_a_misspelt_answer_to_a_choice_is_no_answer_to_a_later_question() -> None:
    talk = Dialogue(language="en", named="store")
    talk.say("I'm returning the green jumper", "return_or_exchange")
    talk.say("store rceditt rather")
    assert "point" not in talk.steps("done")


@pytest.mark.parametrize(("text", "intent", "confidence"), [
    ("on verra demain", "pause", 0.7), ("je réfléchis", "pause", 0.78), ("5 min", "pause", 0.7),
    ("laisse", "cancel", 0.7), ("end this", "cancel", 0.7), ("je me casse", "cancel", 0.9),
])
def test_a_wish_to_wait_or_stop_is_heard_by_its_words_or_when_it_is_sure(
    text: str, intent: str, confidence: float
) -> None:
    talk = Dialogue(named="waits")
    talk.say("le logiciel plante", "diagnose_software")
    talk.say(text, intent, confidence)
    assert talk.rejected or talk.loop is None


@pytest.mark.parametrize("text", ["arrêtez", "je veux arrêter", "stop", "let's stop here"])
def test_at_a_bus_stop_a_plain_stop_still_stops(text: str) -> None:
    talk = Dialogue(named="bus")
    talk.say("c'est quand le prochain bus", "next_departures")
    talk.say(text, "cancel", 0.7)
    assert talk.rejected or talk.loop is None


def test_much_faster_is_no_failure_and_other_words_are_no_colours() -> None:
    assert not agreement.is_denied("ça marche beaucoup plus vite", "ça marche")
    assert agreement.is_denied("ça marche toujoours pas", "ça marche")
    for text in ("haven't seen it for a while", "while", "sombre voire foncé", "une prise"):
        assert places.nearly_a_colour(text) is None
