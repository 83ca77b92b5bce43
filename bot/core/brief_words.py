"""Finds, in what a customer wrote, the words a brief quotes: what happened, what they want, hope, have at stake.

Owns extraction only; every quote is an exact substring of its message. Must not rephrase or conclude.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core import brief_cues as cues
from bot.core.folding import Folded, fold
from bot.core.phrases import Phrases, Span, words_of
from bot.core.policies import PolicyMatch
from bot.core.turns import DecisionShape

_SENTENCE = re.compile(r"[^.!?\n;]+[.!?]*")
_HELLO = re.compile(
    r"^\W*(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|good (?:morning|afternoon|evening)|merci|thanks|ok|oui|non|yes"
    r"|no)"
    r"\b[\s,!.]*(?:(?:je m.appelle|moi c.est|my name is|i.m|i am|this is)\s+[\w-]+)?\W*$", re.IGNORECASE)
# Beyond this a list is a transcript; the timeline is beside the brief.
_MOST = 4

_WANT = {lang: Phrases.of(p) for lang, p in cues.WANT.items()}
_HOPE = {lang: Phrases.of(p) for lang, p in cues.HOPE.items()}
_DEADLINE = {lang: Phrases.of(p) for lang, p in cues.DEADLINE.items()}
_INVESTED = {lang: Phrases.of(p) for lang, p in cues.INVESTED.items()}
_NOT_A_WISH = {lang: Phrases.of(p) for lang, p in cues.NOT_A_WISH.items()}
_WRITES_FOR = {lang: re.compile(p) for lang, p in cues.WRITES_FOR.items()}


@dataclass(frozen=True)
class Said:
    """One message of the customer, as stored (masked parts stay masked)."""

    seq: int
    text: str


@dataclass(frozen=True)
class Quote:
    """Words of the customer, unchanged, and the message they stand in."""

    seq: int
    words: str

    def as_json(self) -> dict[str, object]:
        return {"seq": self.seq, "words": self.words}


@dataclass(frozen=True)
class Extracted:
    """What was found in the customer's words. Empty where nothing was said."""

    messages: Sequence[Said]
    happened: tuple[Quote, ...]
    want: tuple[Quote, ...]
    hope: tuple[Quote, ...]
    goal: Quote | None
    deadline: str | None
    invested: tuple[Quote, ...]
    matters: tuple[Quote, ...]
    only_asked: bool  # « je veux une personne » says who, not what about

    def first_words(self, limit: int) -> tuple[str, ...]:
        """At most two quotes for a first sentence: what happened with what goes with it, then what is at stake."""
        start = next(iter((*self.happened, *self.want)), None)
        if start is None or self.only_asked:
            return ()
        also = [q for q in (*self.matters, *self.invested, *self.hope) if q.words not in start.words]
        text = next(said.text for said in self.messages if said.seq == start.seq)
        begin = text.find(start.words)
        ends = [text.find(q.words) + len(q.words) for q in also if q.seq == start.seq and text.find(q.words) > begin]
        joined = [text[begin:end] for end in sorted(ends, reverse=True) if end - begin <= limit]
        if joined and not any(mark in joined[0] for mark in ".!?\n"):
            return (joined[0],)
        return (start.words, *(q.words for q in also[:1]))


def extract(
    messages: Sequence[Said], policies: Sequence[PolicyMatch], decision: DecisionShape | None, language: str
) -> Extracted:
    """Read every message of the visit; newest wishes come last, nothing twice."""
    happened = _standing(messages, (word for policy in policies for word in policy.words))
    hope = _found(messages, _HOPE[language], language)
    wishes = _found(messages, _WANT[language], language)
    invested = _found(messages, _INVESTED[language], language)
    goal, deadline = _goal(messages, language)
    reasons = decision["reasons"] if decision else []
    story = [w for reason in reasons if reason["code"] == "policy_exception" for w in reason["words"]]
    felt = {w for reason in reasons if reason["code"] == "emotion" for w in reason["words"]}
    known = [q.words for q in (*happened, *invested, *hope)]
    matters = [q for q in _standing(messages, story)
               if q.words not in felt and not any(q.words in k or k in q.words for k in known)]
    first = _unique(happened[:1]) or _first_substantial(messages)
    want = _unique((*first, *(w for w in wishes if not any(w.words in f.words for f in first))))
    asked = [w for reason in reasons if reason["code"] == "asked" for w in reason["words"]]
    only_asked = all(any(_same(q.words, word) for word in asked) for q in want)
    return Extracted(messages, _unique(happened), want, hope, goal, deadline, invested, _unique(matters), only_asked)


def writes_for(messages: Sequence[Said], language: str) -> dict[str, str | None] | None:
    """Someone else the customer writes for, when they said so."""
    for said in messages:
        for match in _WRITES_FOR[language].finditer(said.text):
            relation, name = match.group(1) or match.group(3), match.group(2) or match.group(4)
            if relation.lower() in cues.RELATIVES[language]:
                return {"name": name, "relation": relation}
    return None


def _found(messages: Sequence[Said], phrases: Phrases, language: str) -> tuple[Quote, ...]:
    quotes = []
    for said in messages:
        folded = fold(said.text)
        spans = phrases.find(folded, _NOT_A_WISH[language].find(folded))
        quotes += [Quote(said.seq, words) for words in words_of(folded, spans)]
    return _unique(quotes)[:_MOST]


def _standing(messages: Sequence[Said], words: Iterable[str]) -> list[Quote]:
    """Where words that were already found stand: the first message that holds them."""
    every = list(words)
    return [Quote(seq, w) for w in every
            for seq in [next((said.seq for said in messages if w and w in said.text), None)] if seq is not None]


def _goal(messages: Sequence[Said], language: str) -> tuple[Quote | None, str | None]:
    """The newest deadline and the sentence it stands in."""
    for said in reversed(messages):
        folded = fold(said.text)
        for span in reversed(_DEADLINE[language].find(folded)):
            return Quote(said.seq, _clause(folded, span)), folded.original(span.start, span.end)
    return None, None


def _clause(folded: Folded, span: Span) -> str:
    """The piece between commas or stops around a place, as written."""
    before = max((m.end() for m in re.finditer(r"[.!?\n;,]", folded.text[:span.start])), default=0)
    after = re.search(r"[.!?\n;,]", folded.text[span.end:])
    return folded.original(before, span.end + after.start() if after else len(folded.text)).strip()


def _first_substantial(messages: Sequence[Said]) -> tuple[Quote, ...]:
    """No wish in known words: their first sentence that is more than a greeting."""
    for said in messages:
        for match in _SENTENCE.finditer(said.text):
            words = match.group().strip()
            if words and not _HELLO.match(words):
                return (Quote(said.seq, words),)
    return ()


def _same(one: str, other: str) -> bool:
    """Whether two pieces of text are the same words, give or take a few around them."""
    a, b = fold(one).text, fold(other).text
    return (a in b or b in a) and abs(len(a) - len(b)) <= 15


def _unique(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Each once, in order, and none that another one already contains."""
    first: dict[str, Quote] = {}
    for quote in quotes:
        first.setdefault(quote.words, quote)
    kept = list(first.values())
    return tuple(q for q in kept if not any(q.words != o.words and q.words in o.words for o in kept))
