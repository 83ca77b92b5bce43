"""Our two Rasa policies on hand-made trackers: who wins, what it closes, when they keep quiet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import pytest
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet

from bot.components import escalation_policy, files
from bot.components.escalation_policy import EscalationPolicy
from bot.components.quiet_policy import QuietPolicy
from bot.components.turn_slots import TurnSlotsPolicy, tone
from tests.components.trackers import DOMAIN, heard, tracker

P = TypeVar("P", bound=QuietPolicy)
IN_FORM = (ActiveLoop("part_form"), SlotSet("requested_slot", "story"), SlotSet("story", "I am furious"))


def make(kind: type[P], folder: Path) -> P:
    return kind(
        kind.get_default_config(), LocalModelStorage(folder), Resource("p"), ExecutionContext(GraphSchema({}), "m"))


@pytest.fixture
def slots(tmp_path: Path) -> TurnSlotsPolicy:
    return make(TurnSlotsPolicy, tmp_path)


@pytest.fixture
def escalation(tmp_path: Path) -> EscalationPolicy:
    return make(EscalationPolicy, tmp_path)


def decided(monkeypatch: pytest.MonkeyPatch, action: str, *codes: str) -> dict[str, Any]:
    reasons = [{"code": code} for code in codes]
    decision = {"action": action, "priority": "high", "reasons": reasons, "decided_by": "brain"}
    monkeypatch.setattr(escalation_policy, "decide", lambda *_: decision)
    return decision


def action_of(prediction: PolicyPrediction) -> str:
    assert prediction.max_confidence == 1.0
    return str(DOMAIN.action_names_or_texts[prediction.max_confidence_index])


def abstains(prediction: PolicyPrediction) -> bool:
    return not any(prediction.probabilities) and not prediction.is_no_user_prediction


def set_slots(prediction: PolicyPrediction) -> dict[str, Any]:
    return {event.key: event.value for event in prediction.events}


def test_slots_that_differ_are_set_and_nothing_is_predicted(slots: TurnSlotsPolicy) -> None:
    prediction = slots.predict_action_probabilities(
        tracker(heard(language="en", known={"formality": "tu"})), DOMAIN)
    assert abstains(prediction)
    assert set_slots(prediction) == {"language": "en", "formality": "tu"}


def test_slots_that_are_right_already_are_left_alone(slots: TurnSlotsPolicy) -> None:
    prediction = slots.predict_action_probabilities(
        tracker(heard(language="fr", known={"formality": "vous"})), DOMAIN)
    assert prediction.events == []


def test_without_metadata_language_and_formality_stay(slots: TurnSlotsPolicy) -> None:
    assert slots.predict_action_probabilities(tracker(SlotSet("language", "en"), heard()), DOMAIN).events == []


def test_slots_are_set_once_per_turn(slots: TurnSlotsPolicy) -> None:
    later = tracker(heard(language="en"), ActionExecuted("utter_greet"))
    assert slots.predict_action_probabilities(later, DOMAIN).events == []


def mood(**feelings: float) -> dict[str, Any]:
    return {"feelings": [{"name": name, "intensity": value} for name, value in feelings.items()]}


@pytest.mark.parametrize(("message", "moods", "expected"), [
    (mood(), None, "calm"), (mood(sad=0.8), None, "sad"), (mood(angry=0.5), [], "angry"),
    (mood(angry=0.3), None, "calm"), (mood(satisfied=0.9, sad=0.2), None, "calm"),
    (mood(sad=0.5, angry=0.9), None, "angry"), (mood(worried=0.6), None, "sad"),
    (mood(), [mood(angry=0.9)], "angry"), (mood(), [mood(angry=0.9), mood()], "calm"),
    (mood(), [mood(sad=0.5)], "calm"),
    (mood(sad=0.7), [mood(angry=0.9)], "sad"),
])
def test_the_tone_follows_this_message_else_a_strong_feeling_just_before(
    message: dict[str, Any], moods: Any, expected: str,
) -> None:
    assert tone(message, moods) == expected


def test_every_feeling_of_the_tones_exists_in_the_lexicon() -> None:
    from bot.components.turn_slots import TONES

    lexicon = set(files.emotion_lexicons()["fr"]["feelings"])
    assert set().union(*TONES.values()) <= lexicon


def test_while_nothing_is_decided_the_escalation_abstains(
    escalation: EscalationPolicy, monkeypatch: pytest.MonkeyPatch,
) -> None:
    decided(monkeypatch, "continue")
    assert abstains(escalation.predict_action_probabilities(tracker(heard()), DOMAIN))


def test_a_handoff_is_said_with_its_decision_and_beats_rules_and_forms(
    escalation: EscalationPolicy, monkeypatch: pytest.MonkeyPatch,
) -> None:
    decision = decided(monkeypatch, "handoff")
    prediction = escalation.predict_action_probabilities(tracker(heard()), DOMAIN)
    assert action_of(prediction) == "utter_handoff"
    assert prediction.action_metadata == {"decision": decision}
    form = PolicyPrediction.for_action_name(DOMAIN, "part_form", "RulePolicy", 1.0)
    form.is_no_user_prediction, form.policy_priority = True, 4
    assert action_of(DefaultPolicyPredictionEnsemble._pick_best_policy([form, prediction])) == "utter_handoff"


def test_a_handoff_closes_the_form_and_empties_the_slot_that_took_the_cry(
    escalation: EscalationPolicy, monkeypatch: pytest.MonkeyPatch,
) -> None:
    decided(monkeypatch, "handoff")
    before = tracker(*IN_FORM, heard("I am furious"))
    prediction = escalation.predict_action_probabilities(before, DOMAIN)
    before.update_with_events(prediction.optional_events, DOMAIN)
    assert (before.active_loop_name, before.get_slot("requested_slot"), before.get_slot("story")) == (None, None, None)


def test_after_a_handoff_the_brain_listens(escalation: EscalationPolicy) -> None:
    after = tracker(heard(), ActionExecuted("utter_handoff"))
    prediction = escalation.predict_action_probabilities(after, DOMAIN)
    assert (action_of(prediction), prediction.is_no_user_prediction) == ("action_listen", True)


def test_an_offer_is_said_then_the_brain_listens(
    escalation: EscalationPolicy, monkeypatch: pytest.MonkeyPatch,
) -> None:
    decision = decided(monkeypatch, "offer")
    prediction = escalation.predict_action_probabilities(tracker(heard()), DOMAIN)
    assert (action_of(prediction), prediction.action_metadata) == ("utter_offer_human", {"decision": decision})
    after = tracker(heard(), ActionExecuted("utter_offer_human"))
    assert action_of(escalation.predict_action_probabilities(after, DOMAIN)) == "action_listen"


@pytest.mark.parametrize(("code", "messages_since", "again"), [
    ("task_failed", 0, False), ("task_failed", 2, False), ("task_failed", 3, True), ("emotion", 0, True),
])
def test_an_offer_passed_over_is_not_repeated_at_once_for_the_same_reason(
    escalation: EscalationPolicy, monkeypatch: pytest.MonkeyPatch, code: str, messages_since: int, again: bool,
) -> None:
    offered = ActionExecuted("utter_offer_human")
    offered.metadata = {"decision": decided(monkeypatch, "offer", "task_failed")}
    decided(monkeypatch, "offer", code)
    since = [event for _ in range(messages_since) for event in (heard(), ActionExecuted("action_listen"))]
    now = tracker(heard(), offered, ActionExecuted("action_listen"), *since, heard())
    prediction = escalation.predict_action_probabilities(now, DOMAIN)
    assert abstains(prediction) is not again


def test_after_an_offer_inside_a_form_the_form_goes_on(escalation: EscalationPolicy) -> None:
    after = tracker(*IN_FORM, heard(), ActionExecuted("utter_offer_human"))
    assert abstains(escalation.predict_action_probabilities(after, DOMAIN))


def test_in_the_middle_of_a_turn_the_escalation_abstains(
    escalation: EscalationPolicy, monkeypatch: pytest.MonkeyPatch,
) -> None:
    decided(monkeypatch, "handoff")
    assert abstains(escalation.predict_action_probabilities(tracker(heard(), ActionExecuted("utter_greet")), DOMAIN))


def test_what_the_front_door_knows_reaches_the_decision(
    escalation: EscalationPolicy, monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setattr(escalation_policy, "gather", lambda **given: seen.update(given))
    decided(monkeypatch, "continue")
    emotion = {**mood(sad=0.5), "words": [], "urgency": 0.0}
    parsed = {"intent": {"name": "ask_human", "confidence": 0.8}, "emotion": emotion}
    escalation.decision(tracker(heard("Quelqu’un ?", parsed=parsed, language="fr", signals={"misunderstood": 2})))
    assert (seen["text"], seen["language"], seen["signals"]) == ("Quelqu’un ?", "fr", {"misunderstood": 2})
    assert seen["understanding"]["intent"] == "ask_human"
    assert seen["understanding"]["emotion"]["feelings"] == mood(sad=0.5)["feelings"]


def test_editing_our_files_changes_the_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ROOT", tmp_path)
    (tmp_path / "data/emotion").mkdir(parents=True)
    empty = EscalationPolicy.fingerprint_addon({})
    (tmp_path / "data/emotion/fr.yml").write_text("feelings: {}")
    first = EscalationPolicy.fingerprint_addon({})
    (tmp_path / "data/emotion/fr.yml").write_text("feelings: {sad: {}}")
    assert len({empty, first, EscalationPolicy.fingerprint_addon({})}) == 3
