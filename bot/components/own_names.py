"""The writer's own name, from the rules of `core.recognition` and, in French, spaCy's second look.

Owns the order of the two. Free of Rasa, so that the bench can measure it; must not store anything.
"""

from __future__ import annotations

import re

from bot.components.french_names import second_look
from bot.core.name_words import is_hit_on_the_keys
from bot.core.recognition import own_name

_NOT_LETTERS = re.compile(r"[^\w'’-]+|_")


def find(text: str, language: str, *, asked: bool, known: str | None = None) -> str | None:
    """The writer's own name. Rules decide; in French spaCy may confirm, complete or refuse what they found."""
    found = own_name(text, language, asked=asked, known=known)
    bare = found is not None and is_bare(text, found)
    if found is not None and asked and bare and is_hit_on_the_keys(found):
        return None
    return found if language != "fr" or (asked and bare) else second_look(text, found)


def is_bare(text: str, name: str) -> bool:
    """Whether the message is the name and nothing else."""
    return " ".join(words(text)).casefold() == " ".join(words(name)).casefold()


def words(text: str) -> list[str]:
    return _NOT_LETTERS.sub(" ", text).split()
