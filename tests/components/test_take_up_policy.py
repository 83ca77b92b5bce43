"""What is taken up outside a form, and what is left to the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.files import ROOT
from bot.components.take_up_policy import TAKES_UP, TakeUpPolicy
from tests.components.trackers import heard

DOMAIN = Domain.load(str(ROOT / "domain.yml"))
LOOKED_UP = SlotSet("task_state", {"looked_up": {"task": "refund_status", "id": "t1.refund_status"}})
LISTEN = ActionExecuted("action_listen")


@pytest.fixture
def policy(tmp_path: Path) -> TakeUpPolicy:
    return TakeUpPolicy(TakeUpPolicy.get_default_config(), LocalModelStorage(tmp_path), Resource("p"),
                        ExecutionContext(GraphSchema({}), "m"))


def predicted(policy: TakeUpPolicy, *events: Event) -> str | None:
    story = DialogueStateTracker.from_events("c1", [LISTEN, *events], DOMAIN.slots, domain=DOMAIN)
    prediction: PolicyPrediction = policy.predict_action_probabilities(story, DOMAIN)
    if not prediction.is_no_user_prediction:
        return None
    return str(DOMAIN.action_names_or_texts[prediction.max_confidence_index])


def understood(intent: str, confidence: float = 0.9) -> dict[str, Any]:
    return {"intent": {"name": intent, "confidence": confidence}}


@pytest.mark.parametrize("text", [
    "oh no, I meant the jumper", "ah non, je voulais dire le pull", "pardon je me suis trompé, c'est la mairie"])
def test_a_correction_right_after_a_look_up_is_taken_up(policy: TakeUpPolicy, text: str) -> None:
    assert predicted(policy, heard("where is my refund"), LOOKED_UP, LISTEN,
                     heard(text, parsed=understood("nlu_fallback", 0.3))) == TAKES_UP
    assert predicted(policy, heard("where is my refund"), LOOKED_UP, LISTEN,
                     heard(text, parsed=understood("lost_item", 0.9))) == TAKES_UP


@pytest.mark.parametrize(("text", "intent"), [
    ("merci beaucoup", "thank"), ("i made a mistake, cancel my order please", "cancel_order"),
    ("je me suis trompé et je veux parler à quelqu'un", "ask_human"), ("le pull", "deny")])
def test_other_words_after_a_look_up_are_for_the_rules(policy: TakeUpPolicy, text: str, intent: str) -> None:
    assert predicted(policy, heard("where is my refund"), LOOKED_UP, LISTEN,
                     heard(text, parsed=understood(intent))) is None


def test_a_correction_some_messages_later_is_about_something_else(policy: TakeUpPolicy) -> None:
    assert predicted(policy, heard("where is my refund"), LOOKED_UP, LISTEN, heard("merci"), LISTEN,
                     heard("je me suis trompé, c'est demain", parsed=understood("nlu_fallback", 0.3))) is None


def test_a_bare_value_goes_on_with_the_request_that_waits(policy: TakeUpPolicy) -> None:
    waits = {"task": "replace_part", "run": "r", "step": "part", "values": {}, "paused_at": None}
    said = heard("la roue gauche", parsed=understood("inform"), open_task=waits)
    assert predicted(policy, said) == TAKES_UP
    assert predicted(policy, heard("la roue gauche", parsed=understood("inform"), open_task=None)) is None
    assert predicted(policy, heard("bonjour", parsed=understood("greet"), open_task=waits)) is None


def test_inside_a_form_the_form_reads(policy: TakeUpPolicy) -> None:
    waits = {"task": "replace_part", "run": "r", "step": "part", "values": {}, "paused_at": None}
    said = heard("la roue gauche", parsed=understood("inform"), open_task=waits)
    assert predicted(policy, ActiveLoop("task_form"), said) is None


def test_after_taking_up_the_brain_listens(policy: TakeUpPolicy) -> None:
    waits = {"task": "replace_part", "run": "r", "step": "part", "values": {}, "paused_at": None}
    said = heard("la roue gauche", parsed=understood("inform"), open_task=waits)
    assert predicted(policy, said, ActionExecuted(TAKES_UP)) == "action_listen"
