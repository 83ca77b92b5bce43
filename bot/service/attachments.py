"""Files: taken in, kept in the data folder under an opaque id, and given back to whoever may see them.

Owns limits of space and who may read. What a file is, and its name, say `core.attachments`. Must not open one.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from bot.core.attachments import MAX_FILE, file_name, type_of
from bot.core.masking import mask
from bot.core.messages import Agent
from bot.core.problems import Problem
from bot.service.base import Row, ServiceBase, attachment_json
from bot.service.rounds import each
from bot.store import attachments, conversations, handoffs
from bot.store.database import Connection

MOST_FILES = 100  # of one conversation
MOST_BYTES = 200_000_000  # of one conversation
FREE_BYTES = 300_000_000  # the disk keeps so much for conversations, which matter more
FORGOTTEN_AFTER = timedelta(hours=24)  # uploaded, and never sent with a message


@dataclass(frozen=True)
class File:
    """A file as it is given back."""

    name: str
    type: str
    content: bytes


class Attachments(ServiceBase):
    async def keep_file(self, conversation_id: str, *, name: str, said_type: str, content: bytes,
                        agent: Agent | None = None, sender: Literal["customer", "bot"] = "customer") -> Row:
        """Store one file, not sent yet. Returns A of protocols.md.

        Raises `Problem`: empty, too_large, unsupported_type, no_room, not_found.
        """
        if not content:
            raise Problem("empty")
        if len(content) > MAX_FILE:
            raise Problem("too_large", limit=MAX_FILE)
        kind = type_of(content, said_type)
        if kind is None:
            raise Problem("unsupported_type")
        async with self.deps.db.read() as connection:
            try:
                conv = await conversations.get(connection, conversation_id)
            except LookupError as error:
                raise Problem("not_found") from error
            await self._check_space(connection, conversation_id, len(content))
        row = await self._kept_file(
            conv, name=name, kind=kind, content=content, sender="agent" if agent else sender)
        async with self.deps.db.write() as connection:
            await self._check_space(connection, conversation_id, len(content))
            await attachments.add(connection, row)
        return attachment_json(row, conversation_id, desk=agent is not None)

    async def _kept_file(self, conv: Row, *, name: str, kind: str, content: bytes, sender: str) -> Row:
        """Write the bytes; the row is the caller's to store."""
        row: Row = {
            "id": handoffs.new_id(), "conversation_id": conv["id"], "sender": sender,
            "name": mask(file_name(name, kind), conv["language"]).text[:200], "type": kind, "size": len(content),
            "at": self._now()}
        await asyncio.to_thread(_write, self._path(row["id"]), content)
        return row

    async def customers_file(self, conversation_id: str, attachment_id: str) -> File:
        """For the holder of this conversation: their own files, and what was sent to them."""
        async with self.deps.db.read() as connection:
            row = await attachments.get(connection, conversation_id, attachment_id)
        if row is None or (row["sender"] != "customer" and (row["seq"] is None or row["private"])):
            raise Problem("not_found")
        return await self._file(row)

    async def desk_file(self, conversation_id: str, attachment_id: str) -> File:
        async with self.deps.db.read() as connection:
            row = await attachments.get(connection, conversation_id, attachment_id)
        if row is None:
            raise Problem("not_found")
        return await self._file(row)

    async def drop_forgotten_files(self) -> None:
        """What was uploaded and never sent is nobody's."""
        async with self.deps.db.read() as connection:
            found = await attachments.never_sent(connection, self._now() - FORGOTTEN_AFTER)
        await each("forgotten files", found, lambda one: self._drop_file(one, only_unsent=True))

    async def erase_files(self, conversation_id: str) -> None:
        """Every file of a conversation, bytes and rows."""
        async with self.deps.db.read() as connection:
            found = await attachments.of_conversation(connection, conversation_id)
        for one in found:
            await self._drop_file(one)

    # --- inside a transaction --------------------------------------------------------------------

    async def _unsent(self, connection: Connection, conversation_id: str, ids: Sequence[str],
                      sender: str) -> list[Row]:
        """The files a message brings: this sender's, of this conversation, in no other message."""
        found = []
        for one in dict.fromkeys(ids):
            row = await attachments.get(connection, conversation_id, one)
            if row is None or row["sender"] != sender or row["seq"] is not None:
                raise Problem("unknown_item", field="attachments")
            found.append(row)
        return found

    async def _sent(self, connection: Connection, files: list[Row], seq: int) -> None:
        for row in files:
            await attachments.send(connection, row["id"], seq)

    async def _check_space(self, connection: Connection, conversation_id: str, size: int) -> None:
        number, total = await attachments.used(connection, conversation_id)
        if number >= MOST_FILES or total + size > MOST_BYTES:
            raise Problem("no_room")

    # --- the folder ------------------------------------------------------------------------------

    def _path(self, attachment_id: str) -> Path:
        assert attachment_id.isalnum(), "ids are ours"
        if self.deps.files is None:
            raise Problem("unsupported_type")
        return self.deps.files / attachment_id[:2] / attachment_id

    async def _file(self, row: Row) -> File:
        try:
            content = await asyncio.to_thread(self._path(row["id"]).read_bytes)
        except FileNotFoundError as error:
            raise Problem("not_found") from error
        return File(row["name"], row["type"], content)

    async def _drop_file(self, attachment_id: str, *, only_unsent: bool = False) -> None:
        """The row first: a row without bytes would be a promise nobody can keep."""
        async with self.deps.db.write() as connection:
            dropped = await attachments.drop(connection, attachment_id, only_unsent=only_unsent)
        if dropped:
            await asyncio.to_thread(self._path(attachment_id).unlink, missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by us only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(path.parent).free < FREE_BYTES + len(content):
        raise Problem("no_room")
    part = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Problem("no_room") from error
