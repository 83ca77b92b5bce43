"""Row B, whole: every task of the company done once to its end, in French on the web and in English by Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bench.customers import goals
from bench.customers.judge import Verdict
from bench.customers.product import Product
from tests.e2e.conftest import Town
from tests.e2e.every_task import by_telegram, on_the_web, plain_customer
from tests.e2e.running import Sensei
from tests.e2e.telegram import Phones
from tests.house import AgentAtDesk

pytestmark = pytest.mark.needs("brain")
AT_ONCE = 4
LEAD = ("lead@maison-colibri.example", "colibri")


async def everybody(customer: Callable[[str, int], Awaitable[tuple[Verdict, str]]], first: int) -> list[str]:
    """All tasks, a few at a time, each in a world of its own from number `first` on; what did not succeed, as it was said."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(task: str, number: int) -> tuple[Verdict, str]:
        async with room:
            return await customer(task, number)

    ended = await asyncio.gather(*(one(task, first + n) for n, task in enumerate(sorted(goals.GOALS))))
    return [said for verdict, said in ended if verdict.outcome != "succeeded"]


@pytest.fixture
async def lead(town: Town) -> AgentAtDesk:
    return await town.agent(LEAD)


async def test_every_task_is_done_once_in_french_on_the_web(town: Town, companies: Product, lead: AgentAtDesk) -> None:
    async def customer(task: str, number: int) -> tuple[Verdict, str]:
        return await on_the_web(companies, town, lead, plain_customer(task, "fr", number), number)

    failed = await everybody(customer, 100)
    assert failed == [], "\n".join(failed)


async def test_every_task_is_done_once_in_english_by_telegram(
        town: Town, companies: Product, lead: AgentAtDesk, phones: Phones, sensei: Sensei) -> None:
    async def customer(task: str, number: int) -> tuple[Verdict, str]:
        who = plain_customer(task, "en", number)
        return await by_telegram(companies, town, lead, phones, sensei.folder, who, number)

    failed = await everybody(customer, 200)
    assert failed == [], "\n".join(failed)
