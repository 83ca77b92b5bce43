"""The readers that vote on an intent: words (TF-IDF, linear), nearness (kernel) and meaning (logistic) over vectors.

Each learns, votes in log probabilities, and saves itself as numbers and JSON. What a reader would have said about
sentences kept aside comes out of training too: weights and calibration are made from it. Must not import Rasa.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.components.sentence_vectors import encoder, prepared

Array = NDArray[np.float64]
SEED = 3
FOLDS, MANY_FOLDS, MANY = 4, 2, 4000    # with many sentences two halves tell enough
LANDMARKS = 2000    # learnt sentences the kernel looks at: all of them below this number
WIDTH = 2.0         # of the kernel over unit vectors
RIDGE = 0.1
WORD = r"\w+"
MARGIN = 4.0        # a linear margin as a log odds, before weighing


@dataclass(frozen=True)
class Vote:
    """`near`: for each text the kernel's strongest evidence and the cosine to the nearest learnt sentence."""

    log_p: Array
    near: Array | None = None


class Reader(Protocol):
    def vote(self, texts: Sequence[str]) -> Vote | None: ...
    def save(self, folder: Path, name: str) -> None: ...


@dataclass(frozen=True)
class Learnt:
    """A reader, and what it said about each training sentence while that one was kept aside."""

    reader: Reader
    aside: Array
    near: Array | None = None


# ---- words ----

def plain(text: str) -> str:
    """Lower case without accents: half our customers skip them."""
    return "".join(c for c in unicodedata.normalize("NFD", prepared(text)) if not unicodedata.combining(c))


def _vectorizers(vocabularies: Sequence[dict[str, int] | None]) -> list[Any]:
    letters, words = vocabularies
    return [
        TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, preprocessor=plain,
                        vocabulary=letters, dtype=np.float32),
        TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, preprocessor=plain,
                        token_pattern=WORD, vocabulary=words, dtype=np.float32),
    ]


class Words:
    """Pieces of words against typos and inflections, words and pairs of words; one linear margin for each intent."""

    def __init__(self, vectorizers: list[Any], weights: NDArray[np.float32], bias: Array) -> None:
        self._vectorizers, self._weights, self._bias = vectorizers, weights, bias

    def vote(self, texts: Sequence[str]) -> Vote:
        features = hstack([v.transform(texts) for v in self._vectorizers]).tocsr()
        return Vote(log_softmax(MARGIN * (features @ self._weights + self._bias)))

    def save(self, folder: Path, name: str) -> None:
        vocabularies = [{k: int(v) for k, v in one.vocabulary_.items()} for one in self._vectorizers]
        (folder / f"{name}.json").write_text(json.dumps(vocabularies, ensure_ascii=False), "utf-8")
        np.savez_compressed(folder / f"{name}.npz", weights=self._weights.astype(np.float16), bias=self._bias,
                            letters=self._vectorizers[0].idf_, words=self._vectorizers[1].idf_)

    @classmethod
    def load(cls, folder: Path, name: str) -> Words:
        vectorizers = _vectorizers(json.loads((folder / f"{name}.json").read_text("utf-8")))
        with np.load(folder / f"{name}.npz", allow_pickle=False) as stored:
            vectorizers[0].idf_, vectorizers[1].idf_ = stored["letters"], stored["words"]
            return cls(vectorizers, stored["weights"].astype(np.float32), stored["bias"])


def fit_words(texts: list[str], y: NDArray[Any], count: int) -> Learnt:
    vectorizers = _vectorizers((None, None))
    features = hstack([v.fit_transform(texts) for v in vectorizers]).tocsr()

    def learn(x: Any, labels: NDArray[Any]) -> Callable[[Any], Array]:
        weights, bias = _linear(x, labels, count)
        return lambda z: log_softmax(MARGIN * (z @ weights + bias))

    weights, bias = _linear(features, y, count)
    return Learnt(Words(vectorizers, weights, bias), _kept_aside(features, y, count, learn))


