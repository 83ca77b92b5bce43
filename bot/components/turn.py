"""What came with the current turn, wherever a component looks for it: message, tracker, or nothing at all.

In `rasa shell` and `rasa test` there is no metadata: then the writer is a stranger in the slot's language.
Must not decide anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.core.turns import EmotionShape, IntentGuess, TurnRequest, Understanding

DEFAULT_LANGUAGE = "fr"
CARRIED = ("turn", "now", "language", "level", "known", "signals", "open_task", "since_last_turn", "hints",
           "ticket")
ALTERNATIVES = 3


def metadata_from_request(request: TurnRequest) -> dict[str, Any]:
    """The part of a request that components and actions read: everything but the words themselves."""
    return {key: request.get(key) for key in CARRIED}


def of_tracker(tracker: DialogueStateTracker | None) -> dict[str, Any]:
    """Metadata of the latest message, {} when there is none."""
    latest = tracker.latest_message if tracker is not None else None
    return _mapping(latest.metadata if latest is not None else None)


def of_message(message: Message) -> dict[str, Any]:
    """Metadata of a message that NLU is reading, {} when there is none."""
    return _mapping(message.get("metadata"))


def language(metadata: Mapping[str, Any], tracker: DialogueStateTracker | None) -> str:
    """Language of this turn: what the front door found, else the slot, else French."""
    found = metadata.get("language")
    if found in ("fr", "en"):
        return str(found)
    slot = tracker.slots.get("language") if tracker is not None else None
    return str(slot.value) if slot is not None and slot.value else DEFAULT_LANGUAGE


def known(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return _mapping(metadata.get("known"))


def signals(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return _mapping(metadata.get("signals"))


def no_emotion() -> EmotionShape:
    return {"feelings": [], "words": [], "urgency": 0.0}


def emotion(parse_data: Mapping[str, Any]) -> EmotionShape:
    """What our emotion reader found; nothing for choices and commands, which skip NLU."""
    found = parse_data.get("emotion")
    return found if isinstance(found, dict) else no_emotion()  # type: ignore[return-value]


def understanding(parse_data: Mapping[str, Any]) -> Understanding:
    """Rasa's parse result in the shape of the contract."""
    intent = _mapping(parse_data.get("intent"))
    others: list[IntentGuess] = [
        {"intent": str(guess["name"]), "confidence": float(guess["confidence"])}
        for guess in parse_data.get("intent_ranking") or [] if guess.get("name") != intent.get("name")
    ]
    return {
        "intent": str(intent.get("name") or "nlu_fallback"), "confidence": float(intent.get("confidence") or 0.0),
        "alternatives": others[:ALTERNATIVES], "emotion": emotion(parse_data),
        "name": parse_data.get("own_name"),
    }


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
