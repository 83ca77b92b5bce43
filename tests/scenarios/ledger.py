"""Looks into the store of an open house: what became of each message."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.tables import inbound
from tests.house import House


async def outcomes(house: House, conversation: str) -> dict[str, str | None]:
    """The outcome of each message of a conversation, by its words."""
    async with house.front.service.deps.db.read() as connection:
        found = await connection.execute(sa.select(inbound.c.text, inbound.c.outcome).where(
            inbound.c.conversation_id == conversation).order_by(inbound.c.seq))
        return {row.text: row.outcome for row in found}
