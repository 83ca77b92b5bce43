"""Every task meets a back office that is slow, silent, down, at odds with itself, or answers garbage: honest words,
nothing lost, nothing twice.

One walk a task up to the moment it acts or looks up; the fault is put into the client's one call, so what the client
makes of it is tried too. The back office behind it is the real one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from actions.backoffice import BackOffice
from actions.registry import TASKS
from bot.core.coaching import operation_key
from tests.actions.dialogue import Dialogue
from tests.actions.test_replace_part import use
from tests.backoffice.running import Running, running

Turn = tuple[str, str]
YES: Turn = ("oui", "affirm")
# What is said up to the moment the back office acts: the last turn is that moment.
ACTS: dict[str, list[Turn]] = {
    "bank_transfer": [("un virement de 20 euros à ma sœur", "bank_transfer"), ("non", "deny"), YES],
    "buy_postage": [("une carte postale pour la Belgique", "buy_postage"), YES],
    "cancel_order": [("annuler mes baskets", "cancel_order"), YES],
    "change_delivery": [("livrez mes baskets vendredi plutôt", "change_delivery"), YES],
    "damaged_or_wrong_item": [("robot : mauvais modèle, remboursez-moi", "damaged_or_wrong_item"),
                              ("sans photo", "inform"), YES],
    "find_luggage": [("ma valise rouge du vol de lisbonne n'est pas arrivée", "find_luggage"), YES, YES],
    "get_invoice": [("la facture du robot", "get_invoice")],
    "hotel_arrival": [("j'arriverai à l'hôtel de porto vers 23h30", "hotel_arrival"), YES],
    "online_check_in": [("je veux m'enregistrer pour lisbonne, place hublot et une valise", "online_check_in"), YES],
    "recharge_pass": [("mettre une semaine sur la carte de ma fille", "recharge_pass"), YES],
    "replace_part": [("il manque la roue gauche de mon robot", "replace_part"), YES, YES],
    "return_or_exchange": [("rendre le pull contre un bon d'achat", "return_or_exchange"), ("boutique", "inform"), YES],
    "self_checkout_help": [("la caisse automatique dit article inattendu sur le plateau", "self_checkout_help"),
                           ("toujours bloqué", "inform"), ("la 3", "inform")],
}
LOOKS_UP: dict[str, list[Turn]] = {
    "next_departures": [("prochain bus à l'arrêt 4512 ?", "next_departures")],
    "refund_status": [("où en est le remboursement de ma lampe ?", "refund_status")],
    "track_order": [("où en sont mes baskets bleues ?", "track_order")],
}
# Nothing of theirs hangs on the back office: they go on as if nothing were wrong.
NEEDS_NONE: dict[str, list[Turn]] = {
    "diagnose_software": [("pixel studio ne s'ouvre pas sur mon mac", "diagnose_software"), ("oui ça marche", "inform")],
    "diagnose_window": [("la vitre passager de ma voiture ne bouge plus, rien du tout", "diagnose_window"),
                        ("ah oui ça remarche", "inform")],
    "payment_refused": [("mon paiement est refusé, plafond dépassé", "payment_refused"), ("ça marche", "inform")],
}
STEPS = {"get_invoice": "order", "self_checkout_help": "till"}    # whose key is not that of `confirm`
Call = Callable[..., requests.Response]
CALL: Call = BackOffice._call


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server


@pytest.fixture
def office(shared_office: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    use(monkeypatch, shared_office.url)
    monkeypatch.setenv("SENSEI_DEMO", "1")
    return shared_office


@pytest.fixture
def talk(office: Running, request: pytest.FixtureRequest) -> Iterator[Dialogue]:
    """A conversation with keys of its own; what it did is undone after it, where that is possible."""
    found = Dialogue(named=f"fault{abs(hash(request.node.name))}")
    yield found
    task = request.node.callspec.params["task"]
    if task in ACTS:
        office.send("POST", f"/customers/awa/operations/{key(found, task)}/undo")


def key(talk: Dialogue, task: str) -> str:
    return operation_key(f"{talk.named}-1.{task}", STEPS.get(task, "confirm"))


def answer(status: int, body: bytes) -> requests.Response:
    made = requests.Response()
    made.status_code, made._content = status, body
    return made


def silent_once(self: Any, method: str, path: str, **more: Any) -> requests.Response:
    """It does what is asked and its answer never comes."""
    made = CALL(self, method, path, **more)
    if method == "POST":
        raise requests.exceptions.ReadTimeout
    return made


def silent(self: Any, method: str, path: str, **more: Any) -> requests.Response:
    """The same, and it cannot be asked what it did either."""
    if method == "GET" and path.startswith("/operations/"):
        raise requests.exceptions.ReadTimeout
    return silent_once(self, method, path, **more)


def down(self: Any, method: str, path: str, **more: Any) -> requests.Response:
    raise requests.exceptions.ConnectTimeout


def broken(self: Any, method: str, path: str, **more: Any) -> requests.Response:
    return answer(503, b"{}")


def conflict(self: Any, method: str, path: str, **more: Any) -> requests.Response:
    return CALL(self, method, path, **more) if method == "GET" else answer(
        409, b'{"error": {"code": "key_reused", "message": "x"}}')


def no_json(self: Any, method: str, path: str, **more: Any) -> requests.Response:
    return answer(200, b"<html>Wartung</html>")


def other_shape(self: Any, method: str, path: str, **more: Any) -> requests.Response:
    return answer(200, b'{"orders": [{}], "trips": [3], "passes": null, "ok": true}')


def only_the_act(fault: Call) -> Call:
    """Reading goes on; the act itself, and what is asked about it, meet the fault."""
    def call(self: Any, method: str, path: str, **more: Any) -> requests.Response:
        return (fault if method == "POST" or path.startswith("/operations/") else CALL)(self, method, path, **more)
    return call


def walk(talk: Dialogue, turns: list[Turn]) -> list[str]:
    said: list[str] = []
    for text, intent in turns:
        said = talk.say(text, intent)
    return said


def failed(talk: Dialogue) -> list[dict[str, Any]]:
    return [w for w in talk.words if w["type"] == "step" and w.get("value") == "action_failure"]


def known(office: Running, talk: Dialogue, task: str) -> bool:
    return office.send("GET", f"/operations/{key(talk, task)}")[0] == 200


def test_every_task_is_tried_here() -> None:
    assert sorted([*ACTS, *LOOKS_UP, *NEEDS_NONE]) == sorted(TASKS)


@pytest.mark.parametrize("task", ACTS)
def test_an_answer_that_comes_too_late_is_found_again_and_nothing_is_done_twice(
    office: Running, talk: Dialogue, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    walk(talk, ACTS[task][:-1])
    posted: list[str] = []

    def late(self: Any, method: str, path: str, **more: Any) -> requests.Response:
        posted.extend([path] if method == "POST" else [])
        return silent_once(self, method, path, **more)

    monkeypatch.setattr(BackOffice, "_call", late)
    walk(talk, ACTS[task][-1:])
    assert (talk.tasks()[-1], failed(talk), len(posted)) == ("done", [], 1)
    assert known(office, talk, task)


@pytest.mark.parametrize("task", ACTS)
def test_a_silence_after_sending_is_said_as_such_and_the_same_key_waits(
    office: Running, talk: Dialogue, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    walk(talk, ACTS[task][:-1])
    monkeypatch.setattr(BackOffice, "_call", silent)
    assert walk(talk, ACTS[task][-1:])[-1] == "task_unknown"
    assert (talk.tasks()[-1], len(failed(talk)), talk.loop) == ("paused", 1, None)
    assert "Parler à une personne" in talk.choices()
    monkeypatch.setattr(BackOffice, "_call", CALL)
    assert known(office, talk, task)  # whoever looks, finds it under its key


@pytest.mark.parametrize("fault", [down], ids=lambda fault: str(fault.__name__))
@pytest.mark.parametrize("task", [*ACTS, *LOOKS_UP])
def test_a_back_office_that_is_away_is_said_and_what_was_told_is_kept(
    office: Running, talk: Dialogue, monkeypatch: pytest.MonkeyPatch, task: str, fault: Call
) -> None:
    turns = {**ACTS, **LOOKS_UP}[task]
    walk(talk, turns[:-1])
    before = dict(talk.remember()["values"]) if len(turns) > 1 else {}
    monkeypatch.setattr(BackOffice, "_call", fault)
    assert walk(talk, turns[-1:])[-1] == "back_office_down"
    assert (talk.tasks()[-1], len(failed(talk)), talk.loop) == ("paused", 1, None)
    assert talk.remember()["values"] == before
    monkeypatch.setattr(BackOffice, "_call", CALL)
    assert not known(office, talk, task)


@pytest.mark.parametrize("task", [*ACTS, *LOOKS_UP])
def test_an_answer_of_another_shape_is_a_failure_of_ours_and_nothing_is_taken_from_it(
    office: Running, talk: Dialogue, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    turns = {**ACTS, **LOOKS_UP}[task]
    walk(talk, turns[:-1])
    monkeypatch.setattr(BackOffice, "_call", other_shape)
    said = walk(talk, turns[-1:])
    assert "done" not in talk.tasks() and not any(response.endswith(("_done", "_memo")) for response in said)
    assert "Parler à une personne" in talk.choices()


@pytest.mark.parametrize("task", ACTS)
def test_an_unreadable_answer_to_the_act_itself_is_unknown_and_not_sent_blindly(
    office: Running, talk: Dialogue, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    walk(talk, ACTS[task][:-1])
    monkeypatch.setattr(BackOffice, "_call", only_the_act(no_json))
    assert walk(talk, ACTS[task][-1:])[-1] == "task_unknown"
    assert (talk.tasks()[-1], len(failed(talk))) == ("paused", 1)


@pytest.mark.parametrize("task", ACTS)
def test_a_key_used_for_something_else_is_said_and_nothing_more_is_sent(
    office: Running, talk: Dialogue, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    walk(talk, ACTS[task][:-1])
    monkeypatch.setattr(BackOffice, "_call", conflict)
    assert walk(talk, ACTS[task][-1:])[-1] == "task_already"
    assert (talk.tasks()[-1], len(failed(talk))) == ("paused", 1)


@pytest.mark.parametrize("task", ACTS)
def test_an_answer_repeated_for_the_same_key_does_nothing_twice(
    office: Running, talk: Dialogue, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    walk(talk, ACTS[task][:-1])
    answers: list[requests.Response] = []

    def twice(self: Any, method: str, path: str, **more: Any) -> requests.Response:
        answers.append(CALL(self, method, path, **more))
        if method == "POST":  # delivered twice on the way, and answered from what is kept
            answers.append(CALL(self, method, path, **more))
        return answers[-1]

    monkeypatch.setattr(BackOffice, "_call", twice)
    walk(talk, ACTS[task][-1:])
    assert answers[-1].headers["Idempotent-Replayed"] == "true" and answers[-1].json() == answers[-2].json()
    assert (talk.tasks()[-1], talk.steps("failed")) == ("done", [])


@pytest.mark.parametrize("fault", [down, other_shape], ids=lambda fault: str(fault.__name__))
@pytest.mark.parametrize("task", NEEDS_NONE)
def test_what_needs_no_back_office_goes_on_without_it(
    office: Running, talk: Dialogue, monkeypatch: pytest.MonkeyPatch, task: str, fault: Call
) -> None:
    monkeypatch.setattr(BackOffice, "_call", fault)
    walk(talk, NEEDS_NONE[task])
    assert (talk.tasks(), failed(talk)) == (["started", "done"], [])
