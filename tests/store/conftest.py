"""A fresh database per test, on SQLite and on PostgreSQL: the same tests hold both."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from bot.store.database import Database
from bot.store.migrate import migrate

POSTGRES = os.environ.get("SENSEI_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")


def on_server(command: str) -> None:
    """Run one command on the test server, outside any database of ours."""
    async def run() -> None:
        connection = await asyncpg.connect(f"{POSTGRES}/postgres", timeout=5)
        await connection.execute(command)
        await connection.close()

    asyncio.run(run())


def new_database() -> Iterator[str]:
    """The address of a migrated PostgreSQL database of one's own; gone afterwards."""
    name = f"sensei_{uuid4().hex[:12]}"
    on_server(f"CREATE DATABASE {name}")
    try:
        address = f"{POSTGRES.replace('postgresql:', 'postgresql+asyncpg:')}/{name}"
        migrate(address)
        yield address
    finally:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        address = f"sqlite+aiosqlite:///{tmp_path / 'sensei.db'}"
        migrate(address)
        yield address
    else:
        yield from new_database()


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.close()
