"""Hides people's names in a message, keeping its length, so that no rule can read anything from who somebody is.

Pure. A name in capitals, an introduction and what follows a title are hidden; an ordinary word is kept. Hiding a word
too many costs a little; a name that weighs would be unfair.
"""

from __future__ import annotations

import re

from bot.core.folding import fold
from bot.core.language import is_ordinary_word
from bot.core.recognition import own_name

HIDDEN = "·"
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_TITLE = re.compile(r"\b(?:m|mr|mrs|ms|miss|mme|mlle|dr|madame|monsieur|mademoiselle|sir)\b\.? +$", re.IGNORECASE)
_STARTS = re.compile(r"(?:\A|[.!?…\n:;«»\"“”(\-–—]|\d\))\W*$")
# First names that are ordinary words too, in either language: with their capital they are taken for names.
_ALSO_NAMES = frozenset(
    "claire rose pierre marguerite violette fleur victoire prudence constance clemence desire desiree aime aimee juste "
    "modeste blanche reine ange angel angela joy hope grace faith patience mercy charity will mark bill sunny "
    "precious happy blessing innocent fortune felicite gloria melody harmony serenity dolores angelique parfait "
    "bienvenu dieudonne honore celeste olive capucine iris jade merry joyce rich frank ernest earnest constant "
    "placide sereine".split())


def mask_names(text: str, language: str, known: frozenset[str] | None = None) -> str:
    """`text` with names replaced character by character. `known`: ordinary words a sentence may begin with."""
    introduced = {fold(part).text for part in re.split(r"[\s'’-]+", own_name(text, language) or "") if len(part) > 1}
    words = list(_WORD.finditer(text))
    long = [w.group() for w in words if len(w.group()) > 2]
    shouting = sum(w.isupper() for w in long) * 2 > len(long)
    titled = sum(w[0].isupper() and not w.isupper() for w in long) * 2 > len(long) > 3
    hidden = list(text)
    for match in words:
        word = match.group()
        folded = fold(word).text
        if _is_name(word, folded, text[:match.start()], introduced, known, calm=not (shouting or titled)):
            hidden[match.start():match.end()] = HIDDEN * len(word)
    return "".join(hidden)


def _is_name(
    word: str, folded: str, before: str, introduced: set[str], known: frozenset[str] | None, *, calm: bool,
) -> bool:
    if folded in introduced or set(re.split(r"['-]", folded)) & introduced - {""}:
        return True
    head = word.split("'")[-1].split("’")[-1]  # « d’Awa » : the name stands after the elision
    if not head[:1].isupper() or len(head) < 2:
        return False
    plain = fold(head).text
    if _TITLE.search(before):
        return True
    if not calm or head.isupper() or plain in _ALSO_NAMES:
        return calm and not head.isupper()
    if _STARTS.search(before) and head == word:
        return known is not None and plain not in known and not is_ordinary_word(plain)
    return True
