"""Sends the outbox on channels that push: row by row, one of a conversation at a time, conversations side by side.

Owns when a row is tried again, and how fast a conversation is written to. What is due, and whether the bot may still
speak, is the service's to say.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from bot.channels.base import Channel, Delivery
from bot.service import Service
from bot.service.rounds import to_its_end

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8  # of a channel that breaks; one that says when to come back is asked for as long as it says so
LONGEST_PAUSE_S = 300.0
FINISH_S = 4.0
SIDE_BY_SIDE = 16  # calls under way; a slow one holds up its own conversation only


class Sender:
    """`run()` it as a task, one in a process; it ends when cancelled, and with it what it was sending."""

    def __init__(self, service: Service, channels: Sequence[Channel], pause: float) -> None:
        self._service = service
        self._pause = pause
        self._channels = {channel.name: channel for channel in channels}
        self._under_way: dict[str, asyncio.Task[None]] = {}  # by conversation
        self._not_before: dict[str, float] = {}  # conversation -> when its next words may leave
        self._broke = True  # rows may be left `sending`: by a kill, or by a round that broke

    async def run(self) -> None:
        try:
            while True:
                try:
                    await to_its_end(self._round())
                except Exception:
                    log.exception("outbox round failed")
                    self._broke = True
                await asyncio.sleep(self._pause)
        finally:
            tasks = list(self._under_way.values())
            if tasks:  # a call that may end is let end: cut off, it would be made a second time
                await asyncio.wait(tasks, timeout=FINISH_S)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _round(self) -> None:
        if not any(channel.on_duty for channel in self._channels.values()):
            self._broke = True  # whoever sends now may leave rows behind
            return
        if self._broke and not self._under_way:  # what is under way is `sending` and must not be taken for left over
            await self._service.recover_deliveries()
            self._broke = False
        now = asyncio.get_running_loop().time()
        self._not_before = {one: at for one, at in self._not_before.items() if at > now}
        for row in await self._service.due_deliveries():
            conversation = row["conversation_id"]
            if len(self._under_way) >= SIDE_BY_SIDE:
                return
            if conversation not in self._under_way and conversation not in self._not_before:
                self._under_way[conversation] = asyncio.create_task(self._send_one(row), name=f"send {row['id']}")

    async def _send_one(self, row: dict[str, Any]) -> None:
        try:
            await self._send(row)
        except Exception:
            log.exception("outbox round failed")
            self._broke = True
        finally:
            del self._under_way[row["conversation_id"]]

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
        if result.pause:
            self._not_before[conversation["id"]] = asyncio.get_running_loop().time() + result.pause
        await self._service.delivered(row, result.state, result.retry_after, unsure=result.unsure, parts=result.sent)


def _after_break(attempts: int) -> Delivery:
    """A defect of ours: tried again with growing pauses, then given up so that later words can leave."""
    if attempts >= MOST_ATTEMPTS:
        return Delivery("failed", detail="channel broke")
    return Delivery("again", retry_after=min(2.0**attempts, LONGEST_PAUSE_S))
