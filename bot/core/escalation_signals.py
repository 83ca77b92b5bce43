"""What one decision looks at: the words, the feelings, and what the front door counted before.

Owns reading a message with every reviewed file. Must not decide what follows (`escalation`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.emotion import Hit, feelings_of, read, read_hits
from bot.core.emotion_lexicon import Lexicon
from bot.core.escalation_rules import EVENT_CODES, Evidence, Rules
from bot.core.policies import Policies, PolicyMatch
from bot.core.recognition import says_minor
from bot.core.safety import SafetyFinding
from bot.core.turns import Feeling, HandledShape, MoodPoint, TurnSignals, Understanding

# A whole message stands as evidence for an intent only while it is short enough to quote.
_QUOTABLE = 200


@dataclass(frozen=True)
class Knowledge:
    """The three reviewed files a decision reads from."""

    emotion: Lexicon
    policies: Policies
    rules: Rules

    @classmethod
    def from_mappings(
        cls, *, emotion: Mapping[str, Mapping[str, Any]], policies: Mapping[str, Mapping[str, Any]],
        escalation: Mapping[str, Any], tasks: Mapping[str, Sequence[str]] | None = None,
    ) -> Knowledge:
        """`emotion` = {"fr": …, "en": …}; `policies` = {<file stem>: <content>}; `escalation` = data/escalation.yml;
        `tasks` = {<name>: ids of its policies}, for the brief only."""
        return cls(Lexicon.from_mapping(emotion), Policies.from_mapping(policies, tasks),
                   Rules.from_mapping(escalation))


@dataclass(frozen=True)
class Signals:
    """Everything one decision looks at: this message, and what the front door counted before it."""

    text: str
    language: str
    feelings: tuple[Feeling, ...]
    hits: tuple[Hit, ...]
    felt_words: tuple[str, ...]   # what the trained reader gives as evidence
    urgency: float
    moods: tuple[MoodPoint, ...]
    asked: Evidence | None
    policies: tuple[PolicyMatch, ...]
    story: Mapping[str, tuple[str, ...]]
    minor: Evidence | None
    events: tuple[Evidence, ...]
    step_failures: int
    misunderstood: int
    refused: int
    handled: tuple[HandledShape, ...]
    failure: str | None
    safety: tuple[str, ...] | None


def gather(
    *, text: str, language: str, understanding: Understanding | None, signals: TurnSignals, knowledge: Knowledge,
    failure: str | None = None, safety: SafetyFinding | None = None, coached: bool = False,
) -> Signals:
    """Collect what `decide` needs; reads every lexicon itself, so it works with the brain down.

    `text` is only what is new since the last answer. `failure` is "brain_failure" or "action_failure". After a
    hand-back the front door starts its counts and moods afresh; a minor known from before is not asked about again.
    `coached`: it answers a question of the coach, who counts what was not understood and takes "no" for an answer.
    """
    rules = knowledge.rules
    hits = read_hits(text, language, knowledge.emotion)
    shape = read(text, language, knowledge.emotion)
    unclear = understanding is not None and understanding["intent"] in rules.unclear_intents
    refuses = understanding is not None and understanding["intent"] in rules.refusing_intents
    return Signals(
        text=text, language=language, hits=tuple(hits), urgency=shape["urgency"],
        feelings=tuple(_felt(feelings_of(hits), understanding, rules)),
        felt_words=tuple(understanding["emotion"]["words"]) if understanding else (),
        moods=tuple(signals.get("moods", ())),
        asked=_asked(text, language, understanding, rules),
        policies=tuple(knowledge.policies.match(text, language)),
        story=rules.story_in(text, language),
        minor=_minor(text, language, signals, rules),
        events=tuple(e for code in EVENT_CODES if (e := rules.find(code, text, language))),
        step_failures=max(signals.get("step_failures", {}).values(), default=0),
        misunderstood=signals.get("misunderstood", 0) + 1 if unclear and not coached else 0,
        refused=signals.get("refused", 0) + 1 if refuses and not coached else 0,
        handled=tuple(signals.get("handled", ())),
        failure=failure, safety=None if safety is None else tuple(safety.words),
    )


def _asked(text: str, language: str, understanding: Understanding | None, rules: Rules) -> Evidence | None:
    """The wish for a person: by its words always, by intent unless the words say the contrary."""
    lexical = rules.find("asked", text, language)
    if understanding and understanding["intent"] == "ask_is_bot" and (
            understanding["confidence"] >= rules.thresholds["intent"]):
        return None  # "are you a robot or a real person?" wants an honest answer first
    if understanding is None or understanding["intent"] != "ask_human":
        return lexical
    refused = lexical is None and rules.refuses("asked", text, language)
    if refused:
        return lexical
    if understanding["confidence"] < rules.thresholds["intent"]:
        # A guess without words for it is worth an offer, never a hand-over; a faint one is worth
        # nothing, nor one beside people who are only spoken of.
        guessed = understanding["confidence"] >= rules.thresholds["intent_offer"] and not rules.spoken_of(
            "asked", text, language)
        return lexical or (Evidence("asked", quotable(text), rules.confidence["mention"]) if guessed else None)
    words = lexical.words if lexical else quotable(text)
    sure = max(rules.thresholds["event_handoff"], understanding["confidence"], lexical.confidence if lexical else 0.0)
    return Evidence("asked", words, min(1.0, sure))


def declines_person(text: str, language: str, understanding: Understanding | None, knowledge: Knowledge) -> bool:
    """Whether a person is spoken of but not wanted: « pas besoin d’un conseiller », whatever the classifier heard."""
    rules = knowledge.rules
    wished = understanding is not None and understanding["intent"] == "ask_human"
    return wished and rules.find("asked", text, language) is None and rules.refuses("asked", text, language)


def _minor(text: str, language: str, signals: TurnSignals, rules: Rules) -> Evidence | None:
    finding = says_minor(text, language)
    if finding is not None:
        return Evidence("minor", tuple(finding.words), rules.confidence["minor"])
    if signals.get("minor") and not signals.get("handed_back"):
        return Evidence("minor", (), rules.confidence["known_minor"])
    return None


def _felt(reviewed: Iterable[Feeling], understanding: Understanding | None, rules: Rules) -> list[Feeling]:
    """The trained reader's feelings, and of the reviewed words only the strongest; without a brain all of them."""
    if understanding is None:
        return list(reviewed)
    sure = rules.thresholds["reviewed_words_sure"]
    read_feelings = understanding["emotion"]["feelings"]
    spare = [f for f in reviewed if f["intensity"] >= sure or not read_feelings]
    merged: dict[str, float] = {}
    for feeling in (*spare, *read_feelings):
        merged[feeling["name"]] = max(merged.get(feeling["name"], 0.0), float(feeling["intensity"]))
    return [{"name": name, "intensity": value} for name, value in merged.items()]


def quotable(text: str) -> tuple[str, ...]:
    """The messages of a turn as evidence, while they are short enough to quote."""
    return tuple(line.strip() for line in text.splitlines() if line.strip()) if len(text) <= _QUOTABLE else ()
