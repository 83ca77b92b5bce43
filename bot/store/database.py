"""Connections and transactions: SQLite by default, PostgreSQL by address; the same SQL for both.

Writing transactions on SQLite start with BEGIN IMMEDIATE: deferred ones lose the upgrade to a write lock
under load and fail at once. Never await the network inside one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

# What the service passes around without knowing the driver.
Connection = AsyncConnection

# Set on PostgreSQL's writing transactions: a conversation read there is locked until the end (on SQLite
# the whole file is).
HOLD = "sensei_hold"

BUSY_TIMEOUT_S = 5.0


class Database:
    """One writing connection on SQLite (queued here, not at the file), a pool for reading."""

    def __init__(self, url: str) -> None:
        self.sqlite = url.startswith("sqlite")
        if self.sqlite:
            Path(url.split("///", 1)[1]).parent.mkdir(parents=True, exist_ok=True)
            self._writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", synchronous="FULL", pool_size=1)
            self._reader = _sqlite_engine(url, begin="BEGIN", synchronous="NORMAL", pool_size=5)
        else:
            self._writer = self._reader = create_async_engine(
                url, pool_size=10, pool_pre_ping=True, hide_parameters=True)
        self._writing = asyncio.Lock()
        self._trouble = ""

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A writing transaction: commits at the end, rolls back when an exception leaves it."""
        try:
            if self.sqlite:
                async with self._writing, self._writer.begin() as connection:
                    yield connection
            else:
                async with self._writer.begin() as connection:
                    yield await connection.execution_options(**{HOLD: True})
        except sa.exc.OperationalError as error:
            self._trouble = str(error.orig)
            raise
        self._trouble = ""

    async def trouble(self) -> str:
        """Why nothing can be written, "" when it can: reading goes on when the disk is full or the file is held."""
        if self._trouble:
            with contextlib.suppress(sa.exc.OperationalError):
                async with self.write() as connection:
                    if self.sqlite:
                        await connection.exec_driver_sql("PRAGMA user_version = 0")  # a page, so that a full disk shows
        return self._trouble

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A reading transaction: one consistent picture."""
        async with self._reader.connect() as connection:
            yield connection

    async def scrub(self) -> bool:
        """SQLite: leave no old page behind in the write-ahead log. False when a reader still needs it; harmless."""
        if not self.sqlite:
            return True
        async with self._writing, self._writer.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            async with driver.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                row = await cursor.fetchone()
            return bool(row is not None and row[0] == 0)

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def _sqlite_engine(url: str, *, begin: str, synchronous: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        url, pool_size=pool_size, max_overflow=0, connect_args={"timeout": BUSY_TIMEOUT_S},
        poolclass=sa.AsyncAdaptedQueuePool,
        hide_parameters=True,  # an error quotes them, errors are logged, and they are what customers wrote
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def configure(dbapi_connection: Any, _record: Any) -> None:
        # Python's sqlite3 would begin transactions by itself, deferred: we say when, and how.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"synchronous={synchronous}",
                       f"busy_timeout={int(BUSY_TIMEOUT_S * 1000)}",
                       "secure_delete=ON"):  # what is deleted is overwritten, not only unlinked
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
