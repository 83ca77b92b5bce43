"""Telegram's updates: kept with the place in their line in one transaction, read later, each once.

Owns the one poller's lease and the masking of what is kept before anybody has read it. What an update means is the
channel's to say. Time here is real time: a lease and a pause are between machines, not in the demo's story.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.language import detect
from bot.core.masking import mask
from bot.service.base import Row, ServiceBase
from bot.store import people, start_links, telegram

LEASE = timedelta(seconds=30)  # renewed every eight; after a kill on another machine nobody reads for so long
NUMBERS_KEPT = timedelta(days=3)  # Telegram itself forgets after one
ODD_KEPT = timedelta(days=30)
LINKS_KEPT = timedelta(days=1)
LONGEST_ALBUM = 10  # pictures
# Under these keys stand words of machines, whose figures must stay as they are; anything else may be somebody's words.
MACHINES = frozenset((
    "id", "data", "type", "mime_type", "status", "source", "language_code", "username", "chat_instance", "payload",
    "file_path", "hash", "emoji"))
LONGEST_PHONE = 15  # figures, by E.164
ENOUGH = 4000  # signs that tell the language; nobody can write more in one message
DEEPEST = 40  # levels; a real update has eight
# The word of a start link opens an account: only its hash is kept, of this one as well. One that begins with `go-`
# names a task (core/task_links.py) and is no secret.
_START = re.compile(r"\A(/start(?:@\w+)?\s+)(?!go-)([\w-]{20,64})\Z")
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Update:
    """One update to keep. `lane`: updates of one lane are read in order. `album`: pictures sent as one."""

    update_id: int
    lane: str
    kind: str
    body: dict[str, Any]
    album: str | None = None


class Updates(ServiceBase):
    async def lease_poller(self, bot_id: int, poller: str, gone: Callable[[str], bool] = lambda _: False) -> int | None:
        """Be the one who asks, reads and sends: the next update to ask for. None: somebody else is.

        `gone`: whether a poller is known to have ended, so that its time need not be waited for.
        """
        now = self.deps.real_now()
        async with self.deps.db.write() as connection:
            row = await telegram.bot_row(connection, bot_id)
            if row is not None and row["poller"] not in (None, poller) and gone(row["poller"]):
                await telegram.end_lease(connection, bot_id, row["poller"])
            if not await telegram.lease(connection, bot_id, poller, now, now + LEASE):
                return None
            row = await telegram.bot_row(connection, bot_id)
        return int(row["next_update"]) if row else 0

    async def end_lease(self, bot_id: int, poller: str) -> None:
        """Let another take over at once."""
        async with self.deps.db.write() as connection:
            await telegram.end_lease(connection, bot_id, poller)

    async def keep_updates(self, bot_id: int, updates: Sequence[Update], next_update: int | None = None) -> int:
        """Store what is new and, for a poller, its place in the line, both or neither. Returns how many were new."""
        now = self.deps.real_now()
        kept = await asyncio.to_thread(lambda: [_masked(update, self.deps.language) for update in updates])
        new = 0
        async with self.deps.db.write() as connection:
            for update, body, kinds in kept:
                new += await telegram.add_update(connection, {
                    "bot_id": bot_id, "update_id": update.update_id, "lane": _storable(update.lane),
                    "kind": _storable(update.kind)[:60], "album": _storable(update.album or "") or None, "at": now,
                    "next_at": now, "body": body, "masked": kinds})
            if next_update is not None:
                await telegram.set_next_update(connection, bot_id, next_update)
        return new

    async def open_updates(self, bot_id: int, limit: int = 500) -> list[Row]:
        """Kept and not read yet, oldest first, without bodies; of each lane no more than what is read together."""
        async with self.deps.db.read() as connection:
            return await telegram.open_updates(connection, bot_id, limit, LONGEST_ALBUM)

    async def update_bodies(self, bot_id: int, update_ids: Sequence[int]) -> dict[int, Row]:
        """What these updates say, by number: `body` and `masked`."""
        async with self.deps.db.read() as connection:
            return await telegram.bodies(connection, bot_id, update_ids)

    async def updates_read(self, bot_id: int, update_ids: Sequence[int], *, odd: bool = False) -> None:
        """Read: only the number stays. `odd`: nobody here could read it, so it is kept whole for thirty days."""
        async with self.deps.db.write() as connection:
            await telegram.mark_updates(connection, bot_id, update_ids, telegram.ODD if odd else telegram.READ)

    async def updates_put_off(self, bot_id: int, update_ids: Sequence[int], tries: int, seconds: float) -> None:
        """To be read again later: reading failed."""
        async with self.deps.db.write() as connection:
            await telegram.put_off(connection, bot_id, update_ids, tries,
                                   self.deps.real_now() + timedelta(seconds=seconds))

    async def forget_old_updates(self) -> None:
        """Numbers of read updates, odd ones, and links nobody used."""
        now = self.deps.real_now()
        async with self.deps.db.write() as connection:
            await telegram.forget_updates(connection, telegram.READ, now - NUMBERS_KEPT)
            await telegram.forget_updates(connection, telegram.ODD, now - ODD_KEPT)
            await start_links.forget(connection, now - LINKS_KEPT)


def _storable(text: str) -> str:
    return _NOT_STORABLE.sub("", text)


def _written(key: str, value: Any) -> bool:
    """Whether this may be somebody's words. A phone number looks like a card; a longer one is none."""
    if key == "phone_number" and isinstance(value, str):
        return sum(sign.isdigit() for sign in value) > LONGEST_PHONE
    return key not in MACHINES and not key.endswith("_id")


def _masked(update: Update, default: str) -> tuple[Update, dict[str, Any], list[str]]:
    """What may be stored of an update: its secrets replaced, and the kinds they were of."""
    kinds: list[str] = []

    def walk(value: Any, written: bool, depth: int = 0) -> Any:
        if depth > DEEPEST:
            return None
        if isinstance(value, str):
            text = _storable(value)
            if not written:
                return text
            started = _START.sub(lambda match: match[1] + people.token_hash(match[2]), text)
            if started != text:
                return started  # figures of a hash may look like those of a card
            found = mask(text, detect(text[:ENOUGH], None, default))
            if set(found.kinds) <= {"code"}:
                return text  # it may be ours, which proves who writes; intake hides it, milliseconds later
            kinds.extend(kind for kind in found.kinds if kind not in kinds)
            return found.text
        if isinstance(value, dict):
            return {_storable(str(key)): walk(one, _written(str(key), one), depth + 1)
                    for key, one in value.items()}
        if isinstance(value, list):
            return [walk(one, written, depth + 1) for one in value]
        if isinstance(value, float) and not math.isfinite(value):
            return None  # no number of JSON
        return value

    return update, walk(update.body, False), kinds
