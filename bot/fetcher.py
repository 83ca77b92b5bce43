"""Fetches the documents that actions announced: at once, and again when the back office had none to give yet.

Owns the rhythm only. Where a document stands, what is kept of it and what is said is the service's.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

from bot.service import Service

log = logging.getLogger(__name__)


class Fetcher:
    """`run()` it as a task, one in a process; it ends when cancelled. Looks every `pause` seconds, and when woken."""

    def __init__(self, service: Service, pause: float) -> None:
        self._service = service
        self._pause = pause
        self._look = asyncio.Event()
        service.deps.fetch = self._look.set

    async def run(self) -> None:
        while True:
            self._look.clear()
            try:
                due = await self._service.due_documents()
                await asyncio.gather(*map(self._fetch, due))
            except Exception:
                log.exception("round of documents failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), self._pause)

    async def _fetch(self, document_id: str) -> None:
        """One that breaks is due again when its turn comes, and takes nobody else's."""
        try:
            await self._service.fetch_document(document_id)
        except Exception:
            log.exception("document could not be handed out", extra={"document": document_id})
