"""Checks of one sentence: banned words, typography, tu and vous, length.

Owns the order of the rules, tu and vous, mood and length; lists and typography have their own files. Knows nothing
about files or Rasa: it gets a `Sentence` and returns what is wrong with it, in words a writer understands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.wording.banned import banned, leaves_out
from scripts.wording.holes import holes, numbers
from scripts.wording.tone import tone_rules
from scripts.wording.typography import NARROW, NO_BREAK, typography

MAX_CHARACTERS = 300
MAX_WORDS_PER_SENTENCE = 18
MAX_WORDS_EASY = 12     # for people who asked for an easy pace


@dataclass(frozen=True)
class Sentence:
    """Words a customer (or an agent) reads.

    `spoken`: said by the assistant, `short`: by the front door in the chat; the limits of a bubble hold for both.
    `easy`: for somebody who asked for an easy pace.
    """

    where: str
    language: str
    text: str
    formality: str | None = None
    tone: str | None = None
    spoken: bool = False
    short: bool = False
    easy: bool = False


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
    text = plain(sentence.text)
    found = [
        *banned(text, sentence.language, spoken=sentence.spoken), *leaves_out(text, sentence.language),
        *typography(sentence.text, sentence.language),
        *holes(sentence.text), *numbers(sentence.text, sentence.language),
        *_address(sentence), *_mood(sentence),
        *tone_rules(text, sentence.language, sentence.tone, spoken=sentence.spoken or sentence.short),
    ]
    if sentence.spoken or sentence.short:
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
        most = MAX_WORDS_EASY if sentence.easy else MAX_WORDS_PER_SENTENCE
        if words > most:
            found.append(f"{words} words in one sentence, at most {most}: “{part}”")
    return found
