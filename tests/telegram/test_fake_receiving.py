"""The fake Bot API hands out updates as the documentation says: polling, webhook, files, taps, groups, business."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, BotCommand, MenuButtonCommands, Update
from telegram.error import BadRequest, Conflict

from tests.telegram.conftest import bot_at
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.wire import Answer, Request, Server


async def test_an_update_stays_until_its_number_is_confirmed(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa")
    for text in "un", "deux", "trois":
        awa.says(text)
    first = await bot.get_updates(limit=2)
    assert [u.message.text for u in first if u.message] == ["un", "deux"]
    again = await bot.get_updates()
    assert [u.update_id for u in again][:2] == [u.update_id for u in first]
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["trois"]
    assert await bot.get_updates(offset=rest[-1].update_id + 1) == ()
    await fake.updates.until_confirmed()


async def test_a_long_poll_answers_when_something_comes_and_else_in_time(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa")
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)  # the poll must be standing; nothing tells when
    assert not poll.done()
    awa.says("bonjour")
    (update,) = await asyncio.wait_for(poll, 2)
    assert update.effective_user is not None and update.effective_user.first_name == "Awa"
    assert await asyncio.wait_for(bot.get_updates(offset=update.update_id + 1, timeout=1), 3) == ()


async def test_kinds_not_asked_for_do_not_come(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa")
    said = awa.says("bonjour")
    awa.reacts(said["message_id"])
    assert len(await bot.get_updates()) == 1, "reactions only come when asked for"
    await bot.get_updates(offset=-1, allowed_updates=["message_reaction"])
    awa.says("encore")
    awa.reacts(said["message_id"])
    latest = (await bot.get_updates())[-1]
    assert latest.message_reaction is not None and latest.message_reaction.new_reaction[0].type == "emoji"


async def test_a_second_poller_ends_the_first(fake: FakeTelegram, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)  # the poll must be standing; nothing tells when
    async with bot_at(fake) as other:
        assert await other.get_updates() == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await asyncio.wait_for(first, 2)


class Hook:
    """Somebody's webhook."""

    def __init__(self) -> None:
        self.status = 200
        self.heard: list[Update | None] = []
        self.server = Server(self.hear)

    async def hear(self, request: Request) -> Answer:
        if self.status == 200:
            self.heard.append(Update.de_json(request.params, None))
        return Answer(self.status, json.dumps({}).encode())


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    await made.server.open()
    yield made
    await made.server.close()


async def test_the_webhook_is_repeated_until_it_takes_the_update(fake: FakeTelegram, bot: Bot, hook: Hook) -> None:
    address = f"http://127.0.0.1:{hook.server.port}/telegram"
    hook.status = 500
    await bot.set_webhook(address, secret_token="abc", allowed_updates=["message"])
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    fake.person("Awa").says("bonjour")
    await fake.updates.until_refused(5)
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (1, "Wrong response from the webhook: 500")
    hook.status = 200
    await fake.updates.until_confirmed(5)
    assert [u.message.text for u in hook.heard if u and u.message] == ["bonjour"]
    await bot.delete_webhook()
    assert await bot.get_updates() == ()
    with pytest.raises(BadRequest, match="https"):
        await bot.set_webhook("http://example.org/telegram")


