"""How heavy a message is, how the mood of a visit moves, and which one expression made a feeling pass its limit.

Pure arithmetic on feelings already read. Must not decide what follows (`escalation`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.emotion import Hit, feelings_of
from bot.core.emotion_lexicon import NEGATIVE
from bot.core.turns import Feeling, MoodPoint

_BEFORE = 3   # messages a new one is compared with


def weight(feelings: Iterable[Feeling]) -> float:
    """How heavy a message is: its strongest negative feeling."""
    return max((f["intensity"] for f in feelings if f["name"] in NEGATIVE), default=0.0)


def rise(moods: Sequence[MoodPoint], now: Iterable[Feeling]) -> float:
    """How much heavier this message is than the mean of the three before it; 0 when it is the first."""
    before = [weight(mood["feelings"]) for mood in moods[-_BEFORE:]]
    return weight(now) - sum(before) / len(before) if before else 0.0


def decisive_word(told: Sequence[Hit], limit: float) -> str | None:
    """The last expression without which the feeling would stay under `limit`, `word#2` for a second mention.

    None when no single one made the difference.
    """
    for number in range(len(told) - 1, -1, -1):
        left = feelings_of([*told[:number], *told[number + 1:]])
        if weight(left) < limit <= weight(feelings_of(told)):
            again = sum(hit.words.casefold() == told[number].words.casefold() for hit in told[:number])
            return f"{told[number].words}#{again + 1}"
    return None
