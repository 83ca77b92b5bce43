"""Verdicts about tasks, customers' own wording of a step, and the hints made of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, rows
from bot.store.tables import conversation, hint, own_wording, task_verdict

# --- verdicts --------------------------------------------------------------------------------------


async def add_verdict(connection: AsyncConnection, now: datetime, **values: Any) -> None:
    """`task`, `verdict`, `owner_id`, `note`, `by_id`."""
    await connection.execute(task_verdict.insert().values(id=uuid4().hex, at=now, **values))


async def verdicts(connection: AsyncConnection) -> list[Row]:
    """Every decision ever made, the newest first."""
    return await rows(connection, sa.select(task_verdict).order_by(task_verdict.c.at.desc(), task_verdict.c.id))


# --- how customers would have put it ---------------------------------------------------------------


async def add_wording(connection: AsyncConnection, conversation_id: str, now: datetime, **values: Any) -> None:
    """`run`, `task`, `step`, `language`: the question was put."""
    await connection.execute(own_wording.insert().values(
        id=uuid4().hex, conversation_id=conversation_id, state="asked", at=now, **values))


async def was_asked(connection: AsyncConnection, customer_id: str, task: str) -> bool:
    """Whether this person was asked about this task before, on whatever channel."""
    return await one(connection, sa.select(own_wording.c.id).join(
        conversation, conversation.c.id == own_wording.c.conversation_id).where(
        conversation.c.customer_id == customer_id, own_wording.c.task == task).limit(1)) is not None


async def latest_wording(connection: AsyncConnection, conversation_id: str) -> Row | None:
    return await one(connection, sa.select(own_wording).where(
        own_wording.c.conversation_id == conversation_id).order_by(own_wording.c.at.desc()).limit(1))


async def change_wording(connection: AsyncConnection, wording_id: str, **values: Any) -> None:
    await connection.execute(own_wording.update().where(own_wording.c.id == wording_id).values(**values))


async def wording(connection: AsyncConnection, wording_id: str) -> Row | None:
    return await one(connection, sa.select(own_wording).where(own_wording.c.id == wording_id))


async def wordings_told(connection: AsyncConnection, limit: int = 500) -> list[Row]:
    """What customers said, the newest first."""
    return await rows(connection, sa.select(own_wording).where(own_wording.c.state == "told").order_by(
        own_wording.c.at.desc()).limit(limit))


async def to_thank(connection: AsyncConnection, customer_id: str) -> list[Row]:
    """Words of this person that became a hint still in use, and who wished to hear of it and has not yet."""
    return await rows(connection, sa.select(own_wording).join(
        conversation, conversation.c.id == own_wording.c.conversation_id).join(
        hint, hint.c.id == own_wording.c.hint_id).where(
        conversation.c.customer_id == customer_id, own_wording.c.thanks.is_(True),
        own_wording.c.thanked_at.is_(None), hint.c.off_at.is_(None)).order_by(own_wording.c.at))


# --- hints -----------------------------------------------------------------------------------------


async def add_hint(connection: AsyncConnection, now: datetime, **values: Any) -> str:
    """`task`, `step`, `language`, `text`, `by_id`. Returns its id."""
    made = uuid4().hex
    await connection.execute(hint.insert().values(id=made, at=now, **values))
    return made


async def take_hint_off(connection: AsyncConnection, hint_id: str, now: datetime) -> bool:
    """False when there is no such hint in use."""
    result = await connection.execute(hint.update().where(
        hint.c.id == hint_id, hint.c.off_at.is_(None)).values(off_at=now))
    return bool(result.rowcount == 1)


async def hints(connection: AsyncConnection, task: str = "", language: str = "") -> list[Row]:
    """Those in use, the oldest first."""
    query = sa.select(hint).where(hint.c.off_at.is_(None))
    if task:
        query = query.where(hint.c.task == task)
    if language:
        query = query.where(hint.c.language == language)
    return await rows(connection, query.order_by(hint.c.at, hint.c.id))
