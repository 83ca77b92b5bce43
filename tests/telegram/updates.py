"""What the bot has not confirmed yet, and its two ways out: long polling and the webhook.

Owns update numbers, `allowed_updates`, the conflict of two pollers, and the pushing that is repeated until it is
answered with 2xx.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.telegram.news import News
from tests.telegram.troubles import Refusal, bad

# Documented: left out unless asked for.
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
POLLED_ELSEWHERE = ("Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
                    "running")
PUSHED_ELSEWHERE = ("Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
                    "the webhook first")


class Updates:
    """One bot's queue. `first_retry` seconds is the pause after a webhook's first failure; it doubles up to 60."""

    def __init__(self, first_id: int = 700_000_001) -> None:
        self.pending: list[dict[str, Any]] = []
        self.next_id = first_id
        self.allowed: list[str] = []
        self.confirmed = 0  # how many
        self.first_retry = 0.05
        self.webhook: dict[str, Any] = {"url": ""}
        self._news = News()
        self._poll: asyncio.Future[None] | None = None
        self._pusher: asyncio.Task[None] | None = None

    def is_allowed(self, update: dict[str, Any]) -> bool:
        kinds = set(update) - {"update_id"}
        return bool(kinds & set(self.allowed)) if self.allowed else not kinds <= NOT_BY_DEFAULT

    def put(self, update: dict[str, Any]) -> None:
        if self.is_allowed(update):
            self.pending.append(update)
            self._news.tell()

    def number(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    async def until_confirmed(self, seconds: float = 20.0) -> None:
        """Wait until nothing is pending: every update was confirmed or pushed."""
        await self._news.until(lambda: not self.pending, seconds)

    async def until_refused(self, seconds: float = 20.0) -> None:
        """Wait until the webhook has refused an update."""
        await self._news.until(lambda: "last_error_message" in self.webhook, seconds)

    # --- long polling ------------------------------------------------------------------------------------------

    async def get(self, offset: int = 0, limit: int = 100, timeout: int = 0,
                  allowed_updates: list[str] | None = None) -> list[dict[str, Any]]:
        if self.webhook["url"]:
            raise Refusal(409, PUSHED_ELSEWHERE)
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(Refusal(409, POLLED_ELSEWHERE))  # the newer poller wins
        if allowed_updates is not None:
            self.allowed = allowed_updates
        self._confirm(offset)
        limit = min(max(limit, 1), 100)
        if not self.pending and timeout > 0:
            await self._wait(min(timeout, 50))
        return self.pending[:limit]

    def _confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one keeps that many from the end."""
        before = len(self.pending)
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [u for u in self.pending if u["update_id"] >= offset]
        self.confirmed += before - len(self.pending)
        self._news.tell()

    async def _wait(self, seconds: float) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = mine
        coming: asyncio.Future[Any] = asyncio.ensure_future(self._news.until(lambda: bool(self.pending), None))
        try:
            await asyncio.wait({mine, coming}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if mine.done():
                mine.result()
        finally:
            coming.cancel()
            mine.cancel()

    # --- webhook -----------------------------------------------------------------------------------------------

    async def set_webhook(self, url: str = "", secret_token: str = "", max_connections: int = 40,
                          allowed_updates: list[str] | None = None, drop_pending_updates: bool = False) -> bool:
        """Loopback addresses may be http, as with a local Bot API server; others must be https."""
        host = urlsplit(url)
        if url and host.scheme != "https" and host.hostname not in ("127.0.0.1", "localhost"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        await self.delete_webhook(drop_pending_updates)
        if url:
            self.allowed = self.allowed if allowed_updates is None else allowed_updates
            self.webhook = {"url": url, "secret": secret_token, "max_connections": max_connections}
            self._pusher = asyncio.create_task(self._push_all())
        return True

    async def delete_webhook(self, drop_pending_updates: bool = False) -> bool:
        await self.close()
        self.webhook = {"url": ""}
        if drop_pending_updates:
            self.pending.clear()
        return True

    def webhook_info(self) -> dict[str, Any]:
        about = {k: v for k, v in self.webhook.items() if k != "secret"}
        return {"has_custom_certificate": False, "pending_update_count": len(self.pending),
                **({"allowed_updates": self.allowed} if self.allowed else {}), **about}

    async def close(self) -> None:
        if self._pusher is not None:
            self._pusher.cancel()
            await asyncio.gather(self._pusher, return_exceptions=True)
            self._pusher = None

    async def _push_all(self) -> None:
        pause = self.first_retry
        async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
            while True:
                await self._news.until(lambda: bool(self.pending), None)
                update = self.pending[0]
                if await self.push(client, update) is None:
                    self.pending = [u for u in self.pending if u is not update]
                    self.confirmed += 1
                    pause = self.first_retry
                    self._news.tell()
                else:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, 60)

    async def push(self, client: httpx.AsyncClient, update: dict[str, Any]) -> str | None:
        """Push once; the reason when it was not taken, also kept for getWebhookInfo."""
        headers = {"Content-Type": "application/json"}
        if self.webhook.get("secret"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook["secret"]
        try:
            answer = await client.post(self.webhook["url"], content=json.dumps(update), headers=headers)
            why = None if answer.is_success else f"Wrong response from the webhook: {answer.status_code}"
        except httpx.HTTPError as error:
            why = f"Connection failed: {type(error).__name__}"
        if why is not None:
            self.webhook |= {"last_error_date": int(time.time()), "last_error_message": why}
            self._news.tell()
        return why
