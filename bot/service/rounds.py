"""Rounds: over many conversations, in which one that breaks takes nobody else's turn; and to their end at a stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)


async def each(job: str, found: Iterable[str], do: Callable[[str], Awaitable[None]]) -> None:
    """`do` for every id found; a failure is logged and comes again with the next round."""
    for one in found:
        try:
            await do(one)
        except Exception:
            log.exception("watchdog skipped one", extra={"job": job, "id": one})


async def to_its_end(job: Coroutine[Any, Any, T]) -> T:
    """Run `job` to its end also when we are cancelled meanwhile: cut off, it would leave a transaction in the air.

    For what ends soon by itself: reading and writing the store, never a call to somebody else.
    """
    task = asyncio.ensure_future(job)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise
