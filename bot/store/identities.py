"""Identities that were proven, and two records becoming one. Whether they may is not decided here."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, rows
from bot.store.tables import conversation, customer, identity, task_run

# What belongs to a customer and follows them into the record they turn out to be.
_FOLLOWS = (conversation, identity, task_run)


async def find(connection: AsyncConnection, kind: str, value: str) -> list[Row]:
    """Everybody this identity was proven for: an address may be a family's."""
    return await rows(connection, sa.select(identity).where(identity.c.kind == kind, identity.c.value == value))


async def of_customer(connection: AsyncConnection, customer_id: str) -> list[Row]:
    return await rows(connection, sa.select(identity).where(
        identity.c.customer_id == customer_id).order_by(identity.c.kind, identity.c.value))


async def put(connection: AsyncConnection, *, customer_id: str, kind: str, value: str, now: datetime,
              proven_by: str | None, conversation_id: str | None = None) -> Row:
    """Add the identity, or renew what is known of it."""
    where = (identity.c.kind == kind, identity.c.value == value, identity.c.customer_id == customer_id)
    known = await one(connection, sa.select(identity).where(*where))
    if known is None:
        known = {"id": uuid4().hex, "customer_id": customer_id, "kind": kind, "value": value,
                 "conversation_id": conversation_id, "proven_by": proven_by, "proven_at": now}
        await connection.execute(identity.insert().values(**known))
        return known
    changes = {"proven_by": proven_by or known["proven_by"], "proven_at": now,
               "conversation_id": conversation_id or known["conversation_id"]}
    await connection.execute(identity.update().where(*where).values(**changes))
    return {**known, **changes}


async def put_only(connection: AsyncConnection, *, customer_id: str, kind: str, value: str, now: datetime,
                   proven_by: str) -> None:
    """Add or renew the one identity of this kind that this way proves; an older value of it is no longer theirs."""
    await connection.execute(identity.delete().where(
        identity.c.customer_id == customer_id, identity.c.kind == kind, identity.c.proven_by == proven_by,
        identity.c.value != value))
    await put(connection, customer_id=customer_id, kind=kind, value=value, now=now, proven_by=proven_by)


async def of_conversation(connection: AsyncConnection, conversation_id: str) -> Row | None:
    """The channel account a conversation is held with; None on the web."""
    return await one(connection, sa.select(identity).where(identity.c.conversation_id == conversation_id))


async def move(connection: AsyncConnection, identity_id: str, **values: object) -> None:
    await connection.execute(identity.update().where(identity.c.id == identity_id).values(**values))


async def absorb(connection: AsyncConnection, anonymous_id: str, into_id: str) -> None:
    """All that hangs on a record nobody proved becomes the proven customer's; the empty record goes."""
    still = await one(connection, sa.select(customer.c.standstill_at, customer.c.standstill_why).where(
        customer.c.id == anonymous_id, customer.c.standstill_at.is_not(None)))
    if still is not None:  # grief is not lost because somebody signed in
        await connection.execute(customer.update().where(
            customer.c.id == into_id, customer.c.standstill_at.is_(None)).values(**still))
    for table in _FOLLOWS:
        await connection.execute(
            table.update().where(table.c.customer_id == anonymous_id).values(customer_id=into_id))
    await connection.execute(customer.delete().where(
        customer.c.id == anonymous_id, customer.c.company_id.is_(None)))
