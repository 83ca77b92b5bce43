"""Agents say whether a hand-over was right; that is kept once, measured for each reason, and leaves without anybody's words."""

from __future__ import annotations

import json

from bot.brain.fake import answer
from bot.core.feedback import confusion, exported
from bot.core.replay import changed, still_called
from bot.core.turns import TurnAnswer, TurnRequest
from bot.decision_commands import report
from bot.files import DATA, knowledge_with, load_knowledge, read_yaml
from tests.house import NADIA, House, Visitor

WORDS = "Je suis très triste, Awa"


def sad(request: TurnRequest) -> TurnAnswer:
    return answer("Je transmets.", decision={"action": "handoff", "priority": "high", "decided_by": "brain", "reasons": [
        {"code": "emotion", "words": ["très triste"], "seq": [], "confidence": 0.75, "nearest": "…", "feeling": "sad"}]})


async def handed_over(house: House) -> Visitor:
    house.brain.script = sad
    visitor = await house.visitor()
    await visitor.say(WORDS)
    await visitor.owner_is("queue")
    return visitor


async def test_each_agent_says_it_once_and_the_last_word_counts(house: House) -> None:
    visitor, claire, nadia = await handed_over(house), await house.agent(), await house.agent(NADIA)
    here = f"conversations/{visitor.conversation}"
    for verdict, reason in (("right", None), ("wrong_reason", "illness")):
        said = await claire.post(f"{here}/feedback", {"verdict": verdict, "reason": reason})
        assert said.status_code == 200
    await nadia.post(f"{here}/feedback", {"verdict": "too_early", "reason": None})
    mine = (await claire.conversation(visitor.conversation))["feedback"]
    assert (mine["verdict"], mine["reason"]) == ("wrong_reason", "illness")
    judged = await house.front.service.judged(30)
    assert confusion(judged) == [("emotion", {"wrong_reason": 1, "too_early": 1}, {"illness": 1})]
    assert "illness 1" in list(report(judged))[1]


async def test_what_is_none_is_refused(house: House) -> None:
    visitor, claire = await handed_over(house), await house.agent()
    here = f"conversations/{visitor.conversation}/feedback"
    for body in ({"verdict": "great"}, {"verdict": "right", "reason": "weather"}, {}):
        assert (await claire.post(here, body)).status_code == 422
    stranger = await house.visitor()
    await stranger.say("bonjour")
    await stranger.bot_says("transmets")  # the same brain: handed over too


async def test_a_person_nobody_called_may_only_have_come_too_late(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("c’est la troisième fois")
    await visitor.bot_says("echo")
    here = f"conversations/{visitor.conversation}"
    await claire.claim(visitor.conversation)
    assert (await claire.post(f"{here}/feedback", {"verdict": "right", "reason": None})).status_code == 422
    assert (await claire.post(f"{here}/feedback", {"verdict": "too_late", "reason": "emotion"})).json() == {
        "decision": None, "verdict": "too_late", "reason": "emotion"}
    assert confusion(await house.front.service.judged(30)) == [("missed", {"too_late": 1}, {"emotion": 1})]


async def test_what_is_exported_has_numbers_and_codes_and_nobodys_words(house: House) -> None:
    visitor, claire = await handed_over(house), await house.agent()
    await claire.post(f"conversations/{visitor.conversation}/feedback", {"verdict": "right", "reason": None})
    (one,) = await house.front.service.judged(30)
    line = json.dumps(exported(one), ensure_ascii=False)
    assert exported(one)["reasons"] == [{"code": "emotion", "feeling": "sad", "confidence": 0.75}]
    assert not any(part in line for part in ("triste", "Awa", "Claire", visitor.conversation))


async def test_another_threshold_is_shown_on_what_agents_judged_before_it_is_written(house: House) -> None:
    visitor, claire = await handed_over(house), await house.agent()
    await claire.post(f"conversations/{visitor.conversation}/feedback", {"verdict": "too_early", "reason": None})
    service = house.front.service
    judged, turns = await service.judged(30), await service.decided_turns(30)
    higher = ["thresholds.emotion_handoff.sad=0.95"]
    other = knowledge_with(changed(read_yaml(DATA / "escalation.yml"), higher))
    assert still_called(judged, turns, load_knowledge()) == [("too_early", True)]
    assert still_called(judged, turns, other) == [("too_early", False)]
