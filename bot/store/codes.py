"""Codes that were asked for: one open request a conversation, tries counted where they are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, rows
from bot.store.tables import code_request

OPEN = ("asked", "sent")


async def add(connection: AsyncConnection, **values: Any) -> Row:
    """A new request; the one before it in this conversation is replaced."""
    await connection.execute(code_request.update().where(
        code_request.c.conversation_id == values["conversation_id"], code_request.c.state.in_(OPEN)
    ).values(state="replaced", address=None, found=[]))
    row: Row = {"id": uuid4().hex, "state": "asked", "found": [], "tries": 0, "mails": 0, **values}
    await connection.execute(code_request.insert().values(**row))
    return row


async def open_of(connection: AsyncConnection, conversation_id: str, now: datetime) -> Row | None:
    """The request a code typed now would answer."""
    return await one(connection, sa.select(code_request).where(
        code_request.c.conversation_id == conversation_id, code_request.c.state.in_(OPEN),
        code_request.c.ends_at > now))


async def get(connection: AsyncConnection, request_id: str) -> Row | None:
    return await one(connection, sa.select(code_request).where(code_request.c.id == request_id))


async def change(connection: AsyncConnection, request_id: str, **values: Any) -> None:
    await connection.execute(code_request.update().where(code_request.c.id == request_id).values(**values))


async def take_try(connection: AsyncConnection, request_id: str, most: int) -> bool:
    """Use up one try, in the statement that looks whether one is left."""
    result = await connection.execute(code_request.update().where(
        code_request.c.id == request_id, code_request.c.state.in_(OPEN), code_request.c.tries < most
    ).values(tries=code_request.c.tries + 1))
    return result.rowcount == 1


async def asked_for(connection: AsyncConnection, since: datetime, *, address_hash: str | None = None,
                    conversation_id: str | None = None) -> list[datetime]:
    """When codes were asked for, for an address or in a conversation."""
    query = sa.select(code_request.c.made_at).where(code_request.c.made_at > since)
    if address_hash is not None:
        query = query.where(code_request.c.address_hash == address_hash)
    if conversation_id is not None:
        query = query.where(code_request.c.conversation_id == conversation_id)
    return [row["made_at"] for row in await rows(connection, query)]


async def due(connection: AsyncConnection, now: datetime, limit: int = 20) -> list[Row]:
    """Requests whose mail has still to leave."""
    return await rows(connection, sa.select(code_request).where(
        code_request.c.state == "asked", code_request.c.next_at <= now, code_request.c.ends_at > now,
        code_request.c.address.is_not(None)).order_by(code_request.c.made_at).limit(limit))


async def forget_before(connection: AsyncConnection, kept_since: datetime, ended: datetime) -> None:
    """Old requests go; of those that had ended by `ended` nothing stays but what the limits count."""
    await connection.execute(code_request.delete().where(code_request.c.made_at < kept_since))
    await connection.execute(code_request.update().where(
        code_request.c.ends_at <= ended, code_request.c.address.is_not(None)).values(address=None, found=[]))


async def newest(connection: AsyncConnection, conversation_id: str) -> Row | None:
    """The last request of this conversation, open or not."""
    return await one(connection, sa.select(code_request).where(
        code_request.c.conversation_id == conversation_id).order_by(code_request.c.made_at.desc()).limit(1))
