"""A delivery changed: another day, a pick-up point, another address; once, with a recap, and back while there is time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.actions.dialogue import Dialogue
from tests.backoffice.running import Running


@pytest.fixture
def key(office: Running, request: pytest.FixtureRequest) -> Iterator[str]:
    name = f"move{abs(hash(request.node.name))}"
    yield name
    office.send("POST", f"/customers/awa/operations/{name}-1.change_delivery:confirm/undo")


def planned(office: Running) -> str:
    return str(office.send("GET", "/customers/awa/orders/awa-trainers/tracking")[1]["arrives_on"])


@pytest.mark.parametrize(("language", "sentence", "agree"), [
    ("fr", "livrez mes baskets vendredi plutôt", "oui"), ("en", "deliver my trainers on Friday instead", "yes"),
])
def test_another_day_told_at_once_needs_the_recap_only(
    office: Running, key: str, language: str, sentence: str, agree: str
) -> None:
    talk = Dialogue(language=language, named=key)
    assert talk.say(sentence, "change_delivery") == ["change_delivery_intro", "change_delivery_recap"]
    assert planned(office) == "2026-11-24"
    assert talk.say(agree, "affirm")[0] == "change_delivery_done"
    assert (planned(office), talk.tasks()) == ("2026-11-27", ["started", "done"])
    assert office.send("GET", f"/operations/{key}-1.change_delivery:confirm")[0] == 200


def test_the_day_one_is_away_is_not_taken_for_the_day_one_wants(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    assert talk.say("je serai absente jeudi pour mes baskets", "change_delivery")[-1] == "change_delivery_ask_day"
    assert len(talk.choices()) == 3
    assert talk.say("dimanche")[-1] == "change_delivery_no_such_day"
    assert talk.say("samedi")[-1] == "change_delivery_recap"


def test_a_pick_up_point_is_recognised_and_can_be_taken_back(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("je préfère retirer mes baskets en point relais", "change_delivery")
    assert "Notre boutique" in talk.choices()
    assert talk.say("à la gare")[-1] == "change_delivery_recap_point"
    assert "change_delivery_done_point" in talk.choose("Changer la livraison")
    orders = office.send("GET", "/customers/awa/orders")[1]["orders"]
    assert "gare" in next(o for o in orders if o["id"] == "awa-trainers")["status"]["fr"]
    assert talk.choose("Revenir à la livraison prévue") == ["change_delivery_undone"]
    orders = office.send("GET", "/customers/awa/orders")[1]["orders"]
    assert next(o for o in orders if o["id"] == "awa-trainers")["status"]["fr"] == "arrivent demain"


@pytest.mark.parametrize(("language", "sentence"), [
    ("fr", "livrez mes baskets en point relais, comme d’habitude"), ("en", "send my trainers to my usual pick-up point"),
])
def test_as_usual_is_the_point_somebody_wanted_remembered(office: Running, key: str, language: str, sentence: str) -> None:
    talk = Dialogue(named=key, language=language)
    talk.preferences = {"pick_up_point": "la consigne de la gare"}
    assert talk.say(sentence, "change_delivery")[-1] == "change_delivery_recap_point"
    assert ("gare" if language == "fr" else "station") in talk.values_of("change_delivery_recap_point")["point"]


def test_what_is_remembered_stands_first_among_the_choices_and_answers_the_question(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.preferences = {"pick_up_point": "la consigne de la gare", "size": "M"}
    talk.say("je préfère retirer mes baskets en point relais", "change_delivery")
    assert talk.choices()[0] == "Comme d’habitude\u00a0: la consigne de la gare"
    assert talk.say("comme d’hab svp")[-1] == "change_delivery_recap_point"


@pytest.mark.parametrize("remembered", [{}, {"size": "M"}, {"pick_up_point": "le kiosque de Lyon"}])
def test_a_habit_nobody_told_is_asked_for_kindly_and_never_guessed(
    office: Running, key: str, remembered: dict[str, str]
) -> None:
    talk = Dialogue(named=key)
    talk.preferences = remembered
    talk.say("je préfère retirer mes baskets en point relais", "change_delivery")
    assert not [c for c in talk.choices() if "habitude" in c]
    assert talk.say("comme d’habitude") == ["task_no_usual", "change_delivery_ask_point"]
    assert talk.steps("failed") == []
    assert talk.say("à la gare")[-1] == "change_delivery_recap_point"


def test_not_as_usual_is_no_habit(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.preferences = {"pick_up_point": "la gare"}
    talk.say("je préfère retirer mes baskets en point relais", "change_delivery")
    assert talk.say("pas comme d’habitude, à la boulangerie")[-1] == "change_delivery_recap_point"
    assert "boulangerie" in talk.values_of("change_delivery_recap_point")["point"]


def test_a_new_address_is_asked_for_in_one_line_and_repeated(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    assert talk.say("je déménage, mes baskets doivent aller ailleurs", "change_delivery")[-1] == "change_delivery_ask_address"
    assert talk.say("à Lyon")[-1] == "change_delivery_again_address"
    assert talk.say("8 rue des Tilleuls, 69003 Lyon")[-1] == "change_delivery_recap_address"
    assert "8 rue des Tilleuls" in talk.values_of("change_delivery_recap_address")["address"]
    assert talk.say("oui", "affirm")[0] == "change_delivery_done_address"
    assert planned(office) == "2026-11-25"


def test_a_stranger_changes_nothing_and_what_was_said_is_kept(office: Running) -> None:
    talk = Dialogue(customer=None)
    assert talk.say("livrez-moi plutôt vendredi", "change_delivery")[-1] == "task_need_verified"
    assert talk.remember()["values"] == {"what": "day", "day": "2026-11-27"}


@pytest.mark.parametrize(("sentence", "said"), [
    ("changer la livraison du robot", "arrived"), ("déposez mes baskets chez la voisine", "neighbour"),
])
def test_what_cannot_be_changed_here_is_for_a_person(office: Running, sentence: str, said: str) -> None:
    talk = Dialogue()
    assert f"change_delivery_{said}" in talk.say(sentence, "change_delivery")
    assert "Parler à une personne" in talk.choices()


def test_a_no_at_the_recap_moves_nothing(office: Running, key: str) -> None:
    talk = Dialogue(named=key)
    talk.say("livrez mes baskets vendredi", "change_delivery")
    assert talk.say("non", "deny") == ["task_change"]
    assert "La garder comme prévu" in talk.choices()
    assert planned(office) == "2026-11-24"
