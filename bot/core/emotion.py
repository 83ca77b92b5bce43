"""What one message feels like, read from a reviewed lexicon: feelings, their intensity, the exact words, urgency.

Pure Python floats. Owns reading only: what follows from a feeling is decided in `escalation`, never here.
Spelling is forgiven: accents, capitals, stretched letters ("triiiste") and one wrong letter in a long word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.folding import Folded, fold
from bot.core.phrases import Phrases, Span, single_words, to_regex, words_of
from bot.core.turns import EmotionShape, Feeling

NEGATIVE = ("sad", "angry", "afraid", "worried", "disappointed", "ashamed", "exhausted")
POSITIVE = ("hopeful", "happy", "grateful")
STRENGTH = {"strong": 0.85, "clear": 0.6, "mild": 0.35}
_FACTOR = {"extreme": 1.45, "very": 1.25, "little": 0.6}
_CAPS = 1.2
_MARKS = 1.15
# Below this length one changed letter makes another word too often.
_TYPO_LENGTH = 6
_MOST_HITS = 100  # four thousand hearts say no more than a hundred, and every pair of hits is compared
_BREAK = re.compile(r"[.,;:!?\n()]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")


@dataclass(frozen=True)
class Hit:
    """One expression of feeling. `place` is in the folded text and includes its intensifier or negation."""

    feeling: str
    intensity: float
    place: Span
    words: str


@dataclass(frozen=True)
class _Entry:
    feeling: str
    weight: float
    phrase: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class _Words:
    """The lexicon of one language, compiled."""

    entries: tuple[_Entry, ...]
    typos: Mapping[str, tuple[tuple[str, _Entry], ...]]  # first letter -> long single words
    lookalikes: frozenset[str]
    ignore: Phrases
    negation: re.Pattern[str]
    boost: re.Pattern[str]
    before: Mapping[str, re.Pattern[str]]
    after: Mapping[str, re.Pattern[str]]
    negated: Mapping[str, Mapping[str, float]]
    urgency: Mapping[str, Phrases]


@dataclass(frozen=True)
class Lexicon:
    """Reviewed words per language (data/emotion/<language>.yml)."""

    languages: Mapping[str, _Words]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Mapping[str, Any]]) -> Lexicon:
        return cls({language: _compile(words) for language, words in mapping.items()})


def read(text: str, language: str, lexicon: Lexicon) -> EmotionShape:
    """Feelings of one message, strongest first; several at once are the rule rather than the exception."""
    hits = read_hits(text, language, lexicon)
    return {
        "feelings": feelings_of(hits),
        "words": list(dict.fromkeys(hit.words for hit in hits)),
        "urgency": _urgency(text, language, lexicon),
    }


def read_hits(text: str, language: str, lexicon: Lexicon) -> list[Hit]:
    """Every expression of feeling with its exact words, in the order written."""
    words = lexicon.languages.get(language)
    if words is None:
        return []
    readings = [_read_folded(folded, words, squeezed=place > 0) for place, folded in enumerate(_spellings(text))]
    return max(readings, key=lambda hits: sum(hit.intensity for hit in hits))


def feelings_of(hits: Iterable[Hit]) -> list[Feeling]:
    """One intensity per feeling: the strongest expression, a little more for each further one."""
    intensities: dict[str, list[float]] = {}
    for hit in hits:
        intensities.setdefault(hit.feeling, []).append(hit.intensity)
    merged = {name: min(1.0, max(values) + 0.05 * (len(values) - 1)) for name, values in intensities.items()}
    strongest_first = sorted(merged.items(), key=lambda item: (-item[1], item[0]))
    return [{"name": name, "intensity": round(value, 2)} for name, value in strongest_first]


def _read_folded(folded: Folded, words: _Words, *, squeezed: bool) -> list[Hit]:
    ignored = words.ignore.find(folded)
    candidates = [c for c in _candidates(folded, words) if not any(c[1].overlaps(i) for i in ignored)]
    # The longest phrase wins its place: « pas mal » before « mal ». One place may carry two feelings.
    candidates.sort(key=lambda c: (c[1].start - c[1].end, c[1].start))
    taken: set[tuple[Span, str]] = set()
    hits: list[Hit] = []
    for entry, span in candidates:
        if len(taken) >= _MOST_HITS:
            break
        if (span, entry.feeling) in taken or any(span.overlaps(other) and span != other for other, _ in taken):
            continue
        taken.add((span, entry.feeling))
        hits += _weigh(entry, span, folded, words, squeezed=squeezed)
    return sorted(hits, key=lambda h: h.place.start)


def _candidates(folded: Folded, words: _Words) -> Iterator[tuple[_Entry, Span]]:
    exact = set()
    for entry in words.entries:
        for match in entry.pattern.finditer(folded.text):
            exact.add(match.start())
            yield entry, Span(*match.span())
    for match in re.finditer(r"[a-z]{5,}", folded.text):
        token = match.group()
        if token in words.lookalikes or match.start() in exact:
            continue
        for word, entry in words.typos.get(token[0], ()):
            if _one_letter_off(token, word):
                yield entry, Span(*match.span())
                break


def _weigh(entry: _Entry, span: Span, folded: Folded, words: _Words, *, squeezed: bool) -> list[Hit]:
    """Apply what stands around an expression: negation, intensifiers, capitals, exclamation marks."""
    clause = max((m.end() for m in _BREAK.finditer(folded.text, 0, span.start)), default=0)
    lead = folded.text[max(clause, span.start - 70):span.start]
    rest = folded.text[span.end:span.end + 25]
    start, end = span.start, span.end
    boosted = words.boost.search(lead)
    negation = None if boosted else words.negation.search(lead)
    factor = _FACTOR["very"] if boosted else 1.0
    if boosted or negation:
        start -= len(lead) - (boosted or negation).start()  # type: ignore[union-attr]
    for level, pattern in words.before.items():
        if match := pattern.search(lead):
            factor *= 1.0 if boosted else _FACTOR[level]
            start = min(start, span.start - len(lead) + match.start())
            break
    for level, pattern in words.after.items():
        if match := pattern.match(rest):
            factor, end = factor * _FACTOR[level], span.end + match.end()
            break
    source = folded.original(start, end)
    # A whole message in capitals is often a keyboard, or eyes that are tired: only a word among others counts.
    if any(w.isupper() and len(w) > 2 for w in source.split()) and not _all_capitals(folded.source):
        factor *= _CAPS
    if re.match(r"[^.;\n]{0,25}?[!?]*!{2,}", folded.text[end:end + 50]):
        factor *= _MARKS
    if squeezed and _STRETCHED.search(fold(source).text):
        factor *= _CAPS
    feelings = {entry.feeling: entry.weight}
    if negation:
        feelings = dict(words.negated.get(entry.feeling, {}))
        factor = max(factor, 1.0)  # « pas très content » is politeness, not half a feeling
    place = Span(start, end)
    quoted = words_of(folded, [place])[0]
    return [Hit(name, min(1.0, round(weight * factor, 2)), place, quoted) for name, weight in feelings.items()]


def _urgency(text: str, language: str, lexicon: Lexicon) -> float:
    words = lexicon.languages.get(language)
    if words is None:
        return 0.0
    folded = fold(text)
    return max((STRENGTH[s] for s, phrases in words.urgency.items() if phrases.find(folded)), default=0.0)


def _spellings(text: str) -> list[Folded]:
    """The folded text, and with stretched letters brought back to one or two of them."""
    folded = fold(text)
    if not _STRETCHED.search(folded.text):
        return [folded]
    return [folded, _squeeze(folded, 1), _squeeze(folded, 2)]


def _squeeze(folded: Folded, keep: int) -> Folded:
    drop = {i for m in _STRETCHED.finditer(folded.text) for i in range(m.start() + keep, m.end())}
    kept = [i for i in range(len(folded.text)) if i not in drop]
    return Folded("".join(folded.text[i] for i in kept), folded.source, tuple(folded.places[i] for i in kept))


def _all_capitals(text: str) -> bool:
    return not any(c.islower() for c in text)


def _one_letter_off(token: str, phrase: str) -> bool:
    """Whether `token` is `phrase` with one letter changed, added, left out or two swapped (not equal)."""
    base = phrase.rstrip("*")
    if phrase.endswith("*") and len(token) > len(base):
        return any(_near(token[:n], base) for n in (len(base) - 1, len(base), len(base) + 1))
    return _near(token, base)


def _near(a: str, b: str) -> bool:
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) != len(b):
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        return longer[head + 1:] == shorter[head:]
    return a[head + 1:] == b[head + 1:] or (a[head:head + 2] == b[head:head + 2][::-1] and a[head + 2:] == b[head + 2:])


def _compile(words: Mapping[str, Any]) -> _Words:
    entries = tuple(
        _Entry(feeling, STRENGTH[strength], str(phrase), re.compile(to_regex(str(phrase))))
        for feeling, strengths in words["feelings"].items()
        for strength, phrases in strengths.items()
        for phrase in phrases
    )
    typos: dict[str, list[tuple[str, _Entry]]] = {}
    for entry in entries:
        for word in single_words(entry.phrase):
            if len(word.rstrip("*")) >= _TYPO_LENGTH:
                typos.setdefault(word[0], []).append((word, entry))
    fillers = _any(words["fillers"])
    every = _any([p for level in words["intensifiers"].values() for p in level])
    between = rf"(?:\W+(?:{every}|{fillers}))*\W*$"
    return _Words(
        entries=entries, typos={letter: tuple(list_) for letter, list_ in typos.items()},
        lookalikes=frozenset(fold(str(w)).text for w in words["lookalikes"]),
        ignore=Phrases.of(words["ignore"]),
        negation=re.compile(rf"(?:{_any(words['negators'])}){between}"),
        boost=re.compile(rf"(?:{_any(words['boost'])})\W*$"),
        before={lv: re.compile(rf"(?:{_any(ps)})(?:\W+(?:{every}))*\W*$") for lv, ps in words["intensifiers"].items()},
        after={lv: re.compile(rf"[^\w\n]*(?:{_any(ps)})") for lv, ps in words["after"].items()},
        negated={f: {n: float(w) for n, w in ws.items()} for f, ws in words["negated"].items()},
        urgency={s: Phrases.of(ps) for s, ps in words["urgency"].items()},
    )


def _any(phrases: Iterable[str]) -> str:
    return "|".join(to_regex(str(p)) for p in phrases)
