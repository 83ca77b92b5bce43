"""What people do without writing: they press a choice, put a smile under a message, close and open the door.

Owns the way of these to the service, and what a pressed button looks like afterwards.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.channels.telegram import reading, rendering
from bot.channels.telegram.account import Account
from bot.channels.telegram.reading import Chat
from bot.channels.telegram.rendering import Words
from bot.core.messages import Inbound
from bot.core.problems import Problem
from bot.core.texts import Texts
from bot.service.telegram_chats import TELEGRAM, Place
from bot.service.welcome import RESUME
from bot.service.wishes import CHOSEN_WISHES

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.service import Service


# A person, the assistant, a language, a paused task: as good later as now.
ALWAYS = frozenset((*CHOSEN_WISHES, RESUME))


class Taps:
    """Each method is given the update's body and its chat; False: it cannot be read."""

    def __init__(self, account: Account, service: Service, texts: Texts, zone: ZoneInfo) -> None:
        self._account, self._service, self._texts, self._zone = account, service, texts, zone

    async def _tap(self, raw: reading.Raw, chat: Chat | None) -> bool:
        """A choice: stored like words; its button shows what was chosen and can be pressed no more."""
        number, data = reading.words(raw.get("id")), reading.words(raw.get("data"))
        conversation = await self._service.known_chat(self._place(chat)) if chat else None
        if not number:
            return False
        words = await self._words_of(conversation)
        if conversation is None or data == rendering.USED:
            await self._answer_tap(number, words, "already_chosen" if conversation else "choice_over")
            return True
        try:
            received = await self._service.receive(Inbound(
                channel=TELEGRAM, provider_id=f"tap:{number}"[:200], conversation_id=conversation,
                at=self._service.deps.clock.now(), choice_id=data))
        except Problem:
            await self._answer_tap(number, words, "choice_over")
            return True
        await self._answer_tap(number, words, "already_chosen" if received.duplicate else "")
        await self._mark_chosen(reading.part(raw, "message"), chat, data, words)
        return True

    async def _answer_tap(self, number: str, words: Words, key: str) -> None:
        with contextlib.suppress(TelegramError):  # too late to matter: the choice itself is stored
            await self._account.ask("answerCallbackQuery", seconds=10, callback_query_id=number,
                                    text=words.say(key) if key else None)

    async def _mark_chosen(self, message: reading.Raw, chat: Chat | None, data: str, words: Words) -> None:
        markup = reading.part(message, "reply_markup")
        if chat is None or not markup:
            return
        with contextlib.suppress(TelegramError):
            await self._account.ask(
                "editMessageReplyMarkup", seconds=10, chat_id=chat.id,
                message_id=reading.number(message.get("message_id")), business_connection_id=chat.business or None,
                reply_markup=rendering.chosen(markup, data, words))

    async def _written_instead(self, conversation: str, seq: int, chat: Chat) -> None:
        """The question was answered in words: its text stays, its buttons go, so that no old one is pressed later."""
        number = await self._service.answered_in_words(conversation, seq, ALWAYS)
        if number is not None:
            with contextlib.suppress(TelegramError):
                await self._account.ask(
                    "editMessageReplyMarkup", seconds=10, chat_id=chat.id, message_id=int(number),
                    business_connection_id=chat.business or None, reply_markup={"inline_keyboard": []})

    async def _sign(self, raw: reading.Raw, chat: Chat | None) -> bool:
        """A smile under a message: for agents; nobody expects an answer to it."""
        conversation = await self._service.known_chat(self._place(chat)) if chat and chat.private else None
        if conversation is not None:
            new = [one for one in reading.many(raw, "new_reaction") if isinstance(one, dict)]
            sign = " ".join(filter(None, (reading.words(one.get("emoji")) for one in new))) or ("★" if new else "")
            number, date = reading.number(raw.get("message_id")), reading.number(raw.get("date"))
            await self._service.note_sign(
                conversation, f"reaction:{number}:{date}:{sign}", sign,
                await self._service.quoted_seq(conversation, str(number)))
        return chat is not None

    async def _door(self, raw: reading.Raw, chat: Chat | None) -> bool:
        if chat is None:
            return False
        status = reading.words(reading.part(raw, "new_chat_member").get("status"))
        if status in ("kicked", "left"):
            await self._service.door_closed(self._place(chat))
        else:
            await self._service.door_opened(self._place(chat))
        return True

    # --- small things ----------------------------------------------------------------------------

    def _place(self, chat: Chat) -> Place:
        return Place(self._account.address.bot_id, chat.id, chat.type, chat.business)

    async def _words_of(self, conversation: str | None) -> Words:
        conv = await self._service.looks_of(conversation) if conversation else {}
        language = conv.get("language") or self._service.deps.language
        return Words(self._texts, self._zone, language, conv.get("formality") or "vous")
