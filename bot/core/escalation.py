"""Whether a person is needed, why, and how soon: the closed reason codes, each with the words that caused it.

Pure. Called by the brain's policy, and by the front door when the brain failed. Mood sets tone and priority,
never what a customer gets. Words and thresholds are in data/escalation.yml (docs/handoff.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.core.emotion import NEGATIVE, Hit, Lexicon, feelings_of, read, read_hits
from bot.core.escalation_rules import EVENT_CODES, REASON_CODES, Evidence, Rules
from bot.core.policies import Policies, PolicyMatch
from bot.core.recognition import says_minor
from bot.core.safety import SafetyFinding
from bot.core.turns import DecisionShape, Feeling, MoodPoint, ReasonShape, TurnSignals, Understanding

Action = Literal["handoff", "offer", "continue"]
_RANK: dict[Action, int] = {"continue": 0, "offer": 1, "handoff": 2}
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
        escalation: Mapping[str, Any],
    ) -> Knowledge:
        """`emotion` = {"fr": …, "en": …}; `policies` = {<file stem>: <content>}; `escalation` = data/escalation.yml."""
        return cls(Lexicon.from_mapping(emotion), Policies.from_mapping(policies), Rules.from_mapping(escalation))


@dataclass(frozen=True)
class Signals:
    """Everything one decision looks at: this message, and what the front door counted before it."""

    text: str
    language: str
    feelings: tuple[Feeling, ...]
    hits: tuple[Hit, ...]
    urgency: float
    moods: tuple[MoodPoint, ...]
    asked: Evidence | None
    policies: tuple[PolicyMatch, ...]
    story: Mapping[str, tuple[str, ...]]
    minor: Evidence | None
    events: tuple[Evidence, ...]
    step_failures: int
    misunderstood: int
    failure: str | None
    safety: tuple[str, ...] | None


@dataclass(frozen=True)
class _Verdict:
    """One reason that holds, and what it alone would lead to."""

    action: Action
    reason: ReasonShape


def gather(
    *, text: str, language: str, understanding: Understanding | None, signals: TurnSignals, knowledge: Knowledge,
    failure: str | None = None, safety: SafetyFinding | None = None,
) -> Signals:
    """Collect what `decide` needs; reads every lexicon itself, so it works with the brain down.

    `text` is only what is new since the last answer. `failure` is "brain_failure" or "action_failure". After a
    hand-back the front door starts its counts and moods afresh; a minor known from before is not asked about again.
    """
    rules = knowledge.rules
    hits = read_hits(text, language, knowledge.emotion)
    shape = read(text, language, knowledge.emotion)
    unclear = understanding is not None and understanding["intent"] in rules.unclear_intents
    before = signals.get("misunderstood", 0)
    return Signals(
        text=text, language=language, hits=tuple(hits), urgency=shape["urgency"],
        feelings=tuple(_merge(feelings_of(hits), understanding["emotion"]["feelings"] if understanding else [])),
        moods=tuple(signals.get("moods", ())),
        asked=_asked(text, language, understanding, rules),
        policies=tuple(knowledge.policies.match(text, language)),
        story=rules.story_in(text, language),
        minor=_minor(text, language, signals, rules),
        events=tuple(e for code in EVENT_CODES if (e := rules.find(code, text, language))),
        step_failures=max(signals.get("step_failures", {}).values(), default=0),
        misunderstood=before + 1 if unclear else 0,
        failure=failure, safety=None if safety is None else tuple(safety.words),
    )


def decide(
    signals: Signals, knowledge: Knowledge, decided_by: Literal["brain", "front_door"] = "brain"
) -> DecisionShape:
    """The decision with every reason that holds. `seq` stays []: the front door knows the message's number."""
    verdicts = sorted(
        _verdicts(signals, knowledge.rules),
        key=lambda v: (-_RANK[v.action], REASON_CODES.index(v.reason["code"])),
    )
    action: Action = verdicts[0].action if verdicts else "continue"
    reasons = [v.reason for v in verdicts]
    return {
        "action": action, "priority": _priority(action, reasons, signals, knowledge.rules),
        "reasons": reasons, "decided_by": decided_by,
    }


def _verdicts(signals: Signals, rules: Rules) -> Iterator[_Verdict]:
    if signals.safety is not None:
        yield _verdict("handoff", Evidence("safety", signals.safety, 1.0), signals, rules)
    if signals.failure is not None:
        code = "action_failure" if signals.failure == "action_failure" else "brain_failure"
        yield _verdict("handoff", Evidence(code, (), 1.0), signals, rules)
    for evidence in (signals.asked, signals.minor, *signals.events):
        if evidence is not None and (action := _by_confidence(evidence, rules)) != "continue":
            yield _verdict(action, evidence, signals, rules)
    yield from _emotion(signals, rules)
    yield from _policy_exception(signals, rules)
    for code, count in (("task_failed", signals.step_failures), ("misunderstood", signals.misunderstood)):
        limits = rules.thresholds[code]
        if count >= limits["offer"]:
            action = "handoff" if count >= limits["handoff"] else "offer"
            words = _lines(signals.text) if code == "misunderstood" else ()
            yield _verdict(action, Evidence(code, words, rules.confidence["failed"]), signals, rules)


