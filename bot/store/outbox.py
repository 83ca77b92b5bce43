"""What still has to leave for a channel. Rows are committed with the words they carry, once.

On the web an event is delivered by being read, so its row is `sent` at once. On channels without an
idempotency key a row is marked `sending` before the call and sent again once after a crash.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.conversation import Owner
from bot.store.people import Row, rows
from bot.store.tables import conversation, outbox


async def add(connection: AsyncConnection, *, conversation_id: str, seq: int, sender: str, owner_version: int,
              now: datetime, delivered: bool) -> None:
    await connection.execute(outbox.insert().values(
        id=uuid4().hex, conversation_id=conversation_id, seq=seq, sender=sender, owner_version=owner_version,
        state="sent" if delivered else "pending", next_at=now, sent_at=now if delivered else None))


async def drop_bot_rows(connection: AsyncConnection, conversation_id: str) -> list[int]:
    """Mark every unsent bot row `dropped` and return their event numbers: a person took over."""
    result = await connection.execute(outbox.update().where(
        outbox.c.conversation_id == conversation_id, outbox.c.sender == "bot", outbox.c.state == "pending"
    ).values(state="dropped").returning(outbox.c.seq))
    return [int(seq) for (seq,) in result]


async def due(connection: AsyncConnection, now: datetime, limit: int = 50) -> list[Row]:
    """The first pending row of each conversation that has none in flight, if its time has come."""
    o, other = outbox.alias("o"), outbox.alias("other")
    busy = sa.select(other.c.conversation_id).where(other.c.state == "sending")
    first = sa.select(sa.func.min(other.c.seq)).where(
        other.c.state == "pending", other.c.conversation_id == o.c.conversation_id).scalar_subquery()
    return await rows(connection, sa.select(o).where(
        o.c.state == "pending", o.c.next_at <= now, o.c.conversation_id.not_in(busy), o.c.seq == first
    ).order_by(o.c.next_at, o.c.seq).limit(limit))


async def mark_sending(connection: AsyncConnection, row: Row) -> bool:
    """Take the row for sending. False when it was dropped or, for the bot's words, a person took over since.

    Words that hand over or say farewell are written just before their own change of owner, and must still leave.
    """
    where = [outbox.c.id == row["id"], outbox.c.state == "pending"]
    if row["sender"] == "bot":
        where.append(sa.exists().where(
            conversation.c.id == outbox.c.conversation_id,
            (conversation.c.owner != Owner.AGENT.value) | (conversation.c.owner_version == row["owner_version"])))
    result = await connection.execute(outbox.update().where(*where).values(
        state="sending", attempts=outbox.c.attempts + 1))
    return result.rowcount == 1


async def drop(connection: AsyncConnection, row_id: str) -> None:
    """Never to be sent: a person took over. A row that somebody else has taken meanwhile stays theirs."""
    await connection.execute(outbox.update().where(
        outbox.c.id == row_id, outbox.c.state == "pending").values(state="dropped"))


async def mark(connection: AsyncConnection, row_id: str, state: str, now: datetime, *,
               next_at: datetime | None = None, unsure: bool = False) -> None:
    """Record how sending went: sent, failed, blocked, or pending again at `next_at`."""
    await connection.execute(outbox.update().where(outbox.c.id == row_id).values(
        state=state, next_at=next_at or now, sent_at=now if state == "sent" else None,
        **({"possibly_repeated": True} if unsure else {})))


async def recover(connection: AsyncConnection) -> int:
    """After a crash: rows left `sending` go out once more and are counted as possibly repeated."""
    result = await connection.execute(outbox.update().where(outbox.c.state == "sending").values(
        state="pending", possibly_repeated=True))
    return int(result.rowcount)


async def mark_seq(connection: AsyncConnection, conversation_id: str, seq: int, state: str, now: datetime) -> None:
    """The row of one event: words that are there already need not leave."""
    await connection.execute(outbox.update().where(
        outbox.c.conversation_id == conversation_id, outbox.c.seq == seq).values(state=state, sent_at=now))
