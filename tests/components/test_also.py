"""Answering everything a message asked for: the policy on hand-made trackers, and the words that go with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components import faq, offers
from bot.components.also_policy import AlsoPolicy

DOMAIN = Domain.from_dict({
    "intents": ["faq", "replace_part", "affirm", "near_miss"],
    "responses": {name: [{"text": "x"}] for name in ("utter_faq", "utter_faq_helped", "utter_price")},
    "actions": ["action_start_task"], "forms": {"part_form": {"required_slots": []}},
})


def tracker(parsed: dict[str, Any], *done: Event | str) -> DialogueStateTracker:
    data = {"intent": {"name": "faq", "confidence": 0.9}, "entities": [], **parsed}
    events: list[Event] = [ActionExecuted("action_listen"), UserUttered("…", data["intent"], [], data)]
    for one in done:
        events.append(ActionExecuted(one) if isinstance(one, str) else one)
        if one == "utter_faq":
            events.append(BotUttered("…", metadata={"utter_action": "utter_faq"}))
    return DialogueStateTracker.from_events("c", events, domain=DOMAIN)


@pytest.fixture
def policy(tmp_path: Path) -> AlsoPolicy:
    return AlsoPolicy(AlsoPolicy.get_default_config(), LocalModelStorage(tmp_path), Resource("p"),
                      ExecutionContext(GraphSchema({}), "m"))


def action(prediction: PolicyPrediction) -> str | None:
    if not any(prediction.probabilities):
        return None
    return str(DOMAIN.action_names_or_texts[prediction.max_confidence_index])


TWO = {"faq": ["opening_hours", "gift_card"], "also": ["faq/gift_card"]}


def test_the_rule_speaks_first(policy: AlsoPolicy) -> None:
    assert action(policy.predict_action_probabilities(tracker(TWO), DOMAIN)) is None


def test_then_the_other_question_is_answered_and_only_then_asked_about(policy: AlsoPolicy) -> None:
    once = policy.predict_action_probabilities(tracker(TWO, "utter_faq"), DOMAIN)
    twice = policy.predict_action_probabilities(tracker(TWO, "utter_faq", "utter_faq"), DOMAIN)
    over = policy.predict_action_probabilities(tracker(TWO, "utter_faq", "utter_faq", "utter_faq_helped"), DOMAIN)
    assert [action(one) for one in (once, twice, over)] == ["utter_faq", "utter_faq_helped", "action_listen"]


def test_a_task_comes_last_and_is_not_asked_about(policy: AlsoPolicy) -> None:
    both = {"faq": ["opening_hours"], "also": ["replace_part"]}
    began = policy.predict_action_probabilities(tracker(both, "utter_faq"), DOMAIN)
    assert action(began) == "action_start_task"


def test_inside_a_task_the_task_goes_on_asking(policy: AlsoPolicy) -> None:
    inside = tracker({"faq": ["opening_hours"]}, ActiveLoop("part_form"), "utter_faq")
    assert action(policy.predict_action_probabilities(inside, DOMAIN)) is None


def test_when_something_else_is_being_said_it_keeps_quiet(policy: AlsoPolicy) -> None:
    assert action(policy.predict_action_probabilities(tracker(TWO, "utter_price"), DOMAIN)) is None


def test_a_message_that_asked_for_nothing_is_left_to_the_rules(policy: AlsoPolicy) -> None:
    yes = tracker({"intent": {"name": "affirm", "confidence": 1.0}}, "utter_price")
    assert action(policy.predict_action_probabilities(yes, DOMAIN)) is None


# ---- the words ----

FRENCH = {"language": "fr", "formality": "vous"}


def test_each_answer_of_a_turn_is_that_of_its_own_question() -> None:
    first = offers.additions("utter_faq", tracker(TWO), FRENCH)
    second = offers.additions("utter_faq", tracker(TWO, "utter_faq"), FRENCH)
    assert first == {"faq_answer": faq.answer("opening_hours", "fr", "vous")}
    assert second == {"faq_answer": faq.answer("gift_card", "fr", "vous")}


def test_a_chosen_entry_is_answered_in_the_language_of_the_person() -> None:
    chosen = tracker({"entities": [{"entity": "faq", "value": "warranty"}]})
    assert offers.additions("utter_faq", chosen, {"language": "en"}) == {
        "faq_answer": faq.answer("warranty", "en", "vous")}


def test_an_entry_that_is_gone_fills_nothing() -> None:
    assert offers.additions("utter_faq", tracker({"faq": ["abolished"]}), FRENCH) == {}


def test_both_things_of_a_near_miss_are_choices_by_their_names() -> None:
    near = tracker({"near_miss": ["replace_part", "faq/opening_hours"]})
    assert offers.choices("utter_near_miss", near, "fr") == [
        {"title": "Remplacer une pièce", "payload": "/replace_part"},
        {"title": "Les horaires", "payload": '/faq{"faq": "opening_hours"}'},
    ]
    assert offers.choices("utter_faq", near, "fr") == []
