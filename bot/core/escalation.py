"""Whether a person is needed, why, and how soon: the closed reason codes, each with the words that caused it.

Pure. Called by the brain's policy, and by the front door when the brain failed. Mood sets tone and priority,
never what a customer gets. Words and thresholds are in data/escalation.yml (docs/handoff.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.emotion_lexicon import NEGATIVE
from bot.core.escalation_memory import weighed
from bot.core.escalation_rules import EVENT_CODES, REASON_CODES, Evidence, Rules
from bot.core.escalation_signals import Knowledge, Signals, declines_person, gather, quotable
from bot.core.mood import decisive_word, rise, weight
from bot.core.turns import DecisionShape, Feeling, ReasonShape

__all__ = ["Knowledge", "Signals", "decide", "declines_person", "gather"]
Action = Literal["handoff", "offer", "continue"]
_RANK: dict[Action, int] = {"continue": 0, "offer": 1, "handoff": 2}


@dataclass(frozen=True)
class _Verdict:
    """One reason that holds, and what it alone would lead to."""

    action: Action
    reason: ReasonShape


def decide(
    signals: Signals, knowledge: Knowledge, decided_by: Literal["brain", "front_door"] = "brain"
) -> DecisionShape:
    """The decision with every reason that holds. `seq` stays []: the front door knows the message's number."""
    verdicts = sorted(
        _verdicts(signals, knowledge.rules),
        key=lambda v: (-_RANK[v.action], REASON_CODES.index(v.reason["code"])),
    )
    action: Action = verdicts[0].action if verdicts else "continue"
    reasons = [_with_counterfactual(v, verdicts, signals, knowledge.rules) for v in verdicts]
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
    for found in (signals.asked, signals.minor, *signals.events):
        evidence = None if found is None else weighed(found, signals.handled, rules)
        if evidence is not None and (action := _by_confidence(evidence, rules)) != "continue":
            yield _verdict(action, evidence, signals, rules)
    yield from _emotion(signals, rules)
    yield from _policy_exception(signals, rules)
    yield from _failed(signals, rules)


def _failed(signals: Signals, rules: Rules) -> Iterator[_Verdict]:
    """Steps that failed, messages not understood, and answers that only said no."""
    sure, limits = rules.confidence["failed"], rules.thresholds
    if signals.step_failures >= limits["task_failed"]["offer"]:
        action: Action = "handoff" if signals.step_failures >= limits["task_failed"]["handoff"] else "offer"
        yield _verdict(action, Evidence("task_failed", (), sure), signals, rules)
    lost = Evidence("misunderstood", quotable(signals.text), sure)
    if signals.misunderstood >= limits["misunderstood"]["offer"]:
        yield _verdict("handoff" if signals.misunderstood >= limits["misunderstood"]["handoff"] else "offer", lost,
                       signals, rules)
    elif signals.refused >= limits["refused"]:
        yield _verdict("offer", lost, signals, rules)


def _with_counterfactual(
    verdict: _Verdict, verdicts: Sequence[_Verdict], signals: Signals, rules: Rules,
) -> ReasonShape:
    """The reason, its `nearest` saying what the decision would have been without the words that caused it."""
    code = verdict.reason["code"]
    words = verdict.reason["words"]
    if code not in ("asked", *EVENT_CODES) or not words:
        return verdict.reason
    others: list[Action] = [v.action for v in verdicts if v is not verdict]
    instead: Action = max(others, key=lambda a: _RANK[a], default="continue")
    return {**verdict.reason, "nearest": rules.without(words, instead, signals.language)}


def _emotion(signals: Signals, rules: Rules) -> Iterator[_Verdict]:
    limits, offer = rules.thresholds["emotion_handoff"], rules.thresholds["emotion_offer"]
    felt = [f for f in signals.feelings if f["name"] in NEGATIVE and f["intensity"] >= offer]
    if not felt:
        return
    strongest = max(felt, key=lambda f: f["intensity"] - limits[f["name"]])
    names = {f["name"] for f in felt}
    words = tuple(dict.fromkeys(hit.words for hit in signals.hits if hit.feeling in names)) or signals.felt_words
    felt_now = Evidence("emotion", words, min(0.99, strongest["intensity"]), strongest["name"])
    evidence = weighed(felt_now, signals.handled, rules)
    if evidence.confidence < offer:
        return
    moved = evidence is felt_now and _moved(signals, felt, rules)
    strong = evidence.confidence >= limits[strongest["name"]] or moved
    limit = limits[strongest["name"]] if strong else offer
    verdict = _verdict(
        "handoff" if strong else "offer", evidence, signals, rules,
        feeling=rules.feelings[strongest["name"]][signals.language],
        value=_number(evidence.confidence, signals.language), threshold=_number(limit, signals.language),
    )
    verdict.reason["feeling"] = strongest["name"]
    told = [hit for hit in signals.hits if hit.feeling in names]
    decisive = None if signals.felt_words or moved or evidence is not felt_now else decisive_word(told, limit)
    if decisive is not None:
        instead: Action = "offer" if strong else "continue"
        verdict.reason["nearest"] = rules.without([decisive], instead, signals.language)
    yield verdict


def _moved(signals: Signals, felt: Sequence[Feeling], rules: Rules) -> bool:
    """Whether the messages before turn a feeling into a call: it has lasted, or it is clearly rising."""
    limits = rules.thresholds
    if sum(weight(mood["feelings"]) >= limits["emotion_offer"] for mood in signals.moods[-5:]) >= (
            limits["emotion_persisting"]):
        return True
    noticed = any(weight(mood["feelings"]) >= limits["emotion_noticed"] for mood in signals.moods[-3:])
    return noticed and rise(signals.moods, felt) >= limits["emotion_rising"]


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
        found = Evidence("policy_exception", _unique((*policy.words, *told)), sure)
        evidence = weighed(found, signals.handled, rules)
        action = "handoff" if evidence is found else _by_confidence(evidence, rules)
        if action != "continue":
            yield _verdict(action, evidence, signals, rules)
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


def _priority(
    action: Action, reasons: list[ReasonShape], signals: Signals, rules: Rules
) -> Literal["urgent", "high", "normal"]:
    codes = {reason["code"] for reason in reasons}
    if action == "continue":
        return "normal"
    if codes & set(rules.priority["urgent"]):
        return "urgent"
    high = codes & set(rules.priority["high"]) or weight(signals.feelings) >= rules.priority["high_from_emotion"]
    return "high" if high or signals.urgency >= rules.priority["high_from_urgency"] else "normal"


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, and none that another one already contains."""
    every = list(dict.fromkeys(words))
    return tuple(w for w in every if not any(w != other and w in other for other in every))


def _number(value: float, language: str) -> str:
    return f"{value:.2f}".replace(".", "," if language == "fr" else ".")
