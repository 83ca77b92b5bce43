"""Shapes that pass between the front door and the brain, one turn at a time (docs/brain-contract.md).

Only types: both sides import them, neither side's code lives here.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

LanguageCode = Literal["fr", "en"]
Formality = Literal["vous", "tu"]


class Entity(TypedDict):
    entity: str
    value: Any


class ParsedChoice(TypedDict):
    """A choice the customer made, already resolved by our store: it skips NLU."""

    intent: str
    entities: list[Entity]


class Known(TypedDict, total=False):
    """What we know of the person; every key may be absent or None."""

    first_name: str | None
    call_them: str | None
    formality: Formality
    minor: bool
    pace: Literal["normal", "easy"]
    preferences: dict[str, Any]
    tasks_done: list[str]   # coached tasks this person has finished before: the next time is shorter


class Feeling(TypedDict):
    name: str
    intensity: float


class MoodPoint(TypedDict):
    feelings: list[Feeling]


class HandledShape(TypedDict):
    """A reason this person was already handed over for in this visit, how long ago, and what came of it."""

    code: str
    feeling: str    # of the code emotion, else ""
    words: list[str]
    confidence: float
    hours: float
    result: str     # answered stayed unanswered waiting


class TurnSignals(TypedDict, total=False):
    """What the front door remembers that escalation needs; `moods` holds the last five at most."""

    step_failures: dict[str, int]
    misunderstood: int
    moods: list[MoodPoint]
    handed_back: bool
    minor: bool
    refused: int                    # answers in a row that said no
    handled: list[HandledShape]


class OpenTask(TypedDict):
    task: str
    run: str
    step: str | None
    values: dict[str, Any]
    paused_at: str | None


class SinceLastTurn(TypedDict):
    at: str
    who: Literal["agent", "guest", "front_door"]
    name: str
    kind: Literal["message", "promise", "gesture"]
    text: str


class _TurnRequestRequired(TypedDict):
    conversation: str
    turn: str
    text: str
    now: str
    language: LanguageCode
    level: Literal["stranger", "named", "verified"]
    known: Known
    signals: TurnSignals
    ticket: str


class TurnRequest(_TurnRequestRequired, total=False):
    choice: ParsedChoice
    open_task: OpenTask | None
    since_last_turn: list[SinceLastTurn]
    hints: dict[str, list[str]]     # of the open task, by step: customers' own words that a lead took up


class OfferedChoice(TypedDict):
    """A choice as the brain offers it; the front door gives it an opaque id before anyone sees it."""

    label: str
    intent: str
    entities: list[Entity]


class BrainMessage(TypedDict):
    key: str
    text: str
    choices: list[OfferedChoice]


class EmotionShape(TypedDict):
    """Feelings with intensity 0–1, the customer's words for them, urgency 0–3."""

    feelings: list[Feeling]
    words: list[str]
    urgency: float


class IntentGuess(TypedDict):
    intent: str
    confidence: float


class Understanding(TypedDict):
    intent: str
    confidence: float
    alternatives: list[IntentGuess]
    emotion: EmotionShape
    name: str | None


class _ReasonRequired(TypedDict):
    code: str
    words: list[str]
    seq: list[int]
    confidence: float
    nearest: str


class ReasonShape(_ReasonRequired, total=False):
    """Why a person is needed. `words` are exact substrings of what the customer wrote."""

    feeling: str    # of the code emotion: the one that decided


class DecisionShape(TypedDict):
    action: Literal["handoff", "offer", "continue"]
    priority: Literal["urgent", "high", "normal"]
    reasons: list[ReasonShape]
    decided_by: Literal["brain", "front_door"]


class TurnAnswer(TypedDict):
    """What the brain answers. The lists of words hold the closed set of `core.brainwords`."""

    replayed: bool
    messages: list[BrainMessage]
    decision: DecisionShape | None
    steps: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    promises: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    understanding: Understanding | None
    silent: bool
