"""Documents that actions announced and the front door has still to fetch, or has fetched."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, rows
from bot.store.tables import document

WAITING = "waiting"


async def add(connection: AsyncConnection, conversation_id: str, now: datetime, *, ref: str, name: str,
              media_type: str, label: str) -> None:
    await connection.execute(document.insert().values(
        id=uuid4().hex, conversation_id=conversation_id, ref=ref, name=name, media_type=media_type, label=label,
        state=WAITING, attempts=0, next_at=now, at=now))


async def due(connection: AsyncConnection, now: datetime, limit: int = 8) -> list[str]:
    found = await rows(connection, sa.select(document.c.id).where(
        document.c.state == WAITING, document.c.next_at <= now).order_by(document.c.next_at).limit(limit))
    return [row["id"] for row in found]


async def take(connection: AsyncConnection, document_id: str, now: datetime, until: datetime) -> Row | None:
    """Count one more attempt and keep others off until then; None: fetched, taken or given up meanwhile."""
    taken = await connection.execute(document.update().where(
        document.c.id == document_id, document.c.state == WAITING, document.c.next_at <= now,
    ).values(attempts=document.c.attempts + 1, next_at=until))
    return await one(connection, sa.select(document).where(document.c.id == document_id)) if taken.rowcount else None


async def put(connection: AsyncConnection, document_id: str, *, state: str, next_at: datetime) -> None:
    await connection.execute(document.update().where(document.c.id == document_id).values(
        state=state, next_at=next_at))
