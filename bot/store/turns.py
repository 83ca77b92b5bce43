"""Inbound messages and the turns that answer them. A message is stored once and reaches one outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.conversation import Outcome
from bot.store.errors import NotFound
from bot.store.people import Row, one, rows
from bot.store.tables import conversation, inbound, turn

OPEN_STATES = ("waiting", "asked")


# --- inbound ---------------------------------------------------------------------------------------


async def inbound_by_provider_id(connection: AsyncConnection, conversation_id: str, provider_id: str) -> Row | None:
    return await one(connection, sa.select(inbound).where(
        inbound.c.conversation_id == conversation_id, inbound.c.provider_id == provider_id))


async def add_inbound(connection: AsyncConnection, *, conversation_id: str, provider_id: str, seq: int,
                      at: datetime, text: str, turn_id: str | None = None, lapsed: bool = False) -> None:
    await connection.execute(inbound.insert().values(
        id=uuid4().hex, conversation_id=conversation_id, provider_id=provider_id, seq=seq, at=at, text=text,
        turn_id=turn_id, lapsed=lapsed))


async def mark_proven(connection: AsyncConnection, conversation_id: str, seq: int) -> None:
    """This very message proved who wrote it."""
    await connection.execute(inbound.update().where(
        inbound.c.conversation_id == conversation_id, inbound.c.seq == seq).values(lapsed=False))


async def waits_for_a_turn(connection: AsyncConnection, conversation_id: str, seq: int) -> bool:
    found = await one(connection, sa.select(inbound.c.turn_id).where(
        inbound.c.conversation_id == conversation_id, inbound.c.seq == seq))
    return found is not None and found["turn_id"] is not None


async def just_said(connection: AsyncConnection, conversation_id: str, since: datetime) -> list[Row]:
    """Number and text of the customer's last messages, three at most, oldest first, none from before `since`."""
    found = await rows(connection, sa.select(inbound.c.seq, inbound.c.text).where(
        inbound.c.conversation_id == conversation_id, inbound.c.at >= since).order_by(inbound.c.seq.desc()).limit(3))
    return found[::-1]


async def change_text(connection: AsyncConnection, conversation_id: str, seq: int, text: str) -> None:
    await connection.execute(inbound.update().where(
        inbound.c.conversation_id == conversation_id, inbound.c.seq == seq).values(text=text))


async def settle(connection: AsyncConnection, outcome: Outcome, now: datetime, *, conversation_id: str,
                 turn_id: str | None = None, seq: int | None = None) -> None:
    """Give every still open message of the conversation (or of one turn, or one number) its outcome."""
    where = [inbound.c.conversation_id == conversation_id, inbound.c.outcome.is_(None)]
    if turn_id is not None:
        where.append(inbound.c.turn_id == turn_id)
    if seq is not None:
        where.append(inbound.c.seq == seq)
    await connection.execute(inbound.update().where(*where).values(outcome=outcome.value, outcome_at=now))


async def open_inbound(connection: AsyncConnection, conversation_id: str) -> list[int]:
    """Numbers of the messages without an outcome, oldest first."""
    found = await rows(connection, sa.select(inbound.c.seq).where(
        inbound.c.conversation_id == conversation_id, inbound.c.outcome.is_(None)).order_by(inbound.c.seq))
    return [row["seq"] for row in found]


async def unanswered(connection: AsyncConnection, before: datetime) -> list[Row]:
    """Messages older than `before` without an outcome: the proof that nobody is left alone."""
    return await rows(connection, sa.select(
        inbound.c.conversation_id.label("conversation"), inbound.c.seq, inbound.c.at
    ).where(inbound.c.outcome.is_(None), inbound.c.at < before).order_by(inbound.c.at))


# --- turns -----------------------------------------------------------------------------------------


async def waiting_turn(connection: AsyncConnection, conversation_id: str) -> Row | None:
    """The turn that has not started yet and still takes text, if there is one."""
    found = await rows(connection, sa.select(turn).where(
        turn.c.conversation_id == conversation_id, turn.c.state == "waiting").order_by(turn.c.created_at))
    return found[-1] if found and found[-1]["choice"] is None else None


async def add(connection: AsyncConnection, conversation_id: str, now: datetime, *,
              choice: dict[str, Any] | None = None, turn_id: str | None = None) -> str:
    turn_id = turn_id or uuid4().hex
    await connection.execute(turn.insert().values(
        id=turn_id, conversation_id=conversation_id, state="waiting", created_at=now,
        choice=sa.null() if choice is None else choice))
    return turn_id


