"""The report of unanswered questions, read from what a front door really stores."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.questions import asked_since
from bot.store.tables import conversation, customer, inbound, turn

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)


async def test_a_turn_is_read_with_its_words_its_intent_and_what_was_said(db: Database) -> None:
    answer = {"understanding": {"intent": "nlu_fallback"}, "messages": [{"key": "utter_fallback"}]}
    async with db.write() as connection:
        if db.sqlite:
            await connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        await connection.execute(customer.insert().values(id="p", name=None, created_at=NOW))
        await connection.execute(conversation.insert().values(
            id="c", channel="web", customer_id="p", level="stranger", language="fr", owner="bot", last_at=NOW,
            created_at=NOW))
        for name, state, day in (("old", "answered", 40), ("new", "answered", 1), ("open", "waiting", 1)):
            at = NOW - timedelta(days=day)
            await connection.execute(turn.insert().values(
                id=name, conversation_id="c", state=state, created_at=at, answer=answer))
            for n, text in enumerate(("vous louez", "des vélos ?")):
                await connection.execute(inbound.insert().values(
                    id=f"{name}{n}", conversation_id="c", provider_id=f"{name}{n}", seq=n, at=at, text=text,
                    turn_id=name))
    async with db.read() as connection:
        found = await asked_since(connection, NOW - timedelta(days=30))
    assert [(one.text, one.intent, one.said) for one in found] == [
        ("vous louez\ndes vélos ?", "nlu_fallback", ("utter_fallback",))]
