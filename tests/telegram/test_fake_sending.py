"""The fake Bot API refuses and accepts what is sent as the documentation says, seen through python-telegram-bot."""

from __future__ import annotations

import asyncio

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from tests.telegram.conftest import bot_at
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.markup import units
from tests.telegram.people import PIXEL
from tests.telegram.troubles import Refusal, bad, forbidden, too_many


def keyboard(label: str = "Oui", data: str = "c1") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


async def test_words_arrive_as_a_person_sees_them(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa", known=True)
    await bot.send_message(awa.chat.id, "Bonjour <b>Awa</b> &amp; 🐦<i>!</i>", parse_mode="HTML",
                           reply_markup=keyboard(), link_preview_options=LinkPreviewOptions(is_disabled=True))
    seen = await fake.message_to(awa)
    assert (seen.text, seen.bold(), seen.labels) == ("Bonjour Awa & 🐦!", ["Awa"], ["Oui"])
    assert seen.message["entities"][1] == {"type": "italic", "offset": 16, "length": 1}, "UTF-16 units"
    assert seen.message["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize(("text", "words"), [
    ("<b>a", "Can't find end tag corresponding to start tag \"b\""),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    ("é<blink>x</blink>", "Unsupported start tag \"blink\" at byte offset 2"),
    ("<b>a</i>", "Unmatched end tag at byte offset 4"),
    ("1 < 2", "Unclosed start tag at byte offset 2"),
    ("<3 <b>a</b>", "Unsupported start tag"),
])
async def test_broken_html_is_refused(fake: FakeTelegram, bot: Bot, text: str, words: str) -> None:
    awa = fake.person("Awa", known=True)
    with pytest.raises(BadRequest, match="an't parse entities") as refused:
        await bot.send_message(awa.chat.id, text, parse_mode="HTML")
    assert words.lower() in str(refused.value).lower()
    assert not fake.sent_to(awa)


async def test_without_a_parse_mode_signs_are_only_signs(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa", known=True)
    await bot.send_message(awa.chat.id, "1 < 2 & <b>")
    assert (await fake.message_to(awa)).text == "1 < 2 & <b>"


async def test_the_limit_counts_utf_16_units_of_what_is_seen(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa", known=True)
    await bot.send_message(awa.chat.id, f"<b>{'é' * 4096}</b>", parse_mode="HTML")
    assert units((await fake.message_to(awa)).text) == 4096
    for text in ("a" * 4097, "🐦" * 2049):
        with pytest.raises(BadRequest, match=r"(?i)message is too long"):
            await bot.send_message(awa.chat.id, text)
    with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
        await bot.send_photo(awa.chat.id, PIXEL, caption="a" * 1025)
    for text in (" \n ", "<b> </b>"):
        with pytest.raises(BadRequest, match=r"(?i)text is empty"):
            await bot.send_message(awa.chat.id, text, parse_mode="HTML")


async def test_a_button_carries_1_to_64_bytes(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa", known=True)
    await bot.send_message(awa.chat.id, "?", reply_markup=keyboard(data="é" * 32))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(awa.chat.id, "?", reply_markup=keyboard(data="é" * 33))
    with pytest.raises(BadRequest, match="unallowed"):
        await bot.send_message(awa.chat.id, "?", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("a")]]))


