"""Everything the store holds of one customer, found by the shape of the tables and not by a list somebody must keep.

A table with `conversation_id` or `customer_id` is personal, and so are Telegram's, which know accounts and chats. Every
other is named in `NOT_PERSONAL` with its reason; a test holds that, so that no new table is forgotten by export or
erasure. Must not decide whose data, nor when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.conversation import Owner
from bot.store.people import Row, one, rows
from bot.store.tables import (
    conversation,
    customer,
    erasure,
    identity,
    look,
    metadata,
    telegram_chat,
    telegram_update,
)

NOT_PERSONAL = {
    "agent": "people who work here; not customers",
    "agent_session": "theirs",
    "erasure": "what remains: a time and a hash",
    "hint": "words a lead published as the company's; who first said them stands in own_wording",
    "task_verdict": "what people who work here decided",
    "telegram_bot": "our place in the line of updates",
    "telegram_business": "accounts of people who work here",
}
# Of no use to anybody but us: secrets in the form of hashes, and who of ours has read how far.
NOT_EXPORTED = frozenset({"chat_session", "used_token", "agent_read", "outbox"})
_SECRET_COLUMNS = frozenset({"code_hash", "address_hash", "token_hash"})


def tables() -> list[sa.Table]:
    """Every personal table, rows that others refer to last."""
    return [table for table in reversed(metadata.sorted_tables)
            if table in (conversation, customer, telegram_chat, telegram_update)
            or {"conversation_id", "customer_id"} & set(table.c.keys())]


@dataclass(frozen=True)
class _Whose:
    """What a customer's rows are found by."""

    customer: str
    conversations: list[str]
    accounts: list[str]

    @property
    def lanes(self) -> list[str]:
        """Of updates that Telegram sent: by chat, or by person (`bot/channels/telegram/reading.py`)."""
        parts = [account.split(":", 2) for account in self.accounts if ":" in account]
        return [lane for _, chat, *business in parts for lane in (f"{chat}:{''.join(business)}", f"user:{chat}")]


async def _whose(connection: AsyncConnection, customer_id: str) -> _Whose:
    accounts = await rows(connection, sa.select(identity.c.value).where(
        identity.c.customer_id == customer_id, identity.c.kind == "telegram"))
    return _Whose(customer_id, await conversations_of(connection, customer_id), [row["value"] for row in accounts])


async def conversations_of(connection: AsyncConnection, customer_id: str) -> list[str]:
    found = await rows(connection, sa.select(conversation.c.id).where(conversation.c.customer_id == customer_id))
    return [row["id"] for row in found]


async def everything(connection: AsyncConnection, customer_id: str, *, ours_too: bool = False) -> dict[str, list[Row]]:
    """All rows by table, as they are stored; `ours_too`: also what no reader has a use for."""
    whose = await _whose(connection, customer_id)
    found = {}
    for table in tables():
        if ours_too or table.name not in NOT_EXPORTED:
            listed = await rows(connection, sa.select(table).where(_theirs(table, whose)))
            found[table.name] = [{k: v for k, v in row.items() if k not in _SECRET_COLUMNS} for row in listed]
    return found


async def erase(connection: AsyncConnection, customer_id: str) -> int:
    """Delete every row of this customer; how many there were."""
    whose, gone = await _whose(connection, customer_id), 0
    for table in tables():
        gone += (await connection.execute(table.delete().where(_theirs(table, whose)))).rowcount
    return gone


def _theirs(table: sa.Table, whose: _Whose) -> sa.ColumnElement[bool]:
    if table is customer:
        return customer.c.id == whose.customer
    if table is telegram_chat:
        return telegram_chat.c.account.in_(whose.accounts)
    if table is telegram_update:
        return telegram_update.c.lane.in_(whose.lanes)
    ways = []
    if "customer_id" in table.c:
        ways.append(table.c.customer_id == whose.customer)
    if "conversation_id" in table.c:
        ways.append(table.c.conversation_id.in_(whose.conversations))
    return sa.or_(*ways)


async def find(connection: AsyncConnection, who: str) -> list[str]:
    """Customers by the company's id, ours, a conversation, or a proven address. A name finds nobody: it may be many."""
    by = (sa.select(customer.c.id).where((customer.c.company_id == who) | (customer.c.id == who)),
          sa.select(conversation.c.customer_id.label("id")).where(conversation.c.id == who),
          sa.select(identity.c.customer_id.label("id")).where(identity.c.value == who.lower()))
    return sorted({row["id"] for query in by for row in await rows(connection, query)})


