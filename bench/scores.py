"""Plain measures for benches: area under the curve, F1, and thresholds at a given false alarm rate.

Standard library only, so that a bench runs in either environment. Owns arithmetic, no data.
"""

from __future__ import annotations

from collections.abc import Sequence


def auc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Chance that a positive scores above a negative, ties counted half (0.5 says nothing at all)."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks = [0.0] * len(scores)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and scores[order[end + 1]] == scores[order[at]]:
            end += 1
        for place in range(at, end + 1):
            ranks[order[place]] = (at + end) / 2 + 1
        at = end + 1
    positive = sum(truth)
    negative = len(truth) - positive
    if not positive or not negative:
        return float("nan")
    above = sum(rank for rank, is_true in zip(ranks, truth, strict=True) if is_true)
    return (above - positive * (positive + 1) / 2) / (positive * negative)


def f1(said: Sequence[bool], truth: Sequence[bool]) -> tuple[float, float, float]:
    """F1, precision, recall."""
    hit = sum(s and t for s, t in zip(said, truth, strict=True))
    precision = hit / sum(said) if sum(said) else 0.0
    recall = hit / sum(truth) if sum(truth) else 0.0
    return (2 * precision * recall / (precision + recall) if hit else 0.0), precision, recall


def f1_at(scores: Sequence[float], truth: Sequence[bool], threshold: float) -> float:
    return f1([score >= threshold for score in scores], truth)[0]


def best_f1(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """The F1 that the best threshold would give: an upper bound, since the threshold is chosen on the same rows."""
    steps = sorted(set(scores))
    return max((f1_at(scores, truth, t) for t in steps[::max(1, len(steps) // 200)]), default=0.0)


def threshold_at(scores: Sequence[float], truth: Sequence[bool], false_alarms: float) -> float:
    """The lowest threshold that at most this share of the negatives reaches."""
    quiet = sorted((s for s, t in zip(scores, truth, strict=True) if not t), reverse=True)
    allowed = int(false_alarms * len(quiet))
    return quiet[allowed] + 1e-9 if quiet else 0.0
