"""Draws goals: which task, whose, which value of each step; and words for them, drawn separately.

Owns reading goals.yml and phrases.yml. Must not know personas nor the protocol.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
GOALS: dict[str, Any] = yaml.safe_load((HERE / "goals.yml").read_text("utf-8"))
PHRASES: dict[str, Any] = yaml.safe_load((HERE / "phrases.yml").read_text("utf-8"))
OUTCOMES = (("done", 5), ("did_not_work", 4), ("already", 1))   # of something tried, with weights


@dataclass(frozen=True)
class Goal:
    """`facts`: the value of each step that may be asked. `done`: the kind of operation to be made, once."""

    task: str
    who: str | None
    facts: dict[str, str]
    done: str | None

    def begin(self, language: str, dice: random.Random) -> str:
        return str(dice.choice(GOALS[self.task]["begin"][language]))

    def words(self, step: str, language: str, dice: random.Random, value: str | None = None) -> str:
        """How a person who means this value would put it."""
        value = value or self.facts.get(step, "")
        told = GOALS[self.task]["steps"].get(step)
        if told == "do":
            return phrase("do", language, dice, value)
        if told == "agree" or step == "confirm":
            return phrase("agree" if told else "confirm", language, dice)
        if not isinstance(told, dict):
            return phrase("vague", language, dice)      # a question nobody foresaw: an honest customer is vague
        return str(dice.choice(told[value][language]))

    def others(self, step: str) -> list[str]:
        """Values this step could have had instead."""
        told = GOALS[self.task]["steps"].get(step)
        return [value for value in told if value != self.facts[step]] if isinstance(told, dict) else []

    def tellable(self) -> list[str]:
        """Steps a hurried person tells in the first breath."""
        return [step for step, told in GOALS[self.task]["steps"].items() if isinstance(told, dict) and step != "told"]


def draw(task: str, dice: random.Random) -> Goal:
    known = GOALS[task]
    facts = {}
    for step, told in known["steps"].items():
        if told == "do":
            facts[step] = dice.choices([o for o, _ in OUTCOMES], [w for _, w in OUTCOMES])[0]
        else:
            facts[step] = "yes" if told == "agree" else dice.choice(list(told))
    return Goal(task, known["who"], facts, known.get("done"))


def phrase(name: str, language: str, dice: random.Random, inner: str | None = None) -> str:
    told = PHRASES[name][inner] if inner else PHRASES[name]
    return str(dice.choice(told[language]))


def every_wording() -> list[str]:
    """All words a customer may be given, to hold against what the assistant was taught."""
    found: list[str] = []

    def collect(told: Any) -> None:
        if isinstance(told, dict):
            for one in told.values():
                collect(one)
        elif isinstance(told, list):
            found.extend(str(one) for one in told)

    for goal in GOALS.values():
        collect(goal["begin"])
        collect(goal["steps"])
    collect(PHRASES)
    return found
