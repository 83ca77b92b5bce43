"""Whether a message speaks of danger, poisoning, violence or self-harm, and the reviewed text that answers it.

Runs on every inbound message, whoever owns the conversation, without brain or action server (design, invariant 9).
Owns the small language its phrases are written in and the check of the reviewed file; the phrases, texts and numbers
are data (`data/safety/<country>.yml`). Must not decide who is told, and never promises a person.

How a phrase is written: words are compared without accents and capitals. `word~` allows one typing mistake, `a|b` is
a choice of words, `(a b|c)` a choice of several words each, `@name` one entry of a group, `?` after any of these makes
it optional, `*` allows up to five of it, `00` is a number of ten or more, `_` stands for up to three words of any kind,
`^` and `$` for the beginning and the end of the message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.folding import Folded, fold

# The most urgent first: when a message speaks of several, this order chooses the text.
KINDS = ("poisoning", "danger", "violence", "self_harm")
LANGUAGES = ("fr", "en")
FORMALITIES = ("vous", "tu")

_PART = re.compile(r"\([^)]*\)[?*]?|\S+")
_WORD = re.compile(r"[a-z0-9]+")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ANY_WORDS = r"(?:[a-z0-9]+ ){0,3}?"


class BadSafetyFile(ValueError):
    """The reviewed file is incomplete; the message lists everything that is wrong."""


@dataclass(frozen=True)
class SafetyFinding:
    """What was found, and the customer's own words for it (exact substrings of the message)."""

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class EmergencyNumber:
    """A number people may be sent to; `source` says where it was read, None means nobody confirmed it yet."""

    id: str
    number: str
    names: Mapping[str, str]
    source: str | None
    to_be_confirmed: bool


@dataclass(frozen=True)
class SafetyRules:
    """The reviewed file of one country, ready to use."""

    numbers: Mapping[str, EmergencyNumber]
    texts: Mapping[str, Mapping[str, Mapping[str, str]]]  # kind -> language -> formality -> text
    spellings: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, re.Pattern[str]]
    idioms: re.Pattern[str] | None

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> SafetyRules:
        """Build the rules, or raise `BadSafetyFile` naming every gap: a hole here must be found at start."""
        wrong: list[str] = []
        numbers = {str(key): _number(str(key), value, wrong) for key, value in mapping.get("numbers", {}).items()}
        texts = _texts(mapping.get("texts", {}), numbers, wrong)
        groups = {str(k): [str(v) for v in values] for k, values in mapping.get("groups", {}).items()}
        spellings = {fold(str(k)).text: tuple(_words(str(v))) for k, v in mapping.get("spellings", {}).items()}
        phrases: dict[str, re.Pattern[str]] = {}
        for kind in KINDS:
            lines = mapping.get("phrases", {}).get(kind) or []
            if not lines:
                wrong.append(f"phrases.{kind}: none")
                continue
            phrases[kind] = _compile(lines, groups, spellings, wrong)
        idioms = mapping.get("idioms") or []
        compiled = _compile(idioms, groups, spellings, wrong) if idioms else None
        if wrong:
            raise BadSafetyFile("; ".join(wrong))
        return cls(numbers, texts, spellings, phrases, compiled)

    def reply(self, kind: str, language: str, formality: str) -> str:
        """The reviewed text for `kind`; an unknown language or formality gets the first one rather than nothing."""
        by_language = self.texts[kind]
        by_formality = by_language.get(language, by_language[LANGUAGES[0]])
        return by_formality.get(formality, by_formality[FORMALITIES[0]])

    def unconfirmed(self) -> list[str]:
        """The numbers the company still has to confirm, for `doctor`."""
        return [f"{n.names['fr']} : {n.number}" for n in self.numbers.values() if n.to_be_confirmed]


def check(text: str, rules: SafetyRules) -> SafetyFinding | None:
    """What `text` says that must not wait, or None. Idioms are set aside first."""
    line = _Line.read(text, rules.spellings)
    heard = line.canonical
    if rules.idioms is not None:
        # An idiom keeps its place (as signs no phrase can match), so that what stands beside it is still read.
        heard = rules.idioms.sub(lambda m: re.sub(r"[a-z0-9]", "#", m.group()), heard)
    found: list[tuple[str, str]] = []
    for kind in KINDS:
        found += [(kind, line.original(*match.span())) for match in rules.phrases[kind].finditer(heard)]
    if not found:
        return None
    return SafetyFinding(found[0][0], tuple(dict.fromkeys(words for _, words in found)))


