"""Many updates at once through a front door, and what must be true afterwards.

Owns the invariants: every update stored once and read, every message of a person with one outcome, one turn for what
came three times. Used by the short suite, `make fuzz-telegram` and the benches.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.house import NADIA, House
from tests.telegram.every_kind import Json
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person
from tests.telegram.town import SECRET, Town

WEBHOOK = "/telegram/webhook"


def rows(folder: Path, question: str, *values: Any) -> list[sqlite3.Row]:
    """What stands in the store, read beside the running front door."""
    with closing(sqlite3.connect(f"file:{folder / 'sensei.db'}?mode=ro", uri=True, timeout=10)) as db:
        db.row_factory = sqlite3.Row
        return db.execute(question, values).fetchall()


def states(folder: Path) -> dict[str, int]:
    """How many updates are in which state."""
    return {row["state"]: row["n"] for row in rows(
        folder, "select state, count(*) as n from telegram_update group by state")}


async def all_read(folder: Path, count: int, seconds: float) -> None:
    """Wait until `count` updates are stored and none is still to be read."""
    until = time.monotonic() + seconds
    while (now := states(folder)).get("new", 0) or sum(now.values()) < count:
        if time.monotonic() > until:
            open_ones = rows(folder, "select update_id, kind, tries, lane, body from telegram_update "
                                     "where state = 'new' limit 5")
            raise AssertionError(f"{now} of {count} after {seconds} s; {[tuple(r)[:4] for r in open_ones]}")
        await asyncio.sleep(0.05)  # seen from outside, in the database: nothing to wait on


async def all_turns_over(folder: Path, seconds: float = 20.0) -> None:
    """Wait until no turn is open and no row of the outbox is due."""
    until = time.monotonic() + seconds
    question = ("select (select count(*) from turn where state in ('waiting', 'asked')) "
                "+ (select count(*) from outbox where state in ('pending', 'sending')) as n")
    while n := rows(folder, question)[0]["n"]:
        assert time.monotonic() < until, f"{n} turns or words still open after {seconds} s"
        await asyncio.sleep(0.05)  # as above


async def settled(town: Town, seconds: float = 20.0) -> None:
    """Wait until Telegram has nothing more for us, all of it is read, every turn is over and every word has left."""
    folder = town.house.settings.data_dir
    await town.fake.updates.until_confirmed(seconds)
    await all_read(folder, 0, seconds)
    await all_turns_over(folder, seconds)


async def post_webhook(house: House, update: Any, secret: str = SECRET) -> int:
    """Bring one update as Telegram would; the status."""
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    response = await house.http.post(WEBHOOK, content=body, headers={
        "Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret})
    return response.status_code


async def thrice(town: Town, updates: Iterable[Json], side_by_side: int = 8) -> dict[int, int]:
    """Every update three times in parallel; how often each status came."""
    room, seen = asyncio.Semaphore(side_by_side), dict[int, int]()

    async def one(update: Json) -> None:
        async with room:
            for status in await asyncio.gather(*(post_webhook(town.house, update) for _ in range(3))):
                seen[status] = seen.get(status, 0) + 1

    await asyncio.gather(*(one(update) for update in updates))
    return seen


async def unanswered(house: House) -> list[Json]:
    """Messages without outcome, as the desk tells its lead."""
    nadia = await house.agent(NADIA)
    return list((await nadia.get("unanswered", older_than=0)).json()["messages"])


def same_words_twice(folder: Path) -> list[tuple[Any, ...]]:
    """A customer's message that stands more than once in a conversation, by the provider's id."""
    return [tuple(row) for row in rows(
        folder, "select conversation_id, provider_id, count(*) as n from inbound "
                "group by conversation_id, provider_id having n > 1")]


def echoes(fake: FakeTelegram, who: Person) -> list[str]:
    """What reached this person of the brain's answers; nothing counts that Telegram refused."""
    return [line for sent in fake.sent_to(who) for line in sent.text.split("\n") if "numéro" in line]


def heard(fake: FakeTelegram, who: Person) -> Counter[str]:
    """How often each of a person's lines came back."""
    return Counter(line.removeprefix("écho : ") for line in echoes(fake, who))


def marked(folder: Path) -> int:
    """Rows of the outbox that may have been said twice, by the front door's own count."""
    return int(rows(folder, "select count(*) from outbox where possibly_repeated")[0][0])
