"""Every method of the Bot API that the fake knows, by name; the rest is "method not found".

Owns the bot's own affairs (profile, menu, webhook, files, chats); writing to people lives in `sending`.
"""

from __future__ import annotations

import json
from typing import Any

from tests.telegram.sending import Params, Sending
from tests.telegram.state import DOWNLOAD_LIMIT, State
from tests.telegram.troubles import Refusal, bad
from tests.telegram.updates import Updates
from tests.telegram.wire import Upload

MEDIA = {"photo", "document", "voice", "audio", "video", "animation", "sticker", "video_note"}
NUMBERS = {"chat_id", "message_id", "offset", "limit", "timeout", "max_connections", "user_id", "message_thread_id",
           "reply_to_message_id"}
AS_JSON = {"reply_markup", "entities", "caption_entities", "link_preview_options", "media", "allowed_updates",
           "reply_parameters", "commands", "menu_button", "scope", "reaction", "message_ids"}
FLAGS = {"drop_pending_updates", "show_alert", "disable_notification", "protect_content"}


def plain(params: Params) -> Params:
    """Parameters with their types, however they were sent."""
    made: Params = {}
    for key, value in params.items():
        try:
            if key in NUMBERS and not str(value).startswith("@"):
                made[key] = int(value)
            elif key in AS_JSON and isinstance(value, str):
                made[key] = json.loads(value)
            elif key in FLAGS:
                made[key] = value is True or str(value).lower() in ("true", "1")
            else:
                made[key] = value
        except ValueError as error:
            raise bad(f"can't parse {key}") from error
    return made


class Methods(Sending):
    def __init__(self, state: State, updates: Updates) -> None:
        super().__init__(state)
        self.updates = updates

    async def call(self, method: str, p: Params, files: dict[str, Upload]) -> Any:
        """Run one method; names are case-insensitive, as on the server."""
        name = method.lower()
        if name == "getupdates":
            return await self.updates.get(**self._some(p, "offset", "limit", "timeout", "allowed_updates"))
        if name == "setwebhook":
            return await self.updates.set_webhook(**self._some(
                p, "url", "secret_token", "max_connections", "allowed_updates", "drop_pending_updates"))
        if name == "deletewebhook":
            return await self.updates.delete_webhook(**self._some(p, "drop_pending_updates"))
        if name == "sendmediagroup":
            return self.send_media_group(p, files)
        kind = next((k for k in MEDIA if name == "send" + k.replace("_", "")), None)
        if kind is not None:
            return self.send_media(kind, p, files)
        known = KNOWN.get(name)
        if known is None:
            raise Refusal(404, "Not Found: method not found")
        return known(self, p)

    @staticmethod
    def _some(p: Params, *names: str) -> Params:
        return {name: p[name] for name in names if name in p}

    # --- the bot itself ------------------------------------------------------------------------------------------

    def get_me(self, p: Params) -> dict[str, Any]:
        return {**self.state.bot, "can_join_groups": True, "can_read_all_group_messages": False,
                "supports_inline_queries": False, "can_connect_to_business": True, "has_main_web_app": False,
                **{k: self.state.profile[("me", k)] for k in ("can_read_all_group_messages",)
                   if ("me", k) in self.state.profile}}

    def get_webhook_info(self, p: Params) -> dict[str, Any]:
        return self.updates.webhook_info()

    def _set(self, what: str, value: Any, p: Params, most: int | None = None) -> bool:
        if most is not None and len(value) > most:
            raise bad(f"{what} is too long")
        self.state.profile[(what, str(p.get("language_code") or ""))] = value
        return True

    def _get(self, what: str, p: Params, otherwise: Any) -> Any:
        """In the language asked for, else the one for everybody."""
        by_language = self.state.profile.get((what, str(p.get("language_code") or "")))
        return by_language if by_language is not None else self.state.profile.get((what, ""), otherwise)

    def set_my_commands(self, p: Params) -> bool:
        for command in p.get("commands", []):
            name = command.get("command", "")
            if not 1 <= len(name) <= 32 or not name.replace("_", "a").isalnum() or name != name.lower():
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command.get("description", "")) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        return self._set("commands", p.get("commands", []), p)

    def get_my_commands(self, p: Params) -> Any:
        return self._get("commands", p, [])

    def delete_my_commands(self, p: Params) -> bool:
        return self._set("commands", [], p)

    def set_my_name(self, p: Params) -> bool:
        return self._set("name", p.get("name", ""), p, 64)

    def get_my_name(self, p: Params) -> Any:
        return {"name": self._get("name", p, self.state.bot["first_name"])}

    def set_my_description(self, p: Params) -> bool:
        return self._set("description", p.get("description", ""), p, 512)

    def get_my_description(self, p: Params) -> Any:
        return {"description": self._get("description", p, "")}

    def set_my_short_description(self, p: Params) -> bool:
        return self._set("short_description", p.get("short_description", ""), p, 120)

    def get_my_short_description(self, p: Params) -> Any:
        return {"short_description": self._get("short_description", p, "")}

    def set_chat_menu_button(self, p: Params) -> bool:
        self.state.menu[p.get("chat_id")] = p.get("menu_button") or {"type": "default"}
        return True

    def get_chat_menu_button(self, p: Params) -> dict[str, Any]:
        return self.state.menu.get(p.get("chat_id")) or self.state.menu.get(None) or {"type": "default"}

    def log_out(self, p: Params) -> bool:
        return True

    def close(self, p: Params) -> bool:
        return True

    # --- chats, files, connections -------------------------------------------------------------------------------

    def get_chat(self, p: Params) -> dict[str, Any]:
        chat = self.state.find_chat(p.get("chat_id", 0))
        if chat is None:
            raise bad("chat not found")
        return {**chat.about, "accent_color_id": 0, "max_reaction_count": 11,
                "accepted_gift_types": dict.fromkeys(
                    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
                     "gifts_from_channels"), False)}

    def get_chat_member(self, p: Params) -> dict[str, Any]:
        chat = self.open_chat(p)
        if p.get("user_id") == self.state.bot["id"]:
            return {"status": "member", "user": self.state.bot}
        return {"status": "member", "user": {"id": p["user_id"], "is_bot": False, "first_name": str(chat.id)}}

    def leave_chat(self, p: Params) -> bool:
        chat = self.open_chat(p)
        if chat.id > 0:
            raise bad("chat member status can't be changed in private chats")
        chat.door = "kicked"
        return True

    def get_file(self, p: Params) -> dict[str, Any]:
        stored = self.state.files.get(str(p.get("file_id")))
        if stored is None:
            raise bad("invalid file_id")
        if stored.size > DOWNLOAD_LIMIT:
            raise bad("file is too big")
        return {**self.state.about_file(stored), "file_path": stored.path}

    def get_business_connection(self, p: Params) -> dict[str, Any]:
        connection = self.state.connections.get(str(p.get("business_connection_id")))
        if connection is None:
            raise bad("BUSINESS_CONNECTION_INVALID")
        return connection

    def set_message_reaction(self, p: Params) -> bool:
        if p.get("message_id") not in self.open_chat(p).messages:
            raise bad("message to react not found")
        return True


KNOWN = {name.replace("_", ""): function for name, function in {**vars(Sending), **vars(Methods)}.items()
         if callable(function) and name.split("_")[0] in
         ("get", "set", "send", "edit", "delete", "answer", "leave", "log", "close") and name != "send_media"
         and name != "send_media_group"}
