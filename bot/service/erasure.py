"""Erasing a customer: here, in the brain, among the files and in the logs. What remains says when, and not who.

Owns the order, which survives a kill anywhere: nobody can write any more, the brain forgets, files go, rows go, the
brain is asked once more, ids in logs are overwritten, and only then the tombstone says "done". Until then every round
of the watchdog begins anew. The company's own record is the company's; nothing of ours points there any more.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from datetime import timedelta

from bot.brain.errors import BrainError
from bot.core.conversation import Owner
from bot.service.attachments import Attachments
from bot.service.base import Row
from bot.service.rounds import each
from bot.service.traces import overwrite
from bot.store import conversations, people, personal, turns
from bot.store.database import Connection

log = logging.getLogger(__name__)

FORGET_S = 5.0
TAKEN = timedelta(minutes=2)  # by one round of one front door; after a kill it is due again then
READ_FIRST = timedelta(seconds=15)  # who asks in the chat can still read what was answered


class Erasure(Attachments):
    async def customers_called(self, who: str) -> list[str]:
        """Our ids behind a company's id, one of ours, a conversation or a proven address."""
        async with self.deps.db.read() as connection:
            return await personal.find(connection, who)

    async def ask_erasure(self, customer_id: str, by: str) -> str:
        """Note that this customer is to be erased (`by` customer, operator, retention); the tombstone's id."""
        async with self.deps.db.write() as connection:
            return await self._ask_erasure(connection, customer_id, by)

    async def _ask_erasure(self, connection: Connection, customer_id: str, by: str) -> str:
        row, now = await people.customer_by_id(connection, customer_id), self._now()
        return await personal.ask(
            connection, customer_id=customer_id, subject_hash=self.subject_hash(row["company_id"] or customer_id),
            by=by, now=now, begin_at=now + READ_FIRST if by == "customer" else now)

    def subject_hash(self, who: str) -> str:
        """What a tombstone is found by: whoever holds the company's id and this installation's secret."""
        return hmac.new(self.deps.codes_key, f"sensei-erased:{who}".encode(), hashlib.sha256).hexdigest()

    async def erasure(self, erasure_id: str) -> Row | None:
        async with self.deps.db.read() as connection:
            return await personal.get_erasure(connection, erasure_id)

    async def erased_when(self, who: str) -> list[Row]:
        """The tombstones of this company id."""
        async with self.deps.db.read() as connection:
            return await personal.proofs(connection, self.subject_hash(who))

    async def run_erasures(self) -> None:
        async with self.deps.db.read() as connection:
            found = await personal.due(connection, self._now())
        await each("erasures", found, self._erase_customer)

    async def _erase_customer(self, erasure_id: str) -> None:
        async with self.deps.db.write() as connection:
            asked = await personal.take(connection, erasure_id, self._now(), self._now() + TAKEN)
        if asked is None:
            return
        async with self.deps.db.read() as connection:
            ids = await personal.conversations_of(connection, asked["subject_id"])
            held = await personal.everything(connection, asked["subject_id"], ours_too=True)
        ids = list(dict.fromkeys([*ids, *asked["parts"].get("begun", [])]))  # after a kill the rows may be gone
        traces = _ids(held) | set(ids) | {asked["subject_id"]}
        await self._shut([row["id"] for row in held["conversation"]], erasure_id, ids)
        if not await self._brain_forgets(ids):
            await self._wait_for_brain(erasure_id)
            return
        files = [row["id"] for row in held["attachment"]]
        for conversation in ids:
            await self.erase_files(conversation)
        async with self.deps.db.write() as connection:
            rows = await personal.erase(connection, asked["subject_id"])
        # A turn that was running while the brain forgot may have been recorded after it.
        if not await self._brain_forgets(ids):
            await self._wait_for_brain(erasure_id)
            return
        places = 0 if self.deps.logs is None else await asyncio.to_thread(overwrite, self.deps.logs, traces)
        async with self.deps.db.write() as connection:
            await personal.done(connection, erasure_id, self._now(), {
                "brain": len(ids), "files": len(files), "store": rows, "logs": places})
        await self.deps.db.scrub()
        for conversation in ids:
            self.deps.hub.publish(conversation)
        log.info("customer erased", extra={"by": asked["asked_by"], "rows": rows})

    async def _wait_for_brain(self, erasure_id: str) -> None:
        async with self.deps.db.write() as connection:
            await personal.put_back(connection, erasure_id, self._now())
        log.warning("erasure waits for the brain")

    async def _shut(self, there: list[str], erasure_id: str, ids: list[str]) -> None:
        """Nobody reads or writes on: tokens and open turns end. Which conversations they were is kept until the end."""
        async with self.deps.db.write() as connection:
            await personal.begun(connection, erasure_id, ids)
            for conversation in there:
                conv = await conversations.get(connection, conversation)
                await people.drop_chat_sessions(connection, conversation)
                await turns.drop_open(connection, conversation, self._now())
                if conv["owner"] != Owner.CLOSED.value:
                    await conversations.change_owner(connection, conv, Owner.CLOSED)

    async def _brain_forgets(self, ids: list[str]) -> bool:
        try:
            for conversation in ids:
                async with asyncio.timeout(FORGET_S):
                    await self.deps.forget(conversation)
        except (BrainError, TimeoutError):
            return False
        return True


def _ids(everything: dict[str, list[Row]]) -> set[str]:
    """Every id of ours among these rows: what may stand in a log line."""
    keys = ("id", "conversation_id", "customer_id", "turn_id")
    return {str(row[key]) for rows in everything.values() for row in rows for key in keys if row.get(key)}
