"""The handoff brief: what a person must know to answer without asking again, in the customer's own words.

One pure function. Owns assembling, and the first sentence it suggests; invents no fact and promises nothing.
Written as if the customer will read it (part of it they do: `shared`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.brief_cues import ALSO, GREETING, LABELS, MOOD_WORDS, NOTHING_SAID, QUESTIONS, READ
from bot.core.brief_words import Quote, Said, extract, writes_for
from bot.core.emotion_lexicon import NEGATIVE, POSITIVE
from bot.core.policies import PolicyMatch
from bot.core.turns import DecisionShape

# A quote longer than this is a paragraph, not a first sentence.
_QUOTE_LIMIT = 170
# A strong word weighs on the lines after it, less each time: « oui » does not end a sorrow.
_FADES = 0.8
_LEVELS = (0.3, 0.55, 0.7)
__all__ = ["BriefInputs", "Person", "Quote", "Said", "build", "mood_now", "shared"]


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

    `messages`: the customer's, of this visit, oldest first. `moods`: [{"seq", "feelings"}] of the same messages.
    `facts`: [{"id","name","label","value","seq","corrected"}]. `steps`: step words + "seq". `promises` and
    `last_contacts` as in the protocol; `orders`: {"state","items"}. `policies`: the matches over the messages.
    `corrections`: [{"item","text","seq"}], the customer's, oldest first; `item` is an id of `shared`. `version` and
    `at` (RFC 3339) are the front door's.
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


def build(inputs: BriefInputs) -> dict[str, Any]:
    """The `brief` of protocols.md: every key, in that order; unknown is null or []."""
    language, person = inputs.language, inputs.person
    said = extract(inputs.messages, inputs.policies, inputs.decision, language)
    reasons = list(inputs.decision["reasons"]) if inputs.decision else []
    minor = True if any(r["code"] == "minor" for r in reasons) else person.minor
    formality = "tu" if minor and language == "fr" else person.formality
    facts = _facts(inputs, said.happened, said.matters, said.invested)
    goal = None if said.goal is None else {"text": said.goal.words, "deadline": said.deadline}
    want, hope = _corrected(_told(said.want), "want", inputs), _corrected(_told(said.hope), "hope", inputs)
    return {
        "version": inputs.version, "at": inputs.at, "language": language,
        "who": {
            "name": person.name, "call_them": person.call_them, "formality": formality, "level": person.level,
            "minor": minor, "writes_for": None if minor else writes_for(inputs.messages, language),
            "pace": person.pace, "since": person.since, "last_contacts": list(inputs.last_contacts),
            "preferences": list(person.preferences), "dates": list(person.dates),
        },
        "want": want or {"text": "", "quotes": []}, "hope": hope,
        "goal": _corrected_goal(goal, inputs),
        "invested": [{"text": q.words, "quotes": [q.as_json()]} for q in said.invested],
        "reasons": reasons,
        "mood": {"now": mood_now(inputs.moods, language), "curve": [_point(m) for m in inputs.moods]},
        "facts": facts, "steps": _steps(inputs),
        "policy": [_policy(match, language) for match in inputs.policies],
        "promises": [dict(p) for p in inputs.promises],
        "orders": {"state": inputs.orders["state"], "items": list(inputs.orders["items"])},
        "gestures": [], "unknown": _unknown(inputs, said.only_asked, hope, formality, bool(minor)),
        "suggestion": _suggestion(person, said.first_words(_QUOTE_LIMIT), language, formality),
    }


def shared(
    brief: Mapping[str, Any], to: Mapping[str, str] | None, corrected: Collection[str] = ()
) -> dict[str, Any]:
    """S of protocols.md: what the customer sees of the brief and may correct. Never mood, policy or gestures.

    `corrected` names the items they put right; each then says so.
    """
    labels = LABELS[brief["language"]]
    mine: Any = labels[brief["who"]["formality"]]
    wants = [{"id": key, "label": mine[key], "text": brief[key]["text"]} for key in ("want", "hope", "goal")
             if brief[key] and brief[key]["text"]]
    facts = [{"id": f["id"], "label": f["label"], "text": str(f["value"])}
             for f in brief["facts"] if f["value"] is not None]
    tried = [
        {"id": f"step-{s['seq']}", "label": s["label"], "text": _tried(s, labels)}
        for s in brief["steps"] if s["state"] in ("tried", "failed", "done")
    ]
    for item in (*wants, *facts, *tried):
        if item["id"] in corrected:
            item["corrected"] = True
    return {"version": brief["version"], "to": dict(to) if to else None, "wants": wants, "facts": facts, "tried": tried}


def mood_now(moods: Sequence[Mapping[str, Any]], language: str) -> dict[str, Any]:
    """`{"word","level"}`: the heaviest feeling of the last three messages, older ones fading; level 0–3."""
    weighed = [
        (f["intensity"] * _FADES ** age, f["name"])
        for age, mood in enumerate(reversed(list(moods)[-3:])) for f in mood["feelings"]
    ]
    heavy = [w for w in weighed if w[1] in NEGATIVE] or [w for w in weighed if w[1] in POSITIVE]
    intensity, name = max(heavy, default=(0.0, "calm"))
    level = sum(intensity >= limit for limit in _LEVELS) if name in NEGATIVE else 0
    if name in NEGATIVE and level == 0:
        name = "calm"
    return {"word": MOOD_WORDS[language][name], "level": level}


def _told(quotes: Sequence[Quote]) -> dict[str, Any] | None:
    """T of protocols.md: the customer's words, unchanged."""
    if not quotes:
        return None
    return {"text": " … ".join(q.words for q in quotes), "quotes": [q.as_json() for q in quotes]}