def _linear(x: Any, y: NDArray[Any], count: int) -> tuple[NDArray[np.float32], Array]:
    found = LinearSVC(C=0.5, class_weight="balanced", random_state=SEED).fit(x, y)
    weights, bias = found.coef_.T, found.intercept_
    if len(found.classes_) == 2:    # scikit-learn tells two classes apart with one line
        weights, bias = np.hstack([-weights, weights]), np.array([-bias[0], bias[0]])
    full, shift = np.zeros((x.shape[1], count), dtype=np.float32), np.full(count, -5.0)
    full[:, found.classes_], shift[found.classes_] = weights, bias
    return full, shift


# ---- sentence vectors ----

class Nearness:
    """Kernel ridge regression over learnt sentences: evidence fades with distance, so the unheard-of scores low."""

    def __init__(self, source: str, centre: NDArray[np.float32], marks: NDArray[np.float32], weights: Array,
                 scale: float) -> None:
        self._source, self._centre, self._marks, self._weights, self._scale = source, centre, marks, weights, scale

    def vote(self, texts: Sequence[str]) -> Vote | None:
        found = encoder(self._source)
        if found is None:
            return None
        cosines = centred(found.encode(texts), self._centre) @ self._marks.T
        scores = _kernel(cosines) @ self._weights
        return Vote(log_softmax(self._scale * scores), np.stack([scores.max(axis=1), cosines.max(axis=1)], axis=1))

    def save(self, folder: Path, name: str) -> None:
        np.savez_compressed(folder / f"{name}.npz", source=np.array(self._source), centre=self._centre,
                            marks=self._marks.astype(np.float16), weights=self._weights.astype(np.float32),
                            scale=np.array(self._scale))

    @classmethod
    def load(cls, folder: Path, name: str) -> Nearness:
        with np.load(folder / f"{name}.npz", allow_pickle=False) as s:
            return cls(str(s["source"]), s["centre"], s["marks"].astype(np.float32), s["weights"].astype(np.float64),
                       float(s["scale"]))


class Meaning:
    """Logistic regression on the vector itself."""

    def __init__(self, source: str, centre: NDArray[np.float32], weights: Array, bias: Array) -> None:
        self._source, self._centre, self._weights, self._bias = source, centre, weights, bias

    def vote(self, texts: Sequence[str]) -> Vote | None:
        found = encoder(self._source)
        if found is None:
            return None
        return Vote(log_softmax(centred(found.encode(texts), self._centre) @ self._weights + self._bias))

    def save(self, folder: Path, name: str) -> None:
        np.savez_compressed(folder / f"{name}.npz", source=np.array(self._source), centre=self._centre,
                            weights=self._weights.astype(np.float32), bias=self._bias)

    @classmethod
    def load(cls, folder: Path, name: str) -> Meaning:
        with np.load(folder / f"{name}.npz", allow_pickle=False) as s:
            return cls(str(s["source"]), s["centre"], s["weights"].astype(np.float64), s["bias"])


def fit_vectors(source: str, vectors: NDArray[np.float32], y: NDArray[Any], count: int) -> dict[str, Learnt]:
    centre = vectors.mean(axis=0)
    x = centred(vectors, centre)

    def learn(rows: Any, labels: NDArray[Any]) -> Callable[[Any], Array]:
        weights, bias = _logistic(rows, labels, count)
        return lambda z: log_softmax(z @ weights + bias)

    weights, bias = _logistic(x, y, count)
    meaning = Learnt(Meaning(source, centre, weights, bias), _kept_aside(x, y, count, learn))
    return {f"{source}_meaning": meaning, f"{source}_nearness": _fit_nearness(source, centre, x, y, count)}


