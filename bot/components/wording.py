"""Chooses one variation of a response and fills its placeholders. Pure: no Rasa, no clock, no randomness.

Stock Rasa draws generic and specific variations at random and prints "None" for what it does not know. Here the
most specific one that can be filled wins; among equals a hash decides, so a test sees the same words each time.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

Variation = dict[str, Any]

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")   # never the JSON of a button's payload
_SENTENCE = re.compile(r"(?<=[.!?…;:])\s|\n")
_WORD = re.compile(r"[\w’'{}-]+")
EASY_WORDS = 12     # in a sentence, for somebody who wants an easy pace; scripts/wording/readability.py checks texts
_FILLED = ("text", "image", "custom", "buttons", "attachment", "quick_replies")


def choose(
    variations: Sequence[Variation], *, facts: Mapping[str, Any], values: Mapping[str, str], channel: str,
    seed: str, last: str | None,
) -> Variation | None:
    """The variation to say, None when none fits: a sentence in the wrong language is worse than none."""
    fitting = [
        v for v in variations
        if v.get("channel") in (None, channel) and _matches(v, facts) and placeholders(v) <= values.keys()
    ]
    if not fitting:
        return None
    # Among equally specific ones, those that use what we know: the one without a name is for strangers.
    most = max((_specificity(v), len(placeholders(v))) for v in fitting)
    best = [v for v in fitting if (_specificity(v), len(placeholders(v))) == most]
    if facts.get("pace") == "easy":
        best = [v for v in best if longest_sentence(str(v.get("text") or "")) <= EASY_WORDS] or best
    fresh = [v for v in best if variation_id(v) != last] or best
    return fresh[int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % len(fresh)]


def longest_sentence(text: str) -> int:
    """Words in the longest sentence; a placeholder is one."""
    return max((len(_WORD.findall(part)) for part in _SENTENCE.split(text)), default=0)


def fill(variation: Variation, values: Mapping[str, str]) -> Variation:
    """A copy with every placeholder filled; what is put into a button's payload is escaped for JSON."""
    filled = copy.deepcopy(variation)
    for key in _FILLED:
        if key in filled:
            filled[key] = _fill(filled[key], values, in_payload=False)
    return filled


def placeholders(variation: Variation) -> set[str]:
    """Every name a variation needs, buttons included."""
    return set(_PLACEHOLDER.findall(json.dumps([variation.get(k) for k in _FILLED], ensure_ascii=False, default=str)))


def variation_id(variation: Variation) -> str:
    """Its `id`, or a hash of its words: stable when variations are added or reordered."""
    named = variation.get("id")
    words = json.dumps([variation.get(k) for k in _FILLED], ensure_ascii=False, default=str)
    return str(named) if named else hashlib.sha256(words.encode()).hexdigest()[:12]


def _specificity(variation: Variation) -> int:
    return len(variation.get("condition") or []) + (1 if variation.get("channel") else 0)


def _matches(variation: Variation, facts: Mapping[str, Any]) -> bool:
    return all(_same(facts.get(c["name"]), c["value"]) for c in variation.get("condition") or [])


def _same(fact: Any, value: Any) -> bool:
    if isinstance(fact, str) and isinstance(value, str):
        return fact.casefold() == value.casefold()
    return bool(fact == value)


def _fill(value: Any, values: Mapping[str, str], *, in_payload: bool) -> Any:
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda m: _put(m, values, in_payload), value)
    if isinstance(value, list):
        return [_fill(v, values, in_payload=in_payload) for v in value]
    if isinstance(value, dict):
        return {k: _fill(v, values, in_payload=in_payload or k == "payload") for k, v in value.items()}
    return value


def _put(match: re.Match[str], values: Mapping[str, str], in_payload: bool) -> str:
    name = match[1]
    if name not in values:
        return match[0]
    return json.dumps(values[name], ensure_ascii=False)[1:-1] if in_payload else values[name]
