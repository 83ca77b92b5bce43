"""A child's words are kept for the case and thirty days after it; the clock decides, not somebody who remembers."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from tests.house import AgentAtDesk, House, Visitor


def stored(house: House) -> str:
    with sqlite3.connect(house.settings.data_dir / "sensei.db") as base:
        return "\n".join(base.iterdump())


def files(house: House) -> list[str]:
    return [path.name for path in (house.settings.data_dir / "files").rglob("*") if path.is_file()]


async def settled_case(house: House) -> tuple[Visitor, AgentAtDesk]:
    child = await house.visitor()
    await child.say("j’ai 7 ans, mon Hibou est perdu")
    await child.bot_says("echo")
    file = await house.http.post("/chat/attachments", headers={"Authorization": f"Bearer {child.token}"},
                                 files={"file": ("hibou.txt", b"mon Hibou", "text/plain")})
    await child.post(attachments=[file.json()["id"]])
    await child.wish("human")
    agent = await house.agent()
    await agent.claim(child.conversation)
    await agent.reply(child.conversation, "Ton Hibou arrive demain.")
    await agent.resolve(child.conversation)
    return child, agent


async def test_a_childs_words_are_erased_thirty_days_after_the_case_was_settled(house: House) -> None:
    child, agent = await settled_case(house)
    house.clock.move(house.clock.now() + timedelta(days=29))
    await house.front.service.watch()
    assert "Hibou" in stored(house) and house.brain.forgotten == [] and len(files(house)) == 1
    house.clock.move(house.clock.now() + timedelta(days=2))
    await house.front.service.watch()
    assert "Hibou" not in stored(house) and "7 ans" not in stored(house) and "hibou.txt" not in stored(house)
    assert files(house) == []
    assert set(house.brain.forgotten) == {child.conversation}
    agent = await house.agent()
    kept = await agent.conversation(child.conversation)
    assert (kept["timeline"], kept["brief"], kept["first_words"]) == ([], None, None)


async def test_an_adults_words_stay_as_long_as_before(house: House) -> None:
    adult = await house.visitor()
    await adult.say("mon fils a 7 ans, son Hibou est perdu")
    await adult.bot_says("echo")
    await adult.wish("close")
    house.clock.move(house.clock.now() + timedelta(days=31))
    await house.front.service.watch()
    assert "Hibou" in stored(house)


async def test_nothing_is_erased_here_that_the_brain_could_not_forget_yet(house: House) -> None:
    await settled_case(house)
    house.brain.fail()
    house.clock.move(house.clock.now() + timedelta(days=31))
    await house.front.service.watch()
    assert "Hibou" in stored(house)
    house.brain.recover()
    await house.front.service.watch()
    assert "Hibou" not in stored(house)
