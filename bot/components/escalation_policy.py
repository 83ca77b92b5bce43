"""Asks `core.escalation` after each message whether a person is needed, and makes Rasa say so.

Owns only the translation: tracker and metadata in, a predicted response with the decision attached out. What is
exceptional is decided in core, from the reviewed files in data/. Must not call anything that can be down.
"""

from typing import Any, cast

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components import files, turn
from bot.components.quiet_policy import QuietPolicy
from bot.core.escalation import decide, declines_person, gather
from bot.core.turns import DecisionShape, TurnSignals

HANDOFF = "utter_handoff"
OFFER = "utter_offer_human"
DECLINED = "utter_offer_declined"
SPACED = 3      # customer's messages before the same reasons make the same offer again
FILES = ("data/emotion/*.yml", "data/policies/*.yml", "data/escalation.yml")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class EscalationPolicy(QuietPolicy):
    """Wins over rules and forms (the no-user flag) when a person is needed; abstains otherwise."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, featurizer: Any | None = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        self._knowledge = files.knowledge()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 10}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Editing our files must count as a change: Rasa looks only at its own."""
        return files.fingerprint(*FILES)

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        if tracker.latest_action_name == HANDOFF:
            return self.predict(ACTION_LISTEN_NAME, domain)
        if tracker.latest_action_name in (OFFER, DECLINED) and self._ended(tracker):
            return self.predict(ACTION_LISTEN_NAME, domain)
        if tracker.latest_action_name != ACTION_LISTEN_NAME or not tracker.latest_message:
            return self.abstain(domain)
        decision = self.decision(tracker)
        if decision["action"] == "handoff" and HANDOFF in domain.action_names_or_texts:
            return self.predict(HANDOFF, domain, _close_form(tracker), {"decision": decision})
        # Inside a form the offer is said first, then the form asks its question again.
        may_offer = OFFER in domain.action_names_or_texts and not _just_offered(tracker, decision)
        if decision["action"] == "offer" and may_offer:
            return self.predict(OFFER, domain, metadata={"decision": decision})
        if DECLINED in domain.action_names_or_texts and self._declined(tracker):
            return self.predict(DECLINED, domain)
        return self.abstain(domain)

    def _ended(self, tracker: DialogueStateTracker) -> bool:
        """Whether nothing more is said in this turn: outside a form the offer, or its refusal, is the answer."""
        declined = tracker.latest_action_name == DECLINED
        return not tracker.active_loop_name and (not declined or self._declined(tracker))

    def _declined(self, tracker: DialogueStateTracker) -> bool:
        """A person was spoken of and not wanted; the rule that calls one must not hear only the word."""
        message, metadata = tracker.latest_message, turn.of_tracker(tracker)
        if message is None:
            return False
        return declines_person(message.text or "", turn.language(metadata, tracker),
                               turn.understanding(message.parse_data or {}), self._knowledge)

    def decision(self, tracker: DialogueStateTracker) -> DecisionShape:
        """What core decides about the latest message. Without metadata there are no signals but the words."""
        message, metadata = tracker.latest_message, turn.of_tracker(tracker)
        signals = gather(
            text=message.text or "", language=turn.language(metadata, tracker),
            understanding=turn.understanding(message.parse_data or {}),
            signals=cast(TurnSignals, turn.signals(metadata)), knowledge=self._knowledge,
            coached=bool(tracker.active_loop_name),
        )
        return decide(signals, self._knowledge)


def _just_offered(tracker: DialogueStateTracker, decision: DecisionShape) -> bool:
    """Whether a person was offered for these reasons a moment ago: an offer passed over is not nagged about."""
    codes, messages = {reason["code"] for reason in decision["reasons"]}, 0
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            messages += 1
            if messages > SPACED:
                return False
        elif isinstance(event, ActionExecuted) and event.action_name == OFFER:
            offered = (event.metadata or {}).get("decision") or {}
            if codes <= {reason["code"] for reason in offered.get("reasons", [])}:
                return True
    return False


def _close_form(tracker: DialogueStateTracker) -> list[Event]:
    """End the running form and empty the slot it asked for: the cry for help may have landed in it."""
    if not tracker.active_loop_name:
        return []
    asked = tracker.get_slot(REQUESTED_SLOT)
    emptied: list[Event] = [SlotSet(asked, None)] if asked else []
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), *emptied]
