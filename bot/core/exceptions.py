"""Which of a decision's reasons is an event that comes first whatever the tone, and so opens the hand-over.

Pure. The sentences are `exceptions` in bot/texts; who answers and by when is said after them (`service.handoff`).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from bot.core.turns import ReasonShape

# The first of these that holds is named: what endangers people, then what weighs on them, then what is theirs by right.
ORDER = ("violence", "accident", "product_safety", "bereavement", "illness", "discrimination", "vulnerability", "fraud",
         "data_protection", "legal", "press", "minor")
VARIANTS = 2


def event_of(reasons: Iterable[ReasonShape], sure: float) -> str | None:
    """The event to name, from this confidence on; None: other words, or the safety text, say it better."""
    codes = {reason["code"] for reason in reasons if reason["confidence"] >= sure}
    if "safety" in codes:
        return None
    found = next((code for code in ORDER if code in codes), None)
    # A sad or cross child is answered in the tone of the moment, which the assistant's words know.
    return None if found == "minor" and codes & {"emotion", "policy_exception"} else found


def variant(conversation_id: str) -> int:
    """Which of the two sentences this conversation reads; the same one if it is said again."""
    return 1 + zlib.crc32(conversation_id.encode()) % VARIANTS