def _emotion(signals: Signals, rules: Rules) -> Iterator[_Verdict]:
    limits, offer = rules.thresholds["emotion_handoff"], rules.thresholds["emotion_offer"]
    felt = [f for f in signals.feelings if f["name"] in NEGATIVE and f["intensity"] >= offer]
    if not felt:
        return
    strongest = max(felt, key=lambda f: f["intensity"] - limits[f["name"]])
    persisting = sum(_weight(mood["feelings"]) >= offer for mood in signals.moods[-5:])
    strong = strongest["intensity"] >= limits[strongest["name"]] or persisting >= rules.thresholds["emotion_persisting"]
    names = {f["name"] for f in felt}
    words = tuple(dict.fromkeys(hit.words for hit in signals.hits if hit.feeling in names))
    yield _verdict(
        "handoff" if strong else "offer", Evidence("emotion", words, min(0.99, strongest["intensity"])), signals, rules,
        feeling=rules.feelings[strongest["name"]][signals.language],
        value=_number(strongest["intensity"], signals.language),
        threshold=_number(limits[strongest["name"]] if strong else offer, signals.language),
    )


def _policy_exception(signals: Signals, rules: Rules) -> Iterator[_Verdict]:
    """A rule says no *and* there is a story: a bare "is it replaced free?" is answered with the rule."""
    felt = [f["name"] for f in signals.feelings
            if f["name"] in NEGATIVE and f["intensity"] >= rules.thresholds["feeling_is_story"]]
    story = dict(signals.story)
    if felt:
        story["feeling"] = tuple(dict.fromkeys(hit.words for hit in signals.hits if hit.feeling in felt))
    for policy in signals.policies:
        kinds = [kind for kind in policy.story if kind in story]
        if policy.allows or not kinds:
            continue
        told = [word for kind in kinds for word in story[kind]]
        sure = rules.confidence["story_more" if len(kinds) > 1 else "story"]
        yield _verdict("handoff", Evidence("policy_exception", _unique((*policy.words, *told)), sure), signals, rules)
        return  # one exception is enough to need a person; the brief lists every policy


def _verdict(action: Action, evidence: Evidence, signals: Signals, rules: Rules, **values: str) -> _Verdict:
    return _Verdict(action, {
        "code": evidence.code, "words": [w for w in evidence.words if w], "seq": [],
        "confidence": round(float(evidence.confidence), 2),
        "nearest": rules.nearest(evidence.code, signals.language, **values),
    })


def _by_confidence(evidence: Evidence, rules: Rules) -> Action:
    if evidence.confidence >= rules.thresholds["event_handoff"]:
        return "handoff"
    return "offer" if evidence.confidence >= rules.thresholds["event_offer"] else "continue"


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
        # A guess without words for it is worth an offer, never a hand-over.
        return lexical or Evidence("asked", _lines(text), rules.confidence["mention"])
    words = lexical.words if lexical else _lines(text)
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


def _priority(
    action: Action, reasons: list[ReasonShape], signals: Signals, rules: Rules
) -> Literal["urgent", "high", "normal"]:
    codes = {reason["code"] for reason in reasons}
    if action == "continue":
        return "normal"
    if codes & set(rules.priority["urgent"]):
        return "urgent"
    high = codes & set(rules.priority["high"]) or _weight(signals.feelings) >= rules.priority["high_from_emotion"]
    return "high" if high or signals.urgency >= rules.priority["high_from_urgency"] else "normal"


def _merge(first: Iterable[Feeling], second: Iterable[Feeling]) -> list[Feeling]:
    merged: dict[str, float] = {}
    for feeling in (*first, *second):
        merged[feeling["name"]] = max(merged.get(feeling["name"], 0.0), float(feeling["intensity"]))
    return [{"name": name, "intensity": value} for name, value in merged.items()]


def _weight(feelings: Iterable[Feeling]) -> float:
    """How heavy a message is: its strongest negative feeling."""
    return max((f["intensity"] for f in feelings if f["name"] in NEGATIVE), default=0.0)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, and none that another one already contains."""
    every = list(dict.fromkeys(words))
    return tuple(w for w in every if not any(w != other and w in other for other in every))


def _lines(text: str) -> tuple[str, ...]:
    """The messages of a turn as evidence, while they are short enough to quote."""
    return tuple(line.strip() for line in text.splitlines() if line.strip()) if len(text) <= _QUOTABLE else ()


def _number(value: float, language: str) -> str:
    return f"{value:.2f}".replace(".", "," if language == "fr" else ".")
