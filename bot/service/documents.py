"""Documents that actions announced: fetched from the back office, kept as files of the conversation, handed out.

Owns when one is asked for again and what is said when there is none. No network is awaited inside a transaction; a
document is in one conversation, and its bytes are checked like any file's. Must not open one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.core.attachments import MAX_FILE, type_of
from bot.core.conversation import Owner
from bot.core.problems import Problem
from bot.office import OfficeDown, OfficeRefused
from bot.service.attachments import Attachments
from bot.service.base import Row
from bot.service.handoff import WISH_HUMAN, Handoffs
from bot.store import attachments, conversations, documents, timeline
from bot.store.database import Connection

log = logging.getLogger(__name__)

TAKEN = timedelta(seconds=90)  # nobody else asks for it meanwhile; after a kill it is due again then
AGAIN = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800))  # after that there is none to be had
KEPT, GIVEN_UP = "kept", "given_up"


class NoDocument(Exception):
    """There is none to be had, now or later; the reason is for the log."""


class Documents(Handoffs, Attachments):
    async def due_documents(self) -> list[str]:
        async with self.deps.db.read() as connection:
            return await documents.due(connection, self._now())

    async def fetch_document(self, document_id: str) -> None:
        """Hand out one announced document, or say honestly that it is late, or not to be had."""
        now = self._now()
        async with self.deps.db.write() as connection:
            row = await documents.take(connection, document_id, now, now + TAKEN)
        if row is None:
            return
        about = {"conversation": row["conversation_id"], "attempt": row["attempts"]}
        if row["attempts"] > len(AGAIN) + 1:  # it broke us each time: said like any other end
            await self._never(row)
            return
        try:
            await self._hand_out(row, await self._fetched(row))
            log.info("document handed out", extra=about)
        except OfficeDown as error:
            log.warning("document not ready", extra={**about, "error": str(error)})
            await self._not_yet(row)
        except (NoDocument, OfficeRefused, Problem) as error:
            log.warning("document given up", extra={**about, "error": str(error)})
            await self._never(row)
        self.deps.hub.publish(row["conversation_id"])

    async def _fetched(self, row: Row) -> bytes:
        """Its bytes, when they are what was announced."""
        if self.deps.office is None:
            raise NoDocument("no back office")
        found = await self.deps.office.document(row["ref"], most=MAX_FILE)
        if found is None or not found[0]:
            raise NoDocument("not found")
        content, said = found
        kind = type_of(content, said)
        if kind is None or kind != row["media_type"]:
            raise NoDocument("another type")
        return content

    # --- what comes of it ------------------------------------------------------------------------

    async def _hand_out(self, row: Row, content: bytes) -> None:
        async with self.deps.db.read() as connection:
            conv = await conversations.get(connection, row["conversation_id"])
            await self._check_space(connection, conv["id"], len(content))
        file = await self._kept_file(conv, name=row["name"], kind=row["media_type"], content=content, sender="bot")
        async with self.deps.db.write() as connection:
            await attachments.add(connection, file)
            seq = await self._tell_all(connection, conv, "document", {"document": {
                **{key: file[key] for key in ("id", "name", "type", "size")}, "label": row["label"]}})
            await attachments.send(connection, file["id"], seq)
            await documents.put(connection, row["id"], state=KEPT, next_at=self._now())

    async def _not_yet(self, row: Row) -> None:
        """The first time it is said; then asked for again in silence, until there is no more hope."""
        attempt = int(row["attempts"])
        if attempt > len(AGAIN):
            await self._never(row)
            return
        async with self.deps.db.write() as connection:
            await documents.put(connection, row["id"], state=documents.WAITING,
                                next_at=self._now() + AGAIN[attempt - 1])
            if attempt == 1:
                await self._tell(connection, row, "documents.not_yet")

    async def _never(self, row: Row) -> None:
        async with self.deps.db.write() as connection:
            await documents.put(connection, row["id"], state=GIVEN_UP, next_at=self._now())
            await self._tell(connection, row, "documents.never", offer_person=True)

    async def _tell(self, connection: Connection, row: Row, key: str, *, offer_person: bool = False) -> None:
        """The customer by the bot, unless a person speaks here; that person, or the next, by a note."""
        conv = await conversations.get(connection, row["conversation_id"])
        note = self._say(conv, f"{key}_note", label=row["label"])
        await timeline.append(connection, conv["id"], self._now(), "note", {"text": note, "alert": True})
        if conv["owner"] == Owner.AGENT.value:
            return
        offered = offer_person and conv["owner"] == Owner.BOT.value
        await self._introduce(connection, conv)
        await self._bot_says(connection, conv, key, label=row["label"], choices=[
            {"label": self._say(conv, "waiting.wish_human"), "intent": WISH_HUMAN}] if offered else None)


async def announce(connection: Connection, conversation_id: str, now: Any, word: Mapping[str, Any]) -> None:
    """Remember a `document` word of an action; `fetch_document` does the rest, once the transaction is over."""
    await documents.add(
        connection, conversation_id, now, ref=str(word["ref"])[:300], name=str(word["name"])[:200],
        media_type=str(word["media_type"]).partition(";")[0].strip().lower()[:60], label=str(word["label"])[:200])
