"""One bot of Telegram's and the calls we make as it: addresses, time-outs, the pace of all calls together.

Owns what a refusal means for a delivery. Must not know a conversation. The token never leaves this object: it is in
every address, so neither addresses nor the library's errors are logged.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.channels.base import Delivery

API = "https://api.telegram.org"
WEBHOOK_PATH = "/telegram/webhook"
POLL_S = 25  # how long Telegram keeps a question for updates open
CALL_S = 30.0
FILE_S = 60.0
A_SECOND = 28  # calls that send; Telegram allows about thirty
LONGEST_BREAK_S = 60.0
# Sending these never helps: the words, the chat or the message are gone.
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "group chat was deactivated", "bot was kicked",
         "have no rights", "not enough rights", "business_connection", "chat_write_forbidden", "user not found")
_SAME = "message is not modified"
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True)
class Address:
    """What the settings say of Telegram. `api_url` "": Telegram's own. `webhook_url` "": we ask for updates."""

    token: str
    api_url: str = ""
    webhook_url: str = ""
    secret: str = ""

    @property
    def bot_id(self) -> int:
        number = self.token.partition(":")[0]
        return int(number) if number.isdecimal() and len(number) < 18 else 0

    @property
    def webhook(self) -> str:
        """The address Telegram is to call: the one given, with our path unless it has one."""
        url = self.webhook_url.rstrip("/")
        return url if not url or "/" in url.partition("//")[2] else url + WEBHOOK_PATH

    @property
    def webhook_secret(self) -> str:
        """The secret given, else one made of the token: never none, and the same after a restart."""
        return self.secret or hmac.new(self.token.encode(), b"sensei webhook", hashlib.sha256).hexdigest()


class Account:
    """The bot's calls. Open at once; `close()` it."""

    def __init__(self, address: Address) -> None:
        base = (address.api_url or API).rstrip("/")
        # A local server speaks plain HTTP; reading certificates for it costs a third of a second.
        plain: dict[str, Any] = {"verify": False} if base.startswith("http://") else {}
        self.address, self.username, self.name = address, "", ""
        self.files_at = f"{base}/file/bot{address.token}/"
        self.http = httpx.AsyncClient(timeout=FILE_S, **plain)
        self._requests = (
            HTTPXRequest(connection_pool_size=24, connect_timeout=10, read_timeout=CALL_S, write_timeout=CALL_S,
                         media_write_timeout=FILE_S, pool_timeout=10, httpx_kwargs=plain),
            HTTPXRequest(httpx_kwargs=plain))
        self._bot = Bot(address.token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot",
                        request=self._requests[0], get_updates_request=self._requests[1])
        self._next_slot = 0.0

    async def close(self) -> None:
        for request in self._requests:
            await request.shutdown()
        await self.http.aclose()

    def start_url(self, word: str) -> str:
        return f"https://t.me/{self.username}?start={word}"

    # --- calls -----------------------------------------------------------------------------------

    async def ask(self, method: str, *, seconds: float = CALL_S, **parameters: Any) -> Any:
        """Any method, raw in and raw out. Raises `TelegramError`."""
        # In small letters: the library would rather have its own method used, which parses what it may not know.
        return await self._bot.do_api_request(
            method.lower(), api_kwargs={k: v for k, v in parameters.items() if v is not None}, read_timeout=seconds)

    async def learn_name(self) -> None:
        """Who we are, once."""
        me = await self.ask("getMe")
        self.username, self.name = str(me.get("username") or ""), str(me.get("first_name") or "")

    async def updates(self, next_update: int, allowed: tuple[str, ...]) -> list[Any]:
        """Updates from `next_update` on; waits for one."""
        found = await self.ask("getUpdates", seconds=POLL_S + 15, offset=next_update or None, limit=100,
                               timeout=POLL_S, allowed_updates=list(allowed))
        return list(found) if isinstance(found, list) else []

    async def send(self, method: str, where: Mapping[str, Any], *, file: tuple[str, str, bytes] | None = None,
                   **parameters: Any) -> int:
        """Send a message; the number it got. `file`: (parameter, name, content)."""
        await self._slot()
        upload = {file[0]: InputFile(file[2], filename=file[1], attach=False)} if file else {}
        if method == "sendMessage":
            parameters["link_preview_options"] = {"is_disabled": True}
        sent = await self.ask(method, seconds=FILE_S if file else CALL_S, **where, **upload, **parameters)
        return int(sent["message_id"])

    async def edit(self, where: Mapping[str, Any], message_id: int, html: str) -> None:
        """New words for a message of ours: counted like a new one."""
        await self._slot()
        await self.ask("editMessageText", message_id=message_id, text=html, parse_mode="HTML",
                       link_preview_options={"is_disabled": True}, **where)

    async def _slot(self) -> None:
        """Wait for our turn among all chats: so many calls a second."""
        loop = asyncio.get_running_loop()
        slot = max(loop.time(), self._next_slot)
        self._next_slot = slot + 1 / A_SECOND
        await asyncio.sleep(slot - loop.time())


def outcome(error: TelegramError, failures: int) -> Delivery:
    """What a refusal means for what was to be sent. `failures`: how often in a row nothing got through."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        return Delivery("again", retry_after=max(1.0, seconds), detail="too many")
    if isinstance(error, ChatMigrated):
        return Delivery("again", detail="migrated")
    if isinstance(error, Forbidden):
        return Delivery("blocked", detail="forbidden")
    if isinstance(error, InvalidToken):  # ours to mend; nothing is given up meanwhile
        return Delivery("again", retry_after=LONGEST_BREAK_S, detail="token refused")
    words = error.message.lower()
    if isinstance(error, BadRequest):
        if _SAME in words:
            return Delivery("sent")
        return Delivery("failed", detail="gone" if any(one in words for one in _GONE) else "refused")
    pause = min(2.0 ** failures, LONGEST_BREAK_S)
    unsure = isinstance(error, TimedOut | NetworkError) and not isinstance(error.__cause__, NEVER_LEFT)
    return Delivery("again", retry_after=pause, detail="no connection", unsure=unsure)
