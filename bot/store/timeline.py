"""The numbered timeline of a conversation: everything that happened, in order, public or private.

Web chat and desk replay it from the last number they saw. Numbers grow; a reader may see gaps, because
private events share the count.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import rows
from bot.store.tables import conversation, event

Event = dict[str, Any]

# Kinds only the desk sees; every other kind is the customer's too.
PRIVATE_KINDS = frozenset({"note", "step", "fact", "decision", "delivery", "dropped", "task"})


async def append(connection: AsyncConnection, conversation_id: str, at: datetime, kind: str,
                 body: dict[str, Any], *, private: bool | None = None) -> int:
    """Write one event and return its number."""
    seq = (await connection.execute(
        conversation.update().where(conversation.c.id == conversation_id)
        .values(last_seq=conversation.c.last_seq + 1, last_at=at).returning(conversation.c.last_seq)
    )).scalar_one()
    await connection.execute(event.insert().values(
        conversation_id=conversation_id, seq=seq, at=at, kind=kind, body=body,
        private=kind in PRIVATE_KINDS if private is None else private))
    return int(seq)


async def rewrite(connection: AsyncConnection, conversation_id: str, seq: int, body: dict[str, Any]) -> None:
    """Change what is stored of an event: only to take a secret out. Whoever has read it is not told again."""
    await connection.execute(event.update().where(
        event.c.conversation_id == conversation_id, event.c.seq == seq).values(body=body))


async def after(connection: AsyncConnection, conversation_id: str, seq: int, *, private: bool = False,
                kinds: tuple[str, ...] = (), limit: int = 500) -> list[Event]:
    """Events numbered above `seq`, oldest first: rows with seq, at, kind, private and body."""
    query = sa.select(event).where(event.c.conversation_id == conversation_id, event.c.seq > seq)
    if not private:
        query = query.where(event.c.private.is_(False))
    if kinds:
        query = query.where(event.c.kind.in_(kinds))
    return await rows(connection, query.order_by(event.c.seq).limit(limit))


async def since(connection: AsyncConnection, conversation_id: str, at: datetime, *, limit: int = 500) -> list[Event]:
    """Everything from `at` on, private events too, oldest first."""
    return await rows(connection, sa.select(event).where(
        event.c.conversation_id == conversation_id, event.c.at >= at).order_by(event.c.seq).limit(limit))


async def latest(connection: AsyncConnection, conversation_id: str, *, before: int | None = None,
                 private: bool = False, kinds: tuple[str, ...] = (), limit: int = 2000) -> list[Event]:
    """The newest events (below number `before`), oldest of them first: the end of a long story counts most."""
    query = sa.select(event).where(event.c.conversation_id == conversation_id)
    if before is not None:
        query = query.where(event.c.seq < before)
    if not private:
        query = query.where(event.c.private.is_(False))
    if kinds:
        query = query.where(event.c.kind.in_(kinds))
    return (await rows(connection, query.order_by(event.c.seq.desc()).limit(limit)))[::-1]


async def unread_counts(connection: AsyncConnection, marks: dict[str, int]) -> dict[str, int]:
    """For each conversation: how many customer messages lie beyond this agent's mark."""
    query = (
        sa.select(event.c.conversation_id, event.c.seq, event.c.body)
        .join(conversation, conversation.c.id == event.c.conversation_id)
        .where(event.c.kind == "message", conversation.c.owner.in_(("queue", "agent")))
    )
    counts: dict[str, int] = {}
    for row in await rows(connection, query):
        if row["body"]["sender"]["kind"] == "customer" and row["seq"] > marks.get(row["conversation_id"], 0):
            counts[row["conversation_id"]] = counts.get(row["conversation_id"], 0) + 1
    return counts


async def unread_count(connection: AsyncConnection, conversation_id: str, mark: int) -> int:
    """The same for one conversation, whoever owns it now."""
    found = await rows(connection, sa.select(event.c.body).where(
        event.c.conversation_id == conversation_id, event.c.kind == "message", event.c.seq > mark))
    return sum(row["body"]["sender"]["kind"] == "customer" for row in found)
