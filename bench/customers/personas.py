"""Twelve ways of being a customer: how the same answer is put, and what comes before it.

A persona turns a meaning into lines to write; what it means is the goal's. Must not know the protocol.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.customers.goals import Goal, phrase

OTHER = {"fr": "en", "en": "fr"}
LETTERS_PER_TYPO = 9


@dataclass
class Persona:
    """One customer's way of writing, with its own dice. `answer` gives the lines of one turn, sent without waiting."""

    name: str
    goal: Goal
    language: str
    dice: random.Random
    asked: dict[str, int] = field(default_factory=dict)     # how often each step was asked
    to_correct: str | None = None
    was_away: bool = False

    def begin(self) -> list[str]:
        said = self.goal.begin(self.language, self.dice)
        if self.name == "hurried":
            told = [self._words(step) for step in self.goal.tellable()[:3]]
            said = ", ".join([said, *told])
        return STYLES.get(self.name, _plain)(self, said)

    def answer(self, step: str) -> list[str]:
        self.asked[step] = self.asked.get(step, 0) + 1
        before = BEFORE.get(self.name)
        instead = before(self, step) if before is not None else None
        if instead is not None:
            return [instead]
        return STYLES.get(self.name, _plain)(self, self._words(step))

    def _words(self, step: str, value: str | None = None) -> str:
        language = self.language
        if self.name == "bilingual" and self.dice.random() < 0.5:
            language = OTHER[language]
        return self.goal.words(step, language, self.dice, value)

    def first(self, step: str, chance: float) -> bool:
        """Whether this is the first time the step is asked, and luck has it."""
        return self.asked[step] == 1 and step != "confirm" and self.dice.random() < chance


def _plain(who: Persona, said: str) -> list[str]:
    return [said]


def _senior(who: Persona, said: str) -> list[str]:
    before, after = (phrase(name, who.language, who.dice) for name in ("polite_before", "polite_after"))
    return [f"{before} {said}. {after}"]


def _child(who: Persona, said: str) -> list[str]:
    before, after = (phrase(name, who.language, who.dice) for name in ("child_before", "child_after"))
    return [f"{before} {said.lower()} {after}"]


def _typos(who: Persona, said: str) -> list[str]:
    letters = list(said)
    for _ in range(max(1, len(said) // LETTERS_PER_TYPO)):
        at = who.dice.randrange(len(letters))
        if not letters[at].isalpha():
            continue
        kind = who.dice.choice(("drop", "double", "swap"))
        if kind == "swap" and at + 1 < len(letters) and letters[at + 1].isalpha():
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at] = "" if kind == "drop" and len(said) > 4 else letters[at] * 2
        letters = [letter for letter in letters if letter]
    return ["".join(letters)]


def _lines(who: Persona, said: str) -> list[str]:
    return [phrase("lines", who.language, who.dice), said]


STYLES: dict[str, Callable[[Persona, str], list[str]]] = {
    "senior": _senior, "child": _child, "typos": _typos, "several_lines": _lines}


def _vague(who: Persona, step: str) -> str | None:
    return phrase("vague", who.language, who.dice) if who.first(step, 0.5) else None


def _digress(who: Persona, step: str) -> str | None:
    return phrase("digress", who.language, who.dice) if who.first(step, 0.5) else None


def _wrong(who: Persona, step: str) -> str | None:
    return phrase("wrong", who.language, who.dice) if who.first(step, 0.6) else None


def _correct(who: Persona, step: str) -> str | None:
    """Tells another value first; puts it right at the next question."""
    if who.to_correct is not None and who.to_correct != step:
        wrong, who.to_correct = who.to_correct, None
        who.asked[step] -= 1
        return f"{phrase('correct', who.language, who.dice)} {who._words(wrong)}"
    others = who.goal.others(step)
    if who.to_correct is None and others and step != "told" and who.first(step, 0.5):
        who.to_correct = step
        return who._words(step, who.dice.choice(others))
    return None


def late(who: Persona) -> str | None:
    """What a corrector still has to put right when the talk ends before the next question."""
    if who.to_correct is None:
        return None
    wrong, who.to_correct = who.to_correct, None
    return f"{phrase('correct', who.language, who.dice)} {who._words(wrong)}"


def _away(who: Persona, step: str) -> str | None:
    if who.was_away or who.dice.random() < 0.5:
        return None
    who.was_away = True
    return phrase("away", who.language, who.dice)


BEFORE: dict[str, Callable[[Persona, str], str | None]] = {
    "vague": _vague, "digresser": _digress, "wrong_format": _wrong, "corrector": _correct, "silent_then_back": _away}
COOPERATIVE = ("hurried", "senior", "child", "bilingual", "several_lines", "silent_then_back", "expert")
DIFFICULT = ("vague", "corrector", "digresser", "typos", "wrong_format")
EVERY = (*COOPERATIVE, *DIFFICULT)
