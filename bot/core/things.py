"""Recognises things by the words people use for them, and keeps those words to say them back.

"la roue gauche", "left wheel" or "bouiloire" find what the catalogue knows; "mon petit robot" comes back as
"votre petit robot". Pure. Must not ask for a reference, nor know any product.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.folding import Folded, fold

_FEW = 4            # words of a message that is a name and hardly more
_TYPO_LENGTH = 6  # shorter words become others too easily: "lid", "roue"
_DENIAL = re.compile(
    r"(?:\b(?:pas|plutot que|not|isnt|wasnt|rather than)|n't)\s+"  # « non, l’antenne » names the antenna
    r"(?:(?:le|la|les|l'|un|une|the|a|an|my|mon|ma)\s*)?$")
# A slip makes another number of these: "till for cards" is not "till four".
_NUMBERS = frozenset(("un une deux trois quatre cinq six sept huit neuf dix "
                      "one two three four five seven eight nine ten").split())
_OWNERS = {
    "vous": {"mon": "votre", "ma": "votre", "mes": "vos", "notre": "votre", "nos": "vos",
             "le": "votre", "la": "votre", "les": "vos", "l'": "votre "},
    "tu": {"mon": "ton", "ma": "ta", "mes": "tes", "notre": "ton", "nos": "tes",
           "le": "ton", "la": "ta", "les": "tes", "l'": "ton "},
    "en": {"my": "your", "our": "your", "the": "your"},
}
_FIRST_PERSON = {"mon", "ma", "mes", "notre", "nos", "my", "our"}
_OWNED = re.compile(r"\b(mon|ma|mes|notre|nos|my|our|le|la|les|the)\b|\b(l')")


@dataclass(frozen=True)
class Option:
    """Something that can be named. `unless`: words beside which it is another thing ("roue droite")."""

    id: str
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Named:
    """An option found in a text; `words` is the exact substring."""

    id: str
    words: str
    start: int
    end: int


def find(text: str, options: Sequence[Option]) -> list[Named]:
    """Every option named in `text` and not denied ("pas l’antenne"), in order; typing slips are forgiven
    only when nothing is named exactly."""
    folded = fold(text)
    found = _kept([n for option in options for n in _exact(folded, option)])
    return found or _kept(
        [n for option in options for n in (*_nearly(folded, option), *_nearly_together(folded, option))])


def own_words(text: str, words: Sequence[str]) -> str | None:
    """How the customer calls the thing: "mon petit robot", "le robot de mon fils", "my son's robot"."""
    folded = fold(text)
    head = "|".join(_word(w) for w in words)
    if not head:
        return None
    thing = rf"(?:[\w-]+\s+){{0,2}}?(?:{head})(?:\s+(?:{head}))?"
    patterns = (
        rf"(?<!\w)(?:le|la|les|l'|the)\s?{thing}\s+(?:de|of)\s+(?:mon|ma|mes|notre|nos|my|our)\s+[\w-]+",
        rf"(?<!\w)(?:my|our)\s+[\w-]+'s\s+{thing}",
        rf"(?<!\w)(?:mon|ma|mes|notre|nos|my|our)\s+{thing}(?!\w)",
    )
    for pattern in patterns:
        if match := re.search(pattern, folded.text):
            return folded.original(*match.span())[:60]
    return None


def as_yours(thing: str, language: str, formality: str) -> str:
    """"mon petit robot" or "le robot Pixel" as the one who answers says it: « votre petit robot »."""
    table = _OWNERS["en" if language == "en" else formality if formality in ("vous", "tu") else "vous"]
    folded = fold(thing)
    owners = [m for m in _OWNED.finditer(folded.text) if m.group() in table]
    firsts = [m for m in owners if m.group() in _FIRST_PERSON]
    chosen = (firsts or owners)[:1]
    if not chosen:
        return thing
    start, end = folded.span(*chosen[0].span())
    return thing[:start] + table[chosen[0].group()] + thing[end:]


def denied(before: str) -> bool:
    """Whether the folded words `before` a thing deny it: "pas …", "not the …"."""
    return bool(_DENIAL.search(before))


def _exact(folded: Folded, option: Option) -> list[Named]:
    if any(re.search(rf"(?<!\w){_word(w)}(?!\w)", folded.text) for w in option.unless):
        return []
    return [
        Named(option.id, folded.original(*match.span()), *match.span())
        for word in option.words
        for match in re.finditer(rf"(?<!\w){_word(word)}(?!\w)", folded.text)
        if not denied(folded.text[:match.start()])
    ]


def _nearly(folded: Folded, option: Option) -> list[Named]:
    if any(re.search(rf"(?<!\w){_word(w)}(?!\w)", folded.text) for w in option.unless):
        return []
    targets = [fold(w).text for w in option.words if len(w) >= _TYPO_LENGTH and " " not in w]
    return [
        Named(option.id, folded.original(*match.span()), *match.span())
        for match in re.finditer(r"[a-z]{5,}", folded.text)
        if any(_one_slip(match.group(), target) for target in targets)
        and not denied(folded.text[:match.start()])
    ]


def _nearly_together(folded: Folded, option: Option) -> list[Named]:
    """« twon hall », "townhalll" for "town hall": names of several words, read without their blanks."""
    names = [re.split(r"[\s-]+", fold(word).text) for word in option.words]
    targets = {"".join(name) for name in names
               if len(name) > 1 and len("".join(name)) >= _TYPO_LENGTH and not _NUMBERS.intersection(name)
               and "".join(name).isalpha()}
    tokens = list(re.finditer(r"[\w']+", folded.text)) if targets else []
    if len(tokens) > _FEW:
        return []   # said in passing, "down the hall" is no town hall
    longest = max((len(name) for name in names), default=0)
    windows = [tokens[i:i + n] for n in range(1, longest + 1) for i in range(len(tokens) - n + 1)]
    return [
        Named(option.id, folded.original(some[0].start(), some[-1].end()), some[0].start(), some[-1].end())
        for some in windows
        if any(_one_slip("".join(token.group() for token in some), target) for target in targets)
        and not denied(folded.text[:some[0].start()])
    ]


def _kept(found: list[Named]) -> list[Named]:
    """The longest wins where two overlap ("battery cover" over "cover"); each option once, in order."""
    kept: list[Named] = []
    for named in sorted(found, key=lambda n: (n.start - n.end, n.start)):
        if not any(named.start < k.end and k.start < named.end and named.id != k.id for k in kept):
            kept.append(named)
    first: dict[str, Named] = {}
    for named in sorted(kept, key=lambda n: n.start):
        first.setdefault(named.id, named)
    return list(first.values())


def _word(word: str) -> str:
    """Spaces and hyphens are one, and a plural is the same thing."""
    return r"[\s-]*".join(re.escape(part) + "(?:s|x)?" for part in re.split(r"[\s-]+", fold(word).text))


def _one_slip(word: str, target: str) -> bool:
    """Whether one letter is wrong, missing, doubled or swapped."""
    if word == target or abs(len(word) - len(target)) > 1:
        return word == target
    start = next((i for i, (a, b) in enumerate(zip(word, target, strict=False)) if a != b), min(len(word), len(target)))
    rest, wanted = word[start:], target[start:]
    return (rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
            or (rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:]))
