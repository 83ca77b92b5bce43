"""What a guess at an intent leads to: it stands, two things are offered, several are answered, or nothing was read.

Pure. What is offered and from which probability on comes from data/intents.yml and data/faq. A name here is an intent
or `faq/<entry>`. Must not know how guesses are made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FAQ = "faq"
LOST = "nlu_fallback"
NEAR_MISS = "near_miss"
OUT_OF_SCOPE = "out_of_scope"
FAQ_ANSWER = "utter_faq"
TASK_START = "action_start_task"
MOST_BESIDE = 3     # things answered beside the first: more would be a lecture
Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Request:
    """Something people come for. `label`: {"fr": …, "en": …}; `answer`: the response or action that serves it."""

    label: Mapping[str, str]
    answer: str
    task: bool = False
    person: bool = False


@dataclass(frozen=True)
class Rules:
    requests: Mapping[str, Request]
    courtesies: frozenset[str]
    sure: float
    either: float
    lost: float
    part_of: float

    @classmethod
    def from_mapping(
        cls, mapping: Mapping[str, Any], faq: Mapping[str, Mapping[str, str]] | None = None,
        tasks: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Rules:
        """data/intents.yml, and the label of each FAQ entry and each task. Without any, guesses stand."""
        rows = {
            name: Request(row["label"], row["answer"], person=bool(row.get("person")))
            for name, row in (mapping.get("requests") or {}).items()
        }
        entries = {f"{FAQ}/{name}": Request(label, FAQ_ANSWER) for name, label in (faq or {}).items()}
        begun = {name: Request(label, TASK_START, task=True) for name, label in (tasks or {}).items()}
        doubt = mapping.get("doubt") or {}
        return cls(
            {**rows, **begun, **entries}, frozenset(mapping.get("courtesies") or ()), float(doubt.get("sure", 0.55)),
            float(doubt.get("either", 0.15)), float(doubt.get("lost", 0.35)), float(doubt.get("part_of", 0.6)),
        )


@dataclass(frozen=True)
class Heard:
    """One message as understood. `ranking` of the whole, `clauses` those of its pieces, `familiar` whether it
    resembles anything learnt. `offered`: the two things the message before was answered with, if it was."""

    ranking: Ranking
    familiar: bool = True
    clauses: Sequence[tuple[Ranking, bool]] = ()
    in_task: bool = False
    offered: Sequence[str] = ()
    pick: int | None = None


@dataclass(frozen=True)
class Reading:
    """`name` is what the message is about; `also` what else it asks for, in the order it is answered."""

    name: str
    confidence: float
    also: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def settle(heard: Heard, rules: Rules) -> Reading:
    """What the message is taken for. `heard.ranking` must not be empty."""
    picked = _picked(heard)
    if picked:
        return Reading(picked, 1.0)
    name, confidence = heard.ranking[0]
    if heard.in_task:       # an answer to a question of ours: the task reads it, and asks again if it must
        return Reading(name if confidence >= rules.lost else LOST, confidence)
    several = _several(heard, rules)
    if several:
        return several
    if name == OUT_OF_SCOPE and confidence >= rules.lost:
        return _served_after_all(heard, rules) or Reading(name, confidence)
    if heard.familiar and confidence >= rules.sure:
        return Reading(name, confidence)
    near = _near(heard, rules)
    if near and not heard.offered:      # asked once: a second question of the kind would be a maze
        return Reading(NEAR_MISS, confidence, near=near)
    return Reading(name if heard.familiar and confidence >= rules.lost else LOST, confidence)


MOST_WORDS_OF_A_PICK = 5
_FIRST = frozenset("premier première 1er 1ère premiere first 1 1st".split())
_SECOND = frozenset("deuxième second seconde deuxieme 2 2e 2ème 2nd dernier dernière derniere last latter".split())


def pick(text: str) -> int | None:
    """Which of two things somebody chose in words: 0, 1, or None. « le deuxième », "the first one", « oui »."""
    words = text.casefold().replace("’", "'").strip(" .!").split()
    said = set(words)
    if len(words) > MOST_WORDS_OF_A_PICK:
        return None
    if said & _SECOND:
        return 1
    return 0 if said & _FIRST else None


def _picked(heard: Heard) -> str | None:
    return heard.offered[heard.pick] if heard.pick is not None and heard.pick < len(heard.offered) else None


def _near(heard: Heard, rules: Rules) -> tuple[str, ...]:
    """The two likeliest requests when the guess lies between them."""
    likely = [name for name, p in heard.ranking if p >= rules.either and name in rules.requests]
    first = heard.ranking[0][0]
    return tuple(likely[:2]) if len(likely) > 1 and first in likely else ()


def _served_after_all(heard: Heard, rules: Rules) -> Reading | None:
    """Told that it is beyond us, nobody asks again: a request that is about as likely is taken up instead."""
    if not heard.familiar or heard.ranking[0][1] >= rules.sure:
        return None
    likely = ((name, p) for name, p in heard.ranking[1:] if name in rules.requests and p >= rules.lost)
    return next((Reading(name, p) for name, p in likely), None)


def _several(heard: Heard, rules: Rules) -> Reading | None:
    """Each clause that surely asks for something of its own. A person comes before all, a task after what is only said;
    of two tasks the coach does one and then offers the other."""
    found: dict[str, float] = {}
    for ranking, familiar in heard.clauses:
        name, p = ranking[0]
        if familiar and p >= rules.part_of and name in rules.requests:
            found[name] = max(p, found.get(name, 0.0))
    whole = heard.ranking[0][0]
    if not found or (len(found) == 1 and whole not in rules.courtesies):
        return None
    person = next((name for name in found if rules.requests[name].person), None)
    if person:
        return Reading(person, found[person])
    said = [name for name in found if not rules.requests[name].task]
    tasks = [name for name in found if rules.requests[name].task]
    if len(found) > 1 and whole not in found and whole not in rules.courtesies:
        return None     # the pieces disagree with the whole: it is one story
    first, *others = [*said, *tasks]
    return Reading(first, found[first], also=tuple(others[:MOST_BESIDE]))
