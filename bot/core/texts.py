"""Customer-visible sentences that do not come from Rasa, by key, language and form of address.

Owns lookup, filling and the check that nothing is missing. Must not hold a sentence itself (bot/texts does).
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("fr", "en")
FORMALITIES = ("vous", "tu")

# key -> formality -> sentence
_Sentences = dict[str, dict[str, str]]


class UnknownText(KeyError):
    """No such sentence, or a value it needs is missing: a mistake of ours, found by `make check`."""


@dataclass(frozen=True)
class Texts:
    """Every sentence, flattened to `<section>.<name>`."""

    sentences: Mapping[str, _Sentences]

    @classmethod
    def from_mappings(cls, mappings: Mapping[str, Mapping[str, Any]]) -> Texts:
        """Read `{"fr": {section: {name: sentence | {vous, tu} | {nested}}}, "en": …}`."""
        return cls({language: _flatten(tree) for language, tree in mappings.items()})

    def say(self, key: str, language: str, formality: str = "vous", **values: Any) -> str:
        """The sentence `key`, filled. Raises `UnknownText` rather than show a hole or `None` to a customer."""
        variants = self.sentences.get(language, {}).get(key)
        if variants is None:
            raise UnknownText(f"{key} has no sentence in {language!r}")
        sentence = variants.get(formality) or variants["vous"]
        for name in _placeholders(sentence):
            if values.get(name) is None:
                raise UnknownText(f"{key} ({language}) needs a value for {{{name}}}")
        return sentence.format_map(values)

    def keys(self, section: str = "") -> list[str]:
        """All keys, or those of one section, A–Z."""
        every = {key for sentences in self.sentences.values() for key in sentences}
        return sorted(key for key in every if not section or key.startswith(f"{section}."))

    def section(self, name: str, language: str, formality: str = "vous") -> dict[str, str]:
        """A section's sentences by name, unfilled, for pages that hand them to their scripts."""
        start = len(name) + 1
        sentences = self.sentences.get(language, {})
        return {
            key[start:]: v.get(formality) or v["vous"] for key, v in sentences.items() if key.startswith(f"{name}.")
        }

    def missing(self) -> list[str]:
        """What a reader would stumble over: a key without a language, a form of address, or the same holes."""
        problems = []
        for key in self.keys():
            holes: dict[str, set[str]] = {}
            for language in LANGUAGES:
                variants = self.sentences.get(language, {}).get(key)
                if variants is None:
                    problems.append(f"{key}: no sentence in {language}")
                    continue
                problems += [f"{key}: no {f} form in {language}" for f in FORMALITIES if f not in variants]
                holes[language] = {name for s in variants.values() for name in _placeholders(s)}
            if len(holes) == len(LANGUAGES) and len(set(map(frozenset, holes.values()))) > 1:
                problems.append(f"{key}: the languages use different values {sorted(set().union(*holes.values()))}")
        return problems


def _flatten(tree: Mapping[str, Any], start: str = "") -> _Sentences:
    flat: _Sentences = {}
    for name, value in tree.items():
        key = f"{start}{name}"
        if isinstance(value, Mapping) and not set(value) <= set(FORMALITIES):
            flat.update(_flatten(value, f"{key}."))
        elif isinstance(value, Mapping):
            flat[key] = {f: str(s) for f, s in value.items()}
        else:
            flat[key] = dict.fromkeys(FORMALITIES, str(value))
    return flat


def _placeholders(sentence: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name]
