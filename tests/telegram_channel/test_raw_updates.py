"""Updates as they should never come: unknown kinds, broken parts, three times at once, in the wrong order."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import reading
from bot.store import telegram
from tests.house import House
from tests.telegram.fake_api import FakeTelegram
from tests.telegram_channel.connected import BOT, all_read, hurry, said, timeline_of


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


async def odd(house: House) -> list[str]:
    async with house.front.service.deps.db.read() as connection:
        found = await telegram.rows(connection, telegram.sa.select(telegram.telegram_update).where(
            telegram.telegram_update.c.state == telegram.ODD))
    return [row["kind"] for row in found if row["body"] is not None]


async def test_a_kind_of_the_future_is_kept_whole_shown_to_agents_and_honestly_answered(
        house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    fake.push({"thought_message": {"message_id": 9, "chat": awa.chat.about, "from": awa.user, "date": 1, "thought": {}}})
    awa.chat.door = "open"
    await fake.says_to(awa, "pas encore ouvrir")
    await all_read(house, fake)
    assert await odd(house) == ["thought_message"]
    notes = [e["body"]["text"] for e in await timeline_of(house, awa) if e["kind"] == "note"]
    assert "thought_message" in notes[0]


@pytest.mark.parametrize("update", [
    {}, {"message": None}, {"message": []}, {"message": {"message_id": "7"}}, {"message": {"chat": {"id": 10**30}}},
    {"callback_query": {"id": 4}}, {"message_reaction": {"chat": 3}}, {"my_chat_member": {}}, {"poll": 3},
    {"business_connection": {"id": None}}, {"business_message": {"chat": {"id": 5}, "message_id": 1, "from": 7}},
    {"edited_message": {"chat": {"id": 5, "type": "private"}, "message_id": 1, "from": {"id": 5}}},
    {"deleted_business_messages": {"chat": {"id": 5}}}, {"inline_query": {"id": "1"}}, {"new\x00kind": {"a": "b\x00"}},
])
async def test_broken_updates_are_kept_or_noted_and_stop_nothing(
        house: House, fake: FakeTelegram, update: dict[str, Any]) -> None:
    fake.push(update)
    awa = fake.person("Awa")
    awa.says("bonjour")
    await fake.says_to(awa, "echo: bonjour")
    await all_read(house, fake)


async def test_the_same_update_three_times_at_once_is_one_message(folder: Path, fake: FakeTelegram, house: House) -> None:
    awa = fake.person("Awa")
    update = {"update_id": 77, "message": fake.state.message(awa.chat, awa.user, text="bonjour")}
    awa.chat.door = "open"
    body = reading.kind_of(update)
    from bot.channels.telegram.receiving import kept

    assert body == "message"
    new = await asyncio.gather(*(house.front.service.keep_updates(BOT, kept([update])) for _ in range(3)))
    assert sorted(new) == [0, 0, 1]
    await fake.says_to(awa, "echo: bonjour")
    await all_read(house, fake)
    assert said(await timeline_of(house, awa)) == ["bonjour"]


async def test_a_message_told_again_under_another_number_is_one_turn(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    message = awa.says("bonjour")
    fake.push({"message": message})
    await fake.says_to(awa, "echo: bonjour")
    await all_read(house, fake)
    assert said(await timeline_of(house, awa)) == ["bonjour"]
    assert len(house.brain.asked) == 1


async def test_an_edit_that_overtakes_its_message_is_not_read_twice(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    message = fake.state.message(awa.chat, awa.user, text="le 13")
    awa.chat.door = "open"
    fake.push({"edited_message": {**message, "edit_date": message["date"] + 1}})
    await fake.says_to(awa, "echo: le 13")


def test_what_an_update_says_is_read_from_any_rubble() -> None:
    for body in ({"message": {"chat": {"id": 1}, "message_id": 2, "photo": [None, {"file_id": "a"}], "sticker": 3}},
                 {"message": {"chat": {"id": 1}, "message_id": 2, "poll": {"options": [1, None, {"text": "x"}]}}}):
        found = reading.said({"update_id": 1, **body}, 4242)
        assert found is not None and found.message_id == 2
