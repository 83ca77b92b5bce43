"""What the trained emotion reader looks at in one message: words, pieces of words, negation and other signs.

Pure. Each feature knows the place it stands in, so that a weight can be shown as the customer's own words. People's
names are masked first: nothing about a person may be read from a name. Must not weigh anything (`emotion_model`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.emotion import feelings_of, read_hits
from bot.core.emotion_lexicon import Lexicon
from bot.core.folding import Folded, fold
from bot.core.names_masked import HIDDEN, mask_names
from bot.core.phrases import Span

CUES = ("insult_us", "insult_self", "apology", "thanks", "polite", "swear", "praise", "trouble", "again", "plea",
        "demand", "question")
_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_NEGATORS = {
    "fr": frozenset("pas jamais rien aucun aucune sans ni guere nullement pa".split()),
    "en": frozenset("not no never without nor neither hardly t dont cant isnt wasnt wont didnt doesnt arent nobody"
                    .split()),
}
# « plus » and « personne » deny only beside « ne »; « mais » and "but" end what is denied.
_HALVES, _NE, _END = frozenset(("plus", "personne")), frozenset(("ne", "n", "suis", "est", "sui")), ("mais", "but")
_REACH = 4        # words a negation reaches
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_EMOJI = {
    "glad": "😀😃😄😁😊🙂😍🥰😘❤💕👍🎉🤗😂🤣", "low": "😢😭💔☹🙁😞😔😿🥺", "cross": "😡😠🤬😤👎🖕",
    "scared": "😱😨😰😧😟", "asking": "🙏🤞",
}
_SMILEYS = {"glad": (":)", ":-)", ";)", ":D", "xD", "^^"), "low": (":(", ":-(", ":'("), "cross": (">:(",)}


@dataclass(frozen=True)
class Feature:
    """One thing seen; `kind` is "word", "piece" or "sign". `place` is in the folded text, None for the whole."""

    kind: str
    name: str
    value: float
    place: Span | None


@dataclass(frozen=True)
class Seen:
    """All features of a message, and the way back to what was written."""

    features: tuple[Feature, ...]
    folded: Folded
    nameless: str   # what a sentence encoder may read


def look(text: str, language: str, lexicon: Lexicon, known: frozenset[str] | None = None) -> Seen:
    """The features of `text`. `known` are the words of the training texts: they tell a name from a rare word."""
    masked = mask_names(text, language, known)
    folded = fold(masked)
    words = _words(folded, language, lexicon.idioms(language, folded))
    found = [*words, *_signs(masked, folded), *_reviewed(masked, folded, language, lexicon)]
    return Seen(tuple(found), Folded(folded.text, text, folded.places), re.sub(f"{HIDDEN}+", "", masked))


def words_in(text: str) -> list[str]:
    """The folded words of a text, for the list of known ones."""
    return _TOKEN.findall(fold(text).text)


def _words(folded: Folded, language: str, idioms: list[Span]) -> Iterator[Feature]:
    """Words, pairs of them and their pieces; a word denied or in an idiom is another word."""
    before, reach, said = "^", 0, [""] * 5
    negators = _NEGATORS.get(language, frozenset())
    end = 0
    for match in _TOKEN.finditer(folded.text):
        word = _STRETCHED.sub(r"\1", match.group())
        place = Span(*match.span())
        if re.search(r"[.,;:!?\n()…]", folded.text[end:match.start()]):
            reach, before = 0, ","
        end = match.end()
        word = "#" if word.isdigit() else word
        if any(place.overlaps(idiom) for idiom in idioms):
            before = "~"
            continue
        reach = 0 if word in _END else reach
        yield Feature("word", f"not {word}" if reach else word, 1.0, place)
        if not reach or before in negators:
            yield Feature("word", f"{before} {word}", 1.0, place)
        if not reach:
            yield from _pieces(word, place)
        denies = word in negators or (word in _HALVES and language == "fr" and not _NE.isdisjoint(said[-5:]))
        reach = _REACH if denies else max(0, reach - 1)
        before = word
        said.append(word)


def _pieces(word: str, place: Span) -> Iterator[Feature]:
    if word == "#":
        return
    padded = f" {word} "
    for size in (3, 4, 5):
        for at in range(len(padded) - size + 1):
            yield Feature("piece", padded[at:at + size], 1.0, place)


def _signs(text: str, folded: Folded) -> Iterator[Feature]:
    """What stands between words: capitals, marks, emoji, length."""
    letters = re.findall(r"[^\W\d_]{3,}", text)
    loud = [w for w in letters if w.isupper()]
    if loud:
        yield Feature("sign", "all capitals" if len(loud) == len(letters) else "capitals", 1.0, None)
    for name, count in (("!", text.count("!")), ("?", text.count("?")), ("…", text.count("…") + text.count("..."))):
        if count:
            yield Feature("sign", name, min(count, 4) / 4, None)
        if count > 1:
            yield Feature("sign", name * 2, 1.0, None)
    if _STRETCHED.search(folded.text):
        yield Feature("sign", "stretched", 1.0, None)
    for kind, characters in _EMOJI.items():
        count = sum(c in characters for c in text) + sum(text.count(s) for s in _SMILEYS.get(kind, ()))
        if count:
            yield Feature("sign", f"emoji {kind}", min(count, 3) / 2, None)
    words = len(_TOKEN.findall(folded.text))
    yield Feature("sign", "short" if words < 5 else "long" if words > 25 else "middling", 1.0, None)


def _reviewed(text: str, folded: Folded, language: str, lexicon: Lexicon) -> Iterator[Feature]:
    """What the reviewed lists say: feelings by intensity, and the cues with their places."""
    hits = read_hits(text, language, lexicon)
    for feeling in feelings_of(hits):
        yield Feature("sign", f"lexicon {feeling['name']}", feeling["intensity"] * 1.5, None)
    if not hits:
        yield Feature("sign", "lexicon silent", 1.0, None)
    seen: dict[str, list[Span]] = {}
    for name, phrases in lexicon.cues(language).items():
        if spans := phrases.find(folded):
            seen[name] = spans
            yield from (Feature("sign", name, 1.0 / len(spans), span) for span in spans)
    for first, second in (("praise", "trouble"), ("praise", "again"), ("polite", "demand"), ("polite", "again"),
                          ("thanks", "trouble"), ("apology", "insult_self"), ("plea", "again")):
        if first in seen and second in seen:
            yield Feature("sign", f"{first}+{second}", 2.0, None)
    if "praise" in seen and "trouble" not in seen and "again" not in seen:
        yield Feature("sign", "praise alone", 1.0, None)


def politeness(text: str, language: str, lexicon: Lexicon) -> float:
    """From −1 (insults) over 0 (plain) to 1 (carefully polite); independent of feeling: fury can be polite."""
    folded = fold(text)
    seen = {name: len(phrases.find(folded)) for name, phrases in lexicon.cues(language).items()}
    kind = 0.35 * min(2, seen.get("polite", 0)) + 0.3 * bool(seen.get("thanks")) + 0.3 * bool(seen.get("apology"))
    rude = 1.5 * bool(seen.get("insult_us")) + 0.8 * bool(seen.get("swear"))
    return round(max(-1.0, min(1.0, kind - rude)), 2)
