"""What an update says, read from the raw JSON with nothing taken for granted: unknown kinds and broken parts included.

Pure. Raw because Telegram adds kinds and fields faster than any library, and one that cannot be parsed must still be
kept and answered. Owns which kinds we ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Raw = Mapping[str, Any]

MOST = 2**62  # numbers beyond do not fit a column; Telegram's have 52 bits
MESSAGES = ("message", "business_message", "channel_post", "guest_message")
EDITS = ("edited_message", "edited_business_message", "edited_channel_post")
# Asked of Telegram; kinds outside this list are still kept when they come.
ALLOWED_UPDATES = (
    "message", "edited_message", "callback_query", "message_reaction", "my_chat_member", "poll", "poll_answer",
    "business_connection", "business_message", "edited_business_message", "deleted_business_messages",
)
# Where a file stands in a message -> (what we call it, the type it has when Telegram does not say).
FILES: dict[str, tuple[str, str]] = {
    "voice": ("voice", "audio/ogg"), "video_note": ("video_note", "video/mp4"), "audio": ("audio", "audio/mpeg"),
    "video": ("video", "video/mp4"), "animation": ("animation", "video/mp4"), "document": ("document", ""),
    "sticker": ("sticker", "image/webp"),
}
# Messages about the chat itself: noted, never answered.
SERVICE = frozenset((
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
    "group_chat_created", "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed",
    "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "forum_topic_created", "forum_topic_edited",
    "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden",
    "video_chat_scheduled", "video_chat_started", "video_chat_ended", "video_chat_participants_invited",
    "write_access_allowed", "connected_website", "chat_background_set", "boost_added", "giveaway_created",
    "giveaway_completed", "proximity_alert_triggered", "users_shared", "chat_shared", "web_app_data",
))


@dataclass(frozen=True)
class Chat:
    id: int
    type: str = "private"
    business: str = ""

    @property
    def private(self) -> bool:
        return self.type == "private"


@dataclass(frozen=True)
class Person:
    id: int
    first_name: str = ""
    last_name: str = ""
    language: str = ""
    is_bot: bool = False


@dataclass(frozen=True)
class FileRef:
    """A file by Telegram's own id; `size` is 0 when it was not said."""

    file_id: str
    name: str
    type: str
    size: int


@dataclass(frozen=True)
class Said:
    """One message, or its newer version. `media` names what the assistant cannot read in it; `about` describes that."""

    chat: Chat
    message_id: int
    person: Person | None
    date: int = 0
    edited: int = 0
    text: str = ""
    media: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    files: tuple[FileRef, ...] = ()
    forwarded: str | None = None  # from whom
    quoted: str = ""
    quoted_id: int = 0
    to_us: bool = False  # a reply to one of our messages
    service: bool = False
    moved_to: int = 0
    by_us: bool = False  # sent by this bot through a business connection: an echo


