"""What one message feels like, read from a reviewed lexicon: feelings, their intensity, the exact words, urgency.

Pure Python floats. Owns reading only: what follows from a feeling is decided in `escalation`, never here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.turns import EmotionShape


@dataclass(frozen=True)
class Lexicon:
    languages: Mapping[str, Any]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Mapping[str, Any]]) -> Lexicon:
        return cls(dict(mapping))


def read(text: str, language: str, lexicon: Lexicon) -> EmotionShape:
    """Feelings of one message, strongest first."""
    return {"feelings": [], "words": [], "urgency": 0.0}
