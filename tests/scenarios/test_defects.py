"""Our own code breaks: nobody waits in silence, and one broken conversation takes nobody else's turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.brain.fake import FakeBrain, answer
from bot.core import brief as briefs
from bot.service import Service
from tests.house import NADIA, House, Visitor, open_house


def breaks(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, *, only_for: str | None = None) -> list[str]:
    """From now on this method raises (for one id, or always); returns whom it was called for."""
    called: list[str] = []
    works = getattr(owner, name)

    async def broken(self: Any, first: Any, *rest: Any, **named: Any) -> Any:
        called.append(str(first))
        if only_for is None or str(first) == only_for:
            raise ZeroDivisionError("a defect")
        return await works(self, first, *rest, **named)

    monkeypatch.setattr(owner, name, broken)
    return called


async def handed_over_once(house: House, visitor: Visitor) -> None:
    await visitor.owner_is("queue")
    await visitor.bot_says("c’est de notre côté")
    nadia = await house.agent(NADIA)
    assert (await nadia.conversation(visitor.conversation))["reasons"] == ["brain_failure"]
    assert len([e for e in visitor.seen if e["kind"] == "queue"]) == 1
    assert (await nadia.get("unanswered")).json() == {"messages": []}


async def test_a_turn_that_cannot_even_start_ends_with_a_person(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house(folder) as house:
        visitor = await house.visitor()
        tried = breaks(monkeypatch, Service, "start_turn")
        await visitor.say("il manque la roue gauche")
        await handed_over_once(house, visitor)
        assert len(tried) == 3  # tried again before a person is called, and not for ever


async def test_a_hand_over_that_breaks_is_done_plainly(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house(folder) as house:
        visitor = await house.visitor()
        breaks(monkeypatch, Service, "fail_turn")
        house.brain.script = lambda request: answer()
        await visitor.say("il manque la roue gauche")
        await handed_over_once(house, visitor)


async def test_words_no_rule_can_read_still_reach_a_person(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    works = briefs.build

    def picky(inputs: briefs.BriefInputs) -> dict[str, Any]:
        if inputs.messages:
            raise ZeroDivisionError("a defect")
        return works(inputs)

    monkeypatch.setattr(briefs, "build", picky)
    async with open_house(folder) as house:
        visitor, claire = await house.visitor(), await house.agent()
        await visitor.say("je veux parler à quelqu’un")
        await visitor.wish("human")
        await visitor.owner_is("queue")
        found = await claire.conversation(visitor.conversation)
        assert [r["code"] for r in found["brief"]["reasons"]] == ["asked"]
        assert "je veux parler à quelqu’un" in [e.get("text") for e in found["timeline"]]
        assert (await claire.claim(visitor.conversation)).status_code == 200


async def test_an_answer_our_own_client_cannot_read_is_asked_again_and_then_handed_over(folder: Path) -> None:
    def broken(request: Any) -> Any:
        raise KeyError("messages")

    async with open_house(folder, brain=FakeBrain(broken)) as house:
        visitor = await house.visitor()
        await visitor.say("il manque la roue gauche")
        await handed_over_once(house, visitor)


async def test_one_broken_conversation_does_not_keep_the_watchdog_from_the_others(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house(folder) as house:
        broken, other = await house.visitor(), await house.visitor()
        for visitor in (broken, other):
            await visitor.wish("human")
            await visitor.owner_is("queue")
        works = Service._announce_late

        async def announce(self: Service, promise_id: str, conversation_id: str) -> None:
            if conversation_id == broken.conversation:
                raise ZeroDivisionError("a defect")
            await works(self, promise_id, conversation_id)

        monkeypatch.setattr(Service, "_announce_late", announce)
        house.clock.move(house.clock.now().replace(hour=15))
        await other.bot_says("a pris du retard")
        monkeypatch.undo()
        await broken.bot_says("a pris du retard")
