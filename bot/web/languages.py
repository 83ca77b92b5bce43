"""Chooses the language a reader is answered in, before any conversation tells.

Owns the reading of `Accept-Language` and `?language=`. A conversation's own language is decided at intake.
"""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection

Connection = ASGIConnection[Any, Any, Any, Any]
AnyRequest = Request[Any, Any, Any]

SPOKEN = ("fr", "en")
FRENCH = "fr"  # of a desk whose reader's browser likes neither


def accepted(header: str, default: str) -> str:
    """The language of ours a browser likes best; `default` when it likes neither or cannot be read."""
    liked: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, rest = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(rest)
        if weight > 0 and (language in SPOKEN or language == "*"):
            liked.append((-weight, place, default if language == "*" else language))
    return min(liked)[2] if liked else default


def of_reader(connection: Connection, default: str) -> str:
    """The session's language when the gate knows it, else the page's `?language=`, else the browser's."""
    known = connection.scope["state"].get("language") or connection.query_params.get("language")
    return known if known in SPOKEN else accepted(connection.headers.get("accept-language", ""), default)


def _weight(rest: str) -> float:
    name, _, value = rest.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
