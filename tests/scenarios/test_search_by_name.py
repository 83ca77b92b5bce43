"""Agents find people by name, however it is spelled, and nobody is mixed up with somebody of the same name."""

from __future__ import annotations

from bot.brain.fake import answer
from bot.core.recognition import own_name
from bot.core.turns import TurnAnswer, TurnRequest
from tests.house import AgentAtDesk, House, Visitor


def hears_names(request: TurnRequest) -> TurnAnswer:
    given = answer(f"echo: {request['text']}")
    understanding = given["understanding"]
    assert understanding is not None
    understanding["name"] = own_name(request["text"], request["language"])
    return given


async def introduced(house: House, *names: str) -> list[Visitor]:
    house.brain.script = hears_names
    visitors = []
    for name in names:
        visitor = await house.visitor()
        await visitor.say(f"Bonjour, je m’appelle {name}")
        await visitor.bot_says(name)
        visitors.append(visitor)
    await house.front.worker.settled()
    return visitors


async def found(agent: AgentAtDesk, q: str) -> list[str]:
    return [row["name"] for row in (await agent.get("conversations", q=q)).json()["conversations"]]


async def test_a_search_forgives_accents_sound_and_slips_and_lists_from_a_to_z(house: House) -> None:
    await introduced(house, "Zoé Lefebvre", "Agathe Lefèvre", "Nguyễn Thị Mai", "Tom O’Neill", "Thibaud Roux", "Anne Petit")
    claire = await house.agent()
    assert await found(claire, "lefevre") == ["Agathe Lefèvre", "Zoé Lefebvre"]
    assert await found(claire, "nguyen") == ["Nguyễn Thị Mai"]
    assert await found(claire, "oneil") == ["Tom O’Neill"]
    assert await found(claire, "THIBAULT") == ["Thibaud Roux"]
    assert await found(claire, "anne p") == ["Anne Petit"]
    assert await found(claire, "bernard") == []


async def test_a_customer_who_is_called_like_the_agent_stays_a_customer(house: House) -> None:
    namesake, other = await introduced(house, "Claire", "Luka")
    claire = await house.agent()
    assert (await claire.claim(other.conversation)).status_code == 200
    rows = (await claire.get("conversations", q="claire")).json()["conversations"]
    assert [(row["id"], row["name"], row["agent"]) for row in rows] == [(namesake.conversation, "Claire", None)]
    await claire.claim(namesake.conversation)
    await namesake.say("Je suis là")
    await claire.reply(namesake.conversation, "Bonjour Claire, moi aussi !")
    said = [e["sender"] for e in (await claire.conversation(namesake.conversation))["timeline"] if e["kind"] == "message"]
    assert [(s["kind"], s["name"]) for s in said if s["name"] == "Claire"] == [("customer", "Claire"), ("agent", "Claire")]


async def test_two_people_of_one_name_are_two_rows_told_apart_by_their_own_words(house: House) -> None:
    await introduced(house, "Awa Diallo", "Awa Diallo")
    rows = (await (await house.agent()).get("conversations", q="diallo")).json()["conversations"]
    assert len({row["id"] for row in rows}) == 2
    assert all(row["first_words"] and row["channel"] for row in rows)
