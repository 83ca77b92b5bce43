"""Sends the outbox on channels that push: what is due, row by row, one of a conversation at a time.

Owns when a row is tried again. What is due, and whether the bot may still speak, is the service's to say.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from bot.channels.base import Channel, Delivery
from bot.service import Service

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8  # of a channel that breaks; one that says when to come back is asked for as long as it says so
LONGEST_PAUSE_S = 300.0


class Sender:
    """`run()` it as a task, one in a process; it ends when cancelled."""

    def __init__(self, service: Service, channels: Sequence[Channel], pause: float) -> None:
        self._service = service
        self._pause = pause
        self._channels = {channel.name: channel for channel in channels}

    async def run(self) -> None:
        left_over = True  # rows left `sending`: by a kill, or by a round that broke
        while True:
            try:
                if left_over:
                    await self._service.recover_deliveries()
                    left_over = False
                for row in await self._service.due_deliveries():
                    await self._send(row)
            except Exception:
                log.exception("outbox round failed")
                left_over = True
            await asyncio.sleep(self._pause)

    async def _send(self, row: dict[str, Any]) -> None:
        taken = await self._service.take_delivery(row)
        if taken is None:
            return
        conversation, event = taken
        try:
            result = await self._channels[conversation["channel"]].deliver(conversation, event)
        except Exception:
            log.exception("channel broke", extra={"conversation": conversation["id"], "seq": event["seq"]})
            result = _after_break(row["attempts"] + 1)
        await self._service.delivered(row, result.state, result.retry_after)


def _after_break(attempts: int) -> Delivery:
    """A defect of ours: tried again with growing pauses, then given up so that later words can leave."""
    if attempts >= MOST_ATTEMPTS:
        return Delivery("failed", detail="channel broke")
    return Delivery("again", retry_after=min(2.0**attempts, LONGEST_PAUSE_S))
