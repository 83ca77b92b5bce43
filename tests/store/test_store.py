"""What the store promises whoever calls it: one number per event, one winner per change, one row in flight."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.core.conversation import Outcome, Owner
from bot.store import conversations, database, outbox, people, timeline, turns
from bot.store.database import Database
from bot.store.errors import Changed, NotFound
from bot.store.migrate import migrate
from bot.store.people import Row

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


async def conversation(db: Database) -> Row:
    async with db.write() as connection:
        customer = await people.add_customer(connection, NOW, name="Awa Diallo")
        return await conversations.add(connection, channel="web", customer_id=customer["id"], level="named",
                                       language="fr", now=NOW)


async def test_a_store_that_cannot_be_written_says_why_until_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.01)
    await asyncio.to_thread(migrate, f"sqlite+aiosqlite:///{tmp_path / 'sensei.db'}")
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'sensei.db'}")
    other = sqlite3.connect(tmp_path / "sensei.db", isolation_level=None)
    try:
        other.execute("begin immediate")
        assert await db.trouble() == ""  # nobody has tried to write yet
        with pytest.raises(OperationalError):
            await conversation(db)
        assert await db.trouble() == "database is locked"
        other.execute("rollback")
        assert await db.trouble() == ""
    finally:
        other.close()
        await db.close()


async def test_fifty_writers_at_once_get_fifty_numbers_without_a_gap(db: Database) -> None:
    conv = await conversation(db)

    async def write() -> int:
        async with db.write() as connection:
            return await timeline.append(connection, conv["id"], NOW, "note", {"text": "x"})

    assert sorted(await asyncio.gather(*(write() for _ in range(50)))) == list(range(1, 51))


async def test_two_connections_that_read_then_write_both_succeed(db: Database, url: str) -> None:
    # Deferred transactions lose the upgrade to a write lock and fail at once; ours begin immediate.
    conv, other = await conversation(db), Database(url)

    async def read_then_write(database: Database) -> None:
        for _ in range(10):
            async with database.write() as connection:
                await conversations.get(connection, conv["id"])
                await timeline.append(connection, conv["id"], NOW, "note", {"text": "x"})

    await asyncio.gather(read_then_write(db), read_then_write(other))
    await other.close()
    async with db.read() as connection:
        assert (await conversations.get(connection, conv["id"]))["last_seq"] == 20


async def test_the_second_change_of_owner_from_the_same_picture_loses(db: Database) -> None:
    conv = await conversation(db)
    async with db.write() as connection:
        assert (await conversations.change_owner(connection, conv, Owner.QUEUE))["owner"] == "queue"
    with pytest.raises(Changed):
        async with db.write() as connection:
            await conversations.change_owner(connection, conv, Owner.CLOSED)


async def test_a_failed_transaction_leaves_nothing_behind(db: Database) -> None:
    conv = await conversation(db)
    with pytest.raises(RuntimeError):
        async with db.write() as connection:
            await timeline.append(connection, conv["id"], NOW, "note", {"text": "x"})
            raise RuntimeError("in the middle")
    async with db.read() as connection:
        assert await timeline.after(connection, conv["id"], 0, private=True) == []


async def test_private_events_are_left_out_unless_asked_for(db: Database) -> None:
    conv = await conversation(db)
    async with db.write() as connection:
        await timeline.append(connection, conv["id"], NOW, "note", {"text": "entre nous"})
        await timeline.append(connection, conv["id"], NOW, "owner", {"owner": "queue"})
    async with db.read() as connection:
        assert [e["kind"] for e in await timeline.after(connection, conv["id"], 0)] == ["owner"]
        assert [e["kind"] for e in await timeline.after(connection, conv["id"], 0, private=True)] == ["note", "owner"]


async def test_times_come_back_aware_and_in_utc(db: Database) -> None:
    conv = await conversation(db)
    assert conv["created_at"] == NOW
    assert conv["created_at"].tzinfo is not None


async def test_an_expired_session_opens_nothing(db: Database) -> None:
    conv = await conversation(db)
    async with db.write() as connection:
        token = await people.add_chat_session(connection, conv["id"], "fr", NOW + timedelta(days=1))
    async with db.read() as connection:
        assert await people.chat_session_by_token(connection, token, NOW) is not None
        assert await people.chat_session_by_token(connection, token, NOW + timedelta(days=2)) is None


async def test_an_ended_turn_cannot_be_changed_again(db: Database) -> None:
    conv = await conversation(db)
    async with db.write() as connection:
        turn_id = await turns.add(connection, conv["id"], NOW)
        assert await turns.change(connection, turn_id, state="answered")
        assert not await turns.change(connection, turn_id, state="failed")


async def test_rows_not_there_are_said_to_be_not_found(db: Database) -> None:
    async with db.read() as connection:
        with pytest.raises(NotFound):
            await conversations.get(connection, "nobody")


async def add_row(db: Database, conv: Row, seq: int, sender: str = "bot", version: int = 0) -> None:
    async with db.write() as connection:
        await outbox.add(connection, conversation_id=conv["id"], seq=seq, sender=sender, owner_version=version,
                         now=NOW, delivered=False)


async def test_one_row_per_conversation_is_in_flight_and_in_order(db: Database) -> None:
    conv = await conversation(db)
    await add_row(db, conv, 1)
    await add_row(db, conv, 2)
    async with db.write() as connection:
        [first] = await outbox.due(connection, NOW)
        assert first["seq"] == 1
        assert await outbox.mark_sending(connection, first)
        assert await outbox.due(connection, NOW) == []
        await outbox.mark(connection, first["id"], "sent", NOW)
        assert [row["seq"] for row in await outbox.due(connection, NOW)] == [2]


async def test_bot_words_are_not_sent_after_a_person_took_over(db: Database) -> None:
    conv = await conversation(db)
    await add_row(db, conv, 1)
    await add_row(db, conv, 2, sender="agent")
    async with db.write() as connection:
        [row] = await outbox.due(connection, NOW)
        await conversations.change_owner(connection, conv, Owner.AGENT)
        assert not await outbox.mark_sending(connection, row)


async def test_bot_words_leave_while_the_conversation_waits_in_the_queue(db: Database) -> None:
    conv = await conversation(db)
    await add_row(db, conv, 1)
    async with db.write() as connection:
        [row] = await outbox.due(connection, NOW)
        await conversations.change_owner(connection, conv, Owner.QUEUE)
        assert await outbox.mark_sending(connection, row)


async def test_rows_left_sending_by_a_kill_go_out_once_more_and_are_counted(db: Database) -> None:
    conv = await conversation(db)
    await add_row(db, conv, 1)
    async with db.write() as connection:
        [row] = await outbox.due(connection, NOW)
        await outbox.mark_sending(connection, row)
        assert await outbox.recover(connection) == 1
        [again] = await outbox.due(connection, NOW)
        assert (again["possibly_repeated"], again["attempts"]) == (True, 1)


async def test_unanswered_finds_exactly_the_messages_without_an_outcome(db: Database) -> None:
    conv = await conversation(db)
    async with db.write() as connection:
        for seq in (1, 2):
            await turns.add_inbound(connection, conversation_id=conv["id"], provider_id=str(seq), seq=seq, at=NOW,
                                    text="bonjour")

        await turns.settle(connection, Outcome.ANSWERED, NOW, conversation_id=conv["id"], seq=1)
        found = await turns.unanswered(connection, NOW + timedelta(seconds=1))
    assert [row["seq"] for row in found] == [2]


def test_migrating_twice_changes_nothing(url: str) -> None:
    migrate(url)


async def test_an_error_of_the_database_does_not_quote_what_customers_wrote(db: Database) -> None:
    conv = await conversation(db)
    with pytest.raises(Exception) as failed:  # whatever the driver calls it
        async with db.write() as connection:
            for _ in range(2):
                await turns.add_inbound(connection, conversation_id=conv["id"], provider_id="p1", seq=1, at=NOW,
                                        text="mon secret")
    assert "secret" not in str(failed.value)
