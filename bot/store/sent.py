"""What was sent, by the provider's own number, so that it can be edited, quoted, or not sent again in part."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, rows
from bot.store.tables import sent_message


async def put(connection: AsyncConnection, conversation_id: str, sent: Mapping[str, tuple[str, str | None]]) -> None:
    """Remember `{key: (provider id, look)}`; what stood under a key before is replaced."""
    for key, (provider_id, look) in sent.items():
        await connection.execute(sent_message.delete().where(
            sent_message.c.conversation_id == conversation_id, sent_message.c.key == key))
        await connection.execute(sent_message.insert().values(
            conversation_id=conversation_id, key=key, provider_id=provider_id, look=look))


async def get(connection: AsyncConnection, conversation_id: str, key: str) -> Row | None:
    return await one(connection, sa.select(sent_message).where(
        sent_message.c.conversation_id == conversation_id, sent_message.c.key == key))


async def of_event(connection: AsyncConnection, conversation_id: str, seq: int) -> dict[str, str]:
    """The parts of one event that have left: {key: provider id}."""
    found = await rows(connection, sa.select(sent_message).where(
        sent_message.c.conversation_id == conversation_id, sent_message.c.key.startswith(f"{seq}.", autoescape=True)))
    return {row["key"]: row["provider_id"] for row in found}


async def last_part(connection: AsyncConnection, conversation_id: str, seq: int) -> Row | None:
    """The part of an event that left last."""
    found = await rows(connection, sa.select(sent_message).where(
        sent_message.c.conversation_id == conversation_id, sent_message.c.key.startswith(f"{seq}.", autoescape=True)))
    return max(found, key=lambda row: int(row["key"].partition(".")[2]), default=None)


async def seq_of(connection: AsyncConnection, conversation_id: str, provider_id: str) -> int | None:
    """The number of the event a sent message shows."""
    found = await rows(connection, sa.select(sent_message.c.key).where(
        sent_message.c.conversation_id == conversation_id, sent_message.c.provider_id == provider_id))
    numbers = [int(row["key"].partition(".")[0]) for row in found if row["key"].partition(".")[0].isdigit()]
    return numbers[0] if numbers else None