async def get(connection: AsyncConnection, turn_id: str) -> Row:
    """The turn with `texts`, the (number, text) of each message it takes; `lapsed` when one came from a session whose
    signed identity had ended."""
    row = await one(connection, sa.select(turn).where(turn.c.id == turn_id))
    if row is None:
        raise NotFound(turn_id)
    taken = await rows(connection, sa.select(inbound.c.seq, inbound.c.text, inbound.c.lapsed).where(
        inbound.c.turn_id == turn_id).order_by(inbound.c.seq))
    row["texts"] = [(t["seq"], t["text"]) for t in taken]
    row["lapsed"] = any(t["lapsed"] for t in taken)
    return row


async def answers(connection: AsyncConnection, conversation_id: str, since: datetime) -> list[Row]:
    """Turns begun since then that were answered: id, answer and decision."""
    return await rows(connection, sa.select(turn.c.id, turn.c.answer, turn.c.decision).where(
        turn.c.conversation_id == conversation_id, turn.c.created_at >= since, turn.c.answer.is_not(None)))


async def rewrite_answer(connection: AsyncConnection, turn_id: str, answer: Any, decision: Any) -> None:
    await connection.execute(turn.update().where(turn.c.id == turn_id).values(answer=answer, decision=decision))


async def next_open(connection: AsyncConnection, conversation_id: str) -> Row | None:
    """The oldest turn that is not ended."""
    found = await one(connection, sa.select(turn.c.id).where(
        turn.c.conversation_id == conversation_id, turn.c.state.in_(OPEN_STATES)
    ).order_by(turn.c.created_at, turn.c.id).limit(1))
    return None if found is None else await get(connection, found["id"])


async def conversations_with_open_turns(connection: AsyncConnection) -> list[str]:
    """Where work was left: after a kill every asked turn is asked again, every waiting one starts."""
    found = await rows(connection, sa.select(turn.c.conversation_id.label("id")).distinct().where(
        turn.c.state.in_(OPEN_STATES)))
    return [row["id"] for row in found]


async def change(connection: AsyncConnection, turn_id: str, *, only_from: tuple[str, ...] = OPEN_STATES,
                 **values: Any) -> bool:
    """Set columns of a turn still in one of the states `only_from`. False: it had ended."""
    result = await connection.execute(turn.update().where(
        turn.c.id == turn_id, turn.c.state.in_(only_from)).values(**values))
    return result.rowcount == 1


async def drop_open(connection: AsyncConnection, conversation_id: str, now: datetime) -> None:
    """End every open turn of a conversation whose owner is no longer the bot.

    A turn that was already asked may have moved the brain ahead of what the customer read.
    """
    asked = await one(connection, sa.select(turn.c.id).where(
        turn.c.conversation_id == conversation_id, turn.c.state == "asked").limit(1))
    await connection.execute(turn.update().where(
        turn.c.conversation_id == conversation_id, turn.c.state.in_(OPEN_STATES)
    ).values(state="dropped", ended_at=now))
    if asked is not None:
        await connection.execute(conversation.update().where(
            conversation.c.id == conversation_id).values(brain_out_of_step=True))


async def take(connection: AsyncConnection, conversation_id: str, seq: int, turn_id: str) -> None:
    """Let this turn answer the message numbered `seq`."""
    await connection.execute(inbound.update().where(
        inbound.c.conversation_id == conversation_id, inbound.c.seq == seq).values(turn_id=turn_id))


async def decided_turns(connection: AsyncConnection, since: datetime) -> list[Row]:
    """Answered turns with what was written and what the brain answered, oldest first, for deciding them again."""
    found = await rows(connection, sa.select(
        turn.c.id, turn.c.conversation_id, turn.c.created_at, turn.c.answer, conversation.c.language,
    ).join(conversation, conversation.c.id == turn.c.conversation_id).where(
        turn.c.created_at >= since, turn.c.answer.is_not(None), turn.c.choice.is_(None)).order_by(turn.c.created_at))
    said: dict[str, list[str]] = {}
    for row in await rows(connection, sa.select(inbound.c.turn_id, inbound.c.text).where(
            inbound.c.at >= since, inbound.c.turn_id.is_not(None)).order_by(inbound.c.seq)):
        said.setdefault(row["turn_id"], []).append(row["text"])
    return [{**row, "text": "\n".join(said.get(row["id"], []))} for row in found]
