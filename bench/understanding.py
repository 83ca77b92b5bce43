"""How well and how fast messages are understood, beside stock Rasa: `make bench-understanding DATA=<folder>`.

Measures on public data that nobody here wrote and that nothing is learnt from but its own training rows. Runs in the
brain's environment. Each pipeline is trained and asked the way `rasa run` does it; the whole NLU step is timed. What is
measured goes to standard output as Markdown; docs/understanding.md keeps the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", RASA_TELEMETRY_ENABLED="false", CUDA_VISIBLE_DEVICES="-1")

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "models/sensei.tar.gz"
NOT_UNDERSTOOD = {"nlu_fallback", "out_of_scope", "near_miss"}

TOKENS = [{"name": "WhitespaceTokenizer"}, {"name": "RegexFeaturizer"}]
# What `rasa init` gives: the pipeline most assistants run.
STOCK = [*TOKENS, {"name": "LexicalSyntacticFeaturizer"}, {"name": "CountVectorsFeaturizer"},
         {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
         {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True}, {"name": "EntitySynonymMapper"},
         {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1}]
# What this project ran before: the same features, read by Rasa's logistic regression.
BEFORE = [*TOKENS, {"name": "CountVectorsFeaturizer", "analyzer": "word", "min_ngram": 1, "max_ngram": 2,
                    "strip_accents": "unicode"},
          {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 2, "max_ngram": 5,
           "strip_accents": "unicode"},
          {"name": "LogisticRegressionClassifier", "max_iter": 100, "tol": 0.001},
          {"name": "FallbackClassifier", "threshold": 0.4, "ambiguity_threshold": 0.05}]
OURS = [{"name": "bot.components.intents.IntentReader", "faq": False}, {"name": "bot.components.doubt.DoubtReader"}]
PIPELINES = {"ours": OURS, "before": BEFORE, "stock": STOCK}

SETS = {    # name: (training rows, rows to measure, language, rows out of scope from elsewhere)
    "banking77_fr": ("banking77_fr/train_10shot.tsv", "banking77_fr/dev.tsv", "fr", "oos_fr/dev.tsv"),
    "banking77_en": ("banking77_en/train_10shot.tsv", "banking77_en/dev.tsv", "en", None),
    "massive_fr": ("massive/fr.train_10shot.tsv", "massive/fr.dev.tsv", "fr", None),
    "clinc150": ("clinc150/train_10shot.tsv", "clinc150/dev.tsv", "en", None),
}
Rows = list[tuple[str, str]]


@dataclass
class Measured:
    """One pipeline on one set. `bare`: share right below any refusal; `kept`: as a customer meets it."""

    train_seconds: float
    train_processor: float
    bare: float = 0.0
    kept: float = 0.0
    refused: float | None = None
    milliseconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)    # the same of processor time: a busy machine adds nothing
    surest: list[tuple[float, bool]] = field(default_factory=list)


def rows(path: Path, label: str = "intent") -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        read = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row[label]) for row in read if row["text"].strip()]


def train(pipeline: Sequence[dict[str, Any]], taught: Rows, language: str, folder: Path) -> tuple[Path, float, float]:
    """A model of stock `rasa train nlu`, and the training's seconds by the clock and of processor time."""
    from rasa.model_training import train_nlu

    known: dict[str, list[str]] = {}
    for text, intent in taught:
        known.setdefault(intent, []).append(text)
    data = {"rasa_nlu_data": {"common_examples": [
        {"text": text, "intent": intent} for intent, texts in known.items() for text in texts]}}
    (folder / "nlu.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    config = {"recipe": "default.v1", "language": language, "assistant_id": "bench", "pipeline": list(pipeline)}
    (folder / "config.yml").write_text(json.dumps(config), "utf-8")
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    began, worked = time.perf_counter(), time.process_time()
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.json"), str(folder))
    return Path(str(model)), time.perf_counter() - began, time.process_time() - worked


class Asked:
    """A loaded model; `ask` is the whole NLU step of a turn."""

    def __init__(self, model: Path) -> None:
        from rasa.core.agent import Agent

        self._agent: Any = Agent.load(str(model))

    def ask(self, text: str, language: str) -> tuple[dict[str, Any], float, float]:
        """What was understood, and milliseconds by the clock and of processor time."""
        from rasa.core.channels.channel import UserMessage

        message = UserMessage(text, sender_id="bench", metadata={"language": language, "known": {}})
        began, worked = time.perf_counter(), time.process_time()
        parsed: dict[str, Any] = asyncio.run(self._agent.processor.parse_message(message))
        return parsed, (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def looked_through(parsed: dict[str, Any]) -> str:
    """The best guess below a refusal."""
    guesses = parsed.get("guesses") or [g for g in parsed["intent_ranking"] if g["name"] not in NOT_UNDERSTOOD]
    return str(guesses[0]["name"]) if guesses else ""


def measure(name: str, pipeline: str, data: Path) -> Measured:
    taught_from, asked_from, language, elsewhere = SETS[name]
    taught = [row for row in rows(data / taught_from) if row[1] != "oos"]
    asked = rows(data / asked_from)
    outside = [text for text, intent in asked if intent == "oos"]
    outside += [text for text, _ in rows(data / elsewhere)] if elsewhere else []
    inside = [row for row in asked if row[1] != "oos"]
    with tempfile.TemporaryDirectory() as folder:
        model, seconds, worked = train(PIPELINES[pipeline], taught, language, Path(folder))
        asker = Asked(model)
        found = Measured(seconds, worked)
        asker.ask(inside[0][0], language)
        bare = kept = 0
        for text, intent in inside:
            parsed, took, worked = asker.ask(text, language)
            found.milliseconds.append(took)
            found.processor.append(worked)
            guess = looked_through(parsed)
            bare += guess == intent
            kept += parsed["intent"]["name"] == intent
            first = (parsed.get("guesses") or parsed["intent_ranking"])[0]
            found.surest.append((float(first["confidence"]), guess == intent))
        found.bare, found.kept = bare / len(inside), kept / len(inside)
        if outside:
            refused = [asker.ask(text, language)[0]["intent"]["name"] in NOT_UNDERSTOOD for text in outside]
            found.refused = sum(refused) / len(refused)
    return found


def wish_for_a_person(data: Path) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 on `nlupp`: of the intent alone, and as the product hears it, reviewed words included
    (called or offered). The product's own model; it never saw a sentence of it.
    """
    from bot.components import files, turn
    from bot.core.escalation import gather

    asker, knowledge = Asked(MODEL), files.knowledge()
    counts = {"intent alone": [0, 0, 0], "intent and words": [0, 0, 0]}     # right, wrong, missed
    for text, label in rows(data / "nlupp/handoff.train.tsv", "handoff"):
        understood = turn.understanding(asker.ask(text, "en")[0])
        found = gather(text=text, language="en", understanding=understood, signals={}, knowledge=knowledge)
        for name, heard in (("intent alone", understood["intent"] == "ask_human"),
                            ("intent and words", found.asked is not None)):
            if heard or label == "1":
                counts[name][(0 if label == "1" else 1) if heard else 2] += 1
    return {name: _scores(*count) for name, count in counts.items()}


def _scores(right: int, wrong: int, missed: int) -> tuple[float, float, float]:
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def product_speed(data: Path) -> list[float]:
    """Milliseconds of the product's whole NLU step (names and emotion included) on banking77_fr."""
    asker = Asked(MODEL)
    texts = [text for text, _ in rows(data / "banking77_fr/dev.tsv")][:500]
    asker.ask(texts[0], "fr")
    return [asker.ask(text, "fr")[1] for text in texts]


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def calibration(surest: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far, on average, confidence is from the share that was right."""
    error = 0.0
    for n in range(bins):
        inside = [(p, ok) for p, ok in surest if n / bins < p <= (n + 1) / bins]
        if inside:
            error += abs(sum(p for p, _ in inside) - sum(ok for _, ok in inside))
    return error / max(1, len(surest))


def table(found: dict[tuple[str, str], Measured]) -> str:
    def times(of: Sequence[float]) -> str:
        return f"{percentile(of, 0.5):.1f} / {percentile(of, 0.99):.1f} ms, mean {sum(of) / max(1, len(of)):.1f}"

    head = ("| set | pipeline | right | right, refusals counted | out of scope refused | calibration error "
            "| training (processor) | NLU step p50 / p99 | of processor time |\n|---|---|---|---|---|---|---|---|---|")
    lines = [
        f"| {name} | {pipeline} | {100 * m.bare:.1f} % | {100 * m.kept:.1f} % | "
        f"{'' if m.refused is None else f'{100 * m.refused:.1f} %'} | {calibration(m.surest):.3f} | "
        f"{m.train_seconds:.0f} s ({m.train_processor:.0f} s) | {times(m.milliseconds)} | {times(m.processor)} |"
        for (name, pipeline), m in found.items()
    ]
    return "\n".join([head, *lines])


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--stock", action="store_true", help="stock DIET beside ours: minutes for each set")
    parser.add_argument("--product", action="store_true", help="also the trained product: nlupp, speed")
    chosen = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    quiet_structlog()
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    found: dict[tuple[str, str], Measured] = {}
    for name in chosen.sets.split(",") if chosen.sets else []:
        for pipeline in ("ours", "before", "stock") if chosen.stock else ("ours", "before"):
            found[name, pipeline] = measure(name, pipeline, chosen.data)
            print(f"{name} {pipeline}: done", file=sys.stderr)
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    if found:
        print(table(found))
    if chosen.product:
        for name, (precision, recall, f1) in wish_for_a_person(chosen.data).items():
            print(f"\nnlupp, asking for a person, {name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
        took = product_speed(chosen.data)
        print(f"the product's NLU step: p50 {percentile(took, 0.5):.1f} ms, p99 {percentile(took, 0.99):.1f} ms")
    return 0


def quiet_structlog() -> None:
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
