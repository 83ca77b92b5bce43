"""Learns the weights of the emotion reader from our own texts (data/emotion/<language>/*.yml).

Owns reading the labels, fitting and calibrating; the result is the plain mapping `core.emotion_model` scores with.
A few seconds for both languages; nothing is drawn at random.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, Ridge

from bot.components import sentence_vectors
from bot.core.emotion_features import Seen, look, words_in
from bot.core.emotion_lexicon import FEELINGS, Lexicon
from bot.core.emotion_model import vector

FOLDS = 4
HARDNESS = 3.0           # inverse of regularisation: chosen on our own texts, four folds
OTHER_LANGUAGE = 0.25    # how much a text of the other language counts: people mix them
VECTOR_HARDNESS = 1.0
NEUTRAL, URGENCY = "neutral", "urgency"
Numbers = NDArray[Any]
EncodeMany = Callable[[Sequence[str]], Any]


class BadTexts(ValueError):
    """A file of texts cannot be used; the message says which line of labels."""


@dataclass(frozen=True)
class Labelled:
    """One text with its feelings (1 to 3) and urgency (0 to 3)."""

    text: str
    language: str
    feelings: Mapping[str, int]
    urgency: int = 0


@functools.cache
def encoder() -> EncodeMany | None:
    """The quick sentence encoder, None where it cannot be had: then the words alone must do."""
    found = sentence_vectors.encoder(sentence_vectors.QUICK)
    return None if found is None else found.encode


def labelled(texts: Mapping[str, Sequence[str]], language: str) -> list[Labelled]:
    """The texts of one file, `{"angry 3, frustrated 2, urgency 1": [sentence, …]}`. Raises `BadTexts`."""
    found = []
    for key, sentences in texts.items():
        feelings, urgency = _labels(str(key))
        found += [Labelled(str(sentence), language, feelings, urgency) for sentence in sentences]
    return found


def _labels(key: str) -> tuple[dict[str, int], int]:
    feelings: dict[str, int] = {}
    urgency = 0
    for part in key.split(","):
        name, _, level = part.strip().partition(" ")
        if name == NEUTRAL and not level:
            continue
        if level not in ("1", "2", "3") or name not in (*FEELINGS, URGENCY):
            raise BadTexts(f"emotion texts: {key!r}: each label is a feeling or urgency, and 1, 2 or 3")
        if name == URGENCY:
            urgency = int(level)
        else:
            feelings[name] = int(level)
    return feelings, urgency


def learn(
    texts: Sequence[Labelled], lexicon: Lexicon, encode: EncodeMany | None = None,
    languages: Sequence[str] = ("fr", "en"),
) -> dict[str, Any]:
    """Weights per language, as `core.emotion_model.Learnt` reads them. `encode` gives sentence vectors."""
    known = _known(texts)
    seen = [look(t.text, t.language, lexicon, known) for t in texts]
    vectors = None if encode is None else np.asarray(encode([one.nameless for one in seen]), dtype=float)
    return {language: _learn_one(texts, seen, vectors, language, known) for language in languages}


def _learn_one(
    texts: Sequence[Labelled], seen: Sequence[Seen], vectors: Numbers | None, language: str, known: frozenset[str],
) -> dict[str, Any]:
    rarity = _rarity(seen)
    names = sorted(rarity)
    matrix = _matrix(seen, rarity, {name: at for at, name in enumerate(names)})
    weights = np.array([1.0 if t.language == language else OTHER_LANGUAGE for t in texts])
    presence = np.zeros((len(FEELINGS), len(names)))
    strength = np.zeros((len(FEELINGS) + 1, len(names)))
    learnt: dict[str, Any] = {"known": sorted(known), "bias": [], "strength_bias": [], "words_alone": [],
                              "vector": [], "with_vector": []}
    for at, feeling in enumerate(FEELINGS):
        levels = np.array([t.feelings.get(feeling, 0) for t in texts])
        felt = levels > 0
        fitted = _fit(matrix, felt, weights)
        presence[at] = fitted.coef_[0]
        learnt["bias"].append(float(fitted.intercept_[0]))
        unseen = _unseen(matrix, felt, weights, HARDNESS)
        learnt["words_alone"].append(_calibrate([unseen], felt, weights))
        if vectors is not None:
            meant = _fit(vectors, felt, weights, VECTOR_HARDNESS)
            learnt["vector"].append(_rounded([*meant.coef_[0], meant.intercept_[0]]))
            both = [unseen, _unseen(vectors, felt, weights, VECTOR_HARDNESS)]
            learnt["with_vector"].append(_calibrate(both, felt, weights))
        strength[at], bias = _strength(matrix[felt], levels[felt], weights[felt])
        learnt["strength_bias"].append(bias)
    strength[-1], bias = _strength(matrix, np.array([t.urgency for t in texts]), weights)
    learnt["strength_bias"].append(bias)
    learnt["weights"] = {name: (round(rarity[name], 4), _rounded(presence[:, at]), _rounded(strength[:, at]))
                         for at, name in enumerate(names)}
    return learnt


def _known(texts: Sequence[Labelled]) -> frozenset[str]:
    """Ordinary words: written small somewhere in the texts."""
    return frozenset(word for t in texts for part in t.text.split() if part[:1].islower() for word in words_in(part))


def _rarity(seen: Sequence[Seen]) -> dict[str, float]:
    """How telling a feature is by how seldom it comes; what came once is left out, except among signs."""
    counts = Counter(name for one in seen for name in {f"{f.kind}:{f.name}" for f in one.features})
    return {name: 1.0 if name.startswith("sign:") else 1 + math.log(len(seen) / (1 + count))
            for name, count in counts.items() if count > 1 or name.startswith("sign:")}


def _matrix(seen: Sequence[Seen], rarity: Mapping[str, float], column: Mapping[str, int]) -> Any:
    rows, columns, values = [], [], []
    for row, one in enumerate(seen):
        for name, value in vector(one.features, rarity).items():
            rows.append(row)
            columns.append(column[name])
            values.append(value)
    return csr_matrix((values, (rows, columns)), shape=(len(seen), len(column)))


def _fit(matrix: Any, felt: Numbers, weights: Numbers, hardness: float = HARDNESS) -> Any:
    model = LogisticRegression(C=hardness, solver="liblinear", max_iter=200, tol=1e-2, random_state=1)
    return model.fit(matrix, felt, sample_weight=weights)


def _strength(matrix: Any, levels: Numbers, weights: Numbers) -> tuple[Numbers, float]:
    ridge = Ridge(alpha=1.0).fit(matrix, levels, weights)
    return ridge.coef_, float(ridge.intercept_)


def _unseen(matrix: Any, felt: Numbers, weights: Numbers, hardness: float) -> Numbers:
    """The score of each text from a model that has not seen it."""
    values = np.zeros(len(felt))
    fold = np.arange(len(felt)) % FOLDS
    for number in range(FOLDS):
        inside = fold != number
        fitted = _fit(matrix[inside], felt[inside], weights[inside], hardness)
        values[~inside] = fitted.decision_function(matrix[~inside])
    return values


def _calibrate(scores: Sequence[Numbers], felt: Numbers, weights: Numbers) -> list[float]:
    """One slope per score, and the offset, that turn scores of unseen texts into honest probabilities (Platt)."""
    platt = LogisticRegression(C=100.0).fit(np.column_stack(scores), felt, sample_weight=weights)
    return [*map(float, platt.coef_[0]), float(platt.intercept_[0])]


def _rounded(values: Any) -> list[float]:
    return [round(float(value), 4) for value in values]
