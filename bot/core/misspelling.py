"""Spelling forgiven: stretched letters ("triiiste") brought back, and words one letter away from another.

Pure. Knows nothing of feelings.
"""

from __future__ import annotations

import re

from bot.core.folding import Folded, fold

STRETCHED = re.compile(r"([a-z])\1{2,}")


def spellings(text: str) -> list[Folded]:
    """The folded text, and with stretched letters brought back to one or two of them."""
    folded = fold(text)
    if not STRETCHED.search(folded.text):
        return [folded]
    return [folded, _squeeze(folded, 1), _squeeze(folded, 2)]


def _squeeze(folded: Folded, keep: int) -> Folded:
    drop = {i for m in STRETCHED.finditer(folded.text) for i in range(m.start() + keep, m.end())}
    kept = [i for i in range(len(folded.text)) if i not in drop]
    return Folded("".join(folded.text[i] for i in kept), folded.source, tuple(folded.places[i] for i in kept))


def one_letter_off(token: str, phrase: str) -> bool:
    """Whether `token` is `phrase` with one letter changed, added, left out or two swapped (not equal)."""
    base = phrase.rstrip("*")
    if phrase.endswith("*") and len(token) > len(base):
        return any(_near(token[:n], base) for n in (len(base) - 1, len(base), len(base) + 1))
    return _near(token, base)


def _near(a: str, b: str) -> bool:
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) != len(b):
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        return longer[head + 1:] == shorter[head:]
    return a[head + 1:] == b[head + 1:] or (a[head:head + 2] == b[head:head + 2][::-1] and a[head + 2:] == b[head + 2:])
