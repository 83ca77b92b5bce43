"""Telegram calling us: one update, stored before the answer. Owns the secret's check and the shape of the body."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any

from litestar import Controller, post
from litestar.connection import Request
from litestar.di import NamedDependency as Given

from bot.channels.telegram.receiving import kept
from bot.core.problems import Problem
from bot.web.gate import PUBLIC, needs

if TYPE_CHECKING:
    from bot.channels.telegram.connector import Connector
    from bot.service import Service

HEADER = "x-telegram-bot-api-secret-token"
MAX_UPDATE = 1_000_000  # bytes; an update holds texts and numbers, never a file


class TelegramWebhook(Controller):
    """There only while a webhook is set; without the secret nothing is said, not even that."""

    path = "/telegram"
    opt = needs(PUBLIC)
    include_in_schema = False

    @post("/webhook", status_code=200, request_max_body_size=MAX_UPDATE)
    async def update(self, request: Request[Any, Any, Any], telegram: Given[Connector | None],
                     service: Given[Service]) -> None:
        """Store one update; 200 means stored. Anything else makes Telegram call again."""
        given = request.headers.get(HEADER, "")
        if telegram is None or not telegram.address.webhook_url or not hmac.compare_digest(
                given.encode(), telegram.address.webhook_secret.encode()):
            raise Problem("not_found")
        try:
            # Python's reader, like the one behind polling: a half of an emoji is no reason to be called for ever.
            raw = json.loads(await request.body())
        except (ValueError, RecursionError):
            raise Problem("bad_json") from None
        updates = kept([raw])
        if not updates:
            raise Problem("bad_request", field="update_id")
        await service.keep_updates(telegram.address.bot_id, updates)
        telegram.arrived()
