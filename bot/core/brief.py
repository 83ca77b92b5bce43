"""The handoff brief: what a person must know to answer without asking again, in the customer's own words.

One pure function. Owns extraction and the first sentence it suggests; invents no fact and promises nothing.
Written as if the customer will read it (they may: `shared`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.policies import PolicyMatch
from bot.core.turns import DecisionShape, Feeling


@dataclass(frozen=True)
class Said:
    """One message of the customer, as stored (masked parts stay masked)."""

    seq: int
    text: str


@dataclass(frozen=True)
class Person:
    """What we know of who writes. Unknown is None or empty."""

    name: str | None = None
    call_them: str | None = None
    formality: str = "vous"
    level: str = "stranger"
    minor: bool | None = None
    pace: str = "normal"
    since: str | None = None
    preferences: Sequence[Any] = ()
    dates: Sequence[Any] = ()


@dataclass(frozen=True)
class BriefInputs:
    """Everything `build` reads: plain data, gathered by the front door.

    `messages` are the customer's, of this visit, oldest first. `moods` = [{"seq", "feelings"}] of the same
    messages. `facts` = [{"id","name","label","value","seq","corrected"}]; `steps` = step words + "seq";
    `promises` and `last_contacts` as in the protocol; `orders` = {"state","items"}. `version` and `at`
    (RFC 3339) are the front door's. `policies` are the matches over the customer's messages.
    """

    version: int
    at: str
    language: str
    messages: Sequence[Said]
    person: Person = field(default_factory=Person)
    decision: DecisionShape | None = None
    moods: Sequence[Mapping[str, Any]] = ()
    facts: Sequence[Mapping[str, Any]] = ()
    steps: Sequence[Mapping[str, Any]] = ()
    policies: Sequence[PolicyMatch] = ()
    promises: Sequence[Mapping[str, Any]] = ()
    orders: Mapping[str, Any] = field(default_factory=lambda: {"state": "none", "items": []})
    last_contacts: Sequence[Mapping[str, Any]] = ()
    corrections: Sequence[Mapping[str, Any]] = ()


def mood_now(moods: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    """`{"word","level"}` from the latest mood: a word for people, a level 0–3."""
    return {"word": "calme" if language == "fr" else "calm", "level": 0}


def strongest(feelings: Sequence[Feeling]) -> Feeling | None:
    return max(feelings, key=lambda f: f["intensity"], default=None)


def build(inputs: BriefInputs) -> dict[str, Any]:
    """The `brief` of protocols.md: every key, in that order; unknown is null or []."""
    person = inputs.person
    reasons = inputs.decision["reasons"] if inputs.decision else []
    return {
        "version": inputs.version, "at": inputs.at, "language": inputs.language,
        "who": {
            "name": person.name, "call_them": person.call_them, "formality": person.formality, "level": person.level,
            "minor": person.minor, "writes_for": None, "pace": person.pace, "since": person.since,
            "last_contacts": list(inputs.last_contacts), "preferences": list(person.preferences),
            "dates": list(person.dates),
        },
        "want": {"text": "", "quotes": []}, "hope": None, "goal": None, "invested": [],
        "reasons": reasons,
        "mood": {"now": mood_now(inputs.moods, inputs.language), "curve": list(inputs.moods)},
        "facts": list(inputs.facts), "steps": list(inputs.steps), "policy": [],
        "promises": list(inputs.promises), "orders": dict(inputs.orders), "gestures": [], "unknown": [],
        "suggestion": "",
    }


def shared(brief: Mapping[str, Any], to: Mapping[str, str] | None) -> dict[str, Any]:
    """S of protocols.md: what the customer sees of the brief and may correct. Never mood, policy or gestures."""
    return {"version": brief["version"], "to": dict(to) if to else None, "wants": [], "facts": [], "tried": []}
