"""Which of the company's rules a message touches, and the law that stands above each.

Owns matching only. Must not decide what follows (`escalation`) nor word a refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PolicyMatch:
    """A rule the customer's words touch. `law` and `text` are by language; `words` are exact substrings."""

    id: str
    text: Mapping[str, str]
    allows: bool
    law: Mapping[str, Mapping[str, str]] | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Policies:
    entries: Mapping[str, Any]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Mapping[str, Any]]) -> Policies:
        """Read `{<file stem>: <content of data/policies/<stem>.yml>}`."""
        return cls(dict(mapping))

    def match(self, text: str, language: str) -> list[PolicyMatch]:
        return []
