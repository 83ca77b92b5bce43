"""Words that come from what was understood rather than from a response: the choices of a near-miss, an FAQ's answer.

Owns `additions` (placeholders) and `choices` (buttons) of the responses that need them. Must not decide to say them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components import faq
from bot.components.doubt import NEAR_MISS, rules
from bot.components.intents import entry, intent_of
from bot.core.doubt import FAQ, FAQ_ANSWER

UTTER_NEAR_MISS = "utter_near_miss"


def additions(utter_action: str, tracker: DialogueStateTracker, facts: Mapping[str, Any]) -> dict[str, str]:
    """{"faq_answer": …} for the FAQ, {} for everything else and for an entry that is gone."""
    if utter_action != FAQ_ANSWER:
        return {}
    asked = asked_entries(tracker)
    said = min(_said_before(tracker), len(asked) - 1)
    text = faq.answer(asked[said], str(facts.get("language")), str(facts.get("formality"))) if asked else None
    return {"faq_answer": text} if text else {}


def choices(utter_action: str, tracker: DialogueStateTracker, language: str) -> list[dict[str, str]]:
    """Buttons in Rasa's shape for the two things a message may have meant; [] for every other response."""
    if utter_action != UTTER_NEAR_MISS:
        return []
    near = _parsed(tracker).get(NEAR_MISS) or []
    requests = rules().requests
    return [
        {"title": requests[name].label[language], "payload": payload(name)} for name in near if name in requests
    ]


def payload(name: str) -> str:
    """What choosing `name` means to Rasa: `/replace_part`, `/faq{"faq": "opening_hours"}`."""
    inside = entry(name)
    return f"/{intent_of(name)}" + (json.dumps({FAQ: inside}) if inside else "")


def asked_entries(tracker: DialogueStateTracker) -> list[str]:
    """Entries of the FAQ the latest message asks for, in the order they are answered; a choice names one."""
    parsed = _parsed(tracker)
    found = [str(name) for name in parsed.get(FAQ) or []]
    return found or [str(e["value"]) for e in parsed.get("entities") or [] if e.get("entity") == FAQ]


def _said_before(tracker: DialogueStateTracker) -> int:
    """How many answers of the FAQ this turn has had already."""
    count = 0
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        count += isinstance(event, BotUttered) and (event.metadata or {}).get("utter_action") == FAQ_ANSWER
    return count


def _parsed(tracker: DialogueStateTracker) -> dict[str, Any]:
    latest = tracker.latest_message
    return (latest.parse_data or {}) if latest is not None else {}
