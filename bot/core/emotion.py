"""What one message feels like, read from a reviewed lexicon: feelings, their intensity, the exact words, urgency.

Pure Python floats. Owns reading only: what follows from a feeling is decided in `escalation`, never here.
Spelling is forgiven: accents, capitals, stretched letters ("triiiste") and one wrong letter in a long word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.emotion_lexicon import Entry, Lexicon, Words
from bot.core.folding import Folded, fold
from bot.core.misspelling import STRETCHED, one_letter_off, spellings
from bot.core.phrases import Span, words_of
from bot.core.turns import EmotionShape, Feeling

_URGENCY = {"strong": 3.0, "clear": 2.0, "mild": 1.0}
_FACTOR = {"extreme": 1.45, "very": 1.25, "little": 0.6}
_CAPS = 1.2
_MARKS = 1.15
_MOST_HITS = 100  # four thousand hearts say no more than a hundred, and every pair of hits is compared
_BREAK = re.compile(r"[.,;:!?\n()]")


@dataclass(frozen=True)
class Hit:
    """One expression of feeling. `place` is in the folded text and includes its intensifier or negation."""

    feeling: str
    intensity: float
    place: Span
    words: str


def read(text: str, language: str, lexicon: Lexicon) -> EmotionShape:
    """Feelings of one message, strongest first; several at once are the rule rather than the exception."""
    hits = read_hits(text, language, lexicon)
    return {
        "feelings": feelings_of(hits),
        "words": list(dict.fromkeys(hit.words for hit in hits)),
        "urgency": read_urgency(text, language, lexicon),
    }


def read_hits(text: str, language: str, lexicon: Lexicon) -> list[Hit]:
    """Every expression of feeling with its exact words, in the order written."""
    words = lexicon.languages.get(language)
    if words is None:
        return []
    readings = [_read_folded(folded, words, lexicon.idioms(language, folded), squeezed=place > 0)
                for place, folded in enumerate(spellings(text))]
    return max(readings, key=lambda hits: sum(hit.intensity for hit in hits))


def denied(text: str, language: str, lexicon: Lexicon) -> frozenset[str]:
    """Feelings spoken of only to say that they are not there (« je ne suis plus en colère »)."""
    words = lexicon.languages.get(language)
    if words is None:
        return frozenset()
    folded = fold(text)
    said: dict[str, bool] = {}
    for entry, span in _candidates(folded, words):
        lead = _lead(folded, span)
        is_denied = bool(words.negation.search(lead)) and not words.boost.search(lead)
        said[entry.feeling] = said.get(entry.feeling, True) and is_denied
    return frozenset(feeling for feeling, is_denied in said.items() if is_denied)


def feelings_of(hits: Iterable[Hit]) -> list[Feeling]:
    """One intensity per feeling: the strongest expression, a little more for each further one."""
    intensities: dict[str, list[float]] = {}
    for hit in hits:
        intensities.setdefault(hit.feeling, []).append(hit.intensity)
    merged = {name: min(1.0, max(values) + 0.05 * (len(values) - 1)) for name, values in intensities.items()}
    strongest_first = sorted(merged.items(), key=lambda item: (-item[1], item[0]))
    return [{"name": name, "intensity": round(value, 2)} for name, value in strongest_first]


def _read_folded(folded: Folded, words: Words, ignored: list[Span], *, squeezed: bool) -> list[Hit]:
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


def _candidates(folded: Folded, words: Words) -> Iterator[tuple[Entry, Span]]:
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
            if one_letter_off(token, word):
                yield entry, Span(*match.span())
                break


def _weigh(entry: Entry, span: Span, folded: Folded, words: Words, *, squeezed: bool) -> list[Hit]:
    """Apply what stands around an expression: negation, intensifiers, capitals, exclamation marks."""
    lead = _lead(folded, span)
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
    if squeezed and STRETCHED.search(fold(source).text):
        factor *= _CAPS
    feelings = {entry.feeling: entry.weight}
    if negation:
        feelings = dict(words.negated.get(entry.feeling, {}))
        factor = max(factor, 1.0)  # « pas très content » is politeness, not half a feeling
    place = Span(start, end)
    quoted = words_of(folded, [place])[0]
    return [Hit(name, min(1.0, round(weight * factor, 2)), place, quoted) for name, weight in feelings.items()]


def _lead(folded: Folded, span: Span) -> str:
    """What stands before an expression in its own clause."""
    clause = max((m.end() for m in _BREAK.finditer(folded.text, 0, span.start)), default=0)
    return folded.text[max(clause, span.start - 70):span.start]


def read_urgency(text: str, language: str, lexicon: Lexicon) -> float:
    """How soon something must happen, by the reviewed words: 0, 1 (soon), 2 (days), 3 (now)."""
    words = lexicon.languages.get(language)
    if words is None:
        return 0.0
    folded = fold(text)
    return max((_URGENCY[s] for s, phrases in words.urgency.items() if phrases.find(folded)), default=0.0)


def _all_capitals(text: str) -> bool:
    return not any(c.islower() for c in text)
