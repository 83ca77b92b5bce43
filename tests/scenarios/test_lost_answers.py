"""Actions done but words lost: the back office is asked, the customer is told, and the task never runs the step again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.brain.errors import BrainDown
from bot.brain.fake import FakeBrain, answer
from bot.core.turns import TurnAnswer, TurnRequest
from bot.office import Office, OfficeDown
from tests.house import House, Visitor, open_house

RUN = "t1.replace_part"
KEY = f"{RUN}:confirm"


class FakeOffice(Office):
    """A company that knows which operations happened, and may be silent."""

    def __init__(self) -> None:
        self.operations: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.down = False

    async def operation(self, key: str, *, seconds: float | None = None) -> dict[str, Any] | None:
        self.asked.append(key)
        if self.down:
            raise OfficeDown("silent")
        return self.operations.get(key)

    async def orders(self, customer: str, *, language: str = "fr", seconds: float | None = None
                     ) -> list[dict[str, Any]]:
        return []

    async def customer(self, customer: str, *, seconds: float | None = None) -> dict[str, Any] | None:
        return None

    async def close(self) -> None:
        return None

    def order(self) -> None:
        self.operations[KEY] = {"key": KEY, "customer": "awa", "at": "2026-11-24T13:00:00Z", "result": {"id": "r1"}}


def recap(request: TurnRequest) -> TurnAnswer:
    """The task has reached its recap: the next step sends something."""
    return answer("Je récapitule. J’envoie ?", tasks=[
        {"type": "task", "task": "replace_part", "run": RUN, "state": "started"}], steps=[
        {"type": "step", "task": "replace_part", "run": RUN, "step": "confirm", "n": 5, "of": 5,
         "label": "L’accord final", "state": "shown", "value": None, "said": None, "hint": 0, "irreversible": True}])


class Company:
    """A house with its back office and a customer standing before the recap."""

    def __init__(self, house: House, office: FakeOffice, visitor: Visitor) -> None:
        self.house, self.office, self.visitor = house, office, visitor


@pytest.fixture
async def before_the_yes(folder: Path) -> AsyncIterator[Company]:
    office = FakeOffice()
    async with open_house(folder, office=office, brain=FakeBrain(recap)) as house:
        visitor = await house.visitor()
        await visitor.say("il manque la roue gauche")
        await visitor.bot_says("je récapitule")
        house.brain.script = lambda request: answer(f"echo: {request['text']}")
        yield Company(house, office, visitor)


def steps(detail: dict[str, Any]) -> list[str]:
    return [s["state"] for s in detail["brief"]["steps"] if s["step"] == "confirm"]


async def test_a_failed_turn_that_had_sent_something_says_so(before_the_yes: Company) -> None:
    house, office, visitor = before_the_yes.house, before_the_yes.office, before_the_yes.visitor
    house.brain.fail(BrainDown())
    office.order()
    await visitor.say("oui, envoyez")
    await visitor.owner_is("queue")
    await visitor.bot_says("c’est de notre côté", "est bien partie, une seule fois")
    assert office.asked == [KEY]
    claire = await house.agent()
    assert steps(await claire.conversation(visitor.conversation)) == ["shown", "done"]
    assert [e["progress"]["state"] for e in visitor.seen if e["kind"] == "progress"] == ["shown", "done"]
    house.brain.recover()
    await claire.claim(visitor.conversation)
    await claire.hand_back(visitor.conversation)
    await visitor.say("merci")
    await visitor.bot_says("echo: merci")
    assert house.brain.asked[-1]["open_task"] is None
    assert office.asked == [KEY]


async def test_a_failed_turn_that_had_sent_nothing_says_nothing_of_it(before_the_yes: Company) -> None:
    house, visitor = before_the_yes.house, before_the_yes.visitor
    house.brain.fail(BrainDown())
    await visitor.say("oui, envoyez")
    await visitor.owner_is("queue")
    said = await visitor.bot_says("c’est de notre côté")
    assert "demande" not in said["text"]
    assert steps(await (await house.agent()).conversation(visitor.conversation)) == ["shown"]


async def test_what_nobody_can_know_is_said_and_found_out_before_the_task_goes_on(before_the_yes: Company) -> None:
    house, office, visitor = before_the_yes.house, before_the_yes.office, before_the_yes.visitor
    house.brain.fail(BrainDown())
    office.down = True
    await visitor.say("oui, envoyez")
    await visitor.bot_says("Je ne sais pas encore si votre demande est partie")
    claire = await house.agent()
    brief = (await claire.conversation(visitor.conversation))["brief"]
    assert [f["label"] for f in brief["facts"] if f["name"] == "unverified"] == ["L’accord final"]
    house.brain.recover()
    office.down = False
    office.order()
    await claire.claim(visitor.conversation)
    await claire.hand_back(visitor.conversation)
    await visitor.say("alors ?")
    await visitor.bot_says("votre demande est bien partie, une seule fois")
    await visitor.bot_says("echo: alors ?")
    assert house.brain.asked[-1]["open_task"] is None
    found = await claire.conversation(visitor.conversation)
    assert steps(found)[-1:] == ["done"]
    assert [f["label"] for f in found["brief"]["facts"] if f["name"] == "unverified"] == []  # no longer a doubt


async def test_a_claim_in_the_middle_leaves_the_person_knowing_what_was_done(before_the_yes: Company) -> None:
    house, office, visitor = before_the_yes.house, before_the_yes.office, before_the_yes.visitor
    house.brain.arrived.clear()
    house.brain.hold()
    await visitor.say("oui, envoyez")
    await house.brain.arrived.wait()
    claire = await house.agent()
    await claire.claim(visitor.conversation)
    office.order()
    house.brain.fail(BrainDown())
    house.brain.release()
    await house.front.worker.settled()
    detail = await claire.conversation(visitor.conversation)
    assert steps(detail) == ["shown", "done"]
    assert any(e["kind"] == "note" and "une seule fois" in e["text"] for e in detail["timeline"])
    await visitor.read()
    assert not any("une seule fois" in text for text in visitor.texts())


async def test_a_step_that_can_be_undone_is_not_asked_about(folder: Path) -> None:
    office = FakeOffice()

    def undoable(request: TurnRequest) -> TurnAnswer:
        given = recap(request)
        return {**given, "steps": [{**given["steps"][0], "step": "part", "irreversible": False}]}

    async with open_house(folder, office=office, brain=FakeBrain(undoable)) as house:
        visitor = await house.visitor()
        await visitor.say("il manque la roue gauche")
        await visitor.bot_says("je récapitule")
        house.brain.fail(BrainDown())
        await visitor.say("oui")
        await visitor.owner_is("queue")
        assert office.asked == []


def failed(request: TurnRequest) -> TurnAnswer:
    """The action sent it, and heard nothing back."""
    return answer("Je ne sais pas si c’est parti.", tasks=[
        {"type": "task", "task": "replace_part", "run": RUN, "state": "paused"}], steps=[
        {"type": "step", "task": "replace_part", "run": RUN, "step": "confirm", "n": 5, "of": 5,
         "label": "L’accord final", "state": "failed", "value": "action_failure", "said": "oui", "hint": 0,
         "irreversible": True}])


async def test_an_action_that_failed_after_all_had_arrived_is_told_as_done(before_the_yes: Company) -> None:
    house, office, visitor = before_the_yes.house, before_the_yes.office, before_the_yes.visitor
    house.brain.script = failed
    office.order()
    await visitor.say("oui, envoyez")
    await visitor.owner_is("queue")
    said = await visitor.bot_says("est bien partie, une seule fois")
    assert "sais pas" not in said["text"]
    brief = await (await house.agent()).conversation(visitor.conversation)
    assert steps(brief) == ["shown", "failed", "done"]


async def test_an_action_that_failed_and_did_not_arrive_keeps_its_own_words(before_the_yes: Company) -> None:
    house, visitor = before_the_yes.house, before_the_yes.visitor
    house.brain.script = failed
    await visitor.say("oui, envoyez")
    await visitor.owner_is("queue")
    await visitor.bot_says("Je ne sais pas si c’est parti")
    assert steps(await (await house.agent()).conversation(visitor.conversation)) == ["shown", "failed"]
