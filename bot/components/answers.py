"""Turns the events Rasa recorded for one turn into the contract's answer.

The first answer and a replay are built by the same function from the same events, so they cannot differ. Rasa's
`/intent{…}` payloads end here: they leave as label, intent and entities. Must not run, load or save anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered

from bot.components import turn as turn_data
from bot.core import brainwords
from bot.core.turns import BrainMessage, DecisionShape, OfferedChoice, TurnAnswer

HANDOFF_ACTION = "utter_handoff"

_PAYLOAD = re.compile(r"^/(?P<intent>[^{@\s]+)\s*(?P<entities>\{.*\})?\s*$", re.DOTALL)


class BadAnswer(Exception):
    """What was said cannot be passed on: nothing at all, or something outside the contract."""


@dataclass(frozen=True)
class Recorded:
    """Events of one turn, the customer's message first. `complete`: the brain had gone back to listening."""

    events: tuple[Event, ...]
    complete: bool


def find_turn(events: Iterable[Event], turn: str) -> Recorded | None:
    """What is recorded for `turn`, None when it never came. Looks from the end: turns come one at a time."""
    later: list[Event] = []
    for event in reversed(list(events)):
        later.append(event)
        if isinstance(event, UserUttered):
            if event.message_id == turn:
                later.reverse()
                return Recorded(tuple(later), any(_is_listen(e) for e in later))
            later.clear()
    return None


def build(events: Sequence[Event], *, replayed: bool) -> TurnAnswer:
    """The answer to the turn whose events these are. Raises `BadAnswer` rather than answer with nothing."""
    user = events[0]
    assert isinstance(user, UserUttered)
    said = [e for e in events if isinstance(e, BotUttered)]
    words: dict[str, list[dict[str, Any]]] = {name: [] for name in brainwords.ANSWER_LIST.values()}
    messages: list[BrainMessage] = []
    for event in said:
        word = (event.data or {}).get("custom")
        if word:
            words[_list_for(word)].append(_checked(word))
        if event.text or (event.data or {}).get("buttons"):
            messages.append(_message(event))
    decision = _decision(events)
    silent = not messages
    if silent and decision is None and not any(words.values()) and not _listened_at_once(events):
        raise BadAnswer("nothing was said")
    return {
        "replayed": replayed, "messages": messages, "decision": decision,
        "steps": words["steps"], "facts": words["facts"], "promises": words["promises"],
        "documents": words["documents"], "tasks": words["tasks"],
        "understanding": turn_data.understanding(user.parse_data or {}), "silent": silent,
    }


def choice(button: dict[str, Any]) -> OfferedChoice:
    """A Rasa button as the contract's choice."""
    payload = button.get("payload")
    match = _PAYLOAD.match(payload) if isinstance(payload, str) else None
    if match is None:
        raise BadAnswer(f"the payload of the button {button.get('title')!r} is not /intent{{…}}")
    try:
        entities = json.loads(match["entities"] or "{}")
    except ValueError as error:
        raise BadAnswer(f"the entities of the button {button.get('title')!r} are not JSON") from error
    return {
        "label": str(button.get("title") or ""), "intent": match["intent"],
        "entities": [
            {"entity": name, "value": each}
            for name, value in entities.items() for each in (value if isinstance(value, list) else [value])
        ],
    }


def _message(event: BotUttered) -> BrainMessage:
    data, metadata = event.data or {}, event.metadata or {}
    return {
        "key": str(metadata.get("utter_action") or ""), "text": event.text or "",
        "choices": [choice(button) for button in data.get("buttons") or []],
    }


def _list_for(word: Any) -> str:
    kind = word.get("type") if isinstance(word, dict) else None
    if kind not in brainwords.ANSWER_LIST:
        raise BadAnswer(f"an action said something outside the closed set: type {kind!r}")
    return brainwords.ANSWER_LIST[kind]


def _checked(word: dict[str, Any]) -> dict[str, Any]:
    try:
        return brainwords.check(word)
    except brainwords.UnknownBrainWord as error:
        raise BadAnswer(str(error)) from error


def _decision(events: Sequence[Event]) -> DecisionShape | None:
    """What the escalation policy attached to the action it predicted.

    A hand-over a rule said ("oui" to the offer of a person) is one too: words like these must be true.
    """
    done = [event for event in events if isinstance(event, ActionExecuted)]
    for event in done:
        decision: DecisionShape | None = (event.metadata or {}).get("decision")
        if decision:
            return decision
    if not any(event.action_name == HANDOFF_ACTION for event in done):
        return None
    said = getattr(events[0], "text", None)
    return {"action": "handoff", "priority": "normal", "decided_by": "brain", "reasons": [
        {"code": "asked", "words": [said] if said else [], "seq": [], "confidence": 1.0, "nearest": ""}]}


def _listened_at_once(events: Iterable[Event]) -> bool:
    """Whether a rule asked for silence: the only thing done was to listen."""
    done = [e.action_name for e in events if isinstance(e, ActionExecuted)]
    return bool(done) and all(name == ACTION_LISTEN_NAME for name in done)


def _is_listen(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and bool(event.action_name == ACTION_LISTEN_NAME)
