"""Server-sent events: how a stream is written on the wire, and how its last place is read back.

Owns the format only. What is told, and to whom, belongs to the service.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from litestar.connection import ASGIConnection
from litestar.response import Stream

Connection = ASGIConnection[Any, Any, Any, Any]

MEDIA_TYPE = "text/event-stream"
LONGEST_S = 3600.0  # then the page asks again, from its last place; nothing is lost
RETRY_MS = 2000
HEARTBEAT = ":\n\n"


def stream(parts: AsyncIterator[str]) -> Stream:
    """An answer that goes on. Nothing in between may hold it back to send more at once."""
    return Stream(_begun(parts), media_type=MEDIA_TYPE, headers={"X-Accel-Buffering": "no"})


def part(data: Any, *, place: str | int | None = None, event: str | None = None) -> str:
    """One event. JSON has no line breaks of its own, so one `data:` line holds it."""
    lines = [] if place is None else [f"id: {place}"]
    if event is not None:
        lines.append(f"event: {event}")
    lines.append(f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}")
    return "\n".join(lines) + "\n\n"


def last_place(connection: Connection) -> str | None:
    """`Last-Event-ID` as the reader sent it, or None."""
    return connection.headers.get("last-event-id", "").strip() or None


def last_number(connection: Connection, otherwise: int) -> int:
    """The same as a number; anything that is none counts as not sent."""
    place = last_place(connection) or ""
    return int(place) if place.isascii() and place.isdigit() and len(place) < 16 else otherwise


async def _begun(parts: AsyncIterator[str]) -> AsyncIterator[str]:
    yield f"retry: {RETRY_MS}\n\n"  # sent at once: the page knows that it is connected
    async for one in parts:
        yield one
