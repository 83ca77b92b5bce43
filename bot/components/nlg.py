"""Says a response in the words that fit this person best; named in endpoints.yml as the generator.

Subclasses Rasa's so that Rasa hands over the trained responses (it does so for this base class only). Owns what
may fill a placeholder: slots, what an action passed, the person's name. The choice itself is in `wording`.
"""

import logging
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.components import offers, turn, wording
from bot.components.published import Published, default_path
from bot.core.recognition import first_name

log = logging.getLogger(__name__)

LOOK_BACK = 100     # events in which "the last one used" is looked for
_NOT_VALUES = frozenset({
    "domain_responses", "text", "buttons", "custom", "elements", "template", "response", "image", "attachment",
    "quick_replies",
})


class SenseiNLG(TemplatedNaturalLanguageGenerator):
    """Most specific fillable variation, deterministic, not the one said last time."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        super().__init__(domain.responses if domain else {})
        self._published = Published(default_path())

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The filled response, None (Rasa then says nothing and logs it) when no variation fits."""
        variations = self._variations(utter_action, kwargs)
        metadata = turn.of_tracker(tracker)
        facts = _facts(tracker, metadata)
        values = {**_values(tracker, metadata, kwargs), **offers.additions(utter_action, tracker, facts)}
        chosen = wording.choose(
            variations, facts=facts, values=values, channel=output_channel,
            seed=f"{tracker.sender_id}\x1f{_turn_id(tracker, metadata)}\x1f{utter_action}",
            last=_last_used(tracker, utter_action),
        )
        if chosen is None:
            log.error("no wording fits", extra={
                "response": utter_action, "language": turn.language(metadata, tracker)})
            return None
        filled = wording.fill(chosen, values)
        for key in ("condition", "channel", "id"):
            filled.pop(key, None)
        if offered := offers.choices(utter_action, tracker, facts["language"]):
            filled["buttons"] = offered
        return {**filled, "utter_action": utter_action, "variation": wording.variation_id(chosen)}

    def _variations(self, key: str, kwargs: dict[str, Any]) -> list[wording.Variation]:
        published = self._published.get(key)
        if published is not None:
            return published
        return self.responses.get(key) or (kwargs.get("domain_responses") or {}).get(key) or []


def _facts(tracker: DialogueStateTracker, metadata: dict[str, Any]) -> dict[str, Any]:
    """What conditions are compared with: slots, and this turn's language and form of address before the policy ran."""
    facts = dict(tracker.current_slot_values())
    facts["language"] = turn.language(metadata, tracker)
    formality = turn.known(metadata).get("formality")
    if formality in ("vous", "tu"):
        facts["formality"] = formality
    return facts


def _values(tracker: DialogueStateTracker, metadata: dict[str, Any], kwargs: dict[str, Any]) -> dict[str, str]:
    """What placeholders may be filled with. Never True, None, a list or an empty text: they are not words."""
    known = turn.known(metadata)
    candidates: dict[str, Any] = {
        **tracker.current_slot_values(), "first_name": _name(tracker, known), "call_them": known.get("call_them"),
        **{key: value for key, value in kwargs.items() if key not in _NOT_VALUES},
    }
    return {
        key: str(value) for key, value in candidates.items()
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip()
    }


def _name(tracker: DialogueStateTracker, known: dict[str, Any]) -> str | None:
    """How to say the person: the way they asked for, else the name just given, else the one we know."""
    if known.get("call_them"):
        return str(known["call_them"])
    latest = tracker.latest_message
    said = (latest.parse_data or {}).get("own_name") if latest else None
    if said:
        return first_name(str(said))
    return str(known["first_name"]) if known.get("first_name") else None


def _turn_id(tracker: DialogueStateTracker, metadata: dict[str, Any]) -> str:
    latest = tracker.latest_message
    return str(metadata.get("turn") or (latest.message_id if latest else "") or "")


def _last_used(tracker: DialogueStateTracker, key: str) -> str | None:
    recent = list(tracker.events)[-LOOK_BACK:]
    for event in reversed(recent):
        if isinstance(event, BotUttered) and (event.metadata or {}).get("utter_action") == key:
            variation = (event.metadata or {}).get("variation")
            return str(variation) if variation else None
    return None
