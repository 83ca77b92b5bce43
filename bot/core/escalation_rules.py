"""The reviewed rules of escalation (data/escalation.yml), compiled: words, thresholds, priorities, sentences.

Owns the shape of the file and finding words. Must not decide (`escalation`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.folding import fold
from bot.core.phrases import Phrases, fill_groups, words_of

REASON_CODES = (
    "safety", "asked", "emotion", "policy_exception", "minor", "bereavement", "illness", "accident", "product_safety",
    "fraud", "legal", "press", "vulnerability", "discrimination", "violence", "data_protection", "task_failed",
    "misunderstood", "brain_failure", "action_failure",
)
EVENT_CODES = REASON_CODES[5:16]
STRENGTHS = ("strong", "mention")


class BadRules(ValueError):
    """data/escalation.yml cannot be used; the message says where."""


@dataclass(frozen=True)
class Evidence:
    """Words of the customer that speak for a reason, and how sure that makes us."""

    code: str
    words: tuple[str, ...]
    confidence: float


@dataclass(frozen=True)
class _Reason:
    nearest: Mapping[str, str]
    words: Mapping[str, Mapping[str, Phrases]]  # language -> strength -> phrases
    except_: Mapping[str, Phrases]


@dataclass(frozen=True)
class Rules:
    """What `decide` reads: plain numbers and compiled words."""

    thresholds: Mapping[str, Any]
    confidence: Mapping[str, float]
    priority: Mapping[str, Any]
    unclear_intents: frozenset[str]
    story: Mapping[str, Mapping[str, Phrases]]
    reasons: Mapping[str, _Reason]
    feelings: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Rules:
        """Read data/escalation.yml. Raises `BadRules` for a missing part or a code outside the closed set."""
        try:
            if set(mapping["reasons"]) != set(REASON_CODES):
                wrong = sorted(set(mapping["reasons"]) ^ set(REASON_CODES))
                raise BadRules(f"escalation: reasons must be exactly the closed codes; look at {', '.join(wrong)}")
            groups = mapping.get("groups", {})
            return cls(
                thresholds=mapping["thresholds"], confidence=mapping["confidence"], priority=mapping["priority"],
                unclear_intents=frozenset(mapping["unclear_intents"]),
                story={kind: _by_language(ps, groups) for kind, ps in mapping["story"].items()},
                reasons={code: _reason(content, groups) for code, content in mapping["reasons"].items()},
                feelings=mapping["feelings"],
            )
        except KeyError as error:
            raise BadRules(f"escalation: {error} is missing") from error

    def find(self, code: str, text: str, language: str) -> Evidence | None:
        """The words that speak for `code`, strongest first; None when there are none."""
        reason, folded = self.reasons[code], fold(text)
        apart_from = reason.except_.get(language, Phrases()).find(folded)
        for strength in STRENGTHS:
            phrases = reason.words.get(language, {}).get(strength, Phrases())
            if spans := phrases.find(folded, apart_from):
                return Evidence(code, words_of(folded, spans), self.confidence[strength])
        return None

    def refuses(self, code: str, text: str, language: str) -> bool:
        """Whether the customer said the contrary (« je ne veux pas parler à un humain »)."""
        return bool(self.reasons[code].except_.get(language, Phrases()).find(fold(text)))

    def story_in(self, text: str, language: str) -> dict[str, tuple[str, ...]]:
        """Kinds of story in `text`, each with its words."""
        folded = fold(text)
        found = {kind: words_of(folded, phrases[language].find(folded)) for kind, phrases in self.story.items()}
        return {kind: words for kind, words in found.items() if words}

    def nearest(self, code: str, language: str, **values: Any) -> str:
        """The plain sentence that says what would have changed a decision."""
        return self.reasons[code].nearest[language].format_map(values)


def _reason(content: Mapping[str, Any], groups: Mapping[str, Mapping[str, str]]) -> _Reason:
    words = {
        language: {s: Phrases.of(fill_groups(ps, groups, language)) for s, ps in strengths.items()}
        for language, strengths in content.get("words", {}).items()
    }
    return _Reason(content["nearest"], words, _by_language(content.get("except", {}), groups))


def _by_language(
    phrases: Mapping[str, Sequence[str]], groups: Mapping[str, Mapping[str, str]]
) -> dict[str, Phrases]:
    return {language: Phrases.of(fill_groups(ps, groups, language)) for language, ps in phrases.items()}
