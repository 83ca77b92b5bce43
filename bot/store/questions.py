"""Answered turns with the words that began them: what the report of unanswered questions reads. Writes nothing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.questions import Asked
from bot.store.people import rows
from bot.store.tables import inbound, turn


async def asked_since(connection: AsyncConnection, since: datetime) -> list[Asked]:
    """Oldest first. A turn made of several messages is one text, a line each."""
    found = await rows(connection, sa.select(
        turn.c.id, turn.c.conversation_id, turn.c.created_at, turn.c.answer, inbound.c.text,
    ).join(inbound, inbound.c.turn_id == turn.c.id).where(
        turn.c.created_at >= since, turn.c.state == "answered",
    ).order_by(turn.c.created_at, turn.c.id, inbound.c.seq))
    asked: dict[str, Asked] = {}
    for row in found:
        answer = row["answer"] or {}
        before = asked.get(row["id"])
        asked[row["id"]] = Asked(
            row["conversation_id"], row["created_at"], f"{before.text}\n{row['text']}" if before else row["text"],
            str((answer.get("understanding") or {}).get("intent") or ""),
            tuple(str(message.get("key")) for message in answer.get("messages") or []),
        )
    return list(asked.values())
