"""What time itself changes: an agent who is not there any more, a promise that runs late, a visit that ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.brain.fake import answer
from tests.house import NADIA, AgentAtDesk, Event, House, Visitor, open_house

EVENING = datetime.fromisoformat("2026-11-24T17:58:00+01:00")


async def with_claire(house: House, *, answered: bool = True) -> tuple[Visitor, AgentAtDesk]:
    """A conversation Claire has claimed from the queue, answered or not."""
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("mon colis est perdu")
    await visitor.bot_says("echo")
    await visitor.wish("human")
    await visitor.owner_is("queue")
    assert (await claire.claim(visitor.conversation)).status_code == 200
    await visitor.owner_is("agent")
    if answered:
        await claire.reply(visitor.conversation, "Bonjour, je regarde.")
    return visitor, claire


def later(house: House, **by: float) -> None:
    house.clock.move(house.clock.now() + timedelta(**by))


async def watched(house: House) -> None:
    await house.front.service.watch()


def words_of_bot(visitor: Visitor) -> list[Event]:
    return [e for e in visitor.seen if e["kind"] == "message" and e["sender"]["kind"] == "bot"]


async def test_scenario_10_an_absent_agents_conversation_goes_back_with_its_wait(house: House) -> None:
    visitor, claire = await with_claire(house)
    since = (await claire.conversation(visitor.conversation))["waiting_since"]
    await visitor.say("et donc ?")
    later(house, minutes=11)
    await visitor.owner_is("queue")
    said = await visitor.bot_says("Claire n’est plus disponible", "L’équipe de Maison Colibri vous répond")
    assert "Claire vous répond" not in said["text"]
    promise = await visitor.until(lambda e: e["kind"] == "promise" and e["promise"]["state"] == "open"
                                  and e["seq"] > said["seq"])
    queue = await visitor.until(lambda e: e["kind"] == "queue" and e["seq"] > said["seq"])
    assert queue["queue"]["answer_by"] == promise["promise"]["by"]
    nadia = await house.agent(NADIA)
    [row] = await nadia.queue()
    assert (row["waiting_since"], row["agent"]) == (since, None)
    detail = await nadia.conversation(visitor.conversation)
    assert detail["brief"]["who"]["last_contacts"][0]["agent"] == "Claire"
    assert detail["brief"]["who"]["last_contacts"][0]["about"] == "et donc ?"
    assert any(e["kind"] == "note" and e.get("alert") for e in detail["timeline"])
    assert (await nadia.get("unanswered", older_than=0)).json()["messages"] == []
    refused = await claire.reply(visitor.conversation, "me revoici")
    assert refused.json()["error"]["code"] == "not_owner"
    assert (await nadia.claim(visitor.conversation)).status_code == 200


async def test_who_claims_and_never_answers_is_absent_too_and_the_promise_keeps_its_time(house: House) -> None:
    visitor, _ = await with_claire(house, answered=False)
    promised = [e["promise"] for e in visitor.seen if e["kind"] == "promise"][0]
    later(house, minutes=11)
    await visitor.owner_is("queue")
    again = await visitor.until(lambda e: e["kind"] == "promise" and e["promise"]["who"] != promised["who"])
    assert (again["promise"]["id"], again["promise"]["by"]) == (promised["id"], promised["by"])


@pytest.mark.parametrize("sign", ["note", "read", "presence", "look"])
async def test_an_agent_who_gives_a_sign_of_life_keeps_the_conversation(house: House, sign: str) -> None:
    visitor, claire = await with_claire(house)
    seq = await visitor.say("et donc ?")
    for _ in range(3):
        later(house, minutes=6)
        path = f"conversations/{visitor.conversation}"
        if sign == "note":
            await claire.reply(visitor.conversation, "je cherche encore", private=True)
        elif sign == "read":
            await claire.post(f"{path}/read", {"seq": seq})
        elif sign == "presence":
            await claire.post(f"{path}/presence", {"state": "typing"})
        else:
            await claire.get(path)
        await watched(house)
    assert (await claire.conversation(visitor.conversation))["owner"] == "agent"


async def test_a_colleagues_look_is_no_sign_of_life_of_the_owner(house: House) -> None:
    visitor, _ = await with_claire(house)
    await visitor.say("et donc ?")
    nadia = await house.agent(NADIA)
    later(house, minutes=6)
    await nadia.conversation(visitor.conversation)
    await nadia.reply(visitor.conversation, "où es-tu, Claire ?", private=True)
    later(house, minutes=6)
    await visitor.owner_is("queue")


async def test_who_has_answered_everything_is_not_absent_however_long(house: House) -> None:
    visitor, claire = await with_claire(house)
    later(house, hours=3)
    await watched(house)
    await visitor.say("merci, une dernière question")
    await watched(house)
    assert (await claire.conversation(visitor.conversation))["owner"] == "agent"


async def test_after_closing_time_nobody_waits_for_someone_who_went_home(folder: Path) -> None:
    async with open_house(folder, at=EVENING) as house:
        visitor, _ = await with_claire(house)
        await visitor.say("et donc ?")
        later(house, minutes=4)
        await visitor.owner_is("queue")
        await visitor.bot_says("Claire n’est plus disponible", "L’équipe n’est pas là en ce moment", "demain à 9")


@pytest.mark.parametrize("words", ["/restart", "vous êtes là ?", "/session_start", "bonjour"])
async def test_scenario_13_after_61_minutes_of_silence_the_bot_stays_quiet(house: House, words: str) -> None:
    visitor, claire = await with_claire(house)
    later(house, minutes=61)
    await watched(house)
    await visitor.read()
    before, asked = len(words_of_bot(visitor)), len(house.brain.asked)
    await visitor.say(words)
    await watched(house)
    await house.front.worker.settled()
    await visitor.read()
    assert (len(words_of_bot(visitor)), len(house.brain.asked)) == (before, asked)
    assert (await claire.conversation(visitor.conversation))["owner"] == "agent"
    await claire.reply(visitor.conversation, "Je suis là.")
    await visitor.until(lambda e: e.get("text") == "Je suis là.")


async def test_a_promise_that_runs_late_with_a_person_is_shown_and_the_bot_says_nothing(house: House) -> None:
    visitor, claire = await with_claire(house, answered=False)
    await visitor.read()
    before = len(words_of_bot(visitor))
    for _ in range(9):
        later(house, minutes=8)
        await claire.get(f"conversations/{visitor.conversation}")
        await watched(house)
    await visitor.until(lambda e: e["kind"] == "promise" and e["promise"]["state"] == "late")
    assert len(words_of_bot(visitor)) == before
    timeline = (await claire.conversation(visitor.conversation))["timeline"]
    assert [e for e in timeline if e["kind"] == "note" and e.get("alert")] != []


async def test_handing_on_to_the_team_tells_the_customer_and_acknowledges_what_is_open(house: House) -> None:
    visitor, claire = await with_claire(house)
    await visitor.say("et donc ?")
    response = await claire.post(f"conversations/{visitor.conversation}/transfer", {"to": None, "note": "à suivre"})
    assert (response.status_code, response.json()["owner"]) == (200, "queue")
    await visitor.bot_says("Claire transmet votre histoire", "vous répond ici")
    nadia = await house.agent(NADIA)
    assert (await nadia.get("unanswered", older_than=0)).json()["messages"] == []


# --- visits ----------------------------------------------------------------------------------------


@pytest.fixture
async def talked(house: House) -> AsyncIterator[Visitor]:
    visitor = await house.visitor()
    await visitor.say("bonjour")
    await visitor.bot_says("echo")
    yield visitor


async def test_a_day_of_silence_with_the_bot_closes_the_visit_by_the_clock(house: House, talked: Visitor) -> None:
    later(house, hours=25)
    await talked.owner_is("closed")
    later(house, hours=1)
    house.brain.script = lambda request: answer("Rebonjour.")
    await talked.say("me revoilà")
    await talked.owner_is("bot")
    await talked.bot_says("l’assistant automatique")
    await talked.bot_says("Rebonjour.")
    assert [e["owner"] for e in talked.seen if e["kind"] == "owner"] == ["closed", "bot"]


async def test_less_than_a_day_closes_nothing(house: House, talked: Visitor) -> None:
    later(house, hours=23)
    await watched(house)
    await talked.read()
    assert [e for e in talked.seen if e["kind"] == "owner"] == []


async def test_someone_who_waits_for_a_person_is_never_closed_by_the_clock(house: House) -> None:
    visitor = await house.visitor()
    await visitor.wish("human")
    await visitor.owner_is("queue")
    later(house, hours=30)
    await watched(house)
    claire = await house.agent()
    assert [row["id"] for row in await claire.queue()] == [visitor.conversation]


async def test_a_conversation_opened_and_never_written_in_is_no_visit_to_close(house: House) -> None:
    visitor = await house.visitor(greet=True)
    later(house, hours=30)
    await watched(house)
    await visitor.read()
    assert [e for e in visitor.seen if e["kind"] == "owner"] == []


async def test_the_demos_clock_counts(house: House, talked: Visitor) -> None:
    moved = await house.http.post("/demo/clock", json={"now": (house.clock.now() + timedelta(hours=25)).isoformat()})
    assert moved.status_code == 200
    await talked.owner_is("closed")
