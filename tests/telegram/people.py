"""People who use Telegram: they write, tap, send pictures, change their mind, close the door.

Owns how what a person does becomes an update. Each act returns at once with the message as Telegram stores it;
`FakeTelegram` has the waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.telegram.markup import noticed, units
from tests.telegram.state import Chat

if TYPE_CHECKING:
    from tests.telegram.fake_api import FakeTelegram

PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
                      "f8cfc0f01f00050001ff56c7c1d90000000049454e44ae426082")  # a picture of one pixel
Message = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """One message of the bot as its reader sees it. `source`: the text as the bot wrote it, with its HTML."""

    message: Message
    source: str

    @property
    def id(self) -> int:
        return int(self.message["message_id"])

    @property
    def text(self) -> str:
        return str(self.message.get("text") or self.message.get("caption") or "")

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [b for row in self.message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]

    def bold(self) -> list[str]:
        """What stands in bold."""
        raw = self.text.encode("utf-16-le")
        return [raw[2 * e["offset"]:2 * (e["offset"] + e["length"])].decode("utf-16-le")
                for e in self.message.get("entities", []) if e["type"] == "bold"]


class Person:
    """`chat`: where she writes; her own by default, or a group she is in (`in_group`)."""

    def __init__(self, fake: FakeTelegram, user: dict[str, Any], chat: Chat, connection: str | None = None) -> None:
        self.fake, self.user, self.chat, self.connection = fake, user, chat, connection

    def in_group(self, group: Chat) -> Person:
        return Person(self.fake, self.user, group)

    def to_business(self, connection_id: str) -> Person:
        """The same person writing to somebody whose secretary the bot is."""
        return Person(self.fake, self.user, self.chat, connection_id)

    # --- writing -------------------------------------------------------------------------------------------------

    def says(self, text: str, *, reply_to: int | None = None, **more: Any) -> Message:
        entities = noticed(text)
        content: Message = {"text": text, **({"entities": entities} if entities else {}), **more}
        if reply_to is not None:
            content["reply_to_message"] = self.chat.messages[reply_to]
        return self.sends(**content)

    def starts(self, payload: str = "") -> Message:
        """Opens the bot, or taps a start link."""
        return self.says(f"/start {payload}".rstrip())

    def sends(self, **content: Any) -> Message:
        """A message with any content of the Bot API."""
        if self.chat.door == "unstarted":
            self.chat.door = "open"
        if self.connection is not None:
            content["business_connection_id"] = self.connection
        message = self.fake.state.message(self.chat, self.user, **content)
        self.fake.push({"message" if self.connection is None else "business_message": message})
        return message

    def edits(self, message: Message, text: str) -> Message:
        message |= {"text": text, "edit_date": self.fake.state.now()}
        self.fake.push({"edited_message" if self.connection is None else "edited_business_message": dict(message)})
        return message

    def forwards(self, text: str, first_written_by: str) -> Message:
        return self.says(text, forward_origin={
            "type": "hidden_user", "date": self.fake.state.now(), "sender_user_name": first_written_by})

    # --- media ---------------------------------------------------------------------------------------------------

    def sends_photo(self, data: bytes = PIXEL, caption: str | None = None, **more: Any) -> Message:
        size = more.pop("size", None)
        return self.sends(photo=self.fake.state.photo(data, size), **self._caption(caption), **more)

    def sends_album(self, *pictures: bytes, caption: str | None = None) -> list[Message]:
        group = str(self.fake.state.fresh())
        return [self.sends_photo(one, caption if n == 0 else None, media_group_id=group)
                for n, one in enumerate(pictures)]

    def sends_document(self, name: str, data: bytes, caption: str | None = None, *, size: int | None = None,
                       media_type: str = "application/pdf") -> Message:
        stored = self.fake.state.file(data, "documents", "." + name.rsplit(".", 1)[-1], size)
        return self.sends(document=self.fake.state.about_file(stored, file_name=name, mime_type=media_type),
                          **self._caption(caption))

    def sends_voice(self, data: bytes = b"OggS" + bytes(60), seconds: int = 4) -> Message:
        stored = self.fake.state.file(data, "voice", ".oga")
        return self.sends(voice=self.fake.state.about_file(stored, duration=seconds, mime_type="audio/ogg"))

    def sends_video_note(self, data: bytes = bytes(64), seconds: int = 3) -> Message:
        stored = self.fake.state.file(data, "video_notes", ".mp4")
        return self.sends(video_note=self.fake.state.about_file(stored, duration=seconds, length=240))

    def sends_sticker(self, emoji: str = "😢", data: bytes = b"RIFF" + bytes(60)) -> Message:
        stored = self.fake.state.file(data, "stickers", ".webp")
        return self.sends(sticker=self.fake.state.about_file(
            stored, type="regular", width=512, height=512, is_animated=False, is_video=False, emoji=emoji))

    def sends_location(self, latitude: float = 48.85, longitude: float = 2.35) -> Message:
        return self.sends(location={"latitude": latitude, "longitude": longitude})

    def sends_contact(self, first_name: str, number: str) -> Message:
        return self.sends(contact={"phone_number": number, "first_name": first_name})

    @staticmethod
    def _caption(caption: str | None) -> dict[str, Any]:
        return {} if caption is None else {"caption": caption}

    # --- tapping, doors ------------------------------------------------------------------------------------------

    def presses(self, label: str) -> str:
        """Taps the newest button with this label; returns the id of the tap, see `FakeTelegram.tap_answered`."""
        for message in sorted(self.chat.messages.values(), key=lambda m: -int(m["message_id"])):
            for button in Sent(message, "").buttons:
                if button["text"] == label:
                    return self.presses_data(button["callback_data"], message)
        raise AssertionError(f"no button {label!r}; there are {self.fake.labels_for(self)}")

    def presses_data(self, data: str, message: Message | None = None) -> str:
        """Any callback data, as a client that was tampered with may send it."""
        tap = f"40000{self.fake.state.fresh():06d}"
        self.fake.state.taps[tap] = None
        shown = message or next((m for m in reversed(list(self.chat.messages.values()))), None)
        self.fake.push({"callback_query": {
            "id": tap, "from": self.user, "chat_instance": str(self.chat.id), "data": data,
            **({"message": dict(shown)} if shown else {})}})
        return tap

    def reacts(self, message_id: int, emoji: str = "👍") -> None:
        self.fake.push({"message_reaction": {
            "chat": self.chat.about, "message_id": message_id, "user": self.user, "date": self.fake.state.now(),
            "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": emoji}]}})

    def blocks(self) -> None:
        self._member("blocked", "member", "kicked")

    def unblocks(self) -> None:
        self._member("open", "kicked", "member")

    def _member(self, door: str, before: str, after: str) -> None:
        self.chat.door = door

        def status(word: str) -> dict[str, Any]:
            return {"status": word, "user": self.fake.state.bot} | ({"until_date": 0} if word == "kicked" else {})

        self.fake.push({"my_chat_member": {
            "chat": self.chat.about, "from": self.user, "date": self.fake.state.now(),
            "old_chat_member": status(before), "new_chat_member": status(after)}})


def mention(text: str, name: str) -> list[dict[str, Any]]:
    """The entity of @name in text."""
    at = text.index(f"@{name}")
    return [{"type": "mention", "offset": units(text[:at]), "length": units(f"@{name}")}]
