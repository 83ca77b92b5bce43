"""Which conversation a Telegram chat is: opened with the name Telegram gives, kept when it closes its door or moves.

Owns chats, and what agents are told of them. What an update means is the channel's to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.core.cleaning import clean
from bot.core.display_names import clean_display_name
from bot.service.base import Row
from bot.service.identities import Identities
from bot.store import conversations, handoffs, identities, sent, telegram, timeline, turns
from bot.store.database import Connection

TELEGRAM = "telegram"
PRIVATE = "private"
BUTTONS_OVER = "over"  # the look of a sent message whose question was answered in words


@dataclass(frozen=True)
class Place:
    """A chat as Telegram names it. `business`: the connection it came through, "" for the bot's own chats."""

    bot_id: int
    chat_id: int
    type: str = PRIVATE
    business: str = ""

    @property
    def account(self) -> str:
        """The identity's value."""
        return ":".join(filter(None, (str(self.bot_id), str(self.chat_id), self.business)))


class TelegramChats(Identities):
    async def telegram_conversation(self, place: Place, *, name: tuple[str, str] = ("", ""),
                                    language: str = "") -> Row:
        """The conversation of this chat, opened if there is none. `name`: first and last, as Telegram says them.

        Whoever writes has opened the door again.
        """
        async with self.deps.db.read() as connection:
            found = [i for i in await identities.find(connection, telegram.KIND, place.account) if i["conversation_id"]]
            chat = await telegram.chat(connection, place.account)
        if found and chat is not None and chat["blocked_at"] is None and chat["stopped_at"] is None:
            return await self.looks_of(found[0]["conversation_id"])
        spoken = language[:2].lower()
        conv = await self.conversation_of_account(
            kind=telegram.KIND, value=place.account, channel=TELEGRAM,
            language=spoken if spoken in ("fr", "en") else None, name=called(name) if place.type == PRIVATE else None)
        async with self.deps.db.write() as connection:
            await telegram.put_chat(connection, account=place.account, bot_id=place.bot_id, type=place.type,
                                    chat_id=place.chat_id, business=place.business)
            await telegram.change_chat(connection, place.account, blocked_at=None, stopped_at=None)
        return conv

    async def looks_of(self, conversation_id: str) -> Row:
        """The conversation's row: its language, and how its person is addressed."""
        async with self.deps.db.read() as connection:
            return await conversations.get(connection, conversation_id)

    async def telegram_chat(self, conversation_id: str) -> Row | None:
        """Where to write to, with `can_reply`: whether a business connection lets us; None: nowhere any more."""
        async with self.deps.db.read() as connection:
            chat = await telegram.chat_of(connection, conversation_id)
            if chat is None:
                return None
            through = await telegram.business(connection, chat["business"]) if chat["business"] else None
        may = not chat["business"] or (through is not None and through["enabled"] and through["can_reply"])
        return {**chat, "can_reply": may}

    async def known_chat(self, place: Place) -> str | None:
        """The conversation of this chat, if there is one."""
        async with self.deps.db.read() as connection:
            found = await identities.find(connection, telegram.KIND, place.account)
        return next((str(one["conversation_id"]) for one in found if one["conversation_id"]), None)

    async def door_closed(self, place: Place) -> None:
        """This person blocked us: their consent is withdrawn, and agents see it. Said once."""
        await self._door(place, closed=True)

    async def door_opened(self, place: Place) -> None:
        await self._door(place, closed=False)

    async def _door(self, place: Place, *, closed: bool) -> None:
        told = []
        async with self.deps.db.write() as connection:
            for chat in await telegram.conversations_of(connection, place.bot_id, place.chat_id):
                if chat["business"] != place.business or (chat["blocked_at"] is not None) == closed:
                    continue
                await telegram.change_chat(connection, chat["account"], blocked_at=self._now() if closed else None)
                await self._tell_desk(connection, chat["conversation_id"], "blocked" if closed else "unblocked")
                told.append(chat["conversation_id"])
        for conversation_id in told:
            self.deps.hub.publish(conversation_id)

    async def chat_moved(self, old: Place, new_id: int) -> None:
        """A group became a supergroup."""
        async with self.deps.db.write() as connection:
            await telegram.move_chat(connection, old.account, replace(old, chat_id=new_id).account, new_id)

    async def tell_desk(self, conversation_id: str, key: str, **values: str) -> None:
        """A line for agents only, in the conversation's language: `telegram_note.<key>`."""
        async with self.deps.db.write() as connection:
            await self._tell_desk(connection, conversation_id, key, **values)
        self.deps.hub.publish(conversation_id)

    async def _tell_desk(self, connection: Connection, conversation_id: str, key: str, **values: str) -> None:
        conv = await conversations.get(connection, conversation_id)
        await timeline.append(connection, conversation_id, self._now(), "note", {
            "text": self._say(conv, f"telegram_note.{key}", **values)})

    # --- what was sent where ---------------------------------------------------------------------

    async def sent_message(self, conversation_id: str, key: str) -> Row | None:
        """What shows a run or a promise there: provider_id and look."""
        async with self.deps.db.read() as connection:
            return await sent.get(connection, conversation_id, key)

    async def keep_sent(self, conversation_id: str, parts: Mapping[str, tuple[str, str | None]]) -> None:
        """Remember the parts of an event that have left, before the next one does."""
        async with self.deps.db.write() as connection:
            await sent.put(connection, conversation_id, parts)

    async def sent_parts(self, conversation_id: str, seq: int) -> dict[str, str]:
        """The parts of an event that have left already."""
        async with self.deps.db.read() as connection:
            return await sent.of_event(connection, conversation_id, seq)

    async def answered_in_words(self, conversation_id: str, seq: int, always: frozenset[str]) -> str | None:
        """Somebody wrote `seq` instead of pressing: the sent message whose buttons are over by that, told once.

        Choices with an intent in `always` can be made at any time.
        """
        async with self.deps.db.write() as connection:
            offered = await handoffs.last_offer(connection, conversation_id, seq)
            if not offered or any(one["used_seq"] is not None or one["intent"] in always for one in offered):
                return None
            part = await sent.last_part(connection, conversation_id, offered[0]["seq"])
            if part is None or part["look"] == BUTTONS_OVER:
                return None
            await sent.put(connection, conversation_id, {part["key"]: (part["provider_id"], BUTTONS_OVER)})
        return str(part["provider_id"])

    async def quoted_seq(self, conversation_id: str, provider_id: str) -> int | None:
        """The number of what somebody answers to: ours, or a message of theirs."""
        async with self.deps.db.read() as connection:
            ours = await sent.seq_of(connection, conversation_id, provider_id)
            theirs = await turns.inbound_by_provider_id(connection, conversation_id, provider_id)
        return ours if ours is not None or theirs is None else int(theirs["seq"])


def called(name: tuple[str, str]) -> str | None:
    """First and last name as Telegram shows them, if somebody may be called so; else the first alone; None: ask."""
    first, last = (" ".join(clean(part).split()) for part in name)
    return clean_display_name(f"{first} {last}".strip()) or clean_display_name(first)
