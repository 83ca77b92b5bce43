"""One whole visit on each database: the service needs nothing else of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import uuid4

from tests.house import NADIA, open_house


async def test_a_visit_with_a_race_and_a_redelivery_goes_the_same_way(url: str, tmp_path: Path) -> None:
    async with open_house(tmp_path, SENSEI_DATABASE_URL=url) as house:
        visitor, claire, nadia = await house.visitor(), await house.agent(), await house.agent(NADIA)
        client_id = str(uuid4())
        sent = await asyncio.gather(*(visitor.post(client_id, text="bonjour") for _ in range(3)))
        assert {r.json()["seq"] for r in sent} == {1}
        await visitor.bot_says("echo: bonjour")
        assert len(house.brain.asked) == 1
        await visitor.wish("human")
        await visitor.owner_is("queue")
        claims = await asyncio.gather(claire.claim(visitor.conversation), nadia.claim(visitor.conversation))
        assert sorted(r.status_code for r in claims) == [200, 409]
        winner = claire if claims[0].status_code == 200 else nadia
        assert (await winner.reply(visitor.conversation, "Bonjour.")).status_code == 202
        assert (await winner.hand_back(visitor.conversation)).status_code == 200
        await visitor.say("merci")
        await visitor.bot_says("echo: merci")
        assert (await (await house.agent(NADIA)).get("unanswered", older_than=0)).json()["messages"] == []
