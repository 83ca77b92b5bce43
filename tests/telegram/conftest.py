"""The fake Telegram, a bot of python-telegram-bot that believes in it, and a front door that lives from it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.brain.fake import FakeBrain
from tests.house import prepare
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.town import Town, ask, open_town


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as opened:
        yield opened


def bot_at(fake: FakeTelegram, token: str | None = None) -> Bot:
    """A bot for this fake. Plain HTTP: without certificates to read, it opens in milliseconds."""
    plain = {"verify": False}
    return Bot(token or fake.token, base_url=f"{fake.url}/bot", base_file_url=f"{fake.url}/file/bot",
               request=HTTPXRequest(connection_pool_size=64, httpx_kwargs=plain),
               get_updates_request=HTTPXRequest(httpx_kwargs=plain))


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    async with bot_at(fake) as opened:
        yield opened


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("migrated"))


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    """A migrated data folder per test (copied, not migrated anew)."""
    shutil.copy(migrated / "sensei.db", tmp_path / "sensei.db")
    return tmp_path


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def open_all_along(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One front door for the whole file: everybody in it is somebody new."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copy(migrated / "sensei.db", folder / "sensei.db")
    async with FakeTelegram() as fake, open_town(folder, fake=fake, brain=FakeBrain(ask)) as opened:
        yield opened


@pytest.fixture
def town(open_all_along: Town) -> Town:
    open_all_along.begin_anew()
    return open_all_along
