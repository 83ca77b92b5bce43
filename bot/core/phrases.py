"""A tiny language for phrases people can review in YAML, matched on folded text with exact words back.

    grand-mère, j'ai        accents, capitals, hyphens and apostrophes are matched loosely
    triste*                 the word and its endings          *      exactly one word
    (très|trop)?            optional word                     …      up to three words between
    #                       a digit                           @kin   a named group of the file
    perdu (mon|ma) * >      > runs on to the end of the clause, so that what is quoted reads well
    ^ $                     start and end of a message

Owns the translation and nothing else. Every gap is bounded, so a long message stays cheap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.folding import Folded, fold

# Between words: blanks or a comma; nothing after an elision (« l'antenne », and « lantenne » as many type it).
# Never a line break: several messages of one turn arrive as lines, and a quote must stand in one of them.
_SEPARATOR = r"(?:[ ,]+|(?<=')|(?<=\b[cdjlmnst]))"
_WORD = r"[\w'-]+"
# A clause ends at a stop or where a new thought begins.
# « can » turns only before its subject: “I hope you can find it” is one clause, “… can you find it” another begins.
_ASKS = r"(?:can|could)(?= +(?:you|i|we|they|he|she|someone|somebody|anyone|anybody)\b)"
_TURN = rf"(?:et|mais|car|parce|donc|alors|qui|quand|est-ce|and|but|because|so|when|who|which|{_ASKS}|is|please)"
_GAP = "\x00"
_LOOSE = {"#": r"\d", "*": r"\w*", "'": r"'? ?", "-": r"[- ]?"}
_START, _END = r"(?:\A|(?<=\n))[^\w\n]*", r"[^\w\n]*(?=\n|\Z)"
_TO_CLAUSE_END = rf"(?: +(?!{_TURN}\b){_WORD}){{0,8}}"


@dataclass(frozen=True)
class Span:
    """A place in a folded text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Phrases:
    """Compiled phrases of one list."""

    patterns: tuple[re.Pattern[str], ...] = ()

    @classmethod
    def of(cls, phrases: Iterable[str] | None) -> Phrases:
        return cls(tuple(re.compile(to_regex(str(phrase))) for phrase in phrases or ()))

    def find(self, folded: Folded, apart_from: Sequence[Span] = ()) -> list[Span]:
        """Where any phrase stands, merged when they overlap, in order; never across an `apart_from` span."""
        found = sorted(
            (Span(*match.span()) for pattern in self.patterns for match in pattern.finditer(folded.text)),
            key=lambda s: (s.start, -s.end),
        )
        merged: list[Span] = []
        for span in found:
            if any(span.overlaps(other) for other in apart_from):
                continue
            if merged and span.overlaps(merged[-1]):
                merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
            else:
                merged.append(span)
        return merged


def words_of(folded: Folded, spans: Iterable[Span]) -> tuple[str, ...]:
    """The customer's own characters behind each span, each once, in order."""
    return tuple(dict.fromkeys(folded.original(s.start, s.end).strip() for s in spans))


def fill_groups(
    phrases: Iterable[str] | None, groups: Mapping[str, Mapping[str, str]] | None, language: str
) -> list[str]:
    """Put a named group's words where `@name` stands, so that a list of relatives is reviewed once."""
    filled = [str(phrase) for phrase in phrases or ()]
    for name, words in (groups or {}).items():
        filled = [phrase.replace(f"@{name}", words[language]) for phrase in filled]
    return filled


def to_regex(phrase: str) -> str:
    """The regular expression of one phrase, for folded text."""
    source = fold(phrase.replace("…", _GAP)).text.strip()
    if not any(c.isalnum() for c in source) and not set(source) & set("*^$"):
        return re.escape(source)  # 😢 or :( stand anywhere
    body, end = _sequence(source, 0)
    if end != len(source):
        raise ValueError(f"phrase {phrase!r}: a parenthesis closes that never opened")
    if re.fullmatch(body, ""):
        raise ValueError(f"phrase {phrase!r} would be found everywhere: it has no word that must be there")
    before = r"(?<!\w)" if source[0].isalnum() or source[0] in "(*" else ""
    after = r"(?!\w)" if source[-1].isalnum() or source[-1] in ")*?>" else ""
    return f"{before}(?:{body}){after}"


def _sequence(source: str, at: int) -> tuple[str, int]:
    """Translate words up to the end, a `|` or a `)`; returns the expression and where it stopped."""
    parts: list[str] = []
    owed = ""  # the separator before the next word
    while at < len(source) and source[at] not in "|)":
        if source[at] == " ":
            at += 1
            continue
        token, at = _token(source, at)
        if token in (_START, _END, _TO_CLAUSE_END):
            parts.append(token)
            owed = owed if token == _TO_CLAUSE_END else ""
            continue
        optional = at < len(source) and source[at] == "?"
        at += optional
        if token == _GAP:
            parts.append(f"{owed}(?:{_WORD}{_SEPARATOR}){{0,3}}?")
            owed = ""
        elif optional and owed:
            parts.append(f"(?:{owed}{token})?")
        elif optional:
            parts.append(f"(?:{token}{_SEPARATOR})?")
        else:
            parts.append(owed + token)
            owed = _SEPARATOR
    return "".join(parts), at


def _token(source: str, at: int) -> tuple[str, int]:
    """One word, group or sign, and where it stopped. A group may be part of a word (`passez-(moi|nous)`)."""
    if source[at] in "^$>" or source[at] == _GAP:
        return {"^": _START, "$": _END, ">": _TO_CLAUSE_END}.get(source[at], source[at]), at + 1
    token, start = "", at
    while at < len(source) and source[at] not in " |)?":
        if source[at] == "(":
            group, at = _group(source, at + 1)
            token += group
        else:
            token += _LOOSE.get(source[at]) or re.escape(source[at])
            at += 1
    return (_WORD, at) if source[start:at] == "*" else (token, at)


def _group(source: str, at: int) -> tuple[str, int]:
    choices = []
    while True:
        choice, at = _sequence(source, at)
        choices.append(choice)
        if at >= len(source):
            raise ValueError(f"phrase {source!r}: a parenthesis never closes")
        at += 1
        if source[at - 1] == ")":
            return f"(?:{'|'.join(choices)})", at


def single_words(phrase: str) -> list[str]:
    """The plain words a phrase stands for (`(triste|tristes)`), [] when it is more than that."""
    match = re.fullmatch(r"\(?([a-z|]+(?:\*[a-z|]*)*)\)?(\*?)", fold(phrase).text)
    return [word + match.group(2) for word in match.group(1).split("|")] if match else []
