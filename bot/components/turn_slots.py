"""Sets the slots that choose wording (language, formality, tone, pace) from what came with the turn.

By event, when the brain has just listened, and only what differs. None of them influences which rule applies, and
mood never changes what a customer gets: only how it is said. Must not predict an action.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components import turn
from bot.components.quiet_policy import QuietPolicy

# Feelings of data/emotion; the other ones (hopeful, satisfied) leave the tone calm.
TONES: Mapping[str, frozenset[str]] = {
    "sad": frozenset({"sad", "afraid", "worried", "ashamed", "distressed"}),
    "angry": frozenset({"angry", "frustrated"}),
}
FELT = 0.4          # intensity from which a feeling changes the tone
LINGERS = 0.6       # intensity from which it still does so one message later


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class TurnSlotsPolicy(QuietPolicy):
    """Never predicts; its events are applied whoever wins."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 5}

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        if tracker.latest_action_name != ACTION_LISTEN_NAME or not tracker.latest_message:
            return self.abstain(domain)
        slots = tracker.slots
        return self.abstain(domain, [
            SlotSet(name, value) for name, value in wanted_slots(tracker).items()
            if name in slots and slots[name].value != value
        ])


def wanted_slots(tracker: DialogueStateTracker) -> dict[str, str]:
    """The values this turn asks for; a slot nobody said anything about is absent and keeps its value."""
    metadata = turn.of_tracker(tracker)
    wanted = {"tone": tone(turn.emotion(tracker.latest_message.parse_data or {}), turn.signals(metadata).get("moods"))}
    if metadata.get("language") in ("fr", "en"):
        wanted["language"] = metadata["language"]
    if turn.known(metadata).get("pace") in ("normal", "easy"):
        wanted["pace"] = turn.known(metadata)["pace"]
    if turn.known(metadata).get("formality") in ("vous", "tu"):
        wanted["formality"] = turn.known(metadata)["formality"]
    return wanted


def tone(emotion: Mapping[str, Any], moods: Sequence[Mapping[str, Any]] | None) -> str:
    """This message's feeling, else a strong one of the message before: nobody calms down within a sentence."""
    said = _tone_of(emotion, FELT)
    if said or not moods:
        return said or "calm"
    return _tone_of(moods[-1], LINGERS) or "calm"


def _tone_of(mood: Mapping[str, Any], threshold: float) -> str | None:
    feelings: list[Mapping[str, Any]] = sorted(mood.get("feelings") or [], key=lambda f: -float(f["intensity"]))
    for feeling in feelings:
        for name, feelings_of_tone in TONES.items():
            if feeling["name"] in feelings_of_tone and float(feeling["intensity"]) >= threshold:
                return name
    return None
