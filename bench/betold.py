"""Whether the sequence of a call alone tells that its caller will give up: betold's calls, no text at all.

The one bench that trains on its data (five folds): the question is whether there is a signal, not whether we have it.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.scores import auc, best_f1, f1


def repeats(events: Sequence[str]) -> int:
    """How often the assistant put the very same question again without another between."""
    asked = [event for event in events if event.startswith("S:")]
    return sum(first == second for first, second in itertools.pairwise(asked))


def asked_again(events: Sequence[str]) -> int:
    """How often any question came back in the whole call."""
    return sum(count - 1 for count in Counter(e for e in events if e.startswith("S:")).values())


def refusals(events: Sequence[str], of_last: int, *, ever: bool) -> int:
    """How many of so many answers in a row said no: at the end of the call, or the most at any moment of it."""
    said = ["negate" in event for event in events if event.startswith("U:")]
    ends = range(1, len(said) + 1) if ever else [len(said)]
    return max((sum(said[max(0, end - of_last):end]) for end in ends), default=0)


def before_the_end(events: Sequence[str]) -> Sequence[str]:
    """The call up to the caller's last word: what the assistant says into a dead line tells the end itself."""
    last = max((n for n, event in enumerate(events, 1) if event.startswith("U:")), default=0)
    return events[:last]


def described(events: Sequence[str]) -> dict[str, float]:
    """What a sequence shows: its events, the pairs of them at its end, and how often things were asked again."""
    shown: dict[str, float] = Counter(events)
    shown.update({f"{a}>{b}": 1.0 for a, b in zip(events[-7:], events[-6:], strict=False)})
    shown["last " + (events[-1] if events else "")] = 1.0
    return {**shown, "length": len(events) / 10, "again": asked_again(events), "repeats": repeats(events)}


def betold(data: Path) -> None:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline

    rows: list[Mapping[str, list[str]]] = [
        json.loads(line) for line in (data / "betold/train.jsonl").read_text("utf-8").splitlines()]
    truth = [str(row["label"]) == "luhf" for row in rows]
    calls = [row["events"] for row in rows]
    model = make_pipeline(DictVectorizer(), LogisticRegression(C=0.1, max_iter=500, class_weight="balanced"))
    folds = {"cv": 5, "method": "predict_proba"}
    learnt = cross_val_predict(model, [described(c) for c in calls], truth, **folds)[:, 1]
    earlier = cross_val_predict(model, [described(before_the_end(c)) for c in calls], truth, **folds)[:, 1]
    print(f"\nbetold ({len(rows)} calls, {sum(truth)} given up)\n")
    print("| signal | AUC | F1 | precision | recall |\n|---|---|---|---|---|")
    everybody = f1([True] * len(truth), truth)
    print(f"| always “will give up” | 0.500 | {everybody[0]:.3f} | {everybody[1]:.2f} | 1.00 |")
    for name, scores in (("length of the call", [float(len(c)) for c in calls]),
                         ("same question twice running", [float(repeats(c)) for c in calls]),
                         ("questions that came back", [float(asked_again(c)) for c in calls]),
                         ("refusals among the last three answers", [float(refusals(c, 3, ever=False)) for c in calls])):
        print(f"| {name} | {auc(scores, truth):.3f} | {best_f1(scores, truth):.3f} (best) | | |")
    for name, scores in (("learnt from the sequences, five folds", learnt),
                         ("learnt, up to the caller's last word", earlier)):
        found = f1([bool(p >= 0.5) for p in scores], truth)
        print(f"| {name} | {auc(list(scores), truth):.3f} | {found[0]:.3f} | {found[1]:.2f} | {found[2]:.2f} |")
    # What the decision may use: known while the call goes on. The shares are of calls in which it ever happened.
    for many, of_last in ((3, 3), (3, 5), (4, 5)):
        found = f1([refusals(c, of_last, ever=True) >= many for c in calls], truth)
        print(f"| {many} refusals among {of_last} answers, whenever | | "
              f"{found[0]:.3f} | {found[1]:.2f} | {found[2]:.2f} |")
