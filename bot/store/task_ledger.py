"""The ledger entries a review of tasks is made of, read across conversations. Writes nothing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.task_review import Entry
from bot.store.people import rows
from bot.store.tables import conversation, event

KINDS = ("task", "step", "decision")


async def entries_since(connection: AsyncConnection, since: datetime) -> list[Entry]:
    """Everything said of tasks and of hand-overs from then on, oldest first, whatever the conversation."""
    found = await rows(connection, sa.select(
        event.c.conversation_id, event.c.at, event.c.kind, event.c.body, conversation.c.language,
        conversation.c.channel,
    ).join(conversation, conversation.c.id == event.c.conversation_id).where(
        event.c.kind.in_(KINDS), event.c.at >= since,
    ).order_by(event.c.at, event.c.conversation_id, event.c.seq))
    return [Entry(row["conversation_id"], row["at"], row["kind"], row["body"].get(row["kind"]) or {},
                  row["language"], row["channel"]) for row in found]
