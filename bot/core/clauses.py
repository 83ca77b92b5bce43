"""Cuts a message into what might be separate requests: sentences, and clauses joined by "et aussi", "and", …

Only proposes: whether two pieces really ask for two things is for whoever understands them. Pure.
"""

from __future__ import annotations

import re

LEAST_WORDS = 2     # « et vite » is no request of its own
MOST = 6            # a long letter tells one story; its first sentences are enough

_SENTENCE = re.compile(r"(?<=[.!?…;\n])\s+|\n+|[;•]\s*")
_JOINT = re.compile(
    r"""\s*(?:,\s*)?\b(?:
        et\ (?:aussi|sinon|puis|au\ passage|autre\ chose|par\ ailleurs|en\ plus)|par\ ailleurs|au\ passage|
        autre\ (?:chose|question)|sinon|et|puis|
        and\ (?:also|then|by\ the\ way)|by\ the\ way|another\ (?:thing|question)|also|and|plus|besides
    )\b\s*(?:[:,]\s*)?""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"\w+")


def split(text: str) -> list[str]:
    """The pieces in order, two at least, [] when there is only one; never more than `MOST`."""
    pieces = [
        piece.strip(" ,.;:-–—")
        for sentence in _SENTENCE.split(text) for piece in _JOINT.split(sentence)
    ]
    long_enough = [piece for piece in pieces if len(_WORD.findall(piece)) >= LEAST_WORDS]
    return long_enough[:MOST] if len(long_enough) > 1 else []
