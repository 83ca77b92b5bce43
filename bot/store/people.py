"""Customers, their chat sessions, agents and theirs. Tokens are stored as hashes only."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.errors import Changed
from bot.store.tables import agent, agent_read, agent_session, chat_session, customer, used_token

Row = dict[str, Any]


def token_hash(token: str) -> str:
    """Tokens are 256 random bits, so a plain hash is enough: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()


async def one(connection: AsyncConnection, query: sa.Select[Any]) -> Row | None:
    """The first row of `query` as a plain dict, or None."""
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else dict(row)


async def rows(connection: AsyncConnection, query: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in (await connection.execute(query)).mappings()]


# --- customers -------------------------------------------------------------------------------------


async def add_customer(connection: AsyncConnection, now: datetime, **values: Any) -> Row:
    row = {"id": uuid4().hex, "created_at": now, "formality": "vous", "pace": "normal", **values}
    await connection.execute(customer.insert().values(**row))
    return row


async def customer_by_company_id(connection: AsyncConnection, company_id: str) -> Row | None:
    return await one(connection, sa.select(customer).where(customer.c.company_id == company_id))


async def customer_by_id(connection: AsyncConnection, customer_id: str) -> Row:
    row = await one(connection, sa.select(customer).where(customer.c.id == customer_id))
    assert row is not None, "a conversation always has a customer (foreign key)"
    return row


async def change_customer(connection: AsyncConnection, customer_id: str, **values: Any) -> None:
    if values:
        await connection.execute(customer.update().where(customer.c.id == customer_id).values(**values))


# --- chat sessions ---------------------------------------------------------------------------------


async def add_chat_session(
    connection: AsyncConnection, conversation_id: str, language: str, expires_at: datetime,
    proven_until: datetime | None = None,
) -> str:
    """Make a token for this conversation; only its hash stays here."""
    token = secrets.token_urlsafe(32)
    await connection.execute(chat_session.insert().values(
        token_hash=token_hash(token), conversation_id=conversation_id, language=language, expires_at=expires_at,
        proven_until=proven_until))
    return token


async def chat_session_by_token(connection: AsyncConnection, token: str, now: datetime) -> Row | None:
    return await one(connection, sa.select(chat_session).where(
        chat_session.c.token_hash == token_hash(token), chat_session.c.expires_at > now))


async def set_session_language(connection: AsyncConnection, conversation_id: str, language: str) -> None:
    await connection.execute(chat_session.update().where(
        chat_session.c.conversation_id == conversation_id).values(language=language))


async def drop_chat_session(connection: AsyncConnection, hashed: str) -> None:
    await connection.execute(chat_session.delete().where(chat_session.c.token_hash == hashed))


async def drop_chat_sessions(connection: AsyncConnection, conversation_id: str, *, keep: str | None = None) -> None:
    """End every token of this conversation, but for the one whose hash is `keep`."""
    await connection.execute(chat_session.delete().where(
        chat_session.c.conversation_id == conversation_id, chat_session.c.token_hash != (keep or "")))


async def prove_chat_session(connection: AsyncConnection, hashed: str, until: datetime | None) -> None:
    """What was proven in this session holds until then, in real time."""
    await connection.execute(chat_session.update().where(
        chat_session.c.token_hash == hashed).values(proven_until=until))


async def unprove_chat_sessions(connection: AsyncConnection, conversation_id: str) -> None:
    await connection.execute(chat_session.update().where(
        chat_session.c.conversation_id == conversation_id).values(proven_until=None))


async def use_token(connection: AsyncConnection, token_id: str, conversation_id: str, until: datetime) -> str | None:
    """Note that this signed identity opened a session; the conversation it had opened before, None the first time.

    Raises `Changed` when it is being used elsewhere at this moment.
    """
    hashed = token_hash(token_id)
    known = await one(connection, sa.select(used_token.c.conversation_id).where(used_token.c.token_hash == hashed))
    if known is not None:
        return str(known["conversation_id"])
    try:
        await connection.execute(used_token.insert().values(
            token_hash=hashed, conversation_id=conversation_id, until=until))
    except sa.exc.IntegrityError as error:
        raise Changed(hashed) from error
    return None


async def forget_used_tokens(connection: AsyncConnection, now: datetime) -> None:
    """A token that has ended cannot be used again, whether we remember it or not."""
    await connection.execute(used_token.delete().where(used_token.c.until < now))


# --- agents ----------------------------------------------------------------------------------------


async def put_agent(connection: AsyncConnection, *, email: str, name: str, role: dict[str, str], lead: bool,
                    password_hash: str) -> None:
    """Add the agent, unless the address is already known."""
    known = await one(connection, sa.select(agent.c.id).where(agent.c.email == email))
    if known is None:
        await connection.execute(agent.insert().values(
            id=uuid4().hex, email=email, name=name, role=role, lead=lead, password_hash=password_hash))


async def agent_by_email(connection: AsyncConnection, email: str) -> Row | None:
    return await one(connection, sa.select(agent).where(agent.c.email == email.strip().lower()))


async def agent_by_id(connection: AsyncConnection, agent_id: str) -> Row | None:
    return await one(connection, sa.select(agent).where(agent.c.id == agent_id))


async def agents(connection: AsyncConnection) -> list[Row]:
    return await rows(connection, sa.select(agent))


async def add_agent_session(connection: AsyncConnection, agent_id: str, expires_at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    await connection.execute(agent_session.insert().values(
        token_hash=token_hash(token), agent_id=agent_id, expires_at=expires_at))
    return token


async def agent_by_token(connection: AsyncConnection, token: str, now: datetime) -> Row | None:
    return await one(connection, sa.select(agent).join(agent_session, agent_session.c.agent_id == agent.c.id).where(
        agent_session.c.token_hash == token_hash(token), agent_session.c.expires_at > now))


async def drop_agent_session(connection: AsyncConnection, token: str) -> None:
    await connection.execute(agent_session.delete().where(agent_session.c.token_hash == token_hash(token)))


async def mark_read(connection: AsyncConnection, agent_id: str, conversation_id: str, seq: int) -> None:
    """Remember how far this agent has read; never backwards."""
    where = (agent_read.c.agent_id == agent_id) & (agent_read.c.conversation_id == conversation_id)
    known = await one(connection, sa.select(agent_read.c.seq).where(where))
    if known is None:
        await connection.execute(agent_read.insert().values(
            agent_id=agent_id, conversation_id=conversation_id, seq=seq))
    elif known["seq"] < seq:
        await connection.execute(agent_read.update().where(where).values(seq=seq))


async def unread_again(connection: AsyncConnection, agent_id: str, conversation_id: str, before: int) -> None:
    """What this agent read from number `before` on counts as unread again: it is theirs to answer now."""
    await connection.execute(agent_read.update().where(
        agent_read.c.agent_id == agent_id, agent_read.c.conversation_id == conversation_id, agent_read.c.seq >= before,
    ).values(seq=before - 1))


async def read_marks(connection: AsyncConnection, agent_id: str) -> dict[str, int]:
    found = await rows(connection, sa.select(agent_read).where(agent_read.c.agent_id == agent_id))
    return {row["conversation_id"]: row["seq"] for row in found}
