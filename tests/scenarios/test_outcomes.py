"""Every message ends in exactly one way: a long random story, looked at in the store after every act."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.brain.errors import BrainDown
from bot.brain.fake import answer
from bot.core.conversation import Outcome, Owner
from bot.core.turns import TurnAnswer, TurnRequest
from bot.store.tables import conversation, inbound
from tests.house import NADIA, AgentAtDesk, House, Visitor

ACTS = 150
PEOPLE = 5
WORDS = ("bonjour", "où est mon colis ?", "/restart", "je veux mourir", "ok", "🙂", "4111 1111 1111 1111")


class Story:
    """Customers and agents who do anything in any order; the seed is in the test's name."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.chance = house, random.Random(seed)
        self.visitors: list[Visitor] = []
        self.agents: list[AgentAtDesk] = []
        self.ends: dict[str, str] = {}

    async def begin(self) -> None:
        self.house.brain.script = self.reply
        self.visitors = [await self.house.visitor() for _ in range(PEOPLE)]
        self.agents = [await self.house.agent(), await self.house.agent(NADIA)]

    def reply(self, request: TurnRequest) -> TurnAnswer:
        if self.chance.random() < 0.1:
            return answer()  # nothing in it: our failure
        return answer(f"echo: {request['text']}")

    async def act(self) -> None:
        acts: list[tuple[int, Callable[[], Awaitable[object]]]] = [
            (10, self.speak), (3, self.wish), (5, self.claim), (4, self.answer), (2, self.hand_back), (2, self.resolve),
            (1, self.pass_on), (2, self.wait), (1, self.brain), (3, self.house.front.worker.settled)]
        [chosen] = self.chance.choices([a for _, a in acts], weights=[w for w, _ in acts])
        await chosen()

    @property
    def visitor(self) -> Visitor:
        return self.chance.choice(self.visitors)

    @property
    def agent(self) -> AgentAtDesk:
        return self.chance.choice(self.agents)

    async def speak(self) -> None:
        visitor = self.visitor
        for _ in range(self.chance.randint(1, 3)):
            await visitor.say(self.chance.choice(WORDS))

    async def wish(self) -> None:
        await self.visitor.wish(self.chance.choice(["human", "bot", "close"]))

    async def claim(self) -> None:
        await self.agent.claim(self.visitor.conversation)

    async def answer(self) -> None:
        await self.agent.reply(self.visitor.conversation, "Bonjour.")

    async def hand_back(self) -> None:
        await self.agent.hand_back(self.visitor.conversation)

    async def resolve(self) -> None:
        await self.agent.resolve(self.visitor.conversation)

    async def pass_on(self) -> None:
        await self.agent.post(f"conversations/{self.visitor.conversation}/transfer", {"to": None, "note": ""})

    async def wait(self) -> None:
        self.house.clock.move(self.house.clock.now() + timedelta(minutes=self.chance.choice([1, 12, 70, 1500])))
        await self.house.front.service.watch()

    async def brain(self) -> None:
        if self.house.brain.failure is None:
            self.house.brain.fail(BrainDown())
        else:
            self.house.brain.recover()

    async def check(self) -> None:
        """An outcome once given never changes, and is one of the four; none is missing where nobody owes an answer."""
        async with self.house.front.service.deps.db.read() as connection:
            rows = (await connection.execute(sa.select(
                inbound.c.id, inbound.c.outcome, inbound.c.outcome_at, conversation.c.owner,
            ).join(conversation, conversation.c.id == inbound.c.conversation_id))).all()
        for row in rows:
            if row.outcome is None:
                assert row.id not in self.ends
                assert row.owner in (Owner.BOT.value, Owner.AGENT.value), "open, and nobody is to answer it"
            else:
                assert row.outcome in {one.value for one in Outcome}
                assert row.outcome_at is not None
                assert self.ends.setdefault(row.id, row.outcome) == row.outcome


@pytest.mark.parametrize("seed", [3, 11])
async def test_every_message_of_a_long_story_ends_once(house: House, seed: int) -> None:
    story = Story(house, seed)
    await story.begin()
    for _ in range(ACTS):
        await story.act()
        await story.check()
    house.brain.recover()
    await house.front.worker.settled()
    house.clock.move(house.clock.now() + timedelta(minutes=11))
    await house.front.service.watch()
    await story.check()
    lead = await house.agent(NADIA)
    assert (await lead.get("unanswered", older_than=0)).json()["messages"] == []
    async with house.front.service.deps.db.read() as connection:
        stored = set((await connection.execute(sa.select(inbound.c.id))).scalars())
    assert stored == set(story.ends)
    assert len(stored) > ACTS / 4
