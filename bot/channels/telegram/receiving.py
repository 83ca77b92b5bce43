"""Asking Telegram for updates: what comes is stored with our place in the line, and only then asked to go on.

Owns polling and its patience. Must not read what an update means.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram import reading
from bot.channels.telegram.account import Account, outcome
from bot.channels.telegram.duty import LOOK_S, Duty
from bot.service.rounds import to_its_end
from bot.service.updates import Update

if TYPE_CHECKING:
    from bot.service import Service

log = logging.getLogger(__name__)

CONFLICT_S = 5.0
NOTHING_S = 0.5  # nothing came: Telegram had waited for it, but not every server can
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0


def kept(raw: Iterable[Any]) -> list[Update]:
    """Raw updates as we keep them; what has no number that fits a column is no update."""
    return [Update(reading.number(one["update_id"]), reading.lane_of(one), reading.kind_of(one), dict(one),
                   reading.album_of(one))
            for one in raw if isinstance(one, Mapping) and reading.number(one.get("update_id")) > 0]


class Poller:
    """`run()` it as a task. `trouble` says in a few words why nothing comes, "" while all is well."""

    def __init__(self, account: Account, service: Service, duty: Duty, arrived: Callable[[], None]) -> None:
        self._account, self._service, self._duty, self._arrived = account, service, duty, arrived
        self._pause = FIRST_PAUSE_S
        self.trouble = "starting"

    async def run(self) -> None:
        while True:
            pause = await self._round()
            await asyncio.sleep(pause)

    async def _round(self) -> float:
        """Ask once; how long to wait before asking again, in seconds."""
        bot_id = self._account.address.bot_id
        try:
            next_update = await to_its_end(self._duty.claim())
            if next_update is None:
                self.trouble = ""
                return LOOK_S
            updates = kept(await self._account.updates(next_update, reading.ALLOWED_UPDATES))
            if updates:
                last = max(update.update_id for update in updates)
                await to_its_end(self._service.keep_updates(bot_id, updates, next_update=last + 1))
                self._arrived()
        except TelegramError as error:
            return self._refused(error)
        except Exception:
            log.exception("telegram updates not kept")  # asked again: Telegram keeps what we did not confirm
            self.trouble = "store"
            return self._longer()
        self.trouble, self._pause = "", FIRST_PAUSE_S
        return 0.0 if updates else NOTHING_S

    def _refused(self, error: TelegramError) -> float:
        if isinstance(error, Conflict):
            self.trouble, wait = "another program asks for this bot’s updates", CONFLICT_S
        elif isinstance(error, InvalidToken):
            self.trouble, wait = "the token is refused", LONGEST_PAUSE_S
        elif isinstance(error, RetryAfter):
            self.trouble, wait = "asked to wait", outcome(error, 0).retry_after
        else:
            self.trouble, wait = "Telegram is not reached", self._longer()
        log.warning("telegram not reached", extra={"why": self.trouble})
        return wait

    def _longer(self) -> float:
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE_S)
        return pause
