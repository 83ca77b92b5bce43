"""Telegram as rows: updates as they came, the one poller, chats and their conversations, business connections.

An update is kept whole only until it was read; after that its number alone stays, so that it is never read twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.people import Row, one, rows
from bot.store.tables import identity, telegram_bot, telegram_business, telegram_chat, telegram_update

NEW, READ, ODD = "new", "read", "odd"
KIND = "telegram"  # of an identity

# --- updates ---------------------------------------------------------------------------------------


async def add_update(connection: AsyncConnection, row: Row) -> bool:
    """Keep one update. False: it is known already, by whatever way it came first."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    result = await connection.execute(insert(telegram_update).values(
        {"state": NEW, "tries": 0, **row}).on_conflict_do_nothing())
    return bool(result.rowcount == 1)


async def open_updates(connection: AsyncConnection, bot_id: int, limit: int, of_a_lane: int) -> list[Row]:
    """Updates not read yet, oldest first, without their bodies; of each lane its first ones, so that who writes a lot
    hides nobody."""
    u = telegram_update.c
    place = sa.func.row_number().over(partition_by=u.lane, order_by=u.update_id)
    first = sa.select(u.update_id, u.lane, u.album, u.at, u.next_at, u.tries, place.label("place")).where(
        u.bot_id == bot_id, u.state == NEW).subquery()
    return await rows(connection, sa.select(first).where(
        first.c.place <= of_a_lane).order_by(first.c.update_id).limit(limit))


async def bodies(connection: AsyncConnection, bot_id: int, update_ids: Sequence[int]) -> dict[int, Row]:
    """What these updates say, by number: `body` and `masked`."""
    u = telegram_update.c
    found = await rows(connection, sa.select(u.update_id, u.body, u.masked).where(
        u.bot_id == bot_id, u.update_id.in_(update_ids)))
    return {row["update_id"]: {"body": row["body"], "masked": row["masked"]} for row in found}


async def mark_updates(connection: AsyncConnection, bot_id: int, update_ids: Sequence[int], state: str) -> None:
    """read: only its number stays. odd: kept whole, for people to look at."""
    values: dict[str, Any] = {"state": state}
    if state == READ:
        values["body"] = None
    await connection.execute(telegram_update.update().where(
        telegram_update.c.bot_id == bot_id, telegram_update.c.update_id.in_(update_ids)).values(**values))


async def put_off(connection: AsyncConnection, bot_id: int, update_ids: Sequence[int], tries: int,
                  next_at: datetime) -> None:
    await connection.execute(telegram_update.update().where(
        telegram_update.c.bot_id == bot_id, telegram_update.c.update_id.in_(update_ids)
    ).values(tries=tries, next_at=next_at))


async def forget_updates(connection: AsyncConnection, state: str, before: datetime) -> int:
    result = await connection.execute(telegram_update.delete().where(
        telegram_update.c.state == state, telegram_update.c.at < before))
    return int(result.rowcount)


# --- the one poller --------------------------------------------------------------------------------


async def bot_row(connection: AsyncConnection, bot_id: int) -> Row | None:
    return await one(connection, sa.select(telegram_bot).where(telegram_bot.c.bot_id == bot_id))


async def lease(connection: AsyncConnection, bot_id: int, poller: str, now: datetime, until: datetime) -> bool:
    """Become, or stay, the one who polls for this bot. False: somebody else's time is not over."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    await connection.execute(insert(telegram_bot).values(bot_id=bot_id, next_update=0).on_conflict_do_nothing())
    result = await connection.execute(telegram_bot.update().where(
        telegram_bot.c.bot_id == bot_id,
        sa.or_(telegram_bot.c.poller.is_(None), telegram_bot.c.poller == poller, telegram_bot.c.polls_until < now),
    ).values(poller=poller, polls_until=until))
    return bool(result.rowcount == 1)


async def end_lease(connection: AsyncConnection, bot_id: int, poller: str) -> None:
    await connection.execute(telegram_bot.update().where(
        telegram_bot.c.bot_id == bot_id, telegram_bot.c.poller == poller).values(poller=None, polls_until=None))


async def set_next_update(connection: AsyncConnection, bot_id: int, next_update: int) -> None:
    await connection.execute(telegram_bot.update().where(
        telegram_bot.c.bot_id == bot_id).values(next_update=next_update))


# --- chats -----------------------------------------------------------------------------------------


async def chat(connection: AsyncConnection, account: str) -> Row | None:
    return await one(connection, sa.select(telegram_chat).where(telegram_chat.c.account == account))


async def chat_of(connection: AsyncConnection, conversation_id: str) -> Row | None:
    """The chat whose words this conversation holds now."""
    return await one(connection, sa.select(telegram_chat).join(
        identity, identity.c.value == telegram_chat.c.account
    ).where(identity.c.kind == KIND, identity.c.conversation_id == conversation_id))


async def put_chat(connection: AsyncConnection, **values: Any) -> None:
    """Know this chat; known already, its doors stay as they are."""
    if await chat(connection, values["account"]) is None:
        await connection.execute(telegram_chat.insert().values(**values))


async def change_chat(connection: AsyncConnection, account: str, **values: Any) -> None:
    await connection.execute(telegram_chat.update().where(telegram_chat.c.account == account).values(**values))


async def move_chat(connection: AsyncConnection, old: str, new: str, chat_id: int) -> None:
    """A group became a supergroup: the same people, another number. One that writes there already stays."""
    if await chat(connection, new) is None:
        await connection.execute(telegram_chat.update().where(telegram_chat.c.account == old).values(
            account=new, chat_id=chat_id, type="supergroup"))
        await connection.execute(identity.update().where(
            identity.c.kind == KIND, identity.c.value == old).values(value=new))


async def conversations_of(connection: AsyncConnection, bot_id: int, chat_id: int) -> list[Row]:
    """Every chat with this number, with and without a business connection, each with its `conversation_id`."""
    return await rows(connection, sa.select(telegram_chat, identity.c.conversation_id).join(
        identity, sa.and_(identity.c.kind == KIND, identity.c.value == telegram_chat.c.account)
    ).where(telegram_chat.c.bot_id == bot_id, telegram_chat.c.chat_id == chat_id,
            identity.c.conversation_id.is_not(None)))


# --- business connections --------------------------------------------------------------------------


async def put_business(connection: AsyncConnection, values: Row) -> None:
    known = await business(connection, values["id"])
    if known is None:
        await connection.execute(telegram_business.insert().values(**values))
    elif known["at"] <= values["at"]:  # an older word on it may come later
        await connection.execute(telegram_business.update().where(
            telegram_business.c.id == values["id"]).values(**values))


async def business(connection: AsyncConnection, connection_id: str) -> Row | None:
    return await one(connection, sa.select(telegram_business).where(telegram_business.c.id == connection_id))