# --- reading a message --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Line:
    """A message as canonical words, each ending in a blank, with the way back to what was written."""

    canonical: str
    spans: tuple[tuple[int, int, int], ...]  # start in canonical, start and end in the folded text
    folded: Folded

    @classmethod
    def read(cls, text: str, spellings: Mapping[str, tuple[str, ...]]) -> _Line:
        folded = fold(text)
        canonical: list[str] = []
        spans: list[tuple[int, int, int]] = []
        length = 0
        for match in _WORD.finditer(folded.text):
            for word in _spelled(match.group(), spellings):
                spans.append((length, match.start(), match.end()))
                canonical.append(word + " ")
                length += len(word) + 1
        return cls("".join(canonical), tuple(spans), folded)

    def original(self, start: int, end: int) -> str:
        covered = [(s, e) for at, s, e in self.spans if start <= at < end]
        return self.folded.original(covered[0][0], covered[-1][1])


def _spelled(word: str, spellings: Mapping[str, tuple[str, ...]]) -> Sequence[str]:
    """A word as it is compared: SMS spellings written out, letters repeated for emphasis reduced ("nooon")."""
    word = re.sub(r"([a-z])\1{2,}", r"\1", word)
    return spellings.get(word, (word,))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).text)


# --- the language of phrases --------------------------------------------------------------------------------------


def _compile(
    lines: Sequence[str], groups: Mapping[str, Sequence[str]], spellings: Mapping[str, tuple[str, ...]],
    wrong: list[str],
) -> re.Pattern[str]:
    patterns: list[str] = []
    for line in lines:
        try:
            # Longer phrases first, so that the quoted words say as much as possible.
            patterns.append("".join(_part(part, groups, spellings) for part in _PART.findall(str(line))))
        except KeyError as missing:
            wrong.append(f"phrase {line!r}: unknown group {missing}")
    return re.compile("(?<![a-z0-9#])(?:" + "|".join(sorted(patterns, key=len, reverse=True)) + ")")


def _part(part: str, groups: Mapping[str, Sequence[str]], spellings: Mapping[str, tuple[str, ...]]) -> str:
    if part == "_":
        return _ANY_WORDS
    if part == "^":
        return r"\A"
    if part == "$":
        return r"\Z"
    if part == "00":
        return "[1-9][0-9]{1,2} "
    times = {"?": "?", "*": "{0,5}"}.get(part[-1], "")
    part = part.rstrip("?*").strip("()")
    choices = groups[part[1:]] if part.startswith("@") else part.split("|")
    found = "|".join(_choice(choice, spellings) for choice in choices)
    return f"(?:{found}){times}"


def _choice(choice: str, spellings: Mapping[str, tuple[str, ...]]) -> str:
    """One choice: a word, or in a group several words, each with its mistake allowed or not."""
    out: list[str] = []
    for piece in choice.split():
        if piece.endswith("~"):
            out.append(_with_one_mistake(_words(piece)[0]) + " ")
        else:
            out += [w + " " for word in _words(piece) for w in _spelled(word, spellings)]
    return "".join(out)


def _with_one_mistake(word: str) -> str:
    """The word, or with one letter wrong, missing, added or swapped; never the first one, which readers rely on."""
    variants = [word]
    for i in range(1, len(word)):
        variants.append(word[:i] + "[a-z]?" + word[i + 1 :])
        variants.append(word[:i] + "[a-z]" + word[i:])
        if i + 1 < len(word):
            variants.append(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
    return "(?:" + "|".join(dict.fromkeys(variants)) + ")"


# --- the reviewed file --------------------------------------------------------------------------------------------


def _number(key: str, value: Mapping[str, Any], wrong: list[str]) -> EmergencyNumber:
    names = {language: str(value.get("name", {}).get(language, "")) for language in LANGUAGES}
    source = value.get("source")
    unconfirmed = bool(value.get("to_be_confirmed", False))
    if not value.get("number") or not all(names.values()):
        wrong.append(f"numbers.{key}: needs number, name.fr and name.en")
    if not source and not unconfirmed:
        wrong.append(f"numbers.{key}: needs a source, or to_be_confirmed: true")
    return EmergencyNumber(key, str(value.get("number", "")), names, str(source) if source else None, unconfirmed)


def _texts(
    mapping: Mapping[str, Any], numbers: Mapping[str, EmergencyNumber], wrong: list[str]
) -> dict[str, dict[str, dict[str, str]]]:
    """The texts with their numbers filled in; every kind in every language and formality."""
    texts: dict[str, dict[str, dict[str, str]]] = {}
    for kind in KINDS:
        for language in LANGUAGES:
            for formality in FORMALITIES:
                raw = str(mapping.get(kind, {}).get(language, {}).get(formality, "")).strip()
                if not raw:
                    wrong.append(f"texts.{kind}.{language}.{formality}: missing")
                unknown = [name for name in _PLACEHOLDER.findall(raw) if name not in numbers]
                if unknown:
                    wrong.append(f"texts.{kind}.{language}.{formality}: unknown numbers {unknown}")
                    continue
                filled = _PLACEHOLDER.sub(lambda m: numbers[m.group(1)].number, raw)
                texts.setdefault(kind, {}).setdefault(language, {})[formality] = filled
    return texts