async def test_a_tap_carries_the_buttons_data_and_is_answered_once(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa", known=True)
    markup = {"inline_keyboard": [[{"text": "Oui", "callback_data": "c1"}, {"text": "Non", "callback_data": "c2"}]]}
    await bot.send_message(awa.chat.id, "On continue ?", reply_markup=markup)  # type: ignore[arg-type]
    tap = awa.presses("Non")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None and query.data == "c2" and query.from_user.first_name == "Awa"
    assert query.message is not None and query.message.chat.id == awa.chat.id
    await bot.answer_callback_query(query.id, "noté")
    assert (await fake.tap_answered(tap))["text"] == "noté"
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(query.id)
    with pytest.raises(AssertionError, match="no button"):
        awa.presses("Peut-être")


async def test_a_file_is_fetched_unless_it_is_too_large(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa")
    awa.sends_document("facture.pdf", b"%PDF-1.7 facture", caption="la facture")
    awa.sends_document("film.pdf", b"x", size=20_000_001)
    awa.sends_photo(), awa.sends_voice(), awa.sends_sticker(), awa.sends_video_note()
    awa.sends_location(), awa.sends_contact("Luka", "+33600000000")
    awa.sends_album(b"a", b"b", caption="deux")
    small, large, photo, voice, *_ = [u.message for u in await bot.get_updates()]
    assert small and small.document and large and large.document and photo and voice and voice.voice
    fetched = await (await small.document.get_file()).download_as_bytearray()
    assert bytes(fetched) == b"%PDF-1.7 facture" and small.caption == "la facture"
    assert len(photo.photo) == 3 and photo.photo[-1].width == 1280
    with pytest.raises(BadRequest, match="too big"):
        await large.document.get_file()
    with pytest.raises(BadRequest, match="file_id"):
        await bot.get_file("none")


async def test_edits_blocks_groups_and_replies_look_like_telegrams(fake: FakeTelegram, bot: Bot) -> None:
    awa, group = fake.person("Awa", last_name="Diallo"), fake.group("Famille")
    said = awa.says("/start abc")
    awa.edits(said, "bonjour")
    awa.says("et ?", reply_to=said["message_id"])
    awa.blocks()
    awa.in_group(group).says("@sensei_test_bot bonjour")
    one, edit, reply, blocked, there = await bot.get_updates()
    assert one.message and one.message.entities[0].type == "bot_command"
    assert edit.edited_message and edit.edited_message.edit_date and edit.edited_message.text == "bonjour"
    assert reply.message and reply.message.reply_to_message
    assert blocked.my_chat_member and blocked.my_chat_member.new_chat_member.status == "kicked"
    assert there.message and there.message.chat.type == "supergroup" and there.message.message_id == 1
    assert there.message.entities[0].type == "mention"


async def test_a_secretary_answers_in_her_owners_name_and_hears_the_echo(fake: FakeTelegram, bot: Bot) -> None:
    owner, awa = fake.person("Claire"), fake.person("Awa")
    number = fake.connects(owner)
    awa.to_business(number).says("bonjour Claire")
    connection, asked = await bot.get_updates()
    assert connection.business_connection and connection.business_connection.user.first_name == "Claire"
    assert asked.business_message and asked.business_message.business_connection_id == number
    await bot.send_message(awa.chat.id, "Bonjour", business_connection_id=number)
    echo = (await bot.get_updates())[-1].business_message
    assert echo and echo.sender_business_bot and echo.from_user and echo.from_user.first_name == "Claire"
    fake.connects(owner, can_reply=False, number=number)
    assert not (await bot.get_business_connection(number)).rights.can_reply  # type: ignore[union-attr]
    with pytest.raises(BadRequest, match=r"(?i)business_connection_not_allowed"):
        await bot.send_message(awa.chat.id, "Bonjour", business_connection_id=number)


async def test_what_was_set_up_can_be_read_again(fake: FakeTelegram, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("humain", "Parler à une personne")], language_code="fr")
    await bot.set_my_commands([BotCommand("human", "Talk to a person")])
    await bot.set_my_description("Bonjour", "fr")
    await bot.set_my_short_description("Sensei", "fr")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert [c.command for c in await bot.get_my_commands(language_code="fr")] == ["humain"]
    assert [c.command for c in await bot.get_my_commands(language_code="de")] == ["human"]
    assert (await bot.get_my_description("fr")).description == "Bonjour"
    assert (await bot.get_chat_menu_button()).type == "commands"
    assert (await bot.get_me()).can_connect_to_business
    awa = fake.person("Awa", known=True)
    assert (await bot.get_chat(awa.chat.id)).first_name == "Awa"
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Humain!", "x")])
