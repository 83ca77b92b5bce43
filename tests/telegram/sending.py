"""The Bot API's methods that write to people: send, edit, delete, tap answers, actions.

Owns the rules of what may be written (lengths, HTML, buttons, doors) and the refusals in the server's words.
"""

from __future__ import annotations

import json
import mimetypes
from pathlib import PurePath
from typing import Any

from tests.telegram.markup import LIMIT_CAPTION, LIMIT_TEXT, ParseError, noticed, seen, units
from tests.telegram.state import Chat, State, StoredFile
from tests.telegram.troubles import bad, forbidden
from tests.telegram.wire import Upload

DOORS = {
    "blocked": forbidden("bot was blocked by the user"), "deactivated": forbidden("user is deactivated"),
    "unstarted": forbidden("bot can't initiate conversation with a user"),
    "kicked": forbidden("bot was kicked from the supergroup chat"),
}
ACTIONS = {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
           "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"}
BUTTON_KINDS = {"url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay",
                "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game"}
SAME = ("message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message")
Params = dict[str, Any]


class Sending:
    def __init__(self, state: State) -> None:
        self.state = state

    # --- what is allowed -----------------------------------------------------------------------------------------

    def open_chat(self, p: Params) -> Chat:
        """The chat, when the bot may write there."""
        chat = self.state.find_chat(p.get("chat_id", 0))
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to is not None:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        connection = p.get("business_connection_id")
        if connection is not None:
            self._business(connection)
        elif chat.door != "open":
            raise DOORS[chat.door]
        return chat

    def _business(self, connection_id: str) -> dict[str, Any]:
        connection = self.state.connections.get(connection_id)
        if connection is None or not connection["is_enabled"]:
            raise bad("BUSINESS_CONNECTION_INVALID")
        if not connection["rights"].get("can_reply"):
            raise bad("BUSINESS_CONNECTION_NOT_ALLOWED")
        return connection

    @staticmethod
    def read(text: Any, p: Params, limit: int) -> tuple[str, list[dict[str, Any]]]:
        """Text as people see it, with entities; refused like the server refuses."""
        mode = str(p.get("parse_mode") or "").lower()
        if mode not in ("", "html"):
            raise bad("unsupported parse_mode")
        try:
            shown, entities = seen(text) if mode else (text.strip(), p.get("entities") or noticed(text.strip()))
        except ParseError as error:
            raise bad(f"can't parse entities: {error}") from error
        if units(shown) > limit:
            raise bad("message is too long" if limit == LIMIT_TEXT else "message caption is too long")
        return shown, entities

    @staticmethod
    def keyboard(p: Params) -> dict[str, Any]:
        """`{"reply_markup": …}` or nothing."""
        markup = p.get("reply_markup") or {}
        rows = markup.get("inline_keyboard", [])
        for button in (b for row in rows for b in row):
            kinds = BUTTON_KINDS & set(button)
            if not button.get("text") or len(kinds) != 1:
                raise bad("text buttons are unallowed in the inline keyboard")
            if "callback_data" in kinds and not 1 <= len(button["callback_data"].encode()) <= 64:
                raise bad("BUTTON_DATA_INVALID")
        rows = [row for row in rows if row]
        return {"reply_markup": {**markup, "inline_keyboard": rows}} if rows else {}

    # --- sending -------------------------------------------------------------------------------------------------

    def send_message(self, p: Params) -> dict[str, Any]:
        chat = self.open_chat(p)
        text, entities = self.read(p.get("text", ""), p, LIMIT_TEXT)
        if not text:
            raise bad("message text is empty")
        return self._put(chat, p, str(p["text"]), text=text, **({"entities": entities} if entities else {}))

    def _put(self, chat: Chat, p: Params, source: str, **content: Any) -> dict[str, Any]:
        answered = (p.get("reply_parameters") or {}).get("message_id")
        extra = self.keyboard(p)
        if answered is not None:
            if answered not in chat.messages and not p["reply_parameters"].get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
            extra["reply_to_message"] = chat.messages.get(answered)
        for key in ("link_preview_options", "message_thread_id", "business_connection_id"):
            if p.get(key) is not None:
                extra[key] = p[key]
        sender = self.state.bot
        if "business_connection_id" in extra:
            sender = self._business(extra["business_connection_id"])["user"]
            extra["sender_business_bot"] = self.state.bot
        message = self.state.message(chat, sender, **content, **extra)
        chat.source[message["message_id"]] = source
        return message

    def send_media(self, kind: str, p: Params, files: dict[str, Upload]) -> dict[str, Any]:
        """sendPhoto, sendDocument, sendVoice …: an upload, a known file_id, or an address."""
        chat = self.open_chat(p)
        content = self._captioned(p) | {kind: self._carried(kind, p.get(kind), files.get(kind), files)}
        return self._put(chat, p, str(p.get("caption") or ""), **content)

    def _captioned(self, p: Params) -> dict[str, Any]:
        text, entities = self.read(p.get("caption") or "", p, LIMIT_CAPTION)
        return ({"caption": text} if text else {}) | ({"caption_entities": entities} if entities else {})

    def _carried(self, kind: str, value: Any, upload: Upload | None, files: dict[str, Upload]) -> Any:
        if isinstance(value, str) and value.startswith("attach://"):
            upload = files.get(value.removeprefix("attach://"))
        if upload is not None:
            if not upload.data:
                raise bad("file must be non-empty")
            if kind == "photo":
                return self.state.photo(upload.data)
            ending = PurePath(upload.name).suffix
            return self._about(kind, self.state.file(upload.data, f"{kind}s", ending), upload.name)
        if isinstance(value, str) and value in self.state.files:
            stored = self.state.files[value]
            return self.state.photo(stored.data) if kind == "photo" else self._about(kind, stored, stored.path)
        raise bad("wrong file identifier/HTTP URL specified")

    def _about(self, kind: str, stored: StoredFile, name: str) -> dict[str, Any]:
        more: dict[str, Any] = {"mime_type": mimetypes.guess_type(name)[0] or "application/octet-stream"}
        more |= {"file_name": name} if kind in ("document", "audio", "video", "animation") else {}
        more |= {"duration": 1} if kind in ("voice", "video", "audio", "animation", "video_note") else {}
        more |= {"width": 1, "height": 1} if kind in ("video", "animation", "sticker") else {}
        return self.state.about_file(stored, **more)

    def send_media_group(self, p: Params, files: dict[str, Upload]) -> list[dict[str, Any]]:
        chat, media = self.open_chat(p), p.get("media") or []
        if not 2 <= len(media) <= 10:
            raise bad("group of media must contain from 2 to 10 items")
        group = str(self.state.fresh())
        return [self._put(chat, p, str(one.get("caption") or ""), media_group_id=group, **self._captioned(one),
                          **{one["type"]: self._carried(one["type"], one.get("media"), None, files)})
                for one in media]

    def send_chat_action(self, p: Params) -> bool:
        chat = self.open_chat(p)
        if p.get("action") not in ACTIONS:
            raise bad("wrong parameter action in request")
        chat.actions.append(p["action"])
        return True

    # --- changing ------------------------------------------------------------------------------------------------

    def _mine(self, p: Params, refusal: str = "message to edit not found") -> tuple[Chat, dict[str, Any]]:
        chat = self.open_chat(p)
        message = chat.messages.get(p.get("message_id", 0))
        if message is None:
            raise bad(refusal)
        if message.get("from", {}).get("id") != self.state.bot["id"] and "sender_business_bot" not in message:
            raise bad("message can't be edited")
        return chat, message

    def _change(self, message: dict[str, Any], p: Params, content: dict[str, Any]) -> dict[str, Any]:
        """The new content and keyboard, unless nothing changes; without a keyboard the old one goes."""
        keys = {*content, "reply_markup", "entities", "caption_entities"} & {*content, "reply_markup", *message}
        after = content | self.keyboard(p)
        if all(json.dumps(message.get(k)) == json.dumps(after.get(k)) for k in keys):
            raise bad(SAME)
        for key in keys:
            message.pop(key, None)
        message.update(after, edit_date=self.state.now())
        return message

    def edit_message_text(self, p: Params) -> dict[str, Any]:
        chat, message = self._mine(p)
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        text, entities = self.read(p.get("text", ""), p, LIMIT_TEXT)
        if not text:
            raise bad("message text is empty")
        changed = self._change(message, p, {"text": text} | ({"entities": entities} if entities else {}))
        chat.source[message["message_id"]] = str(p["text"])
        return changed

    def edit_message_caption(self, p: Params) -> dict[str, Any]:
        return self._change(self._mine(p)[1], p, self._captioned(p))

    def edit_message_reply_markup(self, p: Params) -> dict[str, Any]:
        message = self._mine(p)[1]
        same: Params = {k: message[k] for k in ("text", "entities", "caption", "caption_entities") if k in message}
        return self._change(message, p, same)

    def delete_message(self, p: Params) -> bool:
        chat, message = self._mine(p, "message to delete not found")
        del chat.messages[message["message_id"]]
        return True

    def answer_callback_query(self, p: Params) -> bool:
        tap = p.get("callback_query_id")
        if tap not in self.state.taps or self.state.taps[tap] is not None:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if units(str(p.get("text", ""))) > 200:
            raise bad("MESSAGE_TOO_LONG")
        self.state.taps[tap] = p
        return True
