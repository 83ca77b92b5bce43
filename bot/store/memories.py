"""What people want remembered, value by value. Whether it may be is not decided here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, rows
from bot.store.tables import memory


async def of_customer(connection: AsyncConnection, customer_id: str, now: datetime) -> list[Row]:
    """What still holds, by key."""
    return await rows(connection, sa.select(memory).where(
        memory.c.customer_id == customer_id, (memory.c.until.is_(None)) | (memory.c.until > now)
    ).order_by(memory.c.key, memory.c.at))


async def put(connection: AsyncConnection, *, customer_id: str, key: str, value: str, source: str, permission: str,
              now: datetime, until: datetime | None, many: bool) -> bool:
    """Remember; one value of a key unless `many`. False when it was known already (its date is renewed)."""
    same = (memory.c.customer_id == customer_id, memory.c.key == key, memory.c.value == value)
    known = await one(connection, sa.select(memory.c.id).where(*same))
    if known is not None:
        await connection.execute(memory.update().where(*same).values(at=now, until=until, permission=permission))
        return False
    if not many:
        await connection.execute(memory.delete().where(memory.c.customer_id == customer_id, memory.c.key == key))
    await connection.execute(memory.insert().values(
        id=uuid4().hex, customer_id=customer_id, key=key, value=value, source=source, permission=permission, at=now,
        until=until))
    return True


async def follow(connection: AsyncConnection, customer_id: str, into_id: str, *,
                 many: Collection[str]) -> dict[str, str]:
    """What one record remembers becomes another's, which keeps its own value of a key unless that may have `many`.

    The values that were brought, by key.
    """
    theirs = await rows(connection, sa.select(memory.c.key, memory.c.value).where(memory.c.customer_id == into_id))
    keys, known = {row["key"] for row in theirs}, {(row["key"], row["value"]) for row in theirs}
    brought: dict[str, str] = {}
    for row in await rows(connection, sa.select(memory).where(memory.c.customer_id == customer_id)):
        if (row["key"], row["value"]) not in known and (row["key"] in many or row["key"] not in keys):
            await connection.execute(memory.update().where(memory.c.id == row["id"]).values(customer_id=into_id))
            brought[row["key"]] = row["value"]
    await drop(connection, customer_id)
    return brought


async def get(connection: AsyncConnection, customer_id: str, memory_id: str) -> Row | None:
    return await one(connection, sa.select(memory).where(
        memory.c.id == memory_id, memory.c.customer_id == customer_id))


async def drop(connection: AsyncConnection, customer_id: str, memory_id: str | None = None) -> int:
    """Forget one thing, or all of them."""
    where = [memory.c.customer_id == customer_id]
    if memory_id is not None:
        where.append(memory.c.id == memory_id)
    return (await connection.execute(memory.delete().where(*where))).rowcount


async def drop_ended(connection: AsyncConnection, now: datetime) -> None:
    await connection.execute(memory.delete().where(memory.c.until <= now))
