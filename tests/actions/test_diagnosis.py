"""A window and a programme that do not work: gestures one at a time, the first that helps ends it, none is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.actions.dialogue import Dialogue
from tests.actions.test_replace_part import use
from tests.backoffice.running import Running, running


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server


@pytest.fixture
def office(shared_office: Running, no_office: None, monkeypatch: pytest.MonkeyPatch) -> Running:
    use(monkeypatch, shared_office.url)
    return shared_office


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finding out needs no back office: it is not even there."""
    use(monkeypatch, "http://127.0.0.1:9")


@pytest.mark.parametrize(("language", "first", "works"), [
    ("fr", "la vitre passager de ma voiture ne bouge plus, rien du tout", "ah oui ça remarche"),
    ("en", "the passenger window of my car won't move, nothing at all", "yes it works now"),
])
def test_what_was_told_at_once_is_not_asked_and_the_first_gesture_that_helps_ends_it(
    language: str, first: str, works: str
) -> None:
    talk = Dialogue(None, language=language)
    assert talk.say(first, "diagnose_window") == ["diagnose_window_intro", "diagnose_window_ask_lock"]
    assert talk.say(works) == ["diagnose_window_fixed", "diagnose_window_memo"]
    assert talk.facts()["helped"] in ("Le bouton de sécurité enfants", "The child lock")
    assert talk.tasks() == ["started", "done"]


def test_gestures_follow_one_another_and_a_person_sees_each_that_was_tried() -> None:
    talk = Dialogue(None)
    talk.say("ma vitre ne marche plus", "diagnose_window")
    talk.choose("Celle du conducteur")
    said = [talk.say("rien ne change")]
    while talk.loop:
        assert len(said) < 5
        said.append(talk.say("rien ne change"))
    assert said == [["diagnose_window_ask_reset"], ["diagnose_window_not_fixed", "diagnose_window_memo"]]
    assert talk.choices() == ["Parler à une personne"]
    assert talk.steps("done") == ["symptom", "which", "engine", "reset"]


def test_a_window_that_only_makes_noise_is_not_forced() -> None:
    talk = Dialogue(None)
    talk.say("la vitre arrière de ma voiture grince et ne bouge plus", "diagnose_window")
    assert talk.tasks() == ["started", "done"]
    assert talk.choices() == ["Parler à une personne"]


def test_a_gesture_tried_before_counts_and_is_not_asked_for_again() -> None:
    talk = Dialogue(None, language="en")
    talk.say("pixel studio won't open on my mac", "diagnose_software")
    assert talk.say("I already did that") == ["diagnose_software_ask_update"]
    assert talk.say("ok i've done it") == ["diagnose_software_and_then"]
    assert talk.choices() == ["It works", "No change"]
    assert talk.choose("No change") == ["diagnose_software_ask_reinstall"]
    assert talk.say("yes!") == ["diagnose_software_fixed", "diagnose_software_memo"]


def test_far_from_the_car_nothing_is_lost() -> None:
    talk = Dialogue(None)
    talk.say("la vitre passager de ma voiture ne bouge plus du tout", "diagnose_window")
    assert talk.say("je n'ai pas la voiture ici") == ["diagnose_window_not_here"]
    assert talk.choices() == ["Reprendre plus tard", "Parler à une personne"]
    assert talk.choose("Reprendre plus tard")[-1] == "task_paused"


@pytest.mark.parametrize(("sentence", "device", "trouble"), [
    ("l'appli de mon ipad ne trouve pas le robot", "tablet", "connect"),
    ("pixel studio rame sur mon pc", "windows", "slow"),
    ("I can't install the program on my macbook", "mac", "install"),
    ("the app keeps crashing on my phone", "tablet", "start"),
])
def test_device_and_trouble_are_read_from_one_sentence(sentence: str, device: str, trouble: str) -> None:
    talk = Dialogue(None)
    assert talk.say(sentence, "diagnose_software")[-1] == "diagnose_software_ask_restart"
    values = talk.remember()["values"]
    assert (values["device"], values["trouble"]) == (device, trouble)


@pytest.mark.parametrize(("language", "sentence", "answer", "where"), [
    ("fr", "la caisse automatique dit article inattendu sur le plateau", "toujours bloqué", "au comptoir d’accueil"),
    ("en", "unexpected item in the bagging area", "still stuck", "at the welcome desk"),
])
def test_at_a_till_that_stays_stuck_somebody_is_called_once(
    office: Running, language: str, sentence: str, answer: str, where: str
) -> None:
    talk = Dialogue(None, language=language, named=f"till-{language}")
    assert talk.say(sentence, "self_checkout_help") == ["self_checkout_help_intro", "self_checkout_help_ask_scale"]
    assert talk.say(answer) == ["self_checkout_help_ask_till"]
    assert talk.say("la 3" if language == "fr" else "number 3") == ["self_checkout_help_called", "self_checkout_help_memo"]
    assert talk.values_of("self_checkout_help_called")["where"] == where
    assert office.send("GET", f"/operations/till-{language}-1.self_checkout_help:till")[1]["result"]["till"] == "till-3"


def test_a_gesture_that_helps_calls_nobody(office: Running) -> None:
    talk = Dialogue(None, named="till-fixed")
    talk.say("ma carte ne passe pas à la caisse libre-service, paiement refusé", "self_checkout_help")
    assert talk.say("ah c'est passé")[0] == "self_checkout_help_fixed"
    assert office.send("GET", "/operations/till-fixed-1.self_checkout_help:till")[0] == 404