def number(value: Any) -> int:
    """`value` when it is a whole number that can be one of Telegram's, else 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST else 0


def words(value: Any) -> str:
    return value if isinstance(value, str) else ""


def part(raw: Any, key: str) -> Raw:
    """The object under `key`, or an empty one."""
    found = raw.get(key) if isinstance(raw, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def many(raw: Raw, key: str) -> list[Any]:
    found = raw.get(key)
    return found if isinstance(found, list) else []


def kind_of(update: Raw) -> str:
    """Which kind of update this is: the one key beside its number."""
    return next((str(key) for key in update if key != "update_id"), "empty")


def chat_of(update: Raw) -> Chat | None:
    """Where it happened, wherever that stands; None: nowhere, or nowhere we can name."""
    body = part(update, kind_of(update))
    connection = words(body.get("business_connection_id")) or words(
        part(body, "message").get("business_connection_id"))
    for place in (body, part(body, "message")):
        chat = part(place, "chat")
        if number(chat.get("id")):
            return Chat(number(chat["id"]), words(chat.get("type")) or "private", connection[:200])
    return None


def lane_of(update: Raw) -> str:
    """What must be read in order: all of one chat; without one, all of one person; else by itself."""
    chat = chat_of(update)
    if chat is not None:
        return f"{chat.id}:{chat.business}"[:200]
    body = part(update, kind_of(update))
    person = number(part(body, "from").get("id")) or number(part(body, "user").get("id"))
    return f"user:{person}" if person else f"update:{number(update.get('update_id'))}"


def album_of(update: Raw) -> str | None:
    kind = kind_of(update)
    album = words(part(update, kind).get("media_group_id")) if kind in MESSAGES else ""
    return album[:64] or None


def person_of(raw: Any) -> Person | None:
    if not isinstance(raw, Mapping) or not number(raw.get("id")):
        return None
    return Person(number(raw["id"]), words(raw.get("first_name")), words(raw.get("last_name")),
                  words(raw.get("language_code")), raw.get("is_bot") is True)


def said(update: Raw, bot_id: int) -> Said | None:
    """The message in this update; None when it holds none."""
    kind, chat = kind_of(update), chat_of(update)
    raw = part(update, kind)
    if kind not in MESSAGES + EDITS or chat is None or not number(raw.get("message_id")):
        return None
    media, about = _media(raw)
    reply = part(raw, "reply_to_message")
    return Said(
        chat=chat, message_id=number(raw["message_id"]), person=person_of(raw.get("from")),
        date=number(raw.get("date")), edited=number(raw.get("edit_date")),
        text=words(raw.get("text")) or words(raw.get("caption")), media=media, about=about, files=_files(raw),
        forwarded=_forwarded(raw), quoted_id=number(reply.get("message_id")),
        quoted=words(part(raw, "quote").get("text")) or words(reply.get("text")) or words(reply.get("caption")),
        to_us=number(part(reply, "from").get("id")) == bot_id, service=any(key in raw for key in SERVICE),
        moved_to=number(raw.get("migrate_to_chat_id")),
        by_us=number(part(raw, "sender_business_bot").get("id")) == bot_id)


def has_file(update: Raw) -> bool:
    """Whether a file comes with this update, which has to be fetched."""
    return bool(_files(part(update, kind_of(update))))


def _files(raw: Raw) -> tuple[FileRef, ...]:
    sizes = [one for one in many(raw, "photo") if isinstance(one, Mapping) and words(one.get("file_id"))]
    if sizes:
        largest = max(sizes, key=lambda one: number(one.get("width")) * number(one.get("height")))
        return (FileRef(words(largest["file_id"]), "photo.jpg", "image/jpeg", number(largest.get("file_size"))),)
    for key, (name, usual) in FILES.items():
        one = part(raw, key)
        if words(one.get("file_id")):
            return (FileRef(words(one["file_id"]), words(one.get("file_name")) or name,
                            words(one.get("mime_type")) or usual, number(one.get("file_size"))),)
    return ()


def _media(raw: Raw) -> tuple[str, dict[str, Any]]:
    """What a message brings beside words, and what can be said of it in words."""
    if many(raw, "photo"):
        return "photo", {}
    if part(raw, "sticker"):
        return "sticker", {"emoji": words(part(raw, "sticker").get("emoji"))}
    if part(raw, "animation"):  # comes with a document of the same file
        return "animation", {}
    for key in FILES:
        if part(raw, key):
            return key, {}
    for key, read in _TOLD.items():
        if part(raw, key):
            return key, read(raw)
    if words(raw.get("text")):
        return "", {}
    return "unknown", {"kind": next((str(key) for key in raw if key not in _ENVELOPE), "")[:60]}


def _place(raw: Raw) -> dict[str, Any]:
    venue = part(raw, "venue")
    at = part(raw, "location") or part(venue, "location")
    found: dict[str, Any] = {key: at[key] for key in ("latitude", "longitude") if isinstance(at.get(key), int | float)}
    return {**found, "name": ", ".join(filter(None, (words(venue.get("title")), words(venue.get("address")))))}


def _contact(raw: Raw) -> dict[str, Any]:
    one = part(raw, "contact")
    name = " ".join(filter(None, (words(one.get("first_name")), words(one.get("last_name")))))
    return {"name": name, "phone": words(one.get("phone_number"))}


def _poll(raw: Raw) -> dict[str, Any]:
    poll = part(raw, "poll")
    options = [words(part({"o": one}, "o").get("text")) for one in many(poll, "options")]
    return {"question": words(poll.get("question")), "options": " / ".join(filter(None, options))}


def _dice(raw: Raw) -> dict[str, Any]:
    dice = part(raw, "dice")
    return {"emoji": words(dice.get("emoji")), "value": str(number(dice.get("value")))}


def _nothing(raw: Raw) -> dict[str, Any]:
    return {}


# The first that is there counts: a venue also has a location.
_TOLD: dict[str, Callable[[Raw], dict[str, Any]]] = {
    "venue": _place, "location": _place, "contact": _contact, "poll": _poll, "dice": _dice, "story": _nothing,
    "paid_media": _nothing}
_ENVELOPE = frozenset((
    "message_id", "message_thread_id", "from", "sender_chat", "sender_boost_count", "sender_business_bot", "date",
    "business_connection_id", "chat", "forward_origin", "is_topic_message", "is_automatic_forward", "reply_to_message",
    "external_reply", "quote", "reply_to_story", "via_bot", "edit_date", "has_protected_content", "is_from_offline",
    "media_group_id", "author_signature", "effect_id", "entities", "caption_entities", "link_preview_options",
))


def _forwarded(raw: Raw) -> str | None:
    origin = part(raw, "forward_origin")
    if not origin:
        return None
    person = person_of(origin.get("sender_user"))
    chat = part(origin, "sender_chat") or part(origin, "chat")
    return (person.first_name if person else "") or words(origin.get("sender_user_name")) or words(chat.get("title"))
