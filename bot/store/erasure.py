"""Erasing what a conversation holds of a person, while its row and its numbers stay.

Must not decide whose data, nor when (`service.children_data`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.conversation import Level, Owner
from bot.store.people import Row, rows
from bot.store.tables import (
    brief,
    choice,
    conversation,
    customer,
    document,
    event,
    inbound,
    outbox,
    own_wording,
    promise,
    task_run,
    turn,
    visit,
)

# Rows that are nothing but what was said; the order of rows that refer to each other does not matter here.
_SAID = (event, outbox, choice, promise, brief, document, own_wording)


async def children_settled(connection: AsyncConnection, before: datetime) -> list[str]:
    """Conversations a child wrote in, closed, whose last visit ended before then."""
    last = sa.select(sa.func.max(visit.c.closed_at)).where(
        visit.c.conversation_id == conversation.c.id).scalar_subquery()
    found = await rows(connection, sa.select(conversation.c.id).where(
        conversation.c.minor.is_(True), conversation.c.owner == Owner.CLOSED.value, last < before))
    return [row["id"] for row in found]


async def erase_words(connection: AsyncConnection, conv: Row) -> None:
    """All that was said, read and promised in this conversation, and the name learnt in it."""
    here = conv["id"]
    for table in _SAID:
        await connection.execute(table.delete().where(table.c.conversation_id == here))
    await connection.execute(inbound.update().where(inbound.c.conversation_id == here).values(text=""))
    await connection.execute(turn.update().where(turn.c.conversation_id == here).values(
        choice=sa.null(), answer=sa.null(), decision=sa.null()))
    await connection.execute(task_run.update().where(task_run.c.conversation_id == here).values(values={}))
    forgotten: dict[str, Any] = {
        "first_words": None, "decision": sa.null(), "reasons": [], "mood": sa.null(), "mood_curve": [],
        "step_failures": {}, "minor": False, "formality": None, "promise_id": None, "brain_out_of_step": True,
        "introduced": False}
    proven = await rows(connection, sa.select(customer.c.company_id).where(customer.c.id == conv["customer_id"]))
    if proven[0]["company_id"] is None:
        forgotten["level"] = Level.STRANGER.value
    await connection.execute(conversation.update().where(conversation.c.id == here).values(**forgotten))
    await connection.execute(customer.update().where(customer.c.id == conv["customer_id"]).values(
        name=None, first_name=None, call_them=None))
