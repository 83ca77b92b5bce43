"""The real brain over HTTP: the contract every brain keeps, and what only this one can show."""

from __future__ import annotations

import asyncio
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.brain_contract.contract import BrainContract, follow_up, request
from tests.brain_contract.running import FACT, STEP, TASK, Actions, RunningBrain


class Failed(Exception):
    """The brain answered with an error."""


class OverHttp:
    """The running brain in the shape of `bot.brain.client.Brain`."""

    def __init__(self, running: RunningBrain) -> None:
        self._running = running

    async def ask(self, turn: dict[str, Any]) -> Any:
        return await self._call("POST", "/turns", turn)

    async def reset(self, conversation: str) -> None:
        await self._call("POST", f"/conversations/{conversation}/reset")

    async def forget(self, conversation: str) -> None:
        await self._call("DELETE", f"/conversations/{conversation}")

    async def recall(self, conversation: str) -> list[dict[str, Any]]:
        return list((await self._call("GET", f"/conversations/{conversation}"))["events"])

    async def ready(self) -> bool:
        await self._call("GET", "/ready")
        return True

    async def _call(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = await asyncio.to_thread(self._running.call, method, path, body)
        if status >= 400:
            raise Failed(f"{status}: {answer}")
        return answer


class TestTheContract(BrainContract):
    @pytest.fixture
    def brain(self, running: RunningBrain) -> OverHttp:
        return OverHttp(running)


def ask(running: RunningBrain, turn: dict[str, Any], expected: int = 200) -> Any:
    status, answer = running.call("POST", "/turns", turn)
    assert status == expected, answer
    return answer


def texts(answer: dict[str, Any]) -> list[str]:
    return [message["text"] for message in answer["messages"]]


@pytest.mark.parametrize(("method", "path"), [
    ("POST", "/turns"), ("GET", "/ready"), ("POST", "/conversations/c/reset"), ("DELETE", "/conversations/c"),
])
@pytest.mark.parametrize("token", [None, "wrong", ""])
def test_without_the_right_token_every_route_answers_401(
    running: RunningBrain, method: str, path: str, token: str | None,
) -> None:
    status, body = running.call(method, path, request(), token=token)
    assert (status, body["error"]["code"]) == (401, "bad_token")


@pytest.mark.parametrize(("method", "path"), [
    ("POST", "/webhooks/rest/webhook"), ("GET", "/conversations/c/tracker"), ("PUT", "/model"),
    ("POST", "/model/parse"), ("GET", "/status"),
])
def test_nothing_else_of_rasa_is_reachable(running: RunningBrain, method: str, path: str) -> None:
    status, _ = running.call(method, path, {}, prefix="")
    assert status == 404


@pytest.mark.parametrize(("body", "status", "code"), [
    (b"{", 400, "bad_json"), ([], 422, "bad_request"), (request(turn=""), 422, "bad_request"),
    (request(conversation="c" * 256), 422, "bad_request"), (request(language="de"), 422, "bad_request"),
    (request(known=None), 422, "bad_request"), (request(text=None), 422, "bad_request"),
    (request(text=" \n"), 422, "bad_request"), (request(text=" /restart"), 422, "command"),
    (request(text="\u200b /restart"), 422, "command"),
    (request(choice={"intent": "greet"}), 422, "bad_request"),
    (request(choice={"intent": "restart", "entities": []}), 422, "unknown_intent"),
    (request(choice={"intent": "no_such_intent", "entities": []}), 422, "unknown_intent"),
])
def test_a_request_outside_the_contract_is_refused_with_a_reason(
    running: RunningBrain, body: Any, status: int, code: str,
) -> None:
    assert ask(running, body, status)["error"]["code"] == code


def test_ready_names_the_model_and_the_languages(running: RunningBrain) -> None:
    assert running.call("GET", "/ready") == (200, {"status": "ok", "model": "tiny.tar.gz", "languages": ["en", "fr"]})


def test_the_language_of_the_turn_chooses_the_words(running: RunningBrain) -> None:
    turn = request("Hello", language="en")
    assert texts(ask(running, turn)) == ["Hello."]
    assert texts(ask(running, follow_up(turn, "Au revoir", language="fr"))) == ["À bientôt."]


def test_the_name_and_the_form_of_address_come_from_what_is_known(running: RunningBrain) -> None:
    answer = ask(running, request(known={"first_name": "Luka", "formality": "tu"}))
    assert texts(answer) == ["Salut Luka."]


def test_a_name_just_given_is_understood_and_used(running: RunningBrain) -> None:
    answer = ask(running, request("Je m’appelle Nora"))
    assert answer["understanding"]["name"] == "Nora"
    assert texts(answer) == ["Enchanté, Nora."]


def test_a_bare_name_answers_the_question_for_it(running: RunningBrain) -> None:
    answer = ask(running, request("Awa", known={"asked_name": True}))
    assert (answer["understanding"]["intent"], answer["understanding"]["name"]) == ("say_name", "Awa")


def test_a_choice_skips_understanding_and_its_payload_never_leaves(running: RunningBrain) -> None:
    turn = request("Il manque une pièce à mon jouet")
    offered = ask(running, turn)["messages"][0]["choices"]
    assert offered == [
        {"label": "Le robot", "intent": "inform", "entities": [{"entity": "product", "value": "robot"}]}]
    choice = {"intent": offered[0]["intent"], "entities": offered[0]["entities"]}
    answer = ask(running, follow_up(turn, "Le robot", choice=choice))
    assert texts(answer) == ["Que s’est-il passé ?"]
    assert answer["understanding"]["confidence"] == 1.0


def test_why_is_answered_for_the_question_asked_and_the_question_comes_again(running: RunningBrain) -> None:
    turn = request("Il manque une pièce à mon jouet")
    ask(running, turn)
    said = texts(ask(running, follow_up(turn, "Pourquoi cette question ?")))
    assert said == ["Pour trouver la bonne pièce.", "Quel jouet ?"]


def test_reset_closes_the_form(running: RunningBrain) -> None:
    turn = request("Il manque une pièce à mon jouet")
    ask(running, turn)
    assert running.call("POST", f"/conversations/{turn['conversation']}/reset")[0] == 204
    assert texts(ask(running, follow_up(turn, "Pourquoi cette question ?"))) == ["Pour aider."]


def test_what_actions_tell_is_sorted_by_kind(running: RunningBrain) -> None:
    turn = request("Où en est ma commande ?")
    answer = ask(running, turn)
    assert texts(answer) == ["Demain."]
    assert [answer["steps"][0]["step"], answer["facts"][0]["value"], answer["tasks"][0]["state"]] == [
        STEP["step"], FACT["value"], TASK["state"]]
    assert ask(running, turn) == {**answer, "replayed": True}


def test_a_failed_action_is_502_and_nothing_after_it_is_said(running: RunningBrain, actions: Actions) -> None:
    actions.breaks = 1
    turn = request("Revenir en arrière")
    assert ask(running, turn, 502)["error"]["code"] == "action_failed"
    answer = ask(running, turn)
    assert (answer["replayed"], texts(answer)) == (False, ["C’est fait."])


def test_a_replay_calls_no_action(running: RunningBrain, actions: Actions) -> None:
    turn = request("Où en est ma commande ?")
    ask(running, turn)
    before = len(actions.called)
    assert ask(running, turn)["replayed"] is True
    assert len(actions.called) == before


def test_silence_that_a_rule_asked_for_says_so(running: RunningBrain) -> None:
    answer = ask(running, request("chut"))
    assert (answer["messages"], answer["silent"]) == ([], True)


def test_the_same_turn_asked_twice_at_once_runs_once(running: RunningBrain, actions: Actions) -> None:
    turn = request("Où en est ma commande ?")
    before = actions.called.count("action_tell")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: ask(running, turn), range(2)))
    assert sorted(a["replayed"] for a in answers) == [False, True]
    assert actions.called.count("action_tell") == before + 1


