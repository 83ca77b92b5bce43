"""The only writer. Channels, pages and worker call it; the transactions of the front door live here.

Split by topic: `sessions` (tokens, welcome), `intake` (receiving), `visits` (their end), `turns` (asking the brain),
`learning` (what one tells of the person), `recovery` (done but never said), `brainwords` (ledger), `handoff` (queue,
promise, brief), `requeue` (back to the queue), `desk` (people at work), `presence` (their signs of life), `agents`
(their accounts), `rows` (lists), `watch` (what time changes), `promises` (announced late), `rounds` (one that breaks
stops no other), `last_resort` (a turn that breaks us), `delivery` (channels that push).
"""

from __future__ import annotations

import asyncio

from bot.service.base import Deps, Row
from bot.service.delivery import DeliveryDesk
from bot.service.desk import Desk
from bot.service.intake import Intake
from bot.service.last_resort import LastResort
from bot.service.turns import Turns
from bot.service.watch import Watch

__all__ = ["Deps", "Service"]


class Service(Intake, Turns, LastResort, Desk, Watch, DeliveryDesk):
    """Everything the front door can do, as one object with one set of surroundings."""

    async def wait_events(self, conversation_id: str, after: int, seconds: float) -> tuple[list[Row], int, list[Row]]:
        """Events above `after`; waits up to `seconds` for one, or for a live frame. Ends early at shutdown."""
        hub = self.deps.hub
        mark = hub.live_mark()
        waiter = hub.waiter(conversation_id)
        try:
            events, last = await self.events(conversation_id, after)
            loop = asyncio.get_running_loop()
            until = loop.time() + seconds
            while not events and not hub.live_after(conversation_id, mark) and not hub.closed:
                left = until - loop.time()
                if left <= 0:
                    break
                waiter.clear()
                try:
                    await asyncio.wait_for(waiter.wait(), left)
                except TimeoutError:
                    break
                events, last = await self.events(conversation_id, after)
        finally:
            hub.release(conversation_id, waiter)
        return events, last, hub.live_after(conversation_id, mark)
