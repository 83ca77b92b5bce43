"""Opens a front door on a fake Telegram, and reads what stands in its store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.brain.fake import FakeBrain, answer
from bot.core.turns import TurnAnswer
from bot.store import telegram, timeline
from bot.worker import Patience
from tests.house import QUICK, House, open_house
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person

BOT = 4242
SPEAKER = {"fr": "Sensei, assistant automatique\n", "en": "Sensei, automated assistant\n"}
HASTY = replace(QUICK, send=0.02)


@asynccontextmanager
async def connected(folder: Path, fake: FakeTelegram, *, patience: Patience = HASTY,
                    **environment: str) -> AsyncIterator[House]:
    known = {"SENSEI_DEMO": "0", "SENSEI_TELEGRAM_TOKEN": fake.token, "SENSEI_TELEGRAM_API_URL": fake.url}
    async with open_house(folder, patience=patience, **{**known, **environment}) as house:
        yield house


def tells(house: House, *answers: TurnAnswer) -> None:
    """The brain's next answers, one a turn; then it echoes again."""
    left, echo = list(answers), FakeBrain().script
    house.brain.script = lambda request: left.pop(0) if left else echo(request)


def offering(text: str, *choices: tuple[str, str]) -> TurnAnswer:
    """An answer with choices: (label, intent)."""
    said = answer(text)
    said["messages"][0]["choices"] = [{"label": label, "intent": intent, "entities": []} for label, intent in choices]
    return said


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat may be written to a hundred times a second: for tests that are not about the pace."""
    monkeypatch.setattr("bot.channels.telegram.delivery.PAUSE_S", 0.01)
    monkeypatch.setattr("bot.channels.telegram.delivery.GROUP_PAUSE_S", 0.01)
    monkeypatch.setattr("bot.channels.telegram.processing.ALBUM_S", 0.1)


async def timeline_of(house: House, person: Person, business: str = "") -> list[dict[str, Any]]:
    """Everything in this person's conversation, private events too; empty when there is none."""
    service = house.front.service
    async with service.deps.db.read() as connection:
        found = await telegram.conversations_of(connection, BOT, person.chat.id)
        here = next((one["conversation_id"] for one in found if one["business"] == business), None)
        return [] if here is None else await timeline.after(connection, here, 0, private=True)


async def conversation_of(house: House, person: Person, business: str = "") -> str:
    async with house.front.service.deps.db.read() as connection:
        found = await telegram.conversations_of(connection, BOT, person.chat.id)
        return str(next(one["conversation_id"] for one in found if one["business"] == business))


async def all_read(house: House, fake: FakeTelegram) -> None:
    """Until everything people did has arrived, was read and, where it is the brain's, answered."""
    await fake.updates.until_confirmed()
    assert house.front.telegram is not None
    async with asyncio.timeout(20):
        await house.front.telegram.settled()
    await house.front.worker.settled()


async def told_agents(house: House, person: Person, kind: str = "note", business: str = "") -> list[str]:
    """What agents read of this kind in the conversation, once there is something."""
    async with asyncio.timeout(10):
        while True:
            found = [e["body"]["text"] for e in await timeline_of(house, person, business) if e["kind"] == kind]
            if found:
                return found
            await asyncio.sleep(0.02)


async def health_says(house: House, status: str) -> str:
    """The detail of Telegram's part, once it has this status."""
    async with asyncio.timeout(10):
        while True:
            part = (await house.http.get("/health")).json()["parts"]["telegram"]
            if part["status"] == status:
                return str(part["detail"])
            await asyncio.sleep(0.02)


def said(events: list[dict[str, Any]], kind: str = "customer") -> list[str]:
    return [e["body"]["text"] for e in events if e["kind"] == "message" and e["body"]["sender"]["kind"] == kind]
