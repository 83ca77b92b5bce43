"""A migrated data folder per test (copied, not migrated anew) and an open front door on it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import House, open_house, prepare


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("migrated"))


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    shutil.copy(migrated / "sensei.db", tmp_path / "sensei.db")
    return tmp_path


@pytest.fixture
async def house(folder: Path) -> AsyncIterator[House]:
    async with open_house(folder) as opened:
        yield opened
