"""After a death or in a conflict nobody hears from us unasked, until a person says so."""

from __future__ import annotations

import sqlite3

import pytest

from bot.brain.fake import answer
from bot.core.turns import DecisionShape, TurnAnswer, TurnRequest
from tests.house import House, Visitor


def decides(action: str, code: str) -> DecisionShape:
    return {"action": action, "priority": "high", "decided_by": "brain", "reasons": [  # type: ignore[typeddict-item]
        {"code": code, "words": [], "seq": [], "confidence": 0.9, "nearest": "…"}]}


def customer_of(house: House, visitor: Visitor) -> str:
    with sqlite3.connect(house.settings.data_dir / "sensei.db") as base:
        found = base.execute("select customer_id from conversation where id = ?", [visitor.conversation]).fetchone()
    return str(found[0])


async def said(house: House, action: str, code: str) -> tuple[Visitor, str]:
    def script(request: TurnRequest) -> TurnAnswer:
        return answer("Je suis désolé de ce que vous m’écrivez.", decision=decides(action, code))

    house.brain.script = script
    visitor = await house.visitor()
    await visitor.say("ma mère est décédée")
    await visitor.bot_says("désolé")
    return visitor, customer_of(house, visitor)


@pytest.mark.parametrize(("action", "code"), [("handoff", "bereavement"), ("offer", "bereavement"), ("handoff", "legal")])
async def test_a_death_or_a_conflict_stops_what_is_sent_unasked(house: House, action: str, code: str) -> None:
    _, customer = await said(house, action, code)
    assert not await house.front.service.may_reach_out(customer)


async def test_an_ordinary_reason_stops_nothing(house: House) -> None:
    _, customer = await said(house, "handoff", "emotion")
    assert await house.front.service.may_reach_out(customer)


async def test_only_a_person_ends_the_silence(house: House) -> None:
    visitor, customer = await said(house, "handoff", "bereavement")
    agent = await house.agent()
    await agent.claim(visitor.conversation)
    await agent.resolve(visitor.conversation)
    assert not await house.front.service.may_reach_out(customer)
    assert (await agent.conversation(visitor.conversation))["standstill"]["why"] == "bereavement"
    lifted = await agent.post(f"conversations/{visitor.conversation}/lift-standstill")
    assert (lifted.status_code, lifted.json()) == (200, {"standstill": None})
    assert await house.front.service.may_reach_out(customer)
    again = await agent.conversation(visitor.conversation)
    assert again["standstill"] is None
    assert [e["by"] for e in again["timeline"] if e["kind"] == "delivery"] == ["Claire"]
