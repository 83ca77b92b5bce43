"""How well feelings are read on public data nobody here wrote: `make bench-emotion DATA=<folder>`.

Runs in the brain's environment. Nothing is trained on the data except where a line says so. Owns reading the sets
and printing tables; docs/understanding.md keeps the figures.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.betold import betold
from bench.feeling_suites import own_set
from bench.scores import auc, best_f1, f1_at, threshold_at
from bot.core.emotion_lexicon import NEGATIVE

Reader = Callable[[str, str], Mapping[str, float]]  # text, language -> feeling -> intensity
FELT = 0.35       # a feeling this strong counts as read
ANGRY = ("angry", "frustrated", "disappointed")
FALSE_ALARMS = 0.1
UPSET = {"anger", "disgust", "fear", "sadness"}


def lexicon_reader() -> Reader:
    """The reviewed words alone: what works when the brain is down."""
    from bot.core.emotion import read
    from tests.core.reviewed import lexicon

    words = lexicon()
    return lambda text, language: {f["name"]: f["intensity"] for f in read(text, language, words)["feelings"]}


def model_reader() -> Reader:
    """The trained reader, learnt from our own texts only, a moment before."""
    from bot.components.emotion_training import encoder
    from bot.core.emotion_features import look
    from bot.core.emotion_model import Learnt, score
    from tests.core.reviewed import learnt, lexicon

    words, encode = lexicon(), encoder()
    ready: dict[str, Learnt] = learnt()

    def probabilities(text: str, language: str) -> Mapping[str, float]:
        seen = look(text, language, words, ready[language].known)
        return score(seen, ready[language], None if encode is None else encode([seen.nameless])[0]).probability

    return probabilities


def sentiment_reader() -> Reader | None:
    """A published sentiment lexicon for English (the package vaderSentiment), None where it is not installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    analyzer = SentimentIntensityAnalyzer()
    return lambda text, language: {"angry": (1 - analyzer.polarity_scores(text)["compound"]) / 2}


def heaviest(felt: Mapping[str, float], names: Iterable[str]) -> float:
    return max((felt.get(name, 0.0) for name in names), default=0.0)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def single_messages(name: str, reader: Reader, data: Path) -> None:
    """Anger, and any negative feeling, against the rest: one sentence at a time, nothing trained on them."""
    sets = [("xed fr", "fr", table(data / "xed/fr.train.tsv"), "anger", "anger_or_disgust"),
            ("goemotions", "en", table(data / "goemotions/dev.tsv"), "angry", "dissatisfied")]
    for title, language, rows, angry, wider in sets:
        felt = [reader(row["text"], language) for row in rows]
        column = "emotions" if language == "fr" else "ekman"
        views = [("anger", ANGRY[:2], [row[angry] == "1" for row in rows]),
                 (wider.replace("_", " "), ANGRY, [row[wider] == "1" for row in rows]),
                 ("negative", NEGATIVE, [bool(UPSET & set(row[column].split("|"))) for row in rows])]
        for view, names, truth in views:
            scores = [heaviest(f, names) for f in felt]
            print(f"| {title} | {view} | {name} | {auc(scores, truth):.3f} | {f1_at(scores, truth, FELT):.3f} | "
                  f"{best_f1(scores, truth):.3f} | {statistics.mean(truth):.2f} |")


def annoyed(name: str, per_turn: Callable[[list[str]], list[float]], rows: Sequence[Mapping[str, Any]]) -> None:
    """One line: AUC over whole dialogues; how many of the annoyed are noticed, and how many of their turns earlier."""
    said = [[t["text"] for t in row["turns"] if t["s"] == "user" and t.get("text")] for row in rows]
    truth = [bool(row["user_annoyed"]) for row in rows]
    curves = [per_turn(texts) for texts in said]
    scores = [max(curve, default=0.0) for curve in curves]
    threshold = threshold_at(scores, truth, FALSE_ALARMS)
    early = [len(curve) - 1 - next(i for i, score in enumerate(curve) if score >= threshold)
             for curve, is_true in zip(curves, truth, strict=True) if is_true and max(curve, default=0) >= threshold]
    noticed = len(early) / sum(truth)
    print(f"| {name} | {auc(scores, truth):.3f} | {best_f1(scores, truth):.3f} | {noticed:.2f} | "
          f"{statistics.mean(early) if early else 0:.1f} |")


def star(readers: Mapping[str, Reader], data: Path) -> None:
    rows = jsonl(data / "star/train.jsonl")
    print(f"\nstar, “user became annoyed” ({len(rows)} dialogues, {sum(r['user_annoyed'] for r in rows)} annoyed); "
          f"noticed and turns early at {FALSE_ALARMS:.0%} false alarms\n")
    print("| reader | AUC | best F1 | noticed | turns before the end |\n|---|---|---|---|---|")
    annoyed("number of messages", lambda texts: [float(i) for i in range(1, len(texts) + 1)], rows)
    for name, reader in readers.items():
        annoyed(f"{name}, strongest message", lambda texts, r=reader: strongest(texts, r), rows)  # type: ignore[misc]
        annoyed(f"{name}, adding up", lambda texts, r=reader: adding_up(texts, r), rows)  # type: ignore[misc]


def strongest(texts: list[str], reader: Reader) -> list[float]:
    return [heaviest(reader(text, "en"), ANGRY) for text in texts]


def adding_up(texts: list[str], reader: Reader) -> list[float]:
    """Each message on top of half of what was felt before it."""
    mood, curve = 0.0, []
    for score in strongest(texts, reader):
        mood = mood * 0.7 + score
        curve.append(mood)
    return curve


def own_sets(name: str, reader: Reader) -> None:
    """Our own test sets, written by another hand than the training texts: AUC and F1 by feeling, and their means."""
    for language in ("fr", "en"):
        rows = own_set(language, reader)
        print(f"\nown set, {language}, {name}: mean AUC {sum(r[1] for r in rows) / len(rows):.3f}, "
              f"mean F1 {sum(r[2] for r in rows) / len(rows):.3f}")
        print("; ".join(f"{feeling} {area:.3f} / {f:.2f} ({times})" for feeling, area, f, times in rows))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, help="the public sets; without it only our own are read")
    ask.add_argument("--only", choices=("lexicon", "model"))
    asked = ask.parse_args()
    readers: dict[str, Reader] = {}
    if asked.only != "model":
        readers["lexicon"] = lexicon_reader()
    if asked.only != "lexicon":
        began = time.perf_counter()
        readers["trained"] = model_reader()
        print(f"<!-- trained in {time.perf_counter() - began:.0f} s -->")
    for name, reader in readers.items():
        own_sets(name, reader)
    if asked.data is None:
        print("\nThe public sets (XED, GoEmotions, STAR, Betold) are free, from their authors: DATA=<folder>.")
        return
    print("\n| set | what | reader | AUC | F1 at 0.35 | best F1 | share |\n|---|---|---|---|---|---|---|")
    for name, reader in readers.items():
        began = time.perf_counter()
        single_messages(name, reader, asked.data)
        print(f"<!-- {name}: {time.perf_counter() - began:.0f} s -->")
    if (sentiment := sentiment_reader()) is not None:
        readers = {"sentiment lexicon": sentiment, **readers}
    star(readers, asked.data)
    betold(asked.data)


if __name__ == "__main__":
    main()
