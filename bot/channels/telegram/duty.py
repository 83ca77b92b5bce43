"""Which front door asks, reads and sends for this bot when several share one database: one at a time, by a lease.

Owns the lease's renewal. Whoever is on duty and ends gives it back; after a kill the next one takes it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from bot.channels.telegram import holder
from bot.service.rounds import to_its_end
from bot.service.updates import LEASE

if TYPE_CHECKING:
    from bot.service import Service

log = logging.getLogger(__name__)

RENEW_S = 8.0  # three times before the lease is over
LOOK_S = 3.0  # somebody else is on duty


class Duty:
    """`run()` it as a task; `mine` says whether this front door is on duty now."""

    def __init__(self, service: Service, bot_id: int) -> None:
        self._service, self._bot_id = service, bot_id
        self._me, self._until = holder.name(), 0.0

    @property
    def mine(self) -> bool:
        return asyncio.get_running_loop().time() < self._until

    async def claim(self) -> int | None:
        """Be, or stay, on duty: the next update to ask for. None: somebody else is."""
        asked_at = asyncio.get_running_loop().time()
        next_update = await self._service.lease_poller(self._bot_id, self._me, holder.gone)
        self._until = 0.0 if next_update is None else asked_at + LEASE.total_seconds()
        return next_update

    async def run(self) -> None:
        try:
            while True:
                try:
                    await to_its_end(self.claim())
                except Exception:
                    log.exception("telegram duty not claimed")  # it runs out by itself when the store stays away
                await asyncio.sleep(RENEW_S if self.mine else LOOK_S)
        finally:
            self._until = 0.0
            with contextlib.suppress(Exception):
                await self._service.end_lease(self._bot_id, self._me)
