"""A mail on its way out: plain data, and what may stand in its header lines. Must not send it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mail:
    """One mail to one address. `text` is plain text."""

    to: str
    subject: str
    text: str
    language: str = "fr"

    def __post_init__(self) -> None:
        if any(c in self.to + self.subject for c in "\r\n\0"):
            raise ValueError("a header line has no line break")
