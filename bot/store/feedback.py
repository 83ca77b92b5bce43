"""What agents said of hand-overs, with the decision each is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, rows
from bot.store.tables import conversation, event, feedback


async def put(connection: AsyncConnection, conversation_id: str, decision_seq: int, agent_id: str, now: datetime, *,
              verdict: str, reason: str | None) -> None:
    """The agent's last word on this decision; 0 stands for a case nobody was called for."""
    where = (feedback.c.conversation_id == conversation_id, feedback.c.decision_seq == decision_seq,
             feedback.c.agent_id == agent_id)
    values: dict[str, Any] = {"verdict": verdict, "reason": reason, "at": now}
    changed = await connection.execute(feedback.update().where(*where).values(**values))
    if changed.rowcount == 0:
        await connection.execute(feedback.insert().values(
            id=uuid4().hex, conversation_id=conversation_id, decision_seq=decision_seq, agent_id=agent_id, **values))


async def of(connection: AsyncConnection, conversation_id: str, decision_seq: int, agent_id: str) -> Row | None:
    return await one(connection, sa.select(feedback).where(
        feedback.c.conversation_id == conversation_id, feedback.c.decision_seq == decision_seq,
        feedback.c.agent_id == agent_id))


async def since(connection: AsyncConnection, at: datetime) -> list[Row]:
    """Oldest first, each with the decision's body (None: nobody was called) and time, and the language."""
    return await rows(connection, sa.select(
        feedback.c.conversation_id, feedback.c.decision_seq, feedback.c.verdict, feedback.c.reason, feedback.c.at,
        event.c.body, event.c.at.label("decided_at"), conversation.c.language,
    ).join(conversation, conversation.c.id == feedback.c.conversation_id).outerjoin(event, sa.and_(
        event.c.conversation_id == feedback.c.conversation_id, event.c.seq == feedback.c.decision_seq,
    )).where(feedback.c.at >= at).order_by(feedback.c.at, feedback.c.id))
