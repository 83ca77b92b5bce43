"""Judges what customers read: words of ours, filled with nothing but what this person gave.

Owns the four counts: invented names, bare ids, second askings, words from nowhere. It knows every sentence of
data/responses and bot/texts as a pattern; it never asks the product what it meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from scripts.check_words import IN_THE_CHAT
from scripts.wording.holes import holes, numbers
from tests.talks.speaking_brain import ROOT, load_responses

_HOLE = re.compile(r"\{(\w+)\}")
_OF_THE_CUSTOMER = {"first_name", "call_them", "name"}
_OF_A_COLLEAGUE = {"person", "agent", "colleague", "who"}
COLLEAGUES = ("Claire", "Nadia")
_ASKS_NAME = re.compile(r"comment (?:puis-je vous|veux-tu que je t)|what may i call|quel est (?:votre|ton) (?:pré)?nom"
                        r"|your name\?|votre prénom|ton prénom", re.IGNORECASE)
_FEWEST_LETTERS = 6     # a pattern with fewer of its own would fit anything
_SAID_TOO = IN_THE_CHAT | {"memory"}      # most of it is said in the chat, the rest does no harm


@dataclass
class Verdict:
    """Of many messages: what went wrong, by kind, with the words."""

    messages: int = 0
    by_name: int = 0        # messages that say the person's name: a house that names nobody invents none
    on_telegram: int = 0    # of the messages
    crossed: int = 0        # people who read on both channels
    wrong: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)

    def add(self, kind: str, text: str) -> None:
        self.wrong[kind] += 1
        self.shown.append(f"{kind}: {text}")


def _texts(value: Any) -> Iterator[str]:
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(inner)
    if isinstance(value, str):
        yield value


@lru_cache(maxsize=1)
def sentences() -> tuple[frozenset[str], list[re.Pattern[str]]]:
    """Every sentence a bubble may hold: those without holes as they are, the others as patterns with named groups."""
    said = [v["text"].strip() for items in load_responses().values() for v in items if v.get("text")]
    for path in sorted((ROOT / "bot/texts").glob("*.yml")):
        if path.name.split(".")[0] in _SAID_TOO:
            said += (text.strip() for text in _texts(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)))
    holed = [t for t in dict.fromkeys(said) if _HOLE.search(t)]
    telling = [t for t in holed if len(re.sub(r"\W|_", "", _HOLE.sub("", t))) >= _FEWEST_LETTERS]
    return frozenset(said) - frozenset(holed), [_pattern(text) for text in telling]


def _pattern(text: str) -> re.Pattern[str]:
    seen: Counter[str] = Counter()

    def hole(match: re.Match[str]) -> str:
        seen[match[1]] += 1
        return f"(?P<{match[1]}__{seen[match[1]]}>.+?)"

    pieces = re.split(r"(\{\w+\})", text.strip())
    return re.compile("".join(_HOLE.sub(hole, p) if _HOLE.fullmatch(p) else re.escape(p) for p in pieces), re.DOTALL)


class Judge:
    def __init__(self, everyone: Iterable[str]) -> None:
        self.said, self.patterns = sentences()
        self.questions = {
            step: [_pattern(v["text"].strip()) for v in load_responses()[f"utter_replace_part_ask_{step}"] if v.get("text")]
            for step in ("product", "part", "what_happened")}
        self.everyone = set(everyone) - {"Merci"}      # a word of every other sentence, too

    def judge(self, events: list[dict[str, Any]], names: Iterable[str], verdict: Verdict, own: Iterable[str] = ()) -> None:
        """One customer's events in order. `names`: what they gave, or their proven record says; `own`: the steps they
        had answered before these events began, and "name" when they were known by it."""
        may_be_said = set(names)
        answered = set(own)
        named = "name" in answered
        verdict.crossed += len({e.get("channel") for e in events}) > 1
        for event in events:
            if event["kind"] not in ("message", "queue") or not event.get("text"):
                continue
            kind = event.get("sender", {}).get("kind", "bot")
            text = event["text"]
            if kind == "customer":
                named = named or any(name.lower() in text.lower() for name in may_be_said)
                answered |= {step for step, words in _ANSWERS.items() if any(w in text.lower() for w in words)}
            elif kind == "bot":
                verdict.messages += 1
                verdict.on_telegram += event.get("channel") == "telegram"
                verdict.by_name += any(name in text for name in may_be_said)
                self._words(text, event, may_be_said, verdict)
                if (named and _ASKS_NAME.search(text)) or any(
                        p.fullmatch(text) for step in answered - {"name"} for p in self.questions[step]):
                    verdict.add("second asking", text)
                for choice in event.get("choices", ()):
                    self._ids(choice["label"], event.get("lang") or "fr", verdict)

    def _words(self, text: str, event: dict[str, Any], names: set[str], verdict: Verdict) -> None:
        self._ids(text, event.get("lang") or "fr", verdict)
        for part in [text] if text in self.said else text.split("\n\n"):     # a bubble may join two sentences
            fitting = [m for p in self.patterns if part not in self.said and (m := p.fullmatch(part))]
            if part not in self.said and not fitting:
                verdict.add("words from nowhere", part)
            elif fitting and not any(self._filled_rightly(match, names) for match in fitting):
                verdict.add("invented name", part)
        if any(re.search(rf"\b{re.escape(other)}\b", text) for other in self.everyone - names - set(COLLEAGUES)):
            verdict.add("invented name", text)

    @staticmethod
    def _filled_rightly(match: re.Match[str], names: set[str]) -> bool:
        for hole, value in match.groupdict().items():
            group = hole.split("__")[0]
            if group in _OF_THE_CUSTOMER and value not in names | set(COLLEAGUES):
                return False
            if group in _OF_A_COLLEAGUE and re.split(", | from ", value)[0] not in COLLEAGUES:
                return False
        return True

    @staticmethod
    def _ids(text: str, language: str, verdict: Verdict) -> None:
        for problem in [*numbers(text, language), *holes(text)]:
            verdict.add("bare id", f"{problem}: {text}")


_ANSWERS = {
    "product": ("robot pixel", "pull vert", "green jumper"), "part": ("roue", "wheel", "antenne", "antenna"),
    "what_happened": ("cassée", "broken", "manquante", "missing"),
}
