"""From recorded events to the contract's answer; from a request's body to a turn."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet
from rasa.utils.endpoints import EndpointConfig

from bot.components import answers, checks, turn, turn_request
from bot.components.answers import BadAnswer
from bot.components.checks import endpoints_path
from bot.components.turn_request import Refused
from tests.brain_contract.contract import request
from tests.brain_contract.running import STEP
from tests.components.trackers import heard

LISTEN = ActionExecuted("action_listen")


def said(text: str | None = "Bonjour.", **data: Any) -> BotUttered:
    return BotUttered(text, data, metadata={"utter_action": "utter_greet"})


def build(*events: Event) -> Any:
    return answers.build([heard(), *events, LISTEN], replayed=False)


def test_a_turn_is_found_with_everything_up_to_the_next_message() -> None:
    events = [LISTEN, heard(turn="t1"), ActionExecuted("a"), LISTEN, heard(turn="t2"), ActionExecuted("b")]
    first, second = answers.find_turn(events, "t1"), answers.find_turn(events, "t2")
    assert first and first.complete and list(first.events) == events[1:4]
    assert second and not second.complete
    assert answers.find_turn(events, "t3") is None


def test_buttons_leave_as_choices() -> None:
    buttons = [
        {"title": "Le robot", "payload": '/inform{"product":"robot"}'}, {"title": "Pourquoi", "payload": "/why"},
        {"title": "Deux", "payload": '/inform{"part": ["a", "b"]}'},
    ]
    assert build(said(buttons=buttons))["messages"] == [{"key": "utter_greet", "text": "Bonjour.", "choices": [
        {"label": "Le robot", "intent": "inform", "entities": [{"entity": "product", "value": "robot"}]},
        {"label": "Pourquoi", "intent": "why", "entities": []},
        {"label": "Deux", "intent": "inform",
         "entities": [{"entity": "part", "value": "a"}, {"entity": "part", "value": "b"}]},
    ]}]


@pytest.mark.parametrize("payload", ["inform", "", None, "/inform{broken}", "/"])
def test_a_button_that_is_no_choice_is_an_error_not_a_leak(payload: Any) -> None:
    with pytest.raises(BadAnswer):
        build(said(buttons=[{"title": "x", "payload": payload}]))


def test_brain_words_are_checked_and_completed() -> None:
    step = build(said(None, custom=STEP))["steps"][0]
    assert (step["state"], step["said"], step["irreversible"]) == ("shown", None, None)


@pytest.mark.parametrize("word", [{"type": "gift"}, {"type": "fact"}, {**STEP, "state": "lost"}, {"no": "type"}, "x"])
def test_a_word_outside_the_closed_set_is_an_error(word: Any) -> None:
    with pytest.raises(BadAnswer):
        build(said(None, custom=word))


def test_saying_nothing_is_an_error() -> None:
    with pytest.raises(BadAnswer):
        build(ActionExecuted("action_tell"))


def test_listening_at_once_and_brain_words_alone_are_silence_on_purpose() -> None:
    assert build(SlotSet("language", "en"))["silent"] is True
    assert build(ActionExecuted("action_tell"), said(None, custom=STEP))["silent"] is True
    assert build(said())["silent"] is False


def test_the_decision_is_read_from_the_action_that_carries_it() -> None:
    decision = {"action": "handoff", "priority": "high", "reasons": [], "decided_by": "brain"}
    executed = ActionExecuted("utter_handoff", action_text=None)
    executed.metadata = {"decision": decision}
    assert build(executed, said())["decision"] == decision
    assert build(said())["decision"] is None


def test_a_hand_over_said_by_a_rule_is_a_decision_too() -> None:
    decision = build(ActionExecuted("utter_handoff"), said("Je transmets."))["decision"]
    assert (decision["action"], [r["code"] for r in decision["reasons"]]) == ("handoff", ["asked"])
    assert decision["reasons"][0]["words"] == [heard().text]


def test_the_understanding_leaves_out_the_winner_from_the_alternatives() -> None:
    ranking = [{"name": n, "confidence": c} for n, c in (("a", 0.5), ("b", 0.2), ("c", 0.1), ("d", 0.1), ("e", 0.1))]
    found = turn.understanding({"intent": ranking[0], "intent_ranking": ranking, "own_name": "Awa"})
    assert [guess["intent"] for guess in found["alternatives"]] == ["b", "c", "d"]
    assert (found["intent"], found["name"], found["emotion"]["feelings"]) == ("a", "Awa", [])


@pytest.mark.parametrize("text", ["/restart", " /restart", "\u00a0/x", "\u200b/x", "\ufeff \u2060/x", "\t\n/x"])
def test_commands_are_recognised_behind_any_blank(text: str) -> None:
    assert turn_request.is_command(text)
    with pytest.raises(Refused):
        turn_request.read(json.dumps(request(text)).encode())


@pytest.mark.parametrize("text", ["1/2 litre", "et/ou", "http://x", "a /restart"])
def test_a_slash_inside_a_sentence_is_just_a_slash(text: str) -> None:
    assert turn_request.read(json.dumps(request(text)).encode())["text"] == text


def test_a_choice_may_come_without_words_and_keys_of_tomorrow_are_ignored() -> None:
    body = request("", choice={"intent": "why", "entities": []}, tomorrow=1)
    assert turn_request.read(json.dumps(body).encode())["choice"]["intent"] == "why"


def test_metadata_carries_everything_but_the_words() -> None:
    carried = turn.metadata_from_request(request("secret"))  # type: ignore[arg-type]
    assert set(carried) == set(turn.CARRIED) and "secret" not in json.dumps(carried)


@pytest.mark.parametrize(("argv", "path"), [
    (["rasa", "run"], "endpoints.yml"), (["rasa", "run", "--endpoints", "x.yml", "-p", "1"], "x.yml"),
    (["rasa", "run", "--endpoints=y.yml"], "y.yml"),
])
def test_the_endpoints_file_is_the_one_the_process_was_started_with(argv: list[str], path: str) -> None:
    assert str(endpoints_path(argv)) == path


@pytest.mark.parametrize(("kind", "wrong"), [
    ("bot.components.no_such_module.Store", True), ("in_memory_by_default", False),
])
def test_a_tracker_store_that_rasa_replaced_in_silence_is_noticed(kind: str, wrong: bool, tmp_path: Path) -> None:
    path = tmp_path / "endpoints.yml"
    path.write_text(f"tracker_store: {{type: {kind}}}" if wrong else "nlg: {type: x}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")     # Rasa's only sign that it uses another store than configured
        store = TrackerStore.create(EndpointConfig(type=kind) if wrong else None)
    agent = SimpleNamespace(tracker_store=FailSafeTrackerStore(store))
    assert bool(checks._wrong_store(agent, path)) is wrong