def test_waiting_turns_of_one_conversation_do_not_wait_for_a_poll(running: RunningBrain) -> None:
    def four_at_once() -> float:
        turn = request()
        turns = [turn, *(follow_up(turn, "Bonjour") for _ in range(3))]
        start = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda each: ask(running, each), turns))
        return time.monotonic() - start

    # Rasa's own lock needs at least 3 s every time; a busy machine only now and then.
    assert any(four_at_once() < 2.5 for _ in range(4))


def test_asking_for_a_person_hands_over_and_closes_the_form(running: RunningBrain) -> None:
    turn = request("Il manque une pièce à mon jouet")
    ask(running, turn)
    cry = follow_up(turn, "Je veux parler à un humain")
    answer = ask(running, cry)
    assert texts(answer) == ["Quelqu’un prend la suite."]
    assert (answer["decision"]["action"], answer["decision"]["decided_by"]) == ("handoff", "brain")
    assert [reason["code"] for reason in answer["decision"]["reasons"]] == ["asked"]
    assert all(word in cry["text"] for reason in answer["decision"]["reasons"] for word in reason["words"])
    assert ask(running, cry) == {**answer, "replayed": True}
    assert texts(ask(running, follow_up(turn, "Pourquoi cette question ?"))) == ["Pour aider."]


def test_a_turn_is_replayed_after_a_kill_and_a_restart(running: RunningBrain) -> None:
    turn = request()
    first = ask(running, turn)
    running.stop(signal.SIGKILL)
    running.start()
    assert ask(running, turn) == {**first, "replayed": True}
