"""Conversations, visits and the change of owner by compare-and-set."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.conversation import Owner
from bot.store.database import HOLD
from bot.store.errors import Changed, NotFound
from bot.store.people import Row, one, rows
from bot.store.tables import conversation, customer, inbound, promise, turn, visit


async def add(connection: AsyncConnection, *, channel: str, customer_id: str, level: str, language: str,
              now: datetime) -> Row:
    """Open a conversation, owned by the bot, with its first visit."""
    row: Row = {
        "id": uuid4().hex, "channel": channel, "customer_id": customer_id, "level": level, "language": language,
        "owner": Owner.BOT.value, "last_at": now, "created_at": now, "reasons": [], "mood_curve": [],
        "step_failures": {},
    }
    await connection.execute(conversation.insert().values(**row))
    await open_visit(connection, row["id"], opened_seq=1, now=now)
    return await get(connection, row["id"])


async def get(connection: AsyncConnection, conversation_id: str) -> Row:
    """The conversation, or `NotFound`. In a writing transaction it is held: others wait for their turn."""
    query = sa.select(conversation).where(conversation.c.id == conversation_id)
    if connection.sync_connection is not None and connection.sync_connection.get_execution_options().get(HOLD):
        query = query.with_for_update()
    row = await one(connection, query)
    if row is None:
        raise NotFound(conversation_id)
    return row


async def of_customer(connection: AsyncConnection, customer_id: str, channel: str) -> Row | None:
    """The customer's conversation on a channel: of several, the one last written in that goes on."""
    return await one(connection, sa.select(conversation).where(
        conversation.c.customer_id == customer_id, conversation.c.channel == channel,
        conversation.c.linked_to.is_(None)).order_by(conversation.c.last_at.desc()).limit(1))


async def change(connection: AsyncConnection, conversation_id: str, **values: Any) -> None:
    """Set columns other than the owner: for that there is `change_owner`."""
    assert "owner" not in values
    if values:
        await connection.execute(conversation.update().where(conversation.c.id == conversation_id).values(**values))


async def change_owner(
    connection: AsyncConnection, seen: Row, owner: Owner, *, agent_id: str | None = None, **values: Any
) -> Row:
    """Change the owner if nobody did since `seen` was read; else `Changed`. Returns the new row."""
    result = await connection.execute(
        conversation.update()
        .where(conversation.c.id == seen["id"], conversation.c.owner_version == seen["owner_version"])
        .values(owner=owner.value, agent_id=agent_id, owner_version=seen["owner_version"] + 1,
                **{"agent_away": False, **values}))
    if result.rowcount != 1:
        raise Changed(seen["id"])
    return await get(connection, seen["id"])


_NAMES = (customer.c.name.label("customer_name"), customer.c.call_them, customer.c.first_name)


async def listed(connection: AsyncConnection, *, ids: list[str] | None = None, **where: Any) -> list[Row]:
    """Conversations somebody has written in, each with its customer's name and first name; of these ids only."""
    query = _written(sa.select(conversation, *_NAMES), **where)
    return await rows(connection, query if ids is None else query.where(conversation.c.id.in_(ids)))


async def names(connection: AsyncConnection, **where: Any) -> list[Row]:
    """The same, as ids and names only: a long list is put in order before its rows are read."""
    return await rows(connection, _written(sa.select(conversation.c.id, *_NAMES), **where))


def _written(query: sa.Select[Any], *, owners: list[str] | None = None,
             agent_id: str | None = None) -> sa.Select[Any]:
    query = query.join(customer, customer.c.id == conversation.c.customer_id).where(
        conversation.c.first_words.is_not(None))
    if owners is not None:
        query = query.where(conversation.c.owner.in_(owners))
    if agent_id is not None:
        query = query.where(conversation.c.agent_id == agent_id)
    return query


async def changed_since(connection: AsyncConnection, at: datetime) -> list[str]:
    """Where something happened at `at` or later."""
    found = await rows(connection, sa.select(conversation.c.id).where(conversation.c.last_at >= at))
    return [row["id"] for row in found]


async def mark_seen(connection: AsyncConnection, conversation_id: str, agent_id: str, now: datetime) -> None:
    """The agent who owns it gave a sign of life; anyone else's changes nothing."""
    await connection.execute(conversation.update().where(
        conversation.c.id == conversation_id, conversation.c.agent_id == agent_id
    ).values(agent_seen_at=now, agent_away=False))


async def mark_away(connection: AsyncConnection, conversation_id: str, agent_id: str, away: bool) -> None:
    """Whether the page of the agent who owns it is hidden."""
    await connection.execute(conversation.update().where(
        conversation.c.id == conversation_id, conversation.c.agent_id == agent_id).values(agent_away=away))


async def left_alone(connection: AsyncConnection, before: datetime, conversation_id: str | None = None) -> list[str]:
    """Owned by an agent not seen since `before`, while a message or the promise of an answer is older than that."""
    written = sa.exists().where(inbound.c.conversation_id == conversation.c.id, inbound.c.outcome.is_(None),
                                inbound.c.at < before)
    promised = sa.exists().where(promise.c.id == conversation.c.promise_id, promise.c.state.in_(("open", "late")))
    query = sa.select(conversation.c.id).where(
        conversation.c.owner == Owner.AGENT.value, conversation.c.agent_seen_at < before, written | promised)
    if conversation_id is not None:
        query = query.where(conversation.c.id == conversation_id)
    return [row["id"] for row in await rows(connection, query)]


async def silent_with_bot(connection: AsyncConnection, before: datetime) -> list[str]:
    """The bot's, someone has written in it, nothing happened since `before` and no turn is open."""
    busy = sa.exists().where(turn.c.conversation_id == conversation.c.id, turn.c.state.in_(("waiting", "asked")))
    found = await rows(connection, sa.select(conversation.c.id).where(
        conversation.c.owner == Owner.BOT.value, conversation.c.first_words.is_not(None),
        conversation.c.last_at < before, ~busy))
    return [row["id"] for row in found]


# --- visits ----------------------------------------------------------------------------------------


async def open_visit(connection: AsyncConnection, conversation_id: str, *, opened_seq: int, now: datetime) -> None:
    await connection.execute(visit.insert().values(
        id=uuid4().hex, conversation_id=conversation_id, opened_seq=opened_seq, opened_at=now))


async def close_visit(connection: AsyncConnection, conversation_id: str, *, reason: str, now: datetime) -> None:
    await connection.execute(visit.update().where(
        visit.c.conversation_id == conversation_id, visit.c.closed_at.is_(None)).values(closed_at=now, reason=reason))


async def visit_before(connection: AsyncConnection, conversation_id: str) -> datetime | None:
    """When the visit before this one began; None: there was none."""
    found = await rows(connection, sa.select(visit.c.opened_at).where(
        visit.c.conversation_id == conversation_id).order_by(visit.c.opened_at.desc()).limit(2))
    return found[1]["opened_at"] if len(found) > 1 else None


async def visit_start(connection: AsyncConnection, conversation_id: str) -> int:
    """The number of the first event of the current (or last) visit."""
    found = await one(connection, sa.select(sa.func.max(visit.c.opened_seq).label("seq")).where(
        visit.c.conversation_id == conversation_id))
    return int(found["seq"]) if found and found["seq"] else 1