def _fit_nearness(source: str, centre: Any, x: NDArray[np.float32], y: NDArray[Any], count: int) -> Learnt:
    """Nyström's way: exact below `LANDMARKS` sentences. Leaving one out has a closed form in ridge regression."""
    n = len(x)
    chosen = np.sort(np.random.default_rng(SEED).permutation(n)[:LANDMARKS])
    marks = x[chosen]
    values, axes = np.linalg.eigh(_kernel(marks @ marks.T))
    keep = values > 1e-6
    base = axes[:, keep] / np.sqrt(values[keep])
    features = _kernel(x @ marks.T) @ base
    targets = np.eye(count)[y]
    inverse = np.linalg.inv(features.T @ features + RIDGE * np.eye(features.shape[1]))
    weights = inverse @ (features.T @ targets)
    leverage = np.minimum(np.einsum("ij,jk,ik->i", features, inverse, features, optimize=True), 1 - 1e-6)
    aside = targets - (targets - features @ weights) / (1 - leverage)[:, None]
    scale = _temperature(aside, y)
    near = np.stack([aside.max(axis=1), _nearest_other(x, marks, chosen)], axis=1)
    return Learnt(Nearness(source, centre, marks, base @ weights, scale), log_softmax(scale * aside), near)


def _nearest_other(x: NDArray[np.float32], marks: NDArray[np.float32], chosen: NDArray[Any]) -> Array:
    cosines = x @ marks.T
    cosines[chosen, np.arange(len(chosen))] = -1.0
    nearest: Array = cosines.max(axis=1).astype(np.float64)
    return nearest


def _logistic(x: Any, y: NDArray[Any], count: int) -> tuple[Array, Array]:
    found = LogisticRegression(C=20, max_iter=60, tol=1e-2, class_weight="balanced", random_state=SEED).fit(x, y)
    weights, bias = found.coef_.T, found.intercept_
    if len(found.classes_) == 2:
        weights, bias = np.hstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2
    full, shift = np.zeros((x.shape[1], count)), np.full(count, -15.0)
    full[:, found.classes_], shift[found.classes_] = weights, bias
    return full, shift


def centred(vectors: NDArray[np.float32], centre: NDArray[np.float32]) -> NDArray[np.float32]:
    """Without what all sentences share, at length 1."""
    moved = vectors - centre
    unit: NDArray[np.float32] = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    return unit


def _kernel(cosines: Any) -> Array:
    kernel: Array = np.exp(WIDTH * (cosines.astype(np.float64) - 1))
    return kernel


# ---- votes ----

def log_softmax(scores: Any) -> Array:
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return log_p


def familiarity(log_p: Array, near: Array) -> Array:
    """How much a sentence resembles what was learnt: sure, backed by evidence, and close to a sentence we know."""
    together: Array = np.exp(log_p.max(axis=1)) + near.sum(axis=1)
    return together


def weigh(votes: Sequence[Array], y: NDArray[Any]) -> Array:
    """The weights under which the mixed votes on sentences kept aside surprise least; they calibrate, too."""
    rows = np.arange(len(y))

    def surprise(weights: Array) -> float:
        return -float(log_softmax(sum(w * v for w, v in zip(weights, votes, strict=True)))[rows, y].mean())

    start = np.full(len(votes), 1.0 / len(votes))
    found: Array = minimize(surprise, start, method="L-BFGS-B", bounds=[(0.02, 5.0)] * len(votes)).x
    return found


def _temperature(scores: Array, y: NDArray[Any]) -> float:
    rows = np.arange(len(y))
    return float(min(np.geomspace(1, 60, 30), key=lambda t: -log_softmax(t * scores)[rows, y].mean()))


def _kept_aside(x: Any, y: NDArray[Any], count: int, learn: Callable[[Any, Any], Callable[[Any], Array]]) -> Array:
    folds = MANY_FOLDS if len(y) > MANY else FOLDS
    least = int(np.bincount(y)[np.unique(y)].min())
    if least < 2:       # a class of one sentence cannot be kept aside and learnt
        return learn(x, y)(x)
    aside = np.zeros((len(y), count))
    for learnt, kept in StratifiedKFold(min(folds, least), shuffle=True, random_state=SEED).split(y, y):
        aside[kept] = learn(x[learnt], y[learnt])(x[kept])
    return aside


def load(folder: Path, name: str) -> Reader:
    if name == "words":
        return Words.load(folder, name)
    return Nearness.load(folder, name) if name.endswith("_nearness") else Meaning.load(folder, name)
