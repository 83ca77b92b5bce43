"""Hand-made trackers and the tiny domain, for tests that need no training."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from tests.brain_contract.running import DATA

DOMAIN = Domain.load(str(DATA / "domain.yml"))


def heard(
    text: str = "Bonjour", *, turn: str = "t1", parsed: dict[str, Any] | None = None, **metadata: Any,
) -> UserUttered:
    """A message of a customer, with what the front door sent along."""
    data = {"intent": {"name": "greet", "confidence": 0.9}, "entities": [], **(parsed or {})}
    return UserUttered(text, data["intent"], [], data, message_id=turn, metadata=metadata)


def tracker(*events: Event, conversation: str = "c1") -> DialogueStateTracker:
    """A conversation in which the brain has listened and these events happened."""
    return DialogueStateTracker.from_events(
        conversation, [ActionExecuted("action_listen"), *events], DOMAIN.slots, domain=DOMAIN)
