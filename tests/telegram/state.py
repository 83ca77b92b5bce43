"""What the fake Telegram remembers: the bot, chats with their messages, files, business connections, taps.

Owns ids and the shapes of the Bot API's User, Chat and Message. Decides nothing about calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

DOWNLOAD_LIMIT = 20_000_000  # bytes a bot may fetch


@dataclass
class StoredFile:
    file_id: str
    unique_id: str
    data: bytes
    path: str
    size: int  # may say more than `data` holds, to try the limits cheaply


@dataclass
class Chat:
    """`about` is the Bot API's Chat. `door`: open | unstarted | blocked | deactivated | kicked."""

    id: int
    about: dict[str, Any]
    door: str = "open"
    migrated_to: int | None = None
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    source: dict[int, str] = field(default_factory=dict)  # by message: the text as the bot wrote it
    actions: list[str] = field(default_factory=list)
    next_id: int = 1


class State:
    def __init__(self, token: str) -> None:
        self.token = token
        self.bot: dict[str, Any] = {
            "id": int(token.split(":")[0]), "is_bot": True, "first_name": "Sensei", "username": "sensei_test_bot"}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.taps: dict[str, dict[str, Any] | None] = {}  # callback query id -> how it was answered
        self.connections: dict[str, dict[str, Any]] = {}
        self.profile: dict[tuple[str, str], Any] = {}  # (what, language or scope) -> value
        self.open_to_all = False  # any chat can be written to, as made up ones must be
        self.menu: dict[int | None, dict[str, Any]] = {}
        self._private = Chat(0, {})  # private chats of one bot share their message numbers
        self._ids = 0
        self.now: Callable[[], int] = lambda: int(time.time())

    def fresh(self) -> int:
        self._ids += 1
        return self._ids

    def add_chat(self, about: dict[str, Any], door: str = "open") -> Chat:
        chat = Chat(about["id"], about, door)
        self.chats[chat.id] = chat
        return chat

    def find_chat(self, number: Any) -> Chat | None:
        """The chat with this number."""
        if self.open_to_all and isinstance(number, int) and number not in self.chats:
            self.add_chat({"id": number, "type": "private" if number > 0 else "supergroup"})
        return self.chats.get(number)

    def message(self, chat: Chat, sender: dict[str, Any] | None, **content: Any) -> dict[str, Any]:
        """A new message in the chat, with the next number there."""
        counter = self._private if chat.id > 0 else chat
        made = {"message_id": counter.next_id, "date": self.now(), "chat": chat.about,
                **({"from": sender} if sender else {}), **content}
        counter.next_id += 1
        chat.messages[made["message_id"]] = made
        return made

    def file(self, data: bytes, folder: str, ending: str, size: int | None = None) -> StoredFile:
        number = self.fresh()
        stored = StoredFile(f"AgACFake{number:06d}", f"AQADFake{number:06d}", data,
                            f"{folder}/file_{number}{ending}", len(data) if size is None else size)
        self.files[stored.file_id] = stored
        return stored

    def about_file(self, stored: StoredFile, **more: Any) -> dict[str, Any]:
        return {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_size": stored.size, **more}

    def photo(self, data: bytes, size: int | None = None) -> list[dict[str, Any]]:
        """Three sizes, the largest last, as Telegram sends them."""
        sizes = ((90, 67), (320, 240), (1280, 960))
        return [self.about_file(self.file(data, "photos", ".jpg", size), width=w, height=h) for w, h in sizes]


def person(number: int, first_name: str, **more: Any) -> dict[str, Any]:
    """A User."""
    return {"id": number, "is_bot": False, "first_name": first_name, **more}


def private_chat(user: dict[str, Any]) -> dict[str, Any]:
    """The Chat of a private conversation with this user."""
    names: dict[str, Any] = {k: user[k] for k in ("first_name", "last_name", "username") if k in user}
    return {"id": user["id"], "type": "private", **names}