async def silent_since(connection: AsyncConnection, before: datetime, *, known: bool, limit: int = 20) -> list[str]:
    """Customers (`known` to the company, or strangers) in none of whose conversations anything happened since."""
    alive = sa.exists().where(conversation.c.customer_id == customer.c.id, (conversation.c.last_at >= before) | (
        conversation.c.owner.in_((Owner.QUEUE.value, Owner.AGENT.value))))
    waiting = sa.exists().where(erasure.c.subject_id == customer.c.id)
    found = await rows(connection, sa.select(customer.c.id).where(
        customer.c.company_id.is_not(None) if known else customer.c.company_id.is_(None),
        customer.c.created_at < before, ~alive, ~waiting).limit(limit))
    return [row["id"] for row in found]


# --- the tombstone ---------------------------------------------------------------------------------


async def ask(connection: AsyncConnection, *, customer_id: str, subject_hash: str, by: str, now: datetime,
              begin_at: datetime) -> str:
    """Note an erasure, once; its id."""
    known = await one(connection, sa.select(erasure.c.id).where(erasure.c.subject_id == customer_id))
    if known is not None:
        return str(known["id"])
    row: Row = {"id": uuid4().hex, "subject_id": customer_id, "subject_hash": subject_hash, "asked_by": by,
                "state": "asked", "asked_at": now, "begin_at": begin_at, "parts": {}}
    await connection.execute(erasure.insert().values(**row))
    return str(row["id"])


async def get_erasure(connection: AsyncConnection, erasure_id: str) -> Row | None:
    return await one(connection, sa.select(erasure).where(erasure.c.id == erasure_id))


async def due(connection: AsyncConnection, now: datetime) -> list[str]:
    found = await rows(connection, sa.select(erasure.c.id).where(
        erasure.c.state == "asked", erasure.c.begin_at <= now).order_by(erasure.c.asked_at))
    return [row["id"] for row in found]


async def take(connection: AsyncConnection, erasure_id: str, now: datetime, until: datetime) -> Row | None:
    """Begin it, unless somebody else has: nobody takes it again before `until`."""
    taken = await connection.execute(erasure.update().where(
        erasure.c.id == erasure_id, erasure.c.state == "asked", erasure.c.begin_at <= now).values(begin_at=until))
    return await get_erasure(connection, erasure_id) if taken.rowcount == 1 else None


async def begun(connection: AsyncConnection, erasure_id: str, conversations: list[str]) -> None:
    """Which conversations the brain must forget, until it has."""
    await connection.execute(erasure.update().where(erasure.c.id == erasure_id).values(
        parts={"begun": conversations}))


async def put_back(connection: AsyncConnection, erasure_id: str, now: datetime) -> None:
    await connection.execute(erasure.update().where(erasure.c.id == erasure_id).values(begin_at=now))


async def done(connection: AsyncConnection, erasure_id: str, now: datetime, parts: dict[str, Any]) -> None:
    await connection.execute(erasure.update().where(erasure.c.id == erasure_id).values(
        state="done", done_at=now, subject_id=None, parts=parts))


async def proofs(connection: AsyncConnection, subject_hash: str) -> list[Row]:
    """When this subject was erased, if ever."""
    return await rows(connection, sa.select(erasure).where(erasure.c.subject_hash == subject_hash))


# --- who looked ------------------------------------------------------------------------------------


async def note_look(connection: AsyncConnection, *, agent_id: str, conversation_id: str, what: str, now: datetime,
                    since: datetime) -> None:
    """One row an hour is enough to say who looked at whom."""
    known = await one(connection, sa.select(look.c.id).where(
        look.c.agent_id == agent_id, look.c.conversation_id == conversation_id, look.c.what == what,
        look.c.at > since))
    if known is None:
        await connection.execute(look.insert().values(
            id=uuid4().hex, agent_id=agent_id, conversation_id=conversation_id, what=what, at=now))


async def has_looked(connection: AsyncConnection, *, agent_id: str, conversation_id: str, what: str,
                     since: datetime) -> bool:
    return await one(connection, sa.select(look.c.id).where(
        look.c.agent_id == agent_id, look.c.conversation_id == conversation_id, look.c.what == what,
        look.c.at > since)) is not None


async def looks(connection: AsyncConnection, *, conversation_id: str | None = None, agent_id: str | None = None,
                limit: int = 500) -> list[Row]:
    query = sa.select(look)
    if conversation_id is not None:
        query = query.where(look.c.conversation_id == conversation_id)
    if agent_id is not None:
        query = query.where(look.c.agent_id == agent_id)
    return await rows(connection, query.order_by(look.c.at.desc()).limit(limit))


async def forget_looks(connection: AsyncConnection, before: datetime) -> None:
    await connection.execute(look.delete().where(look.c.at < before))