def _corrected(told: dict[str, Any] | None, item: str, inputs: BriefInputs) -> dict[str, Any] | None:
    """The customer's own correction wins over what we read."""
    newest = [c for c in inputs.corrections if c["item"] == item][-1:]
    for correction in newest:
        return {"text": correction["text"], "quotes": [{"seq": correction["seq"], "words": correction["text"]}]}
    return told


def _corrected_goal(goal: dict[str, Any] | None, inputs: BriefInputs) -> dict[str, Any] | None:
    """A corrected goal has no deadline of its own: the one that was read belongs to the words that were wrong."""
    newest = [c for c in inputs.corrections if c["item"] == "goal"][-1:]
    return {"text": newest[0]["text"], "deadline": None} if newest else goal


def _steps(inputs: BriefInputs) -> list[dict[str, Any]]:
    """The ledger; what the customer says they did wins over what was read, the step's outcome stays."""
    steps = [dict(step) for step in inputs.steps]
    for correction in inputs.corrections:
        for step in steps:
            if f"step-{step['seq']}" == correction["item"]:
                step.update(said=correction["text"], corrected=True)
    return steps


def _facts(
    inputs: BriefInputs, happened: Sequence[Quote], matters: Sequence[Quote], invested: Sequence[Quote]
) -> list[dict[str, Any]]:
    """Facts from tasks, then what the customer told beside; each with its message, corrections applied."""
    labels: Any = LABELS[inputs.language]
    facts = [dict(fact) for fact in inputs.facts]
    for name, quotes in (("happened", happened), ("matters", matters), ("invested", invested)):
        for n, quote in enumerate(quotes, 1):
            facts.append({"id": f"{name}-{quote.seq}-{n}", "name": name, "label": labels[name], "value": quote.words,
                          "seq": quote.seq, "corrected": False})
    for correction in inputs.corrections:
        for fact in facts:
            if fact["id"] == correction["item"]:
                fact.update(value=correction["text"], seq=correction["seq"], corrected=True)
    return facts


def _point(mood: Mapping[str, Any]) -> dict[str, Any]:
    return {"seq": mood.get("seq"), "feelings": [dict(f) for f in mood["feelings"]]}


def _policy(match: PolicyMatch, language: str) -> dict[str, Any]:
    law = None
    if match.law is not None:
        law = {"name": match.law["name"][language], "text": match.law["text"][language]}
    return {"id": match.id, "text": match.text[language], "allows": match.allows, "law": law}


def _unknown(
    inputs: BriefInputs, only_asked: bool, hope: Mapping[str, Any] | None, formality: str, minor: bool
) -> list[dict[str, str]]:
    """What is still open, with the question to put. A child is asked no personal detail."""
    questions = QUESTIONS[inputs.language][formality]
    missing = []
    if not (inputs.person.name or inputs.person.call_them) and not minor:
        missing.append("name")
    if only_asked:
        missing.append("want")
    elif hope is None and any(p.words and not p.allows for p in inputs.policies):
        missing.append("hope")
    return [{"name": name, "question": questions[name]} for name in missing]


def _suggestion(person: Person, words: Sequence[str], language: str, formality: str) -> str:
    """A first sentence in the customer's own words: it greets, shows what was read, and promises nothing."""
    named, bare = GREETING[language]
    call = person.call_them or person.name
    greeting = named.format(name=call) if call else bare
    words = [quoted.rstrip(" .") for quoted in words]  # our own full stop closes the quotation
    if not words:
        return f"{greeting} {NOTHING_SAID[language][formality]}"
    parts = [f"{greeting} {READ[language][formality].format(words=words[0])}"]
    parts += [ALSO[language][formality].format(words=w) for w in words[1:2]]
    return " ".join(parts)


def _tried(step: Mapping[str, Any], labels: Mapping[str, Any]) -> str:
    if step.get("corrected"):
        return str(step["said"])
    told: Iterable[Any] = (step.get("said"), step.get("value"))
    answer = next((str(t) for t in told if t not in (None, "")), None)
    state = str(labels[step["state"]])
    return state if answer is None else f"{answer} ({state})"
