"""A front door whose customers write by Telegram: our fake (or the stand-in) and a house, tied together."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

from bot.brain.fake import FakeBrain, answer
from bot.channels.telegram import delivery, processing
from bot.core.turns import TurnAnswer, TurnRequest
from bot.worker import Patience
from tests.house import QUICK, AgentAtDesk, House, open_house
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person
from tests.telegram.state import Chat

HASTY = replace(QUICK, send=0.02)
LEISURELY = replace(QUICK, send=0.2, watch=2.0, give_up=20.0)  # many at once: looking often would cost more than it gains
CHOICES = [{"label": "Oui", "intent": "affirm", "entities": []}, {"label": "Non", "intent": "deny", "entities": []}]
SECRET = "a-secret-of-the-tests"


def ask(request: TurnRequest) -> TurnAnswer:
    """Echoes; offers a choice where one is spoken of."""
    if request.get("choice"):
        return answer(f"choisi : {request['choice']['intent']}")  # type: ignore[index]
    if "choix" in request["text"]:
        return answer(messages=[{"key": "utter_ask", "text": "Lequel ?", "choices": CHOICES}])
    return answer(f"écho : {request['text']}")


@dataclass
class Town:
    """`fake` is Telegram, `house` the front door; `claire` reads what the desk shows."""

    fake: FakeTelegram
    house: House
    claire: AgentAtDesk

    @property
    def brain(self) -> FakeBrain:
        return self.house.brain

    @property
    def folder(self) -> Path:
        return self.house.settings.data_dir

    def conversation_of(self, who: Person | Chat) -> str:
        """The id of what is said there."""
        chat = who.chat if isinstance(who, Person) else who
        account = f"{self.fake.state.bot['id']}:{chat.id}"
        with closing(sqlite3.connect(f"file:{self.folder / 'sensei.db'}?mode=ro", uri=True, timeout=10)) as db:
            found = db.execute("select conversation_id from identity where value = ?", (account,)).fetchall()
        assert len(found) == 1, f"{len(found)} conversations of {account}"
        return str(found[0][0])

    async def at_desk(self, who: Person) -> dict[str, Any]:
        """The whole conversation as the desk shows it."""
        return await self.claire.conversation(self.conversation_of(who))

    async def timeline_of(self, who: Person) -> list[dict[str, Any]]:
        return list((await self.at_desk(who))["timeline"])

    def begin_anew(self) -> None:
        """For the next test of a shared town: no trouble left, nothing asked, nothing called."""
        self.fake.troubles.clear()
        self.fake.calls.clear()
        self.brain.recover()
        self.brain.release()
        self.brain.asked.clear()

    async def customer_lines(self, who: Person) -> list[dict[str, Any]]:
        return [e for e in await self.timeline_of(who)
                if e["kind"] == "message" and e["sender"]["kind"] == "customer"]


@contextmanager
def hurried() -> Iterator[None]:
    """Without the second that Telegram wants between two messages of a chat: tests of anything else need not wait."""
    with mock.patch.multiple(delivery, PAUSE_S=0.0, GROUP_PAUSE_S=0.0), mock.patch.object(processing, "ALBUM_S", 0.2):
        yield


@asynccontextmanager
async def open_town(folder: Path, *, fake: FakeTelegram, webhook: bool = False,
                    brain: FakeBrain | None = None, paced: bool = False, patience: Patience = HASTY,
                    **more: Any) -> AsyncIterator[Town]:
    """Front door on `folder` and Telegram beside it. Opening again with the same fake and folder is a restart.

    `paced`: as slowly as Telegram asks for.
    """
    environment = {"SENSEI_TELEGRAM_TOKEN": fake.token, "SENSEI_TELEGRAM_API_URL": fake.url,
                   "SENSEI_TELEGRAM_SECRET": SECRET}
    if webhook:
        environment["SENSEI_TELEGRAM_WEBHOOK_URL"] = "http://127.0.0.1:9/telegram/webhook"
    with nullcontext() if paced else hurried():
        async with open_house(folder, brain=brain, patience=patience, **environment, **more) as house:
            yield Town(fake, house, await house.agent())
