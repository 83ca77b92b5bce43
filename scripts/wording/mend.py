"""Puts the spaces and apostrophes that no keyboard has into our sentences: `scripts/check_words.py --mend`.

Owns the mending, never the words: only an ordinary space or apostrophe that stands where the typography rules of
`sentences` want another one is exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from scripts.wording.sentences import Sentence
from scripts.wording.typography import NARROW, NO_BREAK


def mended(sentence: Sentence) -> str:
    """The sentence with the right spaces. Addresses and {placeholders} stay as they are."""
    parts = re.split(r"(https?://\S+|\{\w+\})", sentence.text)
    return "".join(part if n % 2 else _mend(part, sentence.language) for n, part in enumerate(parts))


def _mend(text: str, language: str) -> str:
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    if language != "fr":
        return text
    text = re.sub(r"[ \u00a0]+(?=[;!?])", NARROW, text)
    text = re.sub(r"[ \u202f]+(?=:(\s|$))", NO_BREAK, text)
    return re.sub(r"(?<=«)[ \u202f]+|[ \u202f]+(?=»)", NO_BREAK, text)


def mend(path: Path, sentences: Iterable[Sentence]) -> int:
    """Exchange each sentence that changes, where it stands on one line of the file. How many were."""
    before = text = path.read_text(encoding="utf-8")
    changed = 0
    for sentence in sentences:
        better = mended(sentence)
        if better != sentence.text and sentence.text in text:
            text = text.replace(sentence.text, better)
            changed += 1
    if text != before:
        path.write_text(text, encoding="utf-8")
    return changed
