"""What may go wrong between us and Telegram: nothing is lost, nothing hurries, a closed door stays closed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.brain.fake import answer
from bot.core.messages import Inbound
from bot.store import telegram
from bot.store.tables import outbox
from tests.house import House
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.troubles import Refusal, bad, too_many
from tests.telegram_channel.connected import (
    BOT,
    all_read,
    connected,
    conversation_of,
    health_says,
    hurry,
    said,
    tells,
    timeline_of,
    told_agents,
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


async def repeats(house: House) -> int:
    async with house.front.service.deps.db.read() as connection:
        return int((await connection.execute(sa.select(sa.func.count()).where(
            outbox.c.possibly_repeated))).scalar_one())


async def test_a_refusal_for_now_waits_its_time_and_holds_up_nobody_else(house: House, fake: FakeTelegram) -> None:
    awa, luc = fake.person("Awa"), fake.person("Luc")
    fake.refuse(too_many(1), to=awa)
    awa.says("bonjour")
    luc.says("salut")
    began = asyncio.get_running_loop().time()
    await fake.says_to(luc, "echo: salut")
    await fake.says_to(awa, "echo: bonjour")
    assert asyncio.get_running_loop().time() - began >= 1
    assert await repeats(house) == 0
    assert [m.text.split("\n")[1][:10] for m in fake.sent_to(awa)] == ["Bonjour Aw", "echo: bonj"]


async def test_a_blocked_bot_is_consent_withdrawn_told_to_agents_and_undone_by_writing(
        house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("bonjour")
    await fake.says_to(awa, "echo")
    awa.blocks()
    await all_read(house, fake)
    service, here = house.front.service, await conversation_of(house, awa)
    calls = len(fake.called("sendMessage"))
    await service.receive(Inbound(channel="telegram", provider_id="late", conversation_id=here, at=house.clock.now(),
                                  text="encore un mot"))
    await house.front.worker.settled()
    assert await told_agents(house, awa, "delivery") == ["blocked"]
    assert len(fake.called("sendMessage")) == calls
    assert await told_agents(house, awa) == ["Cette personne a fermé la porte\u00a0: elle ne reçoit plus rien ici. Son accord est retiré."]
    awa.unblocks()
    awa.says("me revoilà")
    await fake.says_to(awa, "echo: me revoilà")


async def test_a_door_closed_without_a_word_is_noticed_when_we_write(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("bonjour")
    awa.chat.door = "blocked"
    await all_read(house, fake)
    [note] = await told_agents(house, awa)
    assert "fermé la porte" in note


async def test_a_cut_line_loses_nothing_and_what_may_be_there_twice_is_counted(
        house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    fake.cut(after=True)
    awa.says("bonjour")
    await fake.says_to(awa, "echo: bonjour")
    assert await repeats(house) == 1
    assert [m.text.count("Bonjour Awa") for m in fake.sent_to(awa)] == [1, 1, 0]


async def test_a_line_that_is_down_for_a_while_is_tried_again(house: House, fake: FakeTelegram) -> None:
    fake.cut(method="getUpdates", times=2, after=False)
    awa = fake.person("Awa")
    awa.says("bonjour")
    await fake.says_to(awa, "echo: bonjour")


async def test_marks_telegram_cannot_read_do_not_stop_the_words(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("un")
    await fake.says_to(awa, "echo: un")
    fake.refuse(bad("can't parse entities: unsupported start tag"))
    awa.says("deux")
    sent = await fake.says_to(awa, "echo: deux")
    assert sent.bold() == []


async def test_words_telegram_refuses_for_good_are_told_to_agents_and_the_next_leave(
        house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    awa.says("un")
    await fake.says_to(awa, "echo: un")
    fake.refuse(bad("message text is strange"))
    awa.says("deux")
    assert await told_agents(house, awa, "delivery") == ["failed"]
    awa.says("trois")
    await fake.says_to(awa, "echo: trois")


async def test_a_long_answer_cut_off_in_the_middle_goes_on_where_it_was(house: House, fake: FakeTelegram) -> None:
    tells(house, answer("Une phrase. " * 800))
    awa = fake.person("Awa")
    awa.says("raconte")
    await fake.message_to(awa)
    await fake.message_to(awa)
    fake.refuse(too_many(1))
    await fake.message_to(awa, 5)
    await fake.until(lambda: len(fake.sent_to(awa)) == 4)
    await asyncio.sleep(0.1)
    assert sum(m.text.count("Une phrase.") for m in fake.sent_to(awa)) == 800


async def test_another_program_with_this_token_is_named_by_health(house: House, fake: FakeTelegram) -> None:
    fake.refuse(Refusal(409, "Conflict: terminated by other getUpdates request"), method="getUpdates", times=100)
    awa = fake.person("Awa")
    awa.says("bonjour")  # wakes the poll that is open
    assert await health_says(house, "down") == "another program asks for this bot’s updates"


async def test_a_wrong_token_stops_nothing_else(folder: Path, fake: FakeTelegram) -> None:
    async with connected(folder, fake, SENSEI_TELEGRAM_TOKEN="1:wrong") as house:
        assert await health_says(house, "down") == "the token is refused"
        visitor = await house.visitor()
        await visitor.say("bonjour")
        await visitor.bot_says("echo")


async def test_two_front_doors_take_turns_in_asking(folder: Path, fake: FakeTelegram, house: House) -> None:
    service = house.front.service
    awa = fake.person("Awa")
    awa.says("bonjour")
    await fake.says_to(awa, "echo: bonjour")
    assert await service.lease_poller(BOT, "another") is None
    async with service.deps.db.read() as connection:
        row = await telegram.bot_row(connection, BOT)
    assert row is not None and row["next_update"] > 0
    assert house.front.telegram is not None
    await house.front.telegram.stop()
    assert await service.lease_poller(BOT, "another") == row["next_update"]


async def test_a_restart_in_the_middle_reads_on_and_answers_once(
        folder: Path, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    awa = fake.person("Awa")
    async with connected(folder, fake) as house:
        monkeypatch.setattr(house.front.telegram._processing, "_round", _never)  # type: ignore[union-attr]
        awa.says("bonjour")
        await fake.updates.until_confirmed()
        assert house.brain.asked == []
    monkeypatch.undo()
    hurry(monkeypatch)
    async with connected(folder, fake) as house:
        await fake.says_to(awa, "echo: bonjour")
        assert said(await timeline_of(house, awa)) == ["bonjour"]


async def _never() -> float:
    return 0.05


async def test_a_group_that_moves_keeps_its_conversation(house: House, fake: FakeTelegram) -> None:
    awa = fake.person("Awa")
    group = fake.group("Voisins", "group")
    in_group = awa.in_group(group)
    name = fake.state.bot["username"]
    in_group.says(f"@{name} bonjour")
    await fake.message_to(group)
    after = fake.migrate(group)
    await all_read(house, fake)
    awa.in_group(after).says(f"@{name} encore")
    await fake.message_to(after)
    async with house.front.service.deps.db.read() as connection:
        assert len(await telegram.conversations_of(connection, BOT, after.id)) == 1
        assert await telegram.conversations_of(connection, BOT, group.id) == []
