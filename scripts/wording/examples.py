"""Checks of training sentences: enough per intent and language, none in two intents.

Owns the thresholds. It reads plain mappings of `data/nlu/*.yml` and never imports Rasa.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("fr", "en")
ENOUGH = 25
ENOUGH_FOR = {
    "greet": 40, "ask_human": 40, "complain": 40, "lost_item": 40, "replace_part": 40, "inform": 40, "out_of_scope": 60,
}
NEVER_TRAINED = {"nlu_fallback", "near_miss", "faq"}     # the FAQ's own questions: scripts/wording/faq.py


@dataclass(frozen=True)
class Example:
    file: str
    intent: str
    language: str | None
    text: str


def read(file: str, blocks: Sequence[Mapping[str, Any]]) -> list[Example]:
    """The sentences of one file's `nlu:`, without their entity marks."""
    found = []
    for block in blocks:
        if "intent" not in block:
            continue
        language = (block.get("metadata") or {}).get("language")
        found += [Example(file, block["intent"], language, text) for text in _texts(block["examples"])]
    return found


def same(text: str) -> str:
    """Two sentences are the same when only case, accents, punctuation or spaces differ."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare)) or text.strip()


def check_examples(examples: Sequence[Example], intents: Iterable[str]) -> list[str]:
    """Everything wrong with the training sentences, one line each."""
    problems = sorted({f"{e.file}: {e.intent} says no language (metadata)" for e in examples if e.language is None})
    counts = Counter((e.intent, e.language) for e in examples)
    for intent in sorted(set(intents) - NEVER_TRAINED):
        for language in LANGUAGES:
            least = ENOUGH_FOR.get(intent, ENOUGH)
            if counts[intent, language] < least:
                problems.append(f"{intent}: {counts[intent, language]} sentences in {language}, at least {least}")
    problems += [f"{intent}: not in domain.yml" for intent in sorted({e.intent for e in examples} - set(intents))]
    return problems + twice(examples)


def twice(examples: Sequence[Example]) -> list[str]:
    first: dict[str, Example] = {}
    problems = []
    for example in examples:
        other = first.setdefault(same(example.text), example)
        if other.intent != example.intent:
            both = f"{other.intent} ({other.file}) and {example.intent} ({example.file})"
            problems.append(f"{example.text!r} is in {both}")
        elif other is not example and other.language == example.language and other.text == example.text:
            problems.append(f"{example.text!r} is twice in {example.intent} ({example.file})")
    return problems


def _texts(examples: str | Sequence[Mapping[str, str]]) -> list[str]:
    if isinstance(examples, str):
        lines = (line.strip() for line in examples.splitlines())
        found = [line[2:].strip() for line in lines if line.startswith("- ")]
    else:
        found = [item["text"].strip() for item in examples]
    return [re.sub(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})", r"\1", text) for text in found]
