"""Telegram as the outbox sees it: one event becomes one message, several, or the edit of one that is there.

Owns the order of calls for one event. What is said, and whether it may still be, was settled before.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.channels.base import Delivery
from bot.channels.telegram import rendering
from bot.channels.telegram.account import Account, outcome
from bot.channels.telegram.duty import Duty
from bot.channels.telegram.rendering import Piece, Words
from bot.core.problems import Problem
from bot.core.texts import Texts
from bot.service.telegram_chats import Place

if TYPE_CHECKING:
    from bot.service import Service

log = logging.getLogger(__name__)

NAME = "telegram"
PAUSE_S = 1.0  # one message a second in a chat
GROUP_PAUSE_S = 3.0  # twenty a minute in a group
PICTURES = ("image/jpeg", "image/png", "image/webp")
CAPTION = 1024
TYPING_S = 4.0  # Telegram shows it for five
PRIVATE_START = "private"  # the word of a link in a group: no secret, a plain beginning


class TelegramChannel:
    """The Channel protocol. Refusals become a `Delivery`, never an exception."""

    name = NAME
    pushes = True

    def __init__(self, account: Account, service: Service, duty: Duty, texts: Texts, zone: ZoneInfo) -> None:
        self._account, self._service, self._duty, self._texts, self._zone = account, service, duty, texts, zone
        self._failures = 0
        self._typing: dict[str, float] = {}  # conversation -> until when Telegram shows that somebody writes
        self._signs: set[asyncio.Task[None]] = set()

    @property
    def on_duty(self) -> bool:
        return self._duty.mine

    def words(self, conversation: Mapping[str, Any]) -> Words:
        return Words(self._texts, self._zone, conversation["language"], conversation.get("formality") or "vous")

    async def deliver(self, conversation: Mapping[str, Any], event: Mapping[str, Any]) -> Delivery:
        chat = await self._service.telegram_chat(conversation["id"])
        if chat is None or chat["bot_id"] != self._account.address.bot_id:
            return Delivery("failed", detail="no chat")
        if chat["blocked_at"] is not None:
            return Delivery("blocked", detail="closed before")
        if not chat["can_reply"]:
            await self._service.tell_desk(conversation["id"], "no_right")
            return Delivery("failed", detail="no right")
        return await _Call(self, chat, conversation, event).run()

    async def typing(self, conversation_id: str) -> None:
        """Only said while it is true; whoever calls stops when the answer is there."""
        chat = await self._service.telegram_chat(conversation_id)
        if chat is None or chat["blocked_at"] is not None or not chat["can_reply"]:
            return
        with contextlib.suppress(TelegramError):
            await self._account.ask("sendChatAction", seconds=5, action="typing", **place_of(chat))

    def sign(self, conversation_id: str, frame: Mapping[str, Any]) -> None:
        """A live frame: the person who owns the conversation writes, and says so every few seconds while they do."""
        if frame["kind"] != "typing" or frame["state"] != "typing" or frame["sender"]["kind"] != "agent":
            return
        now = asyncio.get_running_loop().time()
        self._typing = {one: at for one, at in self._typing.items() if at > now}
        if conversation_id not in self._typing:
            self._typing[conversation_id] = now + TYPING_S
            task = asyncio.create_task(self.typing(conversation_id), name=f"typing {conversation_id}")
            self._signs.add(task)
            task.add_done_callback(self._signs.discard)

    # --- for the calls below ---------------------------------------------------------------------

    @property
    def account(self) -> Account:
        return self._account

    @property
    def service(self) -> Service:
        return self._service

    async def refused(self, chat: Mapping[str, Any], error: TelegramError) -> Delivery:
        result = outcome(error, self._failures)
        self._failures = self._failures + 1 if result.detail == "no connection" else 0
        if isinstance(error, ChatMigrated):
            await self._service.chat_moved(
                Place(chat["bot_id"], chat["chat_id"], chat["type"], chat["business"]), error.new_chat_id)
        log.warning("telegram refused", extra={"state": result.state, "why": result.detail})
        return result

    def went_well(self) -> None:
        self._failures = 0


class _Call:
    """One event on its way to one chat. `sent` fills as parts arrive, so that none of them is sent again."""

    def __init__(self, channel: TelegramChannel, chat: Mapping[str, Any], conversation: Mapping[str, Any],
                 event: Mapping[str, Any]) -> None:
        self._channel, self._chat, self._conversation, self._event = channel, chat, conversation, event
        self._words, self._where = channel.words(conversation), place_of(chat)
        self._sent: dict[str, tuple[str, str | None]] = {}
        self._pause = PAUSE_S if chat["type"] == "private" else GROUP_PAUSE_S
        self._called = False

    async def run(self) -> Delivery:
        show = {"message": self._message, "progress": self._progress, "promise": self._promise,
                "queue": self._queue, "document": self._document}.get(self._event["kind"])
        if show is None:
            return Delivery("sent")
        try:
            await show()
        except TelegramError as error:
            result = await self._channel.refused(self._chat, error)
        else:
            self._channel.went_well()
            result = Delivery("sent")
        return Delivery(result.state, result.retry_after, result.detail, sent=self._sent, unsure=result.unsure,
                        pause=self._pause if self._called else 0.0)

    # --- kinds of event --------------------------------------------------------------------------

    async def _message(self) -> None:
        seq, event = self._event["seq"], self._event
        gone = await self._channel.service.sent_parts(self._conversation["id"], seq)
        private = self._channel.account.start_url(PRIVATE_START)
        has_words = bool(event.get("text")) or not event["attachments"]
        pieces = rendering.message(event, self._words, private) if has_words else []
        for place, piece in enumerate(pieces):
            if f"{seq}.{place}" not in gone:
                await self._send(f"{seq}.{place}", piece)
        for place, file in enumerate(event["attachments"], len(pieces)):
            if f"{seq}.{place}" not in gone:
                await self._file(f"{seq}.{place}", file, rendering.speaker(event["sender"], self._words))

    async def _progress(self) -> None:
        await self._put(f"run:{self._event['progress']['run']}", rendering.progress(self._event, self._words))

    async def _promise(self) -> None:
        piece = rendering.promise(self._event, self._words, self._channel.service.deps.clock.now())
        await self._put(f"promise:{self._event['promise']['id']}", piece)

    async def _queue(self) -> None:
        await self._send(f"{self._event['seq']}.0", rendering.queue(self._event, self._words))

    async def _document(self) -> None:
        told, key = self._event["document"], f"{self._event['seq']}.0"
        await self._file(key, told, rendering.document(self._event, self._words).plain)

    # --- calls -----------------------------------------------------------------------------------

    async def _put(self, key: str, piece: Piece) -> None:
        """Edit the message that shows this; send it when there is none, or when it can no longer be edited."""
        there = await self._channel.service.sent_message(self._conversation["id"], key)
        if there is None:
            await self._send(key, piece, quiet=True)
        elif there["look"] != piece.plain:
            await self._wait()
            try:
                await self._channel.account.edit(self._where, int(there["provider_id"]), piece.html)
            except BadRequest as error:
                if outcome(error, 0).state != "sent":
                    await self._send(key, piece, quiet=True)
                    return
            self._sent[key] = (there["provider_id"], piece.plain)

    async def _send(self, key: str, piece: Piece, *, quiet: bool = False) -> None:
        more: dict[str, Any] = {"reply_markup": piece.keyboard, "disable_notification": True if quiet else None}
        await self._wait()
        try:
            number = await self._channel.account.send(
                "sendMessage", self._where, text=piece.html, parse_mode="HTML", **more)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            number = await self._channel.account.send("sendMessage", self._where, text=piece.plain, **more)
        self._sent[key] = (str(number), piece.plain if ":" in key else None)

    async def _file(self, key: str, file: Mapping[str, Any], caption: str) -> None:
        try:
            found = await self._channel.service.desk_file(self._conversation["id"], file["id"])
        except Problem:
            log.warning("file to send is gone", extra={"conversation": self._conversation["id"]})
            return
        await self._wait()
        send = self._channel.account.send
        try:
            if file["type"] in PICTURES:
                number = await send("sendPhoto", self._where, file=("photo", found.name, found.content),
                                    caption=caption[:CAPTION])
                self._sent[key] = (str(number), None)
                return
        except BadRequest:  # a picture too wide or too heavy for a photo is a file still
            await asyncio.sleep(self._pause)
        number = await send("sendDocument", self._where, file=("document", found.name, found.content),
                            caption=caption[:CAPTION])
        self._sent[key] = (str(number), None)

    async def _wait(self) -> None:
        if self._called:
            await self._channel.service.keep_sent(self._conversation["id"], self._sent)  # a kill repeats one part only
            await asyncio.sleep(self._pause)
        self._called = True


def place_of(chat: Mapping[str, Any]) -> dict[str, Any]:
    """Where a call goes: in a business chat each one names its connection."""
    return {"chat_id": chat["chat_id"], **({"business_connection_id": chat["business"]} if chat["business"] else {})}
