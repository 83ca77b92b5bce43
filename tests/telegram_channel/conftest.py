"""A front door connected to a Telegram of our own, and the people in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import House, prepare
from tests.telegram.fake_api import FakeTelegram
from tests.telegram_channel.connected import connected


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("migrated"))


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    shutil.copy(migrated / "sensei.db", tmp_path / "sensei.db")
    return tmp_path


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as opened:
        yield opened


@pytest.fixture
async def house(folder: Path, fake: FakeTelegram) -> AsyncIterator[House]:
    async with connected(folder, fake) as opened:
        yield opened


@pytest.fixture
async def staffed(folder: Path, fake: FakeTelegram) -> AsyncIterator[House]:
    """With the demo's agents and identities, whose passwords take a while to be made."""
    async with connected(folder, fake, SENSEI_DEMO="1") as opened:
        yield opened
