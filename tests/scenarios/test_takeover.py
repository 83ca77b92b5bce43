"""What a run of random kills found: who may speak, act and settle once a person, an emergency or a wish comes between."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.brain.errors import BrainFailed
from bot.core.turns import TurnAnswer, TurnRequest
from tests.house import House


def outcomes(folder: Path) -> dict[str, str | None]:
    """Each customer's text and how it ended."""
    with sqlite3.connect(folder / "sensei.db") as db:
        return dict(db.execute("select text, outcome from inbound").fetchall())


async def test_a_hidden_number_is_marked_and_not_announced_by_the_bot_while_a_person_owns(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("bonjour")
    await visitor.bot_says("echo: bonjour")
    assert (await claire.claim(visitor.conversation)).status_code == 200
    seq = await visitor.say("ma carte est 4970 1012 3456 7893")
    await visitor.read()
    assert [e["masked"] for e in visitor.seen if e["seq"] == seq] == [True]
    assert [e for e in visitor.seen if e["seq"] > seq] == []


async def test_a_turn_that_failed_is_not_asked_again_once_a_person_has_taken_over(house: House) -> None:
    def fails(request: TurnRequest) -> TurnAnswer:
        raise BrainFailed("status 502")

    visitor, claire = await house.visitor(), await house.agent()
    house.brain.script = fails
    house.brain.hold()  # it fails after the takeover, however busy the machine is
    await visitor.say("oui, commandez la roue")
    await house.brain.arrived.wait()
    assert (await claire.claim(visitor.conversation)).status_code == 200
    house.brain.release()
    await house.front.worker.settled()
    assert len(house.brain.asked) == 1


async def test_a_wish_for_the_assistant_leaves_a_message_open_until_its_turn_ends(house: House, folder: Path) -> None:
    visitor = await house.visitor()
    house.brain.hold()
    await visitor.say("où est mon colis ?")
    await house.brain.arrived.wait()
    await visitor.wish("bot")
    assert outcomes(folder)["où est mon colis ?"] is None
    house.brain.release()
    await house.front.worker.settled()
    assert set(outcomes(folder).values()) == {"answered"}


async def test_an_emergency_text_answers_its_own_message_and_the_promise_the_ones_before(
    house: House, folder: Path,
) -> None:
    visitor = await house.visitor()
    house.brain.hold()
    await visitor.say("où est mon colis ?")
    await house.brain.arrived.wait()
    await visitor.say("je veux mourir")
    await visitor.owner_is("queue")
    house.brain.release()
    await house.front.worker.settled()
    assert outcomes(folder) == {"où est mon colis ?": "acknowledged", "je veux mourir": "answered"}
