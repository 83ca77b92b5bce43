"""What can go wrong in the store: a row that is not there, or a row somebody else changed first."""

from __future__ import annotations


class NotFound(LookupError):
    """No such row, or not for this person."""


class Changed(RuntimeError):
    """Compare-and-set lost: the row is no longer as the caller saw it."""
