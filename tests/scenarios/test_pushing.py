"""Channels that push (Telegram later): delivered in order, tried again, never over a person."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Delivery
from bot.worker import Worker
from tests.house import QUICK, House, open_house


class Pigeon:
    """A channel of our own: keeps what it carried, refuses the first time."""

    name = "web"  # stands in for the web, so that visitors can be used unchanged
    pushes = True
    on_duty = True

    def __init__(self) -> None:
        self.carried: list[str] = []
        self.refusals = 1
        self.breaks = False
        self.news = asyncio.Event()

    async def deliver(self, conversation: Mapping[str, Any], event: Mapping[str, Any]) -> Delivery:
        if self.breaks:
            raise ZeroDivisionError("a defect")
        if self.refusals:
            self.refusals -= 1
            return Delivery("again", retry_after=0)
        self.carried.append(event["text"])
        self.news.set()
        return Delivery("sent")

    async def typing(self, conversation_id: str) -> None:
        return None

    async def has_carried(self, count: int) -> None:
        while len(self.carried) < count:
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 10)


async def with_pigeon(house: House) -> tuple[Pigeon, Worker]:
    pigeon = Pigeon()
    house.front.service.deps.pushing = frozenset({"web"})
    worker = Worker(house.front.service, house.brain, QUICK, [pigeon])
    await worker.start()
    return pigeon, worker


async def test_words_are_tried_again_and_arrive_in_order_once(folder: Path) -> None:
    async with open_house(folder) as house:
        pigeon, worker = await with_pigeon(house)
        visitor = await house.visitor()
        await visitor.say("bonjour")
        await pigeon.has_carried(2)
        assert pigeon.carried == ["Je suis Sensei, l’assistant automatique de Maison Colibri.", "echo: bonjour"]
        await worker.stop()


async def test_a_claim_drops_words_that_have_not_left(folder: Path) -> None:
    async with open_house(folder) as house:
        house.front.service.deps.pushing = frozenset({"web"})
        visitor, claire = await house.visitor(), await house.agent()
        await visitor.say("bonjour")
        await visitor.bot_says("echo")
        await claire.claim(visitor.conversation)
        await claire.reply(visitor.conversation, "Bonjour, ici Claire.")
        pigeon, worker = await with_pigeon(house)
        await pigeon.has_carried(1)
        assert pigeon.carried == ["Bonjour, ici Claire."]
        await worker.stop()


async def test_the_words_of_a_hand_over_leave_although_the_owner_changed_with_them(folder: Path) -> None:
    async with open_house(folder) as house:
        house.front.service.deps.pushing = frozenset({"web"})
        visitor = await house.visitor()
        await visitor.wish("human")
        await visitor.owner_is("queue")
        pigeon, worker = await with_pigeon(house)
        await pigeon.has_carried(2)
        assert "Je passe la main" in pigeon.carried[1]
        await worker.stop()


async def test_a_channel_that_breaks_is_tried_again_and_then_lets_later_words_leave(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sender.LONGEST_PAUSE_S", 0.0)
    async with open_house(folder) as house:
        pigeon, worker = await with_pigeon(house)
        pigeon.breaks = True
        visitor, claire = await house.visitor(), await house.agent()
        await visitor.say("bonjour")
        await visitor.bot_says("echo")
        given_up: list[Any] = []
        while len(given_up) < 2:
            house.clock.move(house.clock.now())
            found = await claire.conversation(visitor.conversation)
            given_up = [e for e in found["timeline"] if e["kind"] == "delivery"]
        assert {e["text"] for e in given_up} == {"failed"}
        pigeon.breaks, pigeon.refusals = False, 0
        await visitor.say("encore")
        await pigeon.has_carried(1)
        assert pigeon.carried == ["echo: encore"]
        await worker.stop()
