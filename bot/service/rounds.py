"""A round over many conversations, in which one that breaks takes nobody else's turn."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable

log = logging.getLogger(__name__)


async def each(job: str, found: Iterable[str], do: Callable[[str], Awaitable[None]]) -> None:
    """`do` for every id found; a failure is logged and comes again with the next round."""
    for one in found:
        try:
            await do(one)
        except Exception:
            log.exception("watchdog skipped one", extra={"job": job, "id": one})
