"""Kept updates, read in order: those of one chat one after the other, chats side by side, each until it is done.

Owns order, albums, and what happens when reading fails. What an update does, says `Reader`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

from telegram.error import TelegramError

from bot.channels.telegram import reading
from bot.channels.telegram.acting import Reader
from bot.channels.telegram.duty import Duty
from bot.channels.telegram.files import NotFetched
from bot.service.rounds import to_its_end

if TYPE_CHECKING:
    from bot.service import Service

log = logging.getLogger(__name__)

ALBUM_S = 1.0  # pictures of one album arrive one by one; so long after the last they are one message
MOST_TRIES = 5
SIDE_BY_SIDE = 8
FILES_SIDE_BY_SIDE = 4  # more chats whose files are fetched meanwhile: a slow one holds up nobody's words
LOOK_AGAIN_S = 0.5
FINISH_S = 3.0
FORGET_EVERY_S = 3600.0
# With a webhook several calls come at once and may overtake each other: a number that is missing is waited for.
OVERTAKEN_S = 0.3

Row = dict[str, Any]


class Processing:
    """`run()` it as a task; `arrived()` when something was stored."""

    def __init__(self, service: Service, reader: Reader, duty: Duty, bot_id: int, *, overtaking: bool) -> None:
        self._service, self._reader, self._duty, self._bot_id = service, reader, duty, bot_id
        self._wait_for_gaps = overtaking
        self._news = asyncio.Event()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._with_files: set[str] = set()  # of these lanes
        self._brings_file: set[int] = set()  # updates that wait, of which we know it
        self._idle = asyncio.Event()
        self._last = 0  # the highest number seen whose predecessors are all known

    def arrived(self) -> None:
        self._idle.clear()
        self._news.set()

    async def settled(self) -> None:
        """Wait until everything kept was read."""
        await self._idle.wait()

    async def run(self) -> None:
        forget_at = 0.0
        loop = asyncio.get_running_loop()
        try:
            while True:
                try:
                    if loop.time() >= forget_at:
                        forget_at = loop.time() + FORGET_EVERY_S
                        await self._service.forget_old_updates()
                    wait = await to_its_end(self._round())
                except Exception:
                    log.exception("telegram round failed")
                    wait = LOOK_AGAIN_S
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), wait)
                self._news.clear()
        finally:
            tasks = list(self._lanes.values())
            if tasks:
                await asyncio.wait(tasks, timeout=FINISH_S)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _round(self) -> float:
        """Start what can be read, if it is ours to read; how long to sleep at most, in seconds."""
        if not self._duty.mine:
            return LOOK_AGAIN_S
        busy = set(self._lanes)  # looked at first: one that ends meanwhile may stand in `rows` as it was
        rows = await self._service.open_updates(self._bot_id)
        if not rows and not self._lanes and not self._news.is_set():
            self._idle.set()
        self._brings_file &= {row["update_id"] for row in rows}
        now = self._service.deps.real_now()
        lanes: dict[str, list[Row]] = {}
        for row in rows:
            lanes.setdefault(row["lane"], []).append(row)
        wait, ready = LOOK_AGAIN_S, list[list[Row]]()
        for lane, waiting in lanes.items():
            if lane in busy:
                continue
            first = waiting[0]
            together = [row for row in waiting if row["album"] == first["album"]] if first["album"] else [first]
            at = max(first["next_at"], *(self._ready_at(row, rows) for row in together))
            if at <= now:
                ready.append(together)
            else:
                wait = min(wait, max(0.02, (at - now).total_seconds()))
        for some in batched(ready, SIDE_BY_SIDE + FILES_SIDE_BY_SIDE):
            await self._start(some)
        return wait

    async def _start(self, ready: tuple[list[Row], ...]) -> None:
        """Read what there is room for. Bodies are asked for only then: a long line is looked at after every update."""
        maybe = [together for together in ready if self._room(together[0]["update_id"] in self._brings_file)]
        if not maybe:
            return
        bodies = await self._service.update_bodies(self._bot_id, [row["update_id"] for one in maybe for row in one])
        for together in maybe:
            first, lane = together[0]["update_id"], together[0]["lane"]
            files = reading.has_file(bodies[first]["body"] or {})
            if files:
                self._brings_file.add(first)
            if not self._room(files):
                continue
            if files:
                self._with_files.add(lane)
            whole = [row | bodies[row["update_id"]] for row in together]
            self._lanes[lane] = asyncio.create_task(self._read(lane, whole), name=f"telegram {first}")

    def _room(self, files: bool) -> bool:
        """Whether one more chat may be read now."""
        fetching = len(self._with_files)
        return fetching < FILES_SIDE_BY_SIDE if files else len(self._lanes) - fetching < SIDE_BY_SIDE

    def _ready_at(self, row: Row, rows: list[Row]) -> Any:
        if row["album"]:
            return row["at"] + timedelta(seconds=ALBUM_S)
        gap = self._wait_for_gaps and self._last and row["update_id"] > self._last + 1 and not any(
            other["update_id"] == row["update_id"] - 1 for other in rows)
        return row["at"] + timedelta(seconds=OVERTAKEN_S if gap else 0)

    async def _read(self, lane: str, together: list[Row]) -> None:
        numbers, tries = [row["update_id"] for row in together], together[0]["tries"] + 1
        try:
            known = await self._reader.read(together, last_try=tries >= MOST_TRIES)
            await self._service.updates_read(self._bot_id, numbers, odd=not known)
            self._last = max(self._last, *numbers)
        except (NotFetched, TelegramError) as error:  # the network's trouble, not this update's
            log.warning("telegram update put off", extra={"update": numbers[0], "tries": tries})
            patient = isinstance(error, TelegramError)  # without Telegram's answer it cannot be read at all
            await self._put_off(together, numbers, min(tries, MOST_TRIES - 2) if patient else tries)
        except Exception:
            log.exception("telegram update not read", extra={"update": numbers[0], "tries": tries})
            await self._put_off(together, numbers, tries)
        finally:
            del self._lanes[lane]
            self._with_files.discard(lane)
            self._news.set()

    async def _put_off(self, together: list[Row], numbers: list[int], tries: int) -> None:
        """Try again, later each time; then it is kept as it came and its sender is told, so that the next is read."""
        try:
            if tries < MOST_TRIES:
                await self._service.updates_put_off(self._bot_id, numbers, tries, 0.5 * 2.0**tries)
                return
            await self._reader.give_up(together[0])
            await self._service.updates_read(self._bot_id, numbers, odd=True)
        except Exception:
            log.exception("telegram update not put off", extra={"update": numbers[0]})
            await asyncio.sleep(LOOK_AGAIN_S)
