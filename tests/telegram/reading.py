"""What a test sees of the bot: its calls, what stands in each chat, and waiting for the next message.

Owns the record of calls and what of it was read. `FakeTelegram` writes it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.telegram.news import News
from tests.telegram.people import Person, Sent
from tests.telegram.state import Chat, State

PATIENCE_S = 10.0
T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """One call the bot made. `error`: None when it went well, else the server's sentence."""

    method: str
    params: dict[str, Any]
    at: float
    error: str | None = None
    result: Any = None

    @property
    def chat(self) -> int | None:
        return self.params.get("chat_id")


class Reading:
    state: State
    keep_calls: bool

    def start_reading(self) -> None:
        self.calls: list[Call] = []
        self.news = News()
        self._sent: dict[int, list[Sent]] = {}
        self._edited: dict[int, list[Sent]] = {}
        self._read: dict[tuple[str, int], int] = {}

    def push(self, update: dict[str, Any]) -> dict[str, Any]:
        """Queue an update for the bot."""
        raise NotImplementedError

    def note(self, call: Call) -> None:
        """Keep a call, and what it showed to whom."""
        if self.keep_calls:
            self.calls.append(call)
        for message in call.result if isinstance(call.result, list) else [call.result]:
            if isinstance(message, dict) and "message_id" in message and isinstance(call.chat, int):
                source = self.state.chats[call.chat].source.get(message["message_id"], "")
                shelf = self._sent if call.method.lower().startswith("send") else self._edited
                shelf.setdefault(call.chat, []).append(Sent(dict(message), source))
                if "sender_business_bot" in message:  # the owner's account said it: the bot hears its own echo
                    self.push({"business_message": dict(message)})
        self.news.tell()

    # --- waiting -------------------------------------------------------------------------------------------------

    async def message_to(self, who: Person | Chat, seconds: float = PATIENCE_S) -> Sent:
        """The bot's next message there that was not asked for yet."""
        return await self._next("sent", self._sent, who, seconds)

    async def edit_to(self, who: Person | Chat, seconds: float = PATIENCE_S) -> Sent:
        """The next change the bot makes to a message there."""
        return await self._next("edited", self._edited, who, seconds)

    async def _next(self, word: str, shelf: dict[int, list[Sent]], who: Person | Chat, seconds: float) -> Sent:
        chat = who.chat.id if isinstance(who, Person) else who.id
        place = self._read.get((word, chat), 0)
        try:
            await self.news.until(lambda: len(shelf.get(chat, [])) > place, seconds)
        except TimeoutError:
            raise AssertionError(f"nothing more {word} to {chat} within {seconds} s; before: "
                                 f"{[s.text for s in shelf.get(chat, [])]}; calls: {self._last_calls()}") from None
        self._read[word, chat] = place + 1
        return shelf[chat][place]

    async def says_to(self, who: Person | Chat, words: str, seconds: float = PATIENCE_S) -> Sent:
        """The next message there that has these words; those before it count as read."""
        async with asyncio.timeout(seconds + 1):
            while words not in (found := await self.message_to(who, seconds)).text:
                pass
        return found

    async def tap_answered(self, tap: str, seconds: float = PATIENCE_S) -> dict[str, Any]:
        """Parameters of the answer to a tap."""
        return await self.news.until(lambda: self.state.taps[tap], seconds) or {}

    async def until(self, look: Callable[[], T], seconds: float = PATIENCE_S) -> T:
        """The first true value of `look`, looked at after every call of the bot."""
        return await self.news.until(look, seconds)

    # --- looking -------------------------------------------------------------------------------------------------

    def sent_to(self, who: Person | Chat) -> list[Sent]:
        """Everything sent there, as it was sent."""
        return list(self._sent.get(who.chat.id if isinstance(who, Person) else who.id, []))

    def shown_to(self, who: Person | Chat) -> list[Sent]:
        """What stands in the chat now, edits included; the person's own messages are not in it."""
        chat = who.chat if isinstance(who, Person) else who
        return [Sent(m, chat.source.get(i, "")) for i, m in sorted(chat.messages.items()) if i in chat.source]

    def labels_for(self, who: Person) -> list[str]:
        return [label for sent in self.shown_to(who) for label in sent.labels]

    def called(self, method: str) -> list[Call]:
        return [c for c in self.calls if c.method.lower() == method.lower()]

    def _last_calls(self) -> list[str]:
        return [f"{c.method} {c.error or 'ok'}" for c in self.calls[-8:]]

    def forget(self) -> None:
        """Drop what was recorded, for long runs."""
        for record in (self.calls, self._sent, self._edited, self._read):
            record.clear()
        for chat in self.state.chats.values():
            chat.messages.clear()
            chat.source.clear()
            chat.actions.clear()
        self.state.taps.clear()
