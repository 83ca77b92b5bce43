"""The reviewed rules of escalation (data/escalation.yml), compiled: words, thresholds, priorities, sentences.

Owns the shape of the file and finding words. Must not decide (`escalation`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    feeling: str = ""   # of the code `emotion`: which one


@dataclass(frozen=True)
class Team:
    """Who of the team reads a case first: an id, and its name by language."""

    id: str
    label: Mapping[str, str]


@dataclass(frozen=True)
class _Reason:
    nearest: Mapping[str, str]
    words: Mapping[str, Mapping[str, Phrases]]  # language -> strength -> phrases
    except_: Mapping[str, Phrases]
    beside: Mapping[str, Phrases]               # words that are no evidence either, but refuse nothing


@dataclass(frozen=True)
class Rules:
    """What `decide` reads: plain numbers and compiled words."""

    thresholds: Mapping[str, Any]
    confidence: Mapping[str, float]
    priority: Mapping[str, Any]
    unclear_intents: frozenset[str]
    refusing_intents: frozenset[str]
    standstill: frozenset[str]
    memory: Mapping[str, Any]
    teams: Mapping[str, Team]
    story: Mapping[str, Mapping[str, Phrases]]
    reasons: Mapping[str, _Reason]
    feelings: Mapping[str, Mapping[str, str]]
    counterfactual: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Rules:
        """Read data/escalation.yml. Raises `BadRules` for a missing part or a code outside the closed set."""
        try:
            if set(mapping["reasons"]) != set(REASON_CODES):
                wrong = sorted(set(mapping["reasons"]) ^ set(REASON_CODES))
                raise BadRules(f"escalation: reasons must be exactly the closed codes; look at {', '.join(wrong)}")
            check_bounds(mapping)
            groups = mapping.get("groups", {})
            return cls(
                thresholds=mapping["thresholds"], confidence=mapping["confidence"], priority=mapping["priority"],
                unclear_intents=frozenset(mapping["unclear_intents"]),
                refusing_intents=frozenset(mapping["refusing_intents"]),
                standstill=_codes("standstill", mapping["standstill"]),
                memory={**mapping["memory"], "never": _codes("memory.never", mapping["memory"]["never"])},
                teams=_teams(mapping["teams"]),
                story={kind: _by_language(ps, groups) for kind, ps in mapping["story"].items()},
                reasons={code: _reason(content, groups) for code, content in mapping["reasons"].items()},
                feelings=mapping["feelings"], counterfactual=mapping["counterfactual"],
            )
        except KeyError as error:
            raise BadRules(f"escalation: {error} is missing") from error

    def find(self, code: str, text: str, language: str) -> Evidence | None:
        """The words that speak for `code`, strongest first; None when there are none."""
        reason, folded = self.reasons[code], fold(text)
        apart_from = [*reason.except_.get(language, Phrases()).find(folded),
                      *reason.beside.get(language, Phrases()).find(folded)]
        for strength in STRENGTHS:
            phrases = reason.words.get(language, {}).get(strength, Phrases())
            if spans := phrases.find(folded, apart_from):
                return Evidence(code, words_of(folded, spans), self.confidence[strength])
        return None

    def refuses(self, code: str, text: str, language: str) -> bool:
        """Whether the customer said the contrary (« je ne veux pas parler à un humain »)."""
        return bool(self.reasons[code].except_.get(language, Phrases()).find(fold(text)))

    def spoken_of(self, code: str, text: str, language: str) -> bool:
        """Whether words look like the reason and are about something else ("a meeting with somebody")."""
        return bool(self.reasons[code].beside.get(language, Phrases()).find(fold(text)))

    def story_in(self, text: str, language: str) -> dict[str, tuple[str, ...]]:
        """Kinds of story in `text`, each with its words."""
        folded = fold(text)
        found = {kind: words_of(folded, phrases[language].find(folded)) for kind, phrases in self.story.items()}
        return {kind: words for kind, words in found.items() if words}

    def without(self, words: Sequence[str], instead: str, language: str) -> str:
        """« Sans « …», l’assistant aurait continué »: `word#2` means its second mention."""
        say = self.counterfactual[language]
        named = []
        for word in words:
            plain, _, number = word.rpartition("#")
            again = plain and number.isdigit() and int(number) > 1
            plain = plain if plain and number.isdigit() else word
            named.append(say["again" if again else "word"].format(word=plain))
        return say["without"].format(words=say["and"].join(named), would=say[instead])

    def team(self, codes: Sequence[str]) -> Team:
        """Whose case this is: of several reasons, the one with a team of its own that ranks first."""
        ranked = sorted((c for c in codes if c in self.teams), key=REASON_CODES.index)
        default = self.teams["asked"]
        return next((own for code in ranked if (own := self.teams[code]) != default), default)

    def nearest(self, code: str, language: str, **values: Any) -> str:
        """The plain sentence that says what would have changed a decision."""
        return self.reasons[code].nearest[language].format_map(values)


def _codes(where: str, codes: Sequence[str]) -> frozenset[str]:
    if unknown := set(codes) - set(REASON_CODES):
        raise BadRules(f"escalation: {where}: {', '.join(sorted(unknown))} is no reason")
    return frozenset(codes)


def _teams(teams: Mapping[str, Mapping[str, Any]]) -> dict[str, Team]:
    """Reason -> team; the first one of the file has every reason that no other one names."""
    first, *_ = (Team(name, content["label"]) for name, content in teams.items())
    found = dict.fromkeys(REASON_CODES, first)
    for name, content in teams.items():
        found.update(dict.fromkeys(_codes(f"teams.{name}", content["reasons"]), Team(name, content["label"])))
    return found


def check_bounds(mapping: Mapping[str, Any]) -> None:
    """Raise `BadRules` naming every number outside what makes sense, and thresholds in the wrong order."""
    limits, sure = mapping["thresholds"], mapping["confidence"]
    wrong = [f"{name} is {value!r}, must be between {low} and {high}"
             for name, value, low, high in _numbers(limits, sure, mapping["priority"], mapping["memory"])
             if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high]
    if not wrong:
        wrong += [f"thresholds.{name}: handoff is below offer" for name in ("misunderstood", "task_failed")
                  if limits[name]["handoff"] < limits[name]["offer"]]
        if limits["event_handoff"] < limits["event_offer"]:
            wrong.append("thresholds.event_handoff is below event_offer")
    if wrong:
        raise BadRules("escalation: " + "; ".join(wrong))


def _numbers(
    limits: Mapping[str, Any], sure: Mapping[str, Any], priority: Mapping[str, Any], memory: Mapping[str, Any],
) -> Iterator[tuple[str, Any, float, float]]:
    """Every number of the file with the bounds it must keep."""
    yield from ((f"thresholds.emotion_handoff.{name}", value, 0.3, 1) for name, value in
                limits["emotion_handoff"].items())
    yield from ((f"thresholds.{name}", limits[name], 0.2, 1) for name in
                ("emotion_offer", "feeling_is_story", "intent", "intent_offer", "event_handoff", "event_offer",
                 "reviewed_words_sure", "emotion_rising", "emotion_noticed"))
    yield "thresholds.emotion_persisting", limits["emotion_persisting"], 1, 5
    yield from ((f"thresholds.{name}.{key}", limits[name][key], 1, 10)
                for name in ("misunderstood", "task_failed") for key in ("offer", "handoff"))
    yield from ((f"confidence.{name}", value, 0, 1) for name, value in sure.items())
    yield "thresholds.refused", limits["refused"], 2, 10
    yield from ((f"memory.{name}", memory[name], low, high) for name, low, high in
                (("hours", 0, 720), ("weighs", 0.3, 1), ("stronger_by", 0.05, 1)))
    yield "priority.high_from_emotion", priority["high_from_emotion"], 0.3, 1
    yield "priority.high_from_urgency", priority["high_from_urgency"], 0, 3


def _reason(content: Mapping[str, Any], groups: Mapping[str, Mapping[str, str]]) -> _Reason:
    words = {
        language: {s: Phrases.of(fill_groups(ps, groups, language)) for s, ps in strengths.items()}
        for language, strengths in content.get("words", {}).items()
    }
    return _Reason(content["nearest"], words, _by_language(content.get("except", {}), groups),
                   _by_language(content.get("beside", {}), groups))


def _by_language(
    phrases: Mapping[str, Sequence[str]], groups: Mapping[str, Mapping[str, str]]
) -> dict[str, Phrases]:
    return {language: Phrases.of(fill_groups(ps, groups, language)) for language, ps in phrases.items()}
