"""The hard cases of tests/emotion/suites.yml and the own test sets tests/emotion/own_<language>.yml, scored.

Shared by the bench, which prints the share that is right, and by the tests, which hold it. Owns judging, no model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bench.scores import auc, f1
from bot.core.emotion_lexicon import FEELINGS, NEGATIVE

FOLDER = Path(__file__).resolve().parent.parent / "tests/emotion"
CALM = 0.45     # an ordinary message may not weigh this much
Read = Callable[[str, str], Mapping[str, float]]     # text, language -> feeling -> intensity, what is absent is 0


@dataclass
class Judged:
    """How many cases of a suite are right, and which are wrong."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))

    def add(self, is_right: bool, text: str) -> None:
        if is_right:
            self.right += 1
        else:
            self.wrong.append(text)


def load(name: str = "suites") -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))


def judge(read: Read) -> dict[str, Judged]:
    """Each suite of suites.yml, judged."""
    cases, found = load(), {}
    rules: dict[str, Callable[[Mapping[str, float], str], bool]] = {
        "negation": lambda felt, name: felt.get(name, 0.0) == 0.0,
        "sarcasm": lambda felt, _: cross(felt) > felt.get("satisfied", 0.0),
        "polite_fury": lambda felt, _: cross(felt) > felt.get("satisfied", 0.0),
        "code_switching": lambda felt, name: felt.get(name, 0.0) > 0.0,
        "typos": lambda felt, name: felt.get(name, 0.0) > 0.0,
        "calm": lambda felt, _: max((v for n, v in felt.items() if n in NEGATIVE), default=0) < CALM,
    }
    for suite, rule in rules.items():
        found[suite] = Judged()
        for language, text, *expected in cases[suite]:
            found[suite].add(rule(read(text, language), expected[0] if expected else ""), text)
    found["fairness"] = Judged()
    for language in ("fr", "en"):
        for pattern in cases["fairness"][language]:
            first = read(pattern.format(name=cases["fairness"]["names"][0]), language)
            for name in cases["fairness"]["names"][1:]:
                text = pattern.format(name=name)
                found["fairness"].add(read(text, language) == first, text)
    return found


def cross(felt: Mapping[str, float]) -> float:
    return max(felt.get("angry", 0.0), felt.get("frustrated", 0.0))


def own_set(language: str, probabilities: Read) -> list[tuple[str, float, float, int]]:
    """Per feeling of tests/emotion/own_<language>.yml: AUC, F1 at what the reader calls felt, how often it is true."""
    rows = load(f"own_{language}")["sentences"]
    read = [probabilities(row["text"], language) for row in rows]
    table = []
    for name in FEELINGS:
        truth = [name in (row.get("feelings") or {}) for row in rows]
        scores = [felt.get(name, 0.0) for felt in read]
        table.append((name, auc(scores, truth), f1([s >= 0.4 for s in scores], truth)[0], sum(truth)))
    return table
