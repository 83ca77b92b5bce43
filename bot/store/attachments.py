"""Rows of files: whose, what, how large, and in which message. The bytes lie in the data folder."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, rows
from bot.store.tables import attachment, event


async def add(connection: AsyncConnection, row: Row) -> None:
    await connection.execute(attachment.insert().values(**row))


async def get(connection: AsyncConnection, conversation_id: str, attachment_id: str) -> Row | None:
    """The file, if it is this very conversation's; with `private`, of the message that carries it (None: not sent)."""
    query = sa.select(attachment, event.c.private).outerjoin(event, sa.and_(
        event.c.conversation_id == attachment.c.conversation_id, event.c.seq == attachment.c.seq))
    return await one(connection, query.where(
        attachment.c.id == attachment_id, attachment.c.conversation_id == conversation_id))


async def send(connection: AsyncConnection, attachment_id: str, seq: int) -> None:
    await connection.execute(attachment.update().where(attachment.c.id == attachment_id).values(seq=seq))


async def used(connection: AsyncConnection, conversation_id: str) -> tuple[int, int]:
    """How many files a conversation keeps, and how many bytes they are."""
    found = (await connection.execute(sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(attachment.c.size), 0)
    ).where(attachment.c.conversation_id == conversation_id))).one()
    return int(found[0]), int(found[1])


async def never_sent(connection: AsyncConnection, before: datetime) -> list[str]:
    found = await rows(connection, sa.select(attachment.c.id).where(
        attachment.c.seq.is_(None), attachment.c.at < before))
    return [row["id"] for row in found]


async def of_conversation(connection: AsyncConnection, conversation_id: str) -> list[str]:
    found = await rows(connection, sa.select(attachment.c.id).where(
        attachment.c.conversation_id == conversation_id))
    return [row["id"] for row in found]


async def drop(connection: AsyncConnection, attachment_id: str, *, only_unsent: bool = False) -> bool:
    """Forget the row. False: it was sent meanwhile, or is gone."""
    where = [attachment.c.id == attachment_id]
    if only_unsent:
        where.append(attachment.c.seq.is_(None))
    return (await connection.execute(attachment.delete().where(*where))).rowcount == 1
