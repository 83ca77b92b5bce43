"""Starts and stops Telegram inside the front door, and says how it is.

Owns the order: who we are, webhook or polling, then reading what is kept. A Telegram that is not reached stops nothing
else. Must not do the work itself.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram import reading
from bot.channels.telegram.account import Account, Address
from bot.channels.telegram.acting import Reader
from bot.channels.telegram.delivery import TelegramChannel
from bot.channels.telegram.duty import Duty
from bot.channels.telegram.processing import Processing
from bot.channels.telegram.receiving import Poller
from bot.core.texts import Texts

if TYPE_CHECKING:
    from bot.service import Service

log = logging.getLogger(__name__)

TRY_AGAIN_S = (1.0, 2.0, 5.0, 15.0, 30.0)
LOOK_AT_WEBHOOK_S = 60.0
STARTING = "starting"


class Connector:
    """Build it, `start()` and `stop()` it in the running loop. `trouble`: why it does not work, "" when it does."""

    def __init__(self, address: Address, service: Service, texts: Texts, zone: ZoneInfo) -> None:
        self.address = address
        self.account = Account(address)
        self._duty = Duty(service, address.bot_id)
        self.channel = TelegramChannel(self.account, service, self._duty, texts, zone)
        service.deps.hub.listen(self.channel.sign)
        reader = Reader(self.account, service, texts, zone)
        self._processing = Processing(service, reader, self._duty, address.bot_id, overtaking=bool(address.webhook_url))
        self._poller = Poller(self.account, service, self._duty, self._processing.arrived)
        self._trouble = STARTING
        self._tasks: list[asyncio.Task[None]] = []
        self._on_duty: asyncio.Task[None] | None = None

    @property
    def trouble(self) -> str:
        return self._trouble or ("" if self.address.webhook_url else self._poller.trouble)

    def start_url(self, token: str) -> str:
        """The address that opens this bot's chat with a word for it."""
        return self.account.start_url(token)

    def arrived(self) -> None:
        self._processing.arrived()

    async def settled(self) -> None:
        await self._processing.settled()

    async def start(self) -> None:
        """What is kept is read at once, whether Telegram is reached or not."""
        self._on_duty = asyncio.create_task(self._duty.run(), name="telegram duty")
        self._tasks = [asyncio.create_task(self._processing.run(), name="telegram reading"),
                       asyncio.create_task(self._connect(), name="telegram connection")]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._on_duty is not None:  # last: what is being read is read to its end before another begins
            self._on_duty.cancel()
            await asyncio.gather(self._on_duty, return_exceptions=True)
        await self.account.close()

    async def _connect(self) -> None:
        tries = 0
        while True:
            try:
                await self.account.learn_name()
                await self._choose_way()
                break
            except TelegramError as error:
                refused = isinstance(error, InvalidToken)
                self._trouble = "the token is refused" if refused else "Telegram is not reached"
                log.warning("telegram not reached", extra={"why": self._trouble})
                await asyncio.sleep(TRY_AGAIN_S[min(tries, len(TRY_AGAIN_S) - 1)])
                tries += 1
        self._trouble = ""
        log.info("telegram connected", extra={"way": "webhook" if self.address.webhook_url else "polling"})
        if self.address.webhook_url:
            await self._watch_webhook()
        else:
            await self._poller.run()

    async def _choose_way(self) -> None:
        if self.address.webhook_url:
            await self.account.ask("setWebhook", url=self.address.webhook, secret_token=self.address.webhook_secret,
                                   allowed_updates=list(reading.ALLOWED_UPDATES))
        else:  # what waits at Telegram stays there until we ask
            await self.account.ask("deleteWebhook", drop_pending_updates=False)

    async def _watch_webhook(self) -> None:
        """Telegram says why its calls do not reach us; /health repeats it."""
        while True:
            await asyncio.sleep(LOOK_AT_WEBHOOK_S)
            try:
                info = await self.account.ask("getWebhookInfo")
            except TelegramError:
                self._trouble = "Telegram is not reached"
                continue
            failing = reading.number(info.get("pending_update_count")) > 0 and info.get("last_error_message")
            self._trouble = "Telegram cannot reach the webhook" if failing else ""
