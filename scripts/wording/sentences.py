"""Checks of one sentence: banned words, typography, tu and vous, length.

Owns the banned lists of both languages and the French typography rules. Knows nothing about files or Rasa:
it gets a `Sentence` and returns what is wrong with it, in words a writer understands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CHARACTERS = 300
MAX_WORDS_PER_SENTENCE = 18

NARROW, NO_BREAK = "\u202f", "\u00a0"


@dataclass(frozen=True)
class Sentence:
    """Words a customer (or an agent) reads. `spoken`: said by the assistant, so the rules of a bubble apply."""

    where: str
    language: str
    text: str
    formality: str | None = None
    tone: str | None = None
    spoken: bool = False


# Patterns are searched in the text with straight apostrophes, plain spaces and lower case.
BANNED: dict[str, tuple[str, ...]] = {
    "fr": (
        r"\bch(er|ers|ère|ères) client\w*", r"\bbien été prise?s? en compte", r"\bgêne (occasionnée|causée)",
        r"\bles (plus brefs|meilleurs) délais", r"\bn'hésite[zs]?( surtout)? pas", r"\bveuillez\b", r"\binvalides?\b",
        r"\berreur de saisie", r"\bsaisie (incorrecte|erronée)", r"\bcomme (déjà )?indiqué",
        r"\bil (te |vous )?suffit d",
        r"\bsimplement\b", r"(^|[.!?:] )malheureusement", r"\bnotre système", r"\bje comprends parfaitement",
        r"\bje comprends (bien )?(votre|ta|que vous|que tu) (frustration|colère|déception|tristesse|êtes|es)",
        r"\boups\b", r"\w·\w", r"\w\(e\)s?\b",
    ),
    "en": (
        r"\bdear (valued )?customers?", r"\bvalued\b", r"(^|[.!?:] )unfortunately", r"\bany inconvenience",
        r"\bkindly\b",
        r"\breach(ing|ed)? out", r"\binvalid\b", r"\bsimply\b", r"\bas (previously )?mentioned",
        r"(?<!'ve )(?<!have )(?<!has )(?<!had )\bjust "
        r"(?!now\b|as\b|like\b|before\b|after\b|a\b|an\b|the\b|one\b|in\b|\d)[a-z]+",
        r"\bi (completely |fully )?understand how you feel", r"\bi understand your frustration",
        r"\brest assured", r"\bplease ensure",
    ),
}

# What an automatic assistant may not say: feelings it does not have, who it is (the front door says that once),
# a gesture or a time nobody has stored.
NEVER_SPOKEN: dict[str, tuple[str, ...]] = {
    "fr": (
        r"\bje suis (vraiment |très |sincèrement )?(désolée?|navrée?|ravie?|heureuse|heureux|triste|enchantée?)\b",
        r"\bje suis sensei\b", r"\bje m'appelle sensei\b", r"\bun geste commercial\b", r"\bsous peu\b",
        r"\bdans (quelques|les prochaines) (minutes|heures|instants)", r"\bimmédiatement\b", r"\btrès vite\b",
    ),
    "en": (
        r"\bi('m| am) (so |very |really |truly )?(sorry|happy|glad|delighted|thrilled|sad|afraid)\b",
        r"\bi('m| am) sensei\b", r"\bmy name is sensei\b", r"\bgoodwill gesture\b", r"\bshortly\b",
        r"\bin a (few|couple of) (minutes|hours|moments)", r"\bimmediately\b", r"\bvery soon\b", r"\bright away\b",
    ),
}

_TU = re.compile(r"\b(tu|te|toi|tes|ton|ta)\b|\bt'")
_VOUS = re.compile(r"\b(vous|votre|vos|vôtres?)\b|\b(?!chez\b|assez\b|nez\b|rez\b|rendez\b)\w{2,}ez\b")
_NOT_ADDRESS = re.compile(r"\brendez-vous\b|\b(le|un|du|au|mon|son|bon) ton\b")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2b50]")
_YES_NO = {"oui", "non", "yes", "no", "ok"}


def plain(text: str) -> str:
    """The text as patterns see it: one kind of apostrophe and space, lower case."""
    return re.sub(r"\s+", " ", text.replace("’", "'").replace(NARROW, " ").replace(NO_BREAK, " ")).strip().lower()


def check(sentence: Sentence) -> list[str]:
    """Everything wrong with this sentence; empty when it may be said."""
    found = [*_banned(sentence), *_typography(sentence), *_address(sentence), *_mood(sentence)]
    if sentence.spoken:
        found += _bubble(sentence)
    return [f"{sentence.where}: {what} — {sentence.text!r}" for what in found]


def check_label(sentence: Sentence) -> list[str]:
    """A button says what happens: the sentence rules, and never a bare yes or no."""
    found = check(sentence)
    if plain(sentence.text).strip(" .!?") in _YES_NO:
        found.append(f"{sentence.where}: a button says what happens, not {sentence.text!r}")
    return found


def forms_of_address(text: str) -> set[str]:
    """Which of tu and vous a French text uses."""
    bare = _NOT_ADDRESS.sub(" ", plain(text))
    return {name for name, pattern in (("tu", _TU), ("vous", _VOUS)) if pattern.search(bare)}


def _banned(sentence: Sentence) -> Iterator[str]:
    text = plain(sentence.text)
    for pattern in BANNED[sentence.language]:
        if match := re.search(pattern, text):
            yield f"banned words “{match.group().strip()}”"
    if sentence.spoken:
        for pattern in NEVER_SPOKEN[sentence.language]:
            if match := re.search(pattern, text):
                yield f"an assistant does not say “{match.group().strip()}”"


def _typography(sentence: Sentence) -> Iterator[str]:
    text = re.sub(r"https?://\S+|\{\w+\}", "x", sentence.text)
    if re.search(r"\w'\w", text):
        yield "straight apostrophe, write ’"
    if sentence.language != "fr":
        return
    if re.search(rf"(?<![{NARROW};!?])[;!?]", text):
        yield "a narrow no-break space (U+202F) goes before ; ! ?"
    if re.search(rf"[^{NO_BREAK}]:(?=\s|$)", text):
        yield "a no-break space (U+00A0) goes before :"
    if re.search(rf"«(?!{NO_BREAK})|(?<!{NO_BREAK})»", text):
        yield "a no-break space (U+00A0) goes inside « »"


def _address(sentence: Sentence) -> Iterator[str]:
    if sentence.language != "fr":
        return
    used = forms_of_address(sentence.text)
    if len(used) == 2:
        yield "mixes tu and vous"
    elif sentence.formality in ("tu", "vous") and used and used != {sentence.formality}:
        yield f"is for {sentence.formality} but says {used.pop()}"


def _mood(sentence: Sentence) -> Iterator[str]:
    if sentence.tone in ("sad", "angry") and ("!" in sentence.text or _EMOJI.search(sentence.text)):
        yield f"no “!” and no emoji for someone {sentence.tone}"


def _bubble(sentence: Sentence) -> list[str]:
    found: list[str] = []
    if len(sentence.text) > MAX_CHARACTERS:
        found.append(f"{len(sentence.text)} characters, at most {MAX_CHARACTERS}")
    if sentence.text.count("?") > 1:
        found.append("one question a message")
    for part in re.split(r"(?<=[.!?…;:])\s", sentence.text):
        words = len(re.findall(r"[\w’'{}-]+", part))
        if words > MAX_WORDS_PER_SENTENCE:
            found.append(f"{words} words in one sentence, at most {MAX_WORDS_PER_SENTENCE}: “{part}”")
    return found
