"""Who writes, who reads, who is there: told to whoever may know, while it is true, and never more than is true."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.brain.fake import answer
from bot.service.hub import Frame
from tests.house import NADIA, TUESDAY, AgentAtDesk, House, Visitor
from tests.streams import Told, listening, opened


def bearer(who: Visitor | AgentAtDesk) -> dict[str, str]:
    return dict(who.headers) if isinstance(who, AgentAtDesk) else {"Authorization": f"Bearer {who.token}"}


async def with_claire(house: House) -> tuple[Visitor, AgentAtDesk]:
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.wish("human")
    await visitor.owner_is("queue")
    await claire.claim(visitor.conversation)
    await visitor.owner_is("agent")
    return visitor, claire


async def shows(agent: AgentAtDesk, visitor: Visitor, state: str) -> None:
    answer = await agent.post(f"conversations/{visitor.conversation}/presence", {"state": state})
    assert answer.status_code == 204, answer.text


def frames(told: list[Told]) -> list[Frame]:
    return [t.data for t in told if t.event == "live"]


async def test_the_customer_sees_the_person_who_reads_and_writes(house: House) -> None:
    visitor, claire = await with_claire(house)
    async with listening(house.front.app) as address:
        async with opened(address, "/chat/stream", bearer(visitor)) as stream:
            await stream.until(lambda t: t.data.get("kind") == "owner" and t.data["owner"] == "agent")
            for state in ("reading", "typing", "away"):
                await shows(claire, visitor, state)
            await stream.until(lambda t: t.event == "live" and t.data["state"] == "away")
        seen = frames(stream.told)
        assert [(f["kind"], f["state"]) for f in seen if f["state"] != "idle"] == [
            ("presence", "reading"), ("typing", "typing"), ("presence", "away")]
        assert {f["sender"]["name"] for f in seen} == {"Claire"} and all("seq" not in f for f in seen)
        until = {f["state"]: f["until"] for f in seen}
        assert until["reading"] > seen[0]["at"] and until["away"] is None
        async with opened(address, "/chat/stream", bearer(visitor), wait=0) as later:  # a page opened afterwards
            assert [f["state"] for f in frames(await later.end())] == ["away"]
        await claire.hand_back(visitor.conversation)
        async with opened(address, "/chat/stream", bearer(visitor), wait=0) as later:  # nobody is there to be away
            assert frames(await later.end()) == []


async def test_a_colleague_who_looks_is_shown_to_colleagues_only(house: House) -> None:
    visitor, claire = await with_claire(house)
    nadia = await house.agent(NADIA)
    hub = house.front.service.deps.hub
    mark, waiter = hub.live_mark(), hub.waiter(visitor.conversation)
    with hub.desk("somebody") as desk:
        await shows(nadia, visitor, "reading")
        await shows(claire, visitor, "typing")
        told = [frame["sender"]["name"] for _, frame in desk.take()[1]]
    assert {f["sender"]["name"] for f in hub.live_after(visitor.conversation, mark)} == {"Claire"}
    assert set(told) == {"Nadia", "Claire"}
    hub.release(visitor.conversation, waiter)


async def test_the_desk_sees_that_the_customer_writes_and_how_far_they_have_read(house: House) -> None:
    visitor, claire = await with_claire(house)
    last = visitor.last
    async with listening(house.front.app) as address, opened(address, "/desk/api/stream", bearer(claire)) as desk:
        await desk.until(lambda t: t.data["kind"] == "row")
        await house.http.post("/chat/typing", headers=bearer(visitor), json={})
        typing = await desk.until(lambda t: t.data["kind"] == "live")
        assert (typing.data["id"], typing.data["live"]["state"]) == (visitor.conversation, "typing")
        for seq in (last, last - 1, 10**6):
            answer = await house.http.post("/chat/read", headers=bearer(visitor), json={"seq": seq})
            assert answer.status_code == 204
        read = await desk.until(lambda t: t.data["kind"] == "live" and t.data["live"]["kind"] == "read")
        assert read.data["live"]["seq"] == last
    detail = await claire.conversation(visitor.conversation)
    assert detail["customer_read"] == detail["last"]  # never beyond what there is
    await visitor.read()
    assert [e["kind"] for e in visitor.seen if e["kind"] in ("typing", "read", "presence")] == []


async def test_what_an_agent_read_on_one_screen_is_read_on_the_other(house: House) -> None:
    visitor, claire = await with_claire(house)
    seq = await visitor.say("et donc ?")
    async with listening(house.front.app) as address, opened(address, "/desk/api/stream", bearer(claire)) as desk:
        first = await desk.until(lambda t: t.data["kind"] == "row")
        assert first.data["row"]["unread"] > 0
        await claire.post(f"conversations/{visitor.conversation}/read", {"seq": seq})
        await desk.until(lambda t: t.data["kind"] == "row" and t.data["row"]["unread"] == 0)


@pytest.mark.parametrize("asks", ["conversation", "read"])
async def test_a_hidden_page_that_asks_for_news_is_no_sign_of_life(house: House, asks: str) -> None:
    visitor, claire = await with_claire(house)
    seq = await visitor.say("et donc ?")
    await shows(claire, visitor, "away")
    for minutes in (6, 12):
        house.clock.move(TUESDAY + timedelta(minutes=minutes))
        if asks == "conversation":
            await claire.conversation(visitor.conversation)
        else:
            await claire.post(f"conversations/{visitor.conversation}/read", {"seq": seq})
        await house.front.service.watch()
    await visitor.owner_is("queue")
    await visitor.bot_says("Claire n’est plus disponible")


@pytest.mark.parametrize("sign", ["reading", "typing", "note"])
async def test_who_comes_back_is_there_again(house: House, sign: str) -> None:
    visitor, claire = await with_claire(house)
    await visitor.say("et donc ?")
    await shows(claire, visitor, "away")
    house.clock.move(TUESDAY + timedelta(minutes=6))
    if sign == "note":
        await claire.reply(visitor.conversation, "je cherche", private=True)
    else:
        await shows(claire, visitor, sign)
    house.clock.move(TUESDAY + timedelta(minutes=12))
    await claire.conversation(visitor.conversation)  # asking counts again
    house.clock.move(TUESDAY + timedelta(minutes=19))
    await house.front.service.watch()
    assert (await claire.conversation(visitor.conversation))["owner"] == "agent"


async def test_preferences_reach_the_next_turn(house: House) -> None:
    visitor = await house.visitor()
    answer = await house.http.post("/chat/preferences", headers=bearer(visitor), json={
        "language": "en", "formality": "tu", "pace": "easy"})
    assert answer.json() == {"language": "en", "formality": "tu", "pace": "easy"}
    await visitor.say("ok")
    await visitor.bot_says("echo: ok")
    asked = house.brain.asked[-1]
    assert (asked["language"], asked["known"]["formality"], asked["known"]["pace"]) == ("en", "tu", "easy")
    refused = await house.http.post("/chat/preferences", headers=bearer(visitor), json={"pace": 3})
    assert refused.json()["error"]["message"].startswith("Part of what was sent")  # said in the language just chosen


async def test_a_customer_takes_the_conversation_home(house: House) -> None:
    visitor, claire = await with_claire(house)
    await visitor.say("merci")
    await claire.reply(visitor.conversation, "avec plaisir")
    await claire.reply(visitor.conversation, "entre nous", private=True)
    await visitor.read()
    data = await house.http.get("/chat/export", headers=bearer(visitor))
    assert data.json()["events"] == [{k: v for k, v in e.items() if k != "_used"} for e in visitor.seen]
    text = await house.http.get("/chat/export", headers={**bearer(visitor), "Accept": "text/plain"})
    assert text.headers["content-type"].startswith("text/plain")
    assert "Claire, service clients\u00a0: avec plaisir" in text.text and "entre nous" not in text.text
    assert "Promise" not in text.text and "None" not in text.text and "{" not in text.text


async def test_a_slower_pace_asked_for_in_words_and_what_was_done_before_reach_the_next_turn(house: House) -> None:
    visitor = await house.visitor()
    echo = house.brain.script
    house.brain.script = lambda request: answer("D’accord.", facts=[
        {"type": "fact", "name": "pace", "label": "Rythme", "value": "easy", "said": "moins vite"}], tasks=[
        {"type": "task", "task": "track_order", "run": "t1.track_order", "state": "done"}])
    await visitor.say("moins vite")
    await visitor.bot_says("D’accord.")
    house.brain.script = echo
    await visitor.say("ok")
    await visitor.bot_says("echo: ok")
    known = house.brain.asked[-1]["known"]
    assert (known["pace"], known["tasks_done"]) == ("easy", ["track_order"])
