"""`sensei replay` reads the turns that were stored."""

from __future__ import annotations

from bot.core.replay import changed, compare
from bot.files import DATA, knowledge_with, load_knowledge, read_yaml
from tests.house import House


async def test_stored_turns_are_decided_again_with_another_threshold(house: House) -> None:
    visitor = await house.visitor()
    await visitor.say("je suis triste")
    await visitor.bot_says("echo: je suis triste")
    turns = await house.front.service.decided_turns(30)
    assert [turn["text"] for turn in turns] == ["je suis triste"]
    other = knowledge_with(changed(read_yaml(DATA / "escalation.yml"), ["thresholds.emotion_handoff.sad=0.5"]))
    seen, (difference,) = compare(turns, load_knowledge(), other)
    assert seen == 1 and difference.after["action"] == "handoff"
