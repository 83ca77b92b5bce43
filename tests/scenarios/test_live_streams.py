"""Both streams: every event once and in order, resumed without a gap, ended with the session, nothing left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from bot.service import live
from bot.service.hub import MOST_DESKS, MOST_WAITERS
from bot.store import people, timeline
from tests.house import TUESDAY, AgentAtDesk, House, Visitor
from tests.streams import Told, listening, opened


@dataclass
class Street:
    """A house with an address."""

    house: House
    address: str


@pytest.fixture
async def street(house: House) -> AsyncIterator[Street]:
    async with listening(house.front.app) as address:
        yield Street(house, address)


def bearer(who: Visitor | AgentAtDesk) -> dict[str, str]:
    return dict(who.headers) if isinstance(who, AgentAtDesk) else {"Authorization": f"Bearer {who.token}"}


def says(words: str) -> object:
    return lambda told: words in str(told.data.get("text") or told.data.get("event", {}).get("text"))


async def nobody_follows(house: House) -> None:
    async with asyncio.timeout(5):
        while house.front.service.deps.hub.followers:  # noqa: ASYNC110  a closed connection is told by nothing else
            await asyncio.sleep(0.01)


async def test_a_page_is_told_each_event_once_in_order_and_with_its_number(street: Street) -> None:
    visitor = await street.house.visitor(greet=True)
    async with opened(street.address, "/chat/stream", bearer(visitor)) as stream:
        await visitor.say("bonjour")
        await stream.until(says("echo: bonjour"))  # type: ignore[arg-type]
    await visitor.read()
    assert stream.response.headers["content-type"].startswith("text/event-stream")
    assert [(t.place, t.event) for t in stream.told] == [(str(e["seq"]), "event") for e in visitor.seen]
    assert [t.data for t in stream.told] == visitor.seen
    await nobody_follows(street.house)


@pytest.mark.parametrize("how", ["Last-Event-ID", "after"])
async def test_a_page_goes_on_where_it_was(street: Street, how: str) -> None:
    visitor = await street.house.visitor(greet=True)
    await visitor.say("bonjour")
    await visitor.bot_says("echo: bonjour")
    known = visitor.seen[1]["seq"]
    headers, params = bearer(visitor), {"wait": 0}
    if how == "after":
        params["after"] = known
    else:
        headers[how] = str(known)
    async with opened(street.address, "/chat/stream", headers, **params) as stream:
        told = await stream.end()
    assert [t.data["seq"] for t in told] == [e["seq"] for e in visitor.seen if e["seq"] > known]
    assert told


async def test_a_long_story_comes_whole(street: Street) -> None:
    service = street.house.front.service
    visitor = await street.house.visitor()
    async with service.deps.db.write() as connection:
        for number in range(live.PAGE + 20):
            await timeline.append(connection, visitor.conversation, TUESDAY, "message", {"text": f"mot {number}"})
    async with opened(street.address, "/chat/stream", bearer(visitor), wait=0) as stream:
        assert len(await stream.end()) == live.PAGE + 20


async def test_what_comes_after_signing_in_elsewhere_is_not_told_to_the_earlier_token(street: Street) -> None:
    visitor = await street.house.visitor()
    await visitor.say("bonjour")
    async with opened(street.address, "/chat/stream", bearer(visitor)) as stream:
        await stream.until(says("echo: bonjour"))  # type: ignore[arg-type]
        identity = (await street.house.http.post("/demo/identity", json={"who": "awa"})).json()["identity"]
        await visitor.open(identity=identity)  # this token is of the same conversation, the earlier one has ended
        await visitor.say("mon secret")
        rest = await stream.end()
    assert not [t for t in rest if "secret" in str(t.data)]


async def test_a_stream_lives_as_long_as_its_session_even_when_nothing_happens(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.05)
    visitor = await street.house.visitor(greet=True)
    async with opened(street.address, "/chat/stream", bearer(visitor)) as stream:
        await stream.until(lambda told: told.event == "event")
        async with street.house.front.service.deps.db.write() as connection:
            await people.drop_chat_sessions(connection, visitor.conversation)
        await stream.end()
    assert stream.heartbeats


async def test_stopping_ends_every_stream_at_once(street: Street) -> None:
    visitor, claire = await street.house.visitor(greet=True), await street.house.agent()
    async with (
        opened(street.address, "/chat/stream", bearer(visitor)) as chat,
        opened(street.address, "/desk/api/stream", bearer(claire)) as desk,
    ):
        await chat.until(lambda told: told.event == "event")
        street.house.front.app.state.closing.set()
        await chat.end()
        await desk.end()
    await nobody_follows(street.house)


async def test_more_pages_than_anybody_has_are_asked_to_wait(street: Street) -> None:
    visitor, claire = await street.house.visitor(), await street.house.agent()
    hub = street.house.front.service.deps.hub
    waiters = [hub.waiter(visitor.conversation) for _ in range(MOST_WAITERS)]
    async with opened(street.address, "/chat/stream", bearer(visitor)) as full:
        assert full.response.status_code == 429
        assert int(full.response.headers["Retry-After"]) > 0
    for waiter in waiters:
        hub.release(visitor.conversation, waiter)
    agent = await street.house.front.service.agent(claire.headers["Authorization"].removeprefix("Bearer "))
    with ExitStack() as pages:
        for _ in range(MOST_DESKS):
            pages.enter_context(hub.desk(agent.id))
        async with opened(street.address, "/desk/api/stream", bearer(claire)) as full:
            assert full.response.status_code == 429
    assert hub.followers == 0


async def test_the_desk_is_told_of_rows_and_events_of_every_conversation(street: Street) -> None:
    claire = await street.house.agent()
    async with opened(street.address, "/desk/api/stream", bearer(claire)) as desk:
        visitor = await street.house.visitor()
        await visitor.say("bonjour")
        await desk.until(says("echo: bonjour"))  # type: ignore[arg-type]
        await visitor.wish("human")
        row = await desk.until(lambda told: told.data["kind"] == "row" and told.data["row"]["owner"] == "queue")
        queue = await claire.queue()
        assert row.data["row"] == queue[0]
        await desk.until(lambda told: told.data["kind"] == "event" and told.data["event"]["kind"] == "queue")
        await claire.claim(visitor.conversation)
        await desk.until(lambda told: told.data["kind"] == "row" and told.data["row"]["owner"] == "agent")
        await claire.reply(visitor.conversation, "pour nous", private=True)
        await desk.until(lambda told: told.data["kind"] == "event" and told.data["event"]["kind"] == "note")
    timeline = (await claire.conversation(visitor.conversation))["timeline"]
    told = {t.data["event"]["seq"]: t.data["event"] for t in desk.told if t.data["kind"] == "event"}
    assert [told[e["seq"]] for e in timeline] == timeline
    await nobody_follows(street.house)


async def test_a_desk_that_was_away_is_told_what_it_missed(street: Street) -> None:
    claire, visitor = await street.house.agent(), await street.house.visitor()
    other = await street.house.visitor()
    await other.say("sans suite")
    await other.bot_says("echo")
    await visitor.wish("human")
    async with opened(street.address, "/desk/api/stream", bearer(claire)) as desk:
        last = await desk.until(lambda told: told.data["kind"] == "row")
    await visitor.say("vous êtes là ?")
    await other.say("et moi")
    await other.bot_says("echo: et moi")
    headers = {**bearer(claire), "Last-Event-ID": last.place or ""}
    async with opened(street.address, "/desk/api/stream", headers) as desk:
        missed = [await desk.until(says("vous êtes là")), await desk.until(says("echo: et moi"))]  # type: ignore[arg-type]
    assert {m.data["id"] for m in missed} == {visitor.conversation, other.conversation}


@pytest.mark.parametrize("place", ["abc", "-1", "9" * 15, "9" * 40])
async def test_a_place_that_is_none_begins_anew(street: Street, place: str) -> None:
    claire, visitor = await street.house.agent(), await street.house.visitor()
    await visitor.wish("human")
    headers = {**bearer(claire), "Last-Event-ID": place}
    async with opened(street.address, "/desk/api/stream", headers, wait=0) as desk:
        told: list[Told] = await desk.end()
    assert [t.data["kind"] for t in told] == ["row"]


async def test_words_dropped_by_a_takeover_reach_the_desk_at_once(street: Street) -> None:
    claire, visitor = await street.house.agent(), await street.house.visitor()
    street.house.brain.hold()
    await visitor.say("bonjour")
    await street.house.brain.arrived.wait()
    async with opened(street.address, "/desk/api/stream", bearer(claire)) as desk:
        await claire.claim(visitor.conversation)
        await desk.until(lambda told: told.data["kind"] == "row" and told.data["row"]["owner"] == "agent")
        street.house.brain.release()
        dropped = await desk.until(lambda t: t.data["kind"] == "event" and t.data["event"]["kind"] == "dropped")
    assert dropped.data["event"]["text"] == "echo: bonjour"


async def test_a_desk_stream_ends_with_its_session(street: Street) -> None:
    claire, visitor = await street.house.agent(), await street.house.visitor()
    await visitor.wish("human")
    async with opened(street.address, "/desk/api/stream", bearer(claire)) as desk:
        await desk.until(lambda told: told.data["kind"] == "row")
        await claire.post("logout")
        await visitor.say("quelqu’un ?")
        rest = await desk.end()
    assert not [t for t in rest if "quelqu" in str(t.data)]


async def test_nothing_is_streamed_without_a_session(street: Street) -> None:
    visitor, claire = await street.house.visitor(), await street.house.agent()
    for path, headers in (("/chat/stream", {}), ("/chat/stream", bearer(claire)), ("/desk/api/stream", {}),
                          ("/desk/api/stream", bearer(visitor))):
        async with opened(street.address, path, headers) as refused:
            assert refused.response.status_code == 401
