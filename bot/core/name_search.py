"""Finding people by name: accents, typing slips and sound forgiven, so that nobody has to spell.

Owns how near a name is to what an agent typed. Must not look anything up: it is given the names, one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.core.name_sounds import forgiven, slips, sound, words

EXACT, BEGINS, SOUNDS, SLIPPED = range(4)
_APOSTROPHE = re.compile(r"['’]")


def nearness(query: str, name: str) -> int | None:
    """How near `name` is to the words of `query`: 0 the very words … 3 typing slips; None when it is another name.

    Every word that was typed must be found; the last one may be only begun ("lefe"), for lists that follow the typing.
    """
    asked, have = words(query), _words_to_find(name)
    if not asked or not have:
        return None
    worst = EXACT
    for wanted in asked:
        best = min((n for word in have if (n := _near(wanted, word)) is not None), default=None)
        if best is None:
            return None
        worst = max(worst, best)
    return worst


def found_by(query: str, names: Sequence[Iterable[str | None]]) -> list[int]:
    """Which people, each with the names they go by, are meant; typing slips count only where nobody is nearer."""
    near: dict[int, int] = {}
    for place, known in enumerate(names):
        steps = [n for name in known if name and (n := nearness(query, name)) is not None]
        if steps:
            near[place] = min(steps)
    surest = min(near.values(), default=SLIPPED)
    return [place for place, step in near.items() if step < SLIPPED or surest == SLIPPED]


def _words_to_find(name: str) -> list[str]:
    """O’Neill is found as "oneill", as "neill" and as "o neill"; N’Diaye in the same ways."""
    return [*words(name), *(words(_APOSTROPHE.sub(" ", name)) if _APOSTROPHE.search(name) else ())]


def _near(wanted: str, word: str) -> int | None:
    if wanted == word:
        return EXACT
    if word.startswith(wanted):
        return BEGINS
    if len(wanted) > 2 and sound(wanted) == sound(word):
        return SOUNDS
    most = forgiven(wanted)
    if most and wanted[0] == word[0] and slips(wanted, word, most) <= most:
        return SLIPPED
    return None
