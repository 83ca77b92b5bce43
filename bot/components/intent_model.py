"""The arithmetic of understanding: from sentences and their intents to calibrated guesses. Knows nothing of Rasa.

Three readers vote: the letters and words (linear), the nearness to learnt sentences and the meaning (both over sentence
vectors). Their votes are weighted by how well each did on sentences kept aside while training, which also calibrates
the confidence. A deep encoder, when there is one, is asked only about what the quick readers are unsure of.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.components import intent_readers as readers
from bot.components.sentence_vectors import DEEP, QUICK, encoder

Array = NDArray[np.float64]
SURE = 0.75         # from this probability on, nobody asks the deep encoder
UNFAMILIAR = 0.03   # share of our own sentences, kept aside, that would have been called unfamiliar


@dataclass(frozen=True)
class Guess:
    """`ranking`: (intent, probability), best first. `familiarity`: below 0 it resembles nothing that was learnt."""

    ranking: list[tuple[str, float]]
    familiarity: float


@dataclass
class IntentModel:
    """Made by `fit` or `load`. `weights`: set of readers -> weight of each; what is here decides which set is used."""

    classes: list[str]
    parts: dict[str, readers.Reader]
    weights: dict[str, list[float]]
    least: dict[str, float] = field(default_factory=dict)

    def guess(self, texts: Sequence[str]) -> list[Guess]:
        votes, near = self._votes(texts, [name for name in self.parts if not name.startswith(DEEP)])
        usable = self._usable(votes)
        log_p = self._mixed(votes, usable)
        unsure = np.flatnonzero(np.exp(log_p.max(axis=1)) < SURE)
        deep = [name for name in self.parts if name.startswith(DEEP)]
        if deep and len(unsure) and encoder(DEEP) is not None:
            more, _ = self._votes([texts[i] for i in unsure], deep)
            both = {**{name: vote[unsure] for name, vote in votes.items()}, **more}
            if self._usable(both) in self.weights:
                log_p[unsure] = self._mixed(both, self._usable(both))
        known = readers.familiarity(log_p, near) - self.least.get(usable, 0.0)
        return [self._guess(row, float(k)) for row, k in zip(log_p, known, strict=True)]

    def _guess(self, row: Array, familiarity: float) -> Guess:
        order = np.argsort(-row)
        return Guess([(self.classes[i], float(np.exp(row[i]))) for i in order], familiarity)

    def _votes(self, texts: Sequence[str], names: Sequence[str]) -> tuple[dict[str, Array], Array]:
        found: dict[str, Array] = {}
        near = np.zeros((len(texts), 2))
        for name in names:
            vote = self.parts[name].vote(texts)
            if vote is not None:
                found[name] = vote.log_p
                if vote.near is not None and name.startswith(QUICK):
                    near = vote.near
        return found, near

    @staticmethod
    def _usable(votes: dict[str, Array]) -> str:
        return "+".join(sorted(votes))

    def _mixed(self, votes: dict[str, Array], usable: str) -> Array:
        names = sorted(votes)
        weights = self.weights.get(usable) or [1.0 / len(names)] * len(names)
        mixed: Array = readers.log_softmax(sum(w * votes[n] for w, n in zip(weights, names, strict=True)))
        return mixed

    def save(self, folder: Path) -> None:
        """Numbers as .npz, everything else as JSON: loading a model runs nobody's code."""
        head: dict[str, Any] = {"classes": self.classes, "weights": self.weights, "least": self.least,
                                "parts": sorted(self.parts)}
        (folder / "intents.json").write_text(json.dumps(head, ensure_ascii=False), "utf-8")
        for name, part in self.parts.items():
            part.save(folder, name)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        head = json.loads((folder / "intents.json").read_text("utf-8"))
        parts = {name: readers.load(folder, name) for name in head["parts"]}
        return cls(head["classes"], parts, head["weights"], head["least"])


def fit(texts: Sequence[str], intents: Sequence[str], *, deep: bool = False) -> IntentModel:
    """Learn. `deep`: also with the deep encoder, which takes tens of ms a sentence. Needs two intents at least."""
    classes = sorted(set(intents))
    index = {name: i for i, name in enumerate(classes)}
    y = np.array([index[intent] for intent in intents])
    learnt: dict[str, readers.Learnt] = {"words": readers.fit_words(list(texts), y, len(classes))}
    for name in (QUICK, DEEP) if deep else (QUICK,):
        found = encoder(name)
        if found is not None:
            learnt.update(readers.fit_vectors(name, found.encode(texts), y, len(classes)))
    weights, least = {}, {}
    for names in _sets(sorted(learnt)):
        aside = [learnt[name].aside for name in names]
        weight = readers.weigh(aside, y)
        key = "+".join(names)
        weights[key] = [float(w) for w in weight]
        mixed = readers.log_softmax(sum(w * a for w, a in zip(weight, aside, strict=True)))
        near = next((learnt[n].near for n in names if n.startswith(QUICK) and learnt[n].near is not None), None)
        known = readers.familiarity(mixed, np.zeros((len(y), 2)) if near is None else near)
        least[key] = float(np.quantile(known, UNFAMILIAR))
    return IntentModel(classes, {name: one.reader for name, one in learnt.items()}, weights, least)


def _sets(names: list[str]) -> list[list[str]]:
    """Which readers may have to do together: all, all but the deep ones, the words alone."""
    quick = [name for name in names if not name.startswith(DEEP)]
    wanted = [names, quick, [name for name in names if name == "words"]]
    return [list(one) for one in dict.fromkeys(tuple(w) for w in wanted)]
