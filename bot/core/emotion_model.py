"""The trained emotion reader at work: learnt weights on the features of a message, and the words that weighed.

Pure: what was learnt is a plain mapping (`components.emotion_training` makes it, it is stored with the model). A
sentence vector helps where the caller has one; without it the words decide. Must not learn anything, and must not
decide what follows from a feeling (`escalation`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.emotion import denied, read_hits, read_urgency
from bot.core.emotion_features import Feature, Seen, look
from bot.core.emotion_lexicon import FEELINGS, Lexicon
from bot.core.folding import Folded
from bot.core.phrases import Span
from bot.core.turns import EmotionShape, Feeling

LIKELY = 0.4      # from this probability on a feeling is said to be there
QUOTED = 3        # words given as evidence, at most
_NORMED = ("word", "piece")
Encode = Callable[[str], Sequence[float]]   # a text without names -> its vector


@dataclass(frozen=True)
class Learnt:
    """What was learnt for one language. Rows follow FEELINGS; those of strength end with urgency."""

    known: frozenset[str]
    rarity: Mapping[str, float]
    weights: Mapping[str, tuple[Sequence[float], Sequence[float]]]  # feature -> (presence, strength)
    bias: Sequence[float]
    strength_bias: Sequence[float]
    words_alone: Sequence[tuple[float, float]]                       # calibration: slope, offset
    vector: Sequence[Sequence[float]]                                # per feeling, bias last; [] without encoder
    with_vector: Sequence[tuple[float, float, float]]                # calibration: slope of words, of vector, offset

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Learnt:
        """As written by the training. Raises KeyError for a file of another form."""
        return cls(
            known=frozenset(mapping["known"]),
            rarity={name: float(row[0]) for name, row in mapping["weights"].items()},
            weights={name: (row[1], row[2]) for name, row in mapping["weights"].items()},
            bias=mapping["bias"], strength_bias=mapping["strength_bias"], words_alone=mapping["words_alone"],
            vector=mapping["vector"], with_vector=mapping["with_vector"],
        )


@dataclass(frozen=True)
class Scores:
    """Per feeling the probability that it is there and, if so, its strength (1 to 3); urgency from 0 to 3."""

    probability: Mapping[str, float]
    strength: Mapping[str, float]
    urgency: float


def vector(features: Sequence[Feature], rarity: Mapping[str, float]) -> dict[str, float]:
    """Feature -> value: rare words count more, and a long message no more than a short one. Unknown features go."""
    values: dict[str, dict[str, float]] = {}
    for feature in features:
        name = f"{feature.kind}:{feature.name}"
        if name in rarity:
            block = values.setdefault(feature.kind, {})
            held = block.get(name, 0.0)
            # A word said five times weighs as one said twice.
            block[name] = held + feature.value if feature.kind == "sign" else max(held, 1.0)
    found: dict[str, float] = {}
    for kind, block in values.items():
        if kind in _NORMED:
            block = {name: value * rarity[name] for name, value in block.items()}
            norm = math.sqrt(sum(value * value for value in block.values())) or 1.0
            block = {name: value / norm for name, value in block.items()}
        found.update(block)
    return found


def score(seen: Seen, learnt: Learnt, sentence: Sequence[float] | None = None) -> Scores:
    """What the weights say about features already looked at, and about the sentence's vector where there is one."""
    values = vector(seen.features, learnt.rarity)
    presence, strength = list(learnt.bias), list(learnt.strength_bias)
    for name, value in values.items():
        first, second = learnt.weights[name]
        for at, weight in enumerate(first):
            presence[at] += weight * value
        for at, weight in enumerate(second):
            strength[at] += weight * value
    probability = {feeling: _calibrated(presence[at], learnt, at, sentence) for at, feeling in enumerate(FEELINGS)}
    return Scores(probability, {f: min(3.0, max(1.0, strength[at])) for at, f in enumerate(FEELINGS)},
                  min(3.0, max(0.0, strength[len(FEELINGS)])))


def read_trained(
    text: str, language: str, learnt: Learnt, lexicon: Lexicon, encode: Encode | None = None,
) -> EmotionShape:
    """The emotion of a message as the brain reports it: feelings strongest first, the exact words that weighed."""
    seen = look(text, language, lexicon, learnt.known)
    scores = score(seen, learnt, encode(seen.nameless) if encode is not None and learnt.vector else None)
    gone = denied(text, language, lexicon)  # a sentence's vector hardly hears a « pas »
    felt: list[Feeling] = [
        {"name": name, "intensity": round(p * scores.strength[name] / 3, 2)}
        for name, p in scores.probability.items() if p >= LIKELY and name not in gone
    ]
    felt.sort(key=lambda feeling: (-feeling["intensity"], feeling["name"]))
    return {
        "feelings": felt, "words": weighed(text, language, seen, learnt, lexicon, [f["name"] for f in felt]),
        "urgency": round(max(scores.urgency, read_urgency(text, language, lexicon)), 2),
    }


def weighed(
    text: str, language: str, seen: Seen, learnt: Learnt, lexicon: Lexicon, names: Sequence[str]
) -> list[str]:
    """The customer's own words that spoke most for these feelings: reviewed expressions first, then what was learnt."""
    if not names:
        return []
    quoted = [hit.words for hit in read_hits(text, language, lexicon) if hit.feeling in names]
    if len(quoted) < QUOTED:
        quoted += _heaviest(seen, learnt, [FEELINGS.index(name) for name in names], quoted)
    return list(dict.fromkeys(quoted))[:QUOTED] if quoted else []


def _heaviest(seen: Seen, learnt: Learnt, columns: Sequence[int], already: Sequence[str]) -> list[str]:
    values = vector(seen.features, learnt.rarity)
    places: dict[Span, float] = {}
    for feature in seen.features:
        name = f"{feature.kind}:{feature.name}"
        if feature.place is not None and name in values:
            gain = max(learnt.weights[name][0][at] for at in columns) * values[name]
            places[feature.place] = places.get(feature.place, 0.0) + gain
    most = max(places.values(), default=0.0)
    heavy = sorted((span for span, gain in places.items() if gain > 0.4 * most), key=lambda span: span.start)
    words = [seen.folded.original(span.start, span.end) for span in _joined(heavy, seen.folded)]
    return [word for word in words if len(word) > 2 and not any(word in quote for quote in already)]


def _joined(spans: Sequence[Span], folded: Folded) -> list[Span]:
    """Neighbours with nothing but a blank or an apostrophe between them are one quote."""
    joined: list[Span] = []
    for span in spans:
        between = folded.text[joined[-1].end:span.start] if joined else "?"
        if joined and (span.start <= joined[-1].end or between in (" ", "'", "-")):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _calibrated(value: float, learnt: Learnt, at: int, sentence: Sequence[float] | None) -> float:
    if sentence is None or not learnt.vector:
        slope, offset = learnt.words_alone[at]
        total = slope * value + offset
    else:
        weights = learnt.vector[at]
        meant = math.fsum(w * x for w, x in zip(weights[:-1], sentence, strict=True)) + weights[-1]
        slope, other, offset = learnt.with_vector[at]
        total = slope * value + other * meant + offset
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
