"""Who writes: the name people give themselves, how to say it, and how lists of names are ordered.

Owns the order in which the ways to introduce oneself are tried; each way has its module. The customer's spelling wins.
Must not take somebody else's name ("ma fille Zoé") or a feeling ("je suis triste") for the writer's, and must not look
anybody up.
"""

from __future__ import annotations

import re

from bot.core.display_names import clean_display_name
from bot.core.folding import Folded, fold
from bot.core.introductions import in_fields, introduced
from bot.core.minors import MinorFinding, says_minor
from bot.core.name_answers import bare, corrected, spelled
from bot.core.name_places import booked, closed, opened, signed, titled
from bot.core.name_words import PARTICLES, TITLE, is_hit_on_the_keys

__all__ = ["MinorFinding", "clean_display_name", "first_name", "own_name", "says_minor", "sort_key"]
_GAP = re.compile(r"\s{2,}")
HEAD, TAIL = 800, 400       # characters: people introduce themselves early, and sign at the end


def own_name(text: str, language: str, *, asked: bool = False, known: str | None = None) -> str | None:
    """The writer's own name as they gave it, or None.

    `asked`: the question just before was for the name; `known`: the name in use, which a near spelling puts right.
    """
    folded = fold(_where_names_stand(text))
    return (
        spelled(folded, asked)
        or corrected(folded, asked, known)
        or in_fields(folded)
        or introduced(folded, False)
        or closed(folded)
        or signed(folded)
        or titled(folded)
        or booked(folded, asked)
        or opened(folded)
        or (_answered(folded) if asked else None)
    )


def _answered(folded: Folded) -> str | None:
    """The answer to the question for the name; keys hit at random are none."""
    name = bare(folded)
    return introduced(folded, True) if name is None or is_hit_on_the_keys(name) else name


def _where_names_stand(text: str) -> str:
    """Beginning and end of a text, with runs of blanks closed: the time to read it stays bounded."""
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}\n\n{text[-TAIL:]}"
    return _GAP.sub(lambda gap: "\n" * min(2, gap.group().count("\n")) or " ", text)


def first_name(full: str) -> str:
    """How to say a name in a sentence: the first name; "Madame Moreau" stays as it was given."""
    parts = full.split()
    if not parts:
        return full
    if len(parts) > 1 and (re.fullmatch(TITLE, fold(parts[0]).text) or fold(parts[0]).text.rstrip(".") in PARTICLES):
        return full.strip()
    return parts[0]


def sort_key(name: str) -> str:
    """The key of A–Z lists: without title, accents, capitals, and particles at the beginning."""
    plain = fold(name).text
    without_title = re.sub(r"\A\s*" + TITLE + r"\.?\s+(?=\S)", "", plain)
    words = [word for word in re.split(r"[\s'-]+", without_title) if word]
    while len(words) > 1 and words[0] in PARTICLES:
        words.pop(0)
    return " ".join(words) or plain or name
