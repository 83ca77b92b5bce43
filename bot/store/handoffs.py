"""Choices offered, promises made, task runs and briefs: what a hand-over carries beside the timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, rows
from bot.store.tables import brief, choice, promise, task_run

# --- choices ---------------------------------------------------------------------------------------


def new_id() -> str:
    """An opaque id that says nothing and cannot be guessed."""
    return uuid4().hex


async def add_choices(connection: AsyncConnection, conversation_id: str, seq: int, offered: list[Row]) -> None:
    """Store the choices of one message. Each has id, label, intent and entities."""
    if offered:
        await connection.execute(choice.insert(), [
            {"conversation_id": conversation_id, "seq": seq, **row} for row in offered])


async def choice_by_id(connection: AsyncConnection, conversation_id: str, choice_id: str) -> Row | None:
    """A choice offered in this very conversation; one of another is None."""
    return await one(connection, sa.select(choice).where(
        choice.c.id == choice_id, choice.c.conversation_id == conversation_id))


async def last_offer(connection: AsyncConnection, conversation_id: str, before: int) -> list[Row]:
    """The choices of the last message before this number that had any."""
    last = sa.select(sa.func.max(choice.c.seq)).where(
        choice.c.conversation_id == conversation_id, choice.c.seq < before).scalar_subquery()
    return await rows(connection, sa.select(choice).where(
        choice.c.conversation_id == conversation_id, choice.c.seq == last))


async def use_choice(connection: AsyncConnection, choice_id: str, seq: int) -> None:
    await connection.execute(choice.update().where(choice.c.id == choice_id).values(used_seq=seq))


# --- promises --------------------------------------------------------------------------------------


async def add_promise(connection: AsyncConnection, conversation_id: str, now: datetime, *, who: str, what: str,
                      by: datetime | None) -> Row:
    row = {"id": uuid4().hex, "conversation_id": conversation_id, "who": who, "what": what, "by": by,
           "state": "open", "made_at": now}
    await connection.execute(promise.insert().values(**row))
    return row


async def promises(connection: AsyncConnection, conversation_id: str, *, states: tuple[str, ...] = ()) -> list[Row]:
    query = sa.select(promise).where(promise.c.conversation_id == conversation_id).order_by(promise.c.made_at)
    return await rows(connection, query.where(promise.c.state.in_(states)) if states else query)


async def open_promises_due(connection: AsyncConnection, before: datetime) -> list[Row]:
    return await rows(connection, sa.select(promise).where(promise.c.state == "open", promise.c.by < before))


async def change_promise(connection: AsyncConnection, promise_id: str, **values: Any) -> None:
    await connection.execute(promise.update().where(promise.c.id == promise_id).values(**values))


# --- task runs -------------------------------------------------------------------------------------


async def put_task_run(connection: AsyncConnection, run: str, values: dict[str, Any]) -> None:
    """Insert the run or update its columns."""
    known = await one(connection, sa.select(task_run.c.run).where(task_run.c.run == run))
    if known is None:
        await connection.execute(task_run.insert().values(run=run, **{"values": {}, "state": "started", **values}))
    else:
        await connection.execute(task_run.update().where(task_run.c.run == run).values(**values))


async def get_task_run(connection: AsyncConnection, run: str) -> Row | None:
    return await one(connection, sa.select(task_run).where(task_run.c.run == run))


async def open_task_run(connection: AsyncConnection, customer_id: str) -> Row | None:
    """The customer's latest unfinished task, on whatever channel it was begun."""
    return await one(connection, sa.select(task_run).where(
        task_run.c.customer_id == customer_id, task_run.c.state.in_(("started", "paused", "resumed"))
    ).order_by(task_run.c.updated_at.desc()).limit(1))


async def tasks_done(connection: AsyncConnection, customer_id: str) -> list[str]:
    """Names of the tasks this customer has finished, on whatever channel."""
    query = sa.select(task_run.c.task).where(task_run.c.customer_id == customer_id, task_run.c.state == "done")
    return [row["task"] for row in await rows(connection, query.distinct().order_by(task_run.c.task))]


# --- briefs ----------------------------------------------------------------------------------------


async def put_brief(connection: AsyncConnection, conversation_id: str, at: datetime, body: dict[str, Any]) -> int:
    """Store the newest brief and return its version."""
    known = await one(connection, sa.select(brief.c.version).where(brief.c.conversation_id == conversation_id))
    version = 1 if known is None else int(known["version"]) + 1
    values = {"version": version, "at": at, "body": {**body, "version": version}}
    if known is None:
        await connection.execute(brief.insert().values(conversation_id=conversation_id, **values))
    else:
        await connection.execute(brief.update().where(brief.c.conversation_id == conversation_id).values(**values))
    return version


async def get_brief(connection: AsyncConnection, conversation_id: str) -> dict[str, Any] | None:
    found = await one(connection, sa.select(brief.c.body).where(brief.c.conversation_id == conversation_id))
    return None if found is None else dict(found["body"])
