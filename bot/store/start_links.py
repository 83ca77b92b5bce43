"""Links that make a Telegram chat a known customer's: used once, soon. Only the hash of each is kept."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, token_hash
from bot.store.tables import start_link


async def add(connection: AsyncConnection, token: str, *, customer_id: str, language: str, minor: bool,
              expires_at: datetime) -> None:
    await connection.execute(start_link.insert().values(
        token_hash=token_hash(token), customer_id=customer_id, language=language, minor=minor, expires_at=expires_at))


async def get(connection: AsyncConnection, hashed: str) -> Row | None:
    return await one(connection, sa.select(start_link).where(start_link.c.token_hash == hashed))


async def use(connection: AsyncConnection, hashed: str, conversation_id: str, now: datetime) -> bool:
    """Take the link, if nobody did and its time is not over."""
    result = await connection.execute(start_link.update().where(
        start_link.c.token_hash == hashed, start_link.c.used_at.is_(None), start_link.c.expires_at > now
    ).values(used_at=now, conversation_id=conversation_id))
    return bool(result.rowcount == 1)


async def forget(connection: AsyncConnection, before: datetime) -> None:
    await connection.execute(start_link.delete().where(start_link.c.expires_at < before))