async def test_a_message_is_edited_and_an_edit_that_changes_nothing_is_refused(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa", known=True)
    sent = await bot.send_message(awa.chat.id, "Étape 1", reply_markup=keyboard())
    with pytest.raises(BadRequest, match="is not modified"):
        await bot.edit_message_text("Étape 1", awa.chat.id, sent.message_id, reply_markup=keyboard())
    await bot.edit_message_text("Étape 2", awa.chat.id, sent.message_id, reply_markup=keyboard())
    assert (await fake.edit_to(awa)).text == "Étape 2"
    await bot.edit_message_reply_markup(awa.chat.id, sent.message_id)
    with pytest.raises(BadRequest, match="is not modified"):
        await bot.edit_message_reply_markup(awa.chat.id, sent.message_id)
    shown = fake.shown_to(awa)
    assert [(m.text, m.labels) for m in shown] == [("Étape 2", [])]
    with pytest.raises(BadRequest, match="to edit not found"):
        await bot.edit_message_text("x", awa.chat.id, 999)
    hers = awa.says("à moi")
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("x", awa.chat.id, hers["message_id"])


async def test_files_and_albums_arrive_whole(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa", known=True)
    await bot.send_photo(awa.chat.id, PIXEL, caption="La <b>roue</b>", parse_mode="HTML")
    await bot.send_document(awa.chat.id, b"%PDF-1.7\r\n--\r\n", filename="étiquette.pdf")
    photo, document = await fake.message_to(awa), await fake.message_to(awa)
    assert photo.text == "La roue"
    about = document.message["document"]
    assert (about["file_name"], about["mime_type"]) == ("étiquette.pdf", "application/pdf")
    assert fake.state.files[about["file_id"]].data == b"%PDF-1.7\r\n--\r\n"
    album = await bot.send_media_group(awa.chat.id, [InputMediaPhoto(PIXEL, caption="a"), InputMediaPhoto(PIXEL)])
    assert len({m.media_group_id for m in album}) == 1
    await bot.send_document(awa.chat.id, about["file_id"])


async def test_typing_is_seen_and_a_reply_needs_its_message(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa")
    asked = awa.says("bonjour")
    await bot.send_chat_action(awa.chat.id, "typing")
    assert awa.chat.actions == ["typing"]
    sent = await bot.send_message(awa.chat.id, "Oui ?", reply_parameters=ReplyParameters(asked["message_id"]))
    assert sent.reply_to_message is not None and sent.reply_to_message.text == "bonjour"
    with pytest.raises(BadRequest, match="replied not found"):
        await bot.send_message(awa.chat.id, "Oui ?", reply_parameters=ReplyParameters(777))


async def test_closed_doors(fake: FakeTelegram, bot: Bot) -> None:
    stranger, awa = fake.person("Inconnue"), fake.person("Awa", known=True)
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(stranger.chat.id, "bonjour")
    awa.blocks()
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(awa.chat.id, "bonjour")
    awa.unblocks()
    await bot.send_message(awa.chat.id, "bonjour")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(5, "bonjour")
    group = fake.group("Famille")
    after = fake.migrate(group)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "bonjour")
    assert moved.value.new_chat_id == after.id
    await bot.leave_chat(after.id)
    with pytest.raises(Forbidden, match="kicked"):
        await bot.send_message(after.id, "bonjour")


async def test_too_fast_is_refused_with_a_time_to_wait(fake: FakeTelegram, bot: Bot) -> None:
    fake.limits.on, fake.limits.second = True, 20.0  # a second long enough for any machine
    awa = fake.person("Awa", known=True)
    await bot.send_message(awa.chat.id, "1")
    with pytest.raises(RetryAfter) as slower:
        await bot.send_message(awa.chat.id, "2")
    assert int(slower.value._retry_after.total_seconds()) == 1, "in seconds of this clock"
    many = [fake.person(f"P{n}", known=True) for n in range(40)]
    results = await asyncio.gather(*(bot.send_message(p.chat.id, "x") for p in many), return_exceptions=True)
    refused = [r for r in results if isinstance(r, RetryAfter)]
    assert len(refused) >= 11 and fake.limits.refused == 1 + len(refused)


async def test_planned_troubles_hit_whom_they_were_planned_for(fake: FakeTelegram, bot: Bot) -> None:
    awa, luka = fake.person("Awa", known=True), fake.person("Luka", known=True)
    fake.refuse(too_many(3), to=awa)
    fake.refuse(forbidden("user is deactivated"), to=luka)
    fake.refuse(Refusal(500, "Internal Server Error"), method="getMe")
    with pytest.raises(RetryAfter):
        await bot.send_message(awa.chat.id, "a")
    await bot.send_message(awa.chat.id, "a")
    with pytest.raises(Forbidden):
        await bot.send_message(luka.chat.id, "a")
    with pytest.raises(NetworkError):
        await bot.get_me()
    fake.refuse(bad("wrong"), method="sendPhoto")
    await bot.send_message(awa.chat.id, "b")


async def test_an_answer_may_be_late_or_never_come(fake: FakeTelegram, bot: Bot) -> None:
    awa = fake.person("Awa", known=True)
    fake.slow(5, to=awa)
    with pytest.raises(TimedOut):
        await bot.send_message(awa.chat.id, "a", read_timeout=0.1)
    fake.cut(to=awa, after=False)
    with pytest.raises(NetworkError):
        await bot.send_message(awa.chat.id, "b")
    assert not fake.sent_to(awa)
    fake.cut(to=awa)
    with pytest.raises(NetworkError):
        await bot.send_message(awa.chat.id, "c")
    assert [m.text for m in fake.sent_to(awa)] == ["c"], "accepted, although the caller never heard so"


async def test_another_token_is_refused(fake: FakeTelegram) -> None:
    with pytest.raises(InvalidToken):
        async with bot_at(fake, "1:other"):
            pass
