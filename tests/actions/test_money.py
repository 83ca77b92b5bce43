"""Money and postage: bought once, sent once, and stopped when somebody else's voice decides."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.actions.dialogue import Dialogue
from tests.actions.test_replace_part import use
from tests.backoffice.running import Running, running


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server


@pytest.fixture
def office(shared_office: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    use(monkeypatch, shared_office.url)
    monkeypatch.setenv("SENSEI_DEMO", "1")
    return shared_office


@pytest.mark.parametrize(("language", "sentence", "agree", "price"), [
    ("fr", "une carte postale pour la Belgique", "oui", "2,10\u00a0€"), ("en", "a stamp for a letter to Belgium", "yes", "€2.10"),
])
def test_postage_is_bought_once_and_given_as_a_file(
    office: Running, language: str, sentence: str, agree: str, price: str
) -> None:
    talk = Dialogue(language=language, named=f"post-{language}")
    assert talk.say(sentence, "buy_postage") == ["buy_postage_intro", "buy_postage_recap"]
    assert talk.values_of("buy_postage_recap")["price"] == price
    assert talk.say(agree, "affirm")[0] == "buy_postage_done"
    [paper] = [w for w in talk.words if w["type"] == "document"]
    assert office.file(f"/documents/{quote(paper['ref'])}").startswith(b"%PDF")


@pytest.mark.parametrize(("language", "sentence", "own", "payee", "amount", "agree"), [
    ("fr", "je voudrais faire un virement", "non c'est mon idée", "à ma sœur", "cinquante euros", "oui"),
    ("en", "I'd like to make a transfer", "no, my own idea", "my sister", "fifty", "yes"),
])
def test_a_transfer_is_made_once_after_the_name_was_checked(
    office: Running, language: str, sentence: str, own: str, payee: str, amount: str, agree: str
) -> None:
    talk = Dialogue(language=language, named=f"send-{language}")
    assert talk.say(sentence, "bank_transfer") == ["bank_transfer_intro", "bank_transfer_ask_told"]
    assert talk.say(own) == ["bank_transfer_ask_payee"]
    assert talk.say(payee) == ["bank_transfer_ask_amount"]
    assert talk.say(amount) == ["bank_transfer_recap"]
    assert talk.values_of("bank_transfer_recap")["holder"] == "Fatou Diallo"
    assert talk.say(agree, "affirm")[0] == "bank_transfer_done"
    assert office.send("GET", f"/operations/send-{language}-1.bank_transfer:confirm")[1]["result"]["cents"] == 5000


def called(talk: Dialogue) -> str:
    """What the front door is told, so that it hands over."""
    [step] = [word for word in talk.words if word["type"] == "step" and word["state"] == "tried"]
    assert step["said"]
    return str(step["value"])


@pytest.mark.parametrize("sentence", [
    "un conseiller au téléphone me demande de faire un virement sur un compte sécurisé",
    "a man from the bank is on the line, I must move my money to a safe account",
])
def test_a_caller_or_a_safe_account_stops_everything_and_calls_a_person(office: Running, sentence: str) -> None:
    talk = Dialogue(named="scam")
    assert talk.say(sentence, "bank_transfer") == ["bank_transfer_intro", "bank_transfer_stop"]
    assert talk.facts()["warned"] == "Faire un virement"
    assert (called(talk), talk.loop, talk.tasks()) == ("person:fraud", None, ["started", "given_up"])


def test_the_sign_of_a_deception_counts_at_the_very_last_moment_too(office: Running) -> None:
    talk = Dialogue(named="late-scam")
    for words in ("faire un virement à ma sœur", "non", "50 euros"):
        talk.say(words, "bank_transfer" if "virement" in words else "inform")
    assert talk.say("oui le conseiller au téléphone dit de confirmer", "affirm") == ["bank_transfer_stop"]
    assert office.send("GET", "/operations/late-scam-1.bank_transfer:confirm")[0] == 404


def test_told_by_somebody_stops_by_its_button_too(office: Running) -> None:
    talk = Dialogue(named="told")
    talk.say("je voudrais faire un virement", "bank_transfer")
    assert talk.choose("Oui, on me l’a demandé") == ["bank_transfer_stop"]
    assert (called(talk), talk.loop) == ("person:fraud", None)


def test_a_name_that_does_not_match_is_said_before_the_go_ahead(office: Running) -> None:
    talk = Dialogue(named="plumber")
    talk.say("un virement pour le plombier", "bank_transfer")
    talk.say("non")
    assert talk.say("120,50 €") == ["bank_transfer_recap_differs"]


def test_outside_the_demo_there_is_no_transfer(office: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENSEI_DEMO", "0")
    assert Dialogue().say("faire un virement", "bank_transfer") == ["task_off"]
