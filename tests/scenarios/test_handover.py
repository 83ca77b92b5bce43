"""Between bot, queue and people: nobody over a human, nothing lost, promises that hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.brain.errors import BrainDown
from bot.brain.fake import FakeBrain, answer
from bot.core.turns import DecisionShape, TurnAnswer, TurnRequest
from tests.house import NADIA, QUICK, SATURDAY_NIGHT, House, Visitor, open_house

HANDOFF: DecisionShape = {
    "action": "handoff", "priority": "high", "decided_by": "brain",
    "reasons": [{"code": "emotion", "words": ["très triste"], "seq": [], "confidence": 0.9, "nearest": "Sans « très »."}],
}


def hands_over(request: TurnRequest) -> TurnAnswer:
    return answer("Une histoire comme celle-ci demande une personne.", decision=HANDOFF)


async def queued(house: House, text: str = "je suis très triste") -> Visitor:
    house.brain.script = hands_over
    visitor = await house.visitor()
    await visitor.say(text)
    await visitor.owner_is("queue")
    return visitor


async def test_a_wish_for_a_person_reaches_the_queue_with_brief_and_promise(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("bonjour")
    await visitor.bot_says("echo: bonjour")
    await visitor.wish("human")
    await visitor.owner_is("queue")
    promise = await visitor.until(lambda e: e["kind"] == "promise")
    assert promise["promise"]["state"] == "open"
    assert promise["promise"]["who"] == "Claire"
    await visitor.bot_says("avec tout ce que vous avez écrit", "Claire")
    [row] = await claire.queue()
    assert row["reasons"] == ["asked"]
    assert row["first_words"] == "bonjour"
    assert row["promise_by"] == promise["promise"]["by"]
    seen = await claire.conversation(row["id"])
    assert seen["brief"]["promises"][0]["id"] == promise["promise"]["id"]
    assert seen["decision"]["decided_by"] == "front_door"


async def test_the_brains_decision_comes_with_words_located_in_messages(house: House) -> None:
    visitor = await queued(house)
    said = next(e["seq"] for e in visitor.seen if e["kind"] == "message" and e["sender"]["kind"] == "customer")
    detail = await (await house.agent()).conversation(visitor.conversation)
    assert detail["decision"]["reasons"][0]["seq"] == [said]
    assert detail["brief"]["reasons"] == detail["decision"]["reasons"]
    assert detail["priority"] == "high"


async def test_the_first_of_two_agents_wins_the_claim_and_the_other_learns_who(house: House) -> None:
    visitor = await queued(house)
    claire, nadia = await house.agent(), await house.agent(NADIA)
    results = await asyncio.gather(claire.claim(visitor.conversation), nadia.claim(visitor.conversation))
    assert sorted(r.status_code for r in results) == [200, 409]
    [lost] = [r.json()["error"] for r in results if r.status_code == 409]
    assert lost["code"] == "claimed"
    assert lost["by"]["name"] in ("Claire", "Nadia")
    winner = claire if results[0].status_code == 200 else nadia
    assert (await winner.claim(visitor.conversation)).status_code == 200


async def test_scenario_1_the_bot_says_nothing_after_a_person_took_over(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    house.brain.hold()
    await visitor.say("où est mon colis ?")
    await house.brain.arrived.wait()
    assert (await claire.claim(visitor.conversation)).status_code == 200
    assert (await claire.reply(visitor.conversation, "Bonjour, je suis Claire.")).status_code == 202
    house.brain.release()
    await house.front.worker.settled()
    await visitor.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "agent")
    await visitor.read()
    after = [e for e in visitor.seen if e["kind"] == "message" and e["sender"]["kind"] == "agent"][0]["seq"]
    assert [e for e in visitor.seen if e["seq"] > after and e["kind"] == "message"] == []
    timeline = (await claire.conversation(visitor.conversation))["timeline"]
    assert "echo: où est mon colis ?" in [e["text"] for e in timeline if e["kind"] == "dropped"]


async def test_after_a_dropped_answer_the_brain_is_reset_before_it_is_asked_again(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    house.brain.hold()
    await visitor.say("un")
    await house.brain.arrived.wait()
    await claire.claim(visitor.conversation)
    house.brain.release()
    await house.front.worker.settled()
    await claire.hand_back(visitor.conversation)
    await visitor.bot_says("echo: un")  # nobody had answered it
    await visitor.say("deux")
    await visitor.bot_says("echo: deux")
    assert house.brain.resets == [visitor.conversation]


async def test_scenario_3_resolving_while_the_bot_answers_leaves_one_farewell(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    house.brain.script = lambda request: answer("Au revoir.")
    house.brain.hold()
    await visitor.say("au revoir")
    await house.brain.arrived.wait()
    await claire.claim(visitor.conversation)
    await claire.reply(visitor.conversation, "Au revoir, et merci.")
    await claire.resolve(visitor.conversation)
    house.brain.release()
    await house.front.worker.settled()
    await visitor.owner_is("closed")
    await visitor.read()
    said = [e for e in visitor.seen if e["kind"] == "message" and e["sender"]["kind"] != "customer"]
    assert [e["text"] for e in said if "Au revoir" in e["text"]] == ["Au revoir, et merci."]


async def test_scenario_5_five_messages_in_a_burst_are_one_turn(folder: Path) -> None:
    async with open_house(folder, patience=replace(QUICK, quiet=1.0)) as house:
        visitor = await house.visitor()
        for word in ("mon", "robot", "a perdu", "sa roue", "gauche"):
            await visitor.say(word)
        await visitor.bot_says("echo: mon\nrobot\na perdu\nsa roue\ngauche")
        assert len(house.brain.asked) == 1
        lead = await house.agent(NADIA)
        assert (await lead.get("unanswered", older_than=0)).json()["messages"] == []


async def test_messages_during_a_turn_form_the_next_one(house: House) -> None:
    visitor = await house.visitor()
    house.brain.hold()
    await visitor.say("un")
    await house.brain.arrived.wait()
    await visitor.say("deux")
    await visitor.say("trois")
    house.brain.release()
    await visitor.bot_says("echo: deux\ntrois")
    assert [r["text"] for r in house.brain.asked] == ["un", "deux\ntrois"]


async def test_scenario_6_after_hand_back_the_bot_knows_what_the_person_said_and_starts_afresh(house: House) -> None:
    visitor = await queued(house)
    claire = await house.agent()
    await claire.claim(visitor.conversation)
    await claire.reply(visitor.conversation, "Un nouveau Jay part demain, Luka.")
    await claire.hand_back(visitor.conversation, note="Jay envoyé")
    await visitor.owner_is("bot")
    house.brain.script = lambda request: answer("Je vous écoute.")
    await visitor.say("merci")
    await visitor.bot_says("je vous écoute")
    asked = house.brain.asked[-1]
    assert asked["text"] == "merci"
    assert [s["text"] for s in asked["since_last_turn"]] == ["Un nouveau Jay part demain, Luka."]
    assert asked["signals"]["handed_back"] is True
    assert asked["signals"]["moods"] == []
    assert (await claire.conversation(visitor.conversation))["owner"] == "bot"


async def test_an_answer_by_a_person_keeps_the_promise_and_settles_every_message(house: House) -> None:
    visitor = await queued(house)
    claire, lead = await house.agent(), await house.agent(NADIA)
    await claire.claim(visitor.conversation)
    await visitor.say("vous êtes là ?")
    waiting = (await lead.get("unanswered", older_than=0)).json()["messages"]
    assert [m["conversation"] for m in waiting] == [visitor.conversation]
    await claire.reply(visitor.conversation, "Oui, je lis tout.")
    await visitor.until(lambda e: e["kind"] == "promise" and e["promise"]["state"] == "kept")
    assert (await lead.get("unanswered", older_than=0)).json()["messages"] == []


async def test_going_back_to_the_assistant_lifts_the_promise_and_calls_it_neither_kept_nor_broken(house: House) -> None:
    visitor = await queued(house)
    await visitor.wish("bot")
    told = await visitor.until(lambda e: e["kind"] == "promise" and e["promise"]["state"] != "open")
    assert told["promise"]["state"] == "lifted"
    claire = await house.agent()
    assert (await claire.conversation(visitor.conversation))["promise_by"] is None


async def test_only_the_owner_answers_but_anyone_may_leave_a_note(house: House) -> None:
    visitor = await queued(house)
    claire, nadia = await house.agent(), await house.agent(NADIA)
    await claire.claim(visitor.conversation)
    refused = await nadia.reply(visitor.conversation, "bonjour")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_owner")
    assert (await nadia.reply(visitor.conversation, "Pense au petit plus.", private=True)).status_code == 202
    await visitor.read()
    assert not any("petit plus" in str(e) for e in visitor.seen)
    timeline = (await claire.conversation(visitor.conversation))["timeline"]
    assert [e["text"] for e in timeline if e["kind"] == "note"] == ["Pense au petit plus."]


async def test_an_agent_speaks_under_her_own_name_and_role(house: House) -> None:
    visitor = await queued(house)
    claire = await house.agent()
    await claire.claim(visitor.conversation)
    owner = await visitor.owner_is("agent")
    assert owner["agent"] == {"name": "Claire", "role": "service clients"}
    await claire.reply(visitor.conversation, "Bonjour.")
    said = await visitor.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "agent")
    assert said["sender"] == {"kind": "agent", "name": "Claire", "role": "service clients"}


@pytest.fixture
async def night(folder: Path) -> AsyncIterator[House]:
    async with open_house(folder, at=SATURDAY_NIGHT) as opened:
        yield opened


async def test_scenario_11_at_night_the_promise_has_a_time_and_survives_a_restart(night: House, folder: Path) -> None:
    visitor = await queued(night)
    said = await visitor.bot_says("L’équipe n’est pas là en ce moment", "lundi")
    promise = (await visitor.until(lambda e: e["kind"] == "promise"))["promise"]
    assert promise["by"].startswith("2026-11-23T0")
    assert "None" not in said["text"]
    claire = await night.agent()
    monday = SATURDAY_NIGHT + timedelta(days=2)
    night.clock.move(monday.replace(hour=9, minute=58))
    async with open_house(folder, at=monday.replace(hour=9, minute=58)) as again:
        reader = Visitor(again.http)
        reader.token = visitor.token
        late = await reader.until(lambda e: e["kind"] == "promise" and e["promise"]["state"] == "late")
        assert late["promise"]["id"] == promise["id"]
        assert late["promise"]["by"] > promise["by"]
        await reader.bot_says("a pris du retard")
    assert claire.name == "Claire"


async def test_scenario_9_a_brain_that_stays_away_ends_with_a_person_once(house: House) -> None:
    house.brain.fail(BrainDown())
    visitor = await house.visitor()
    await visitor.say("bonjour, mon robot est cassé")
    await visitor.bot_says("Votre message est bien gardé")
    await visitor.owner_is("queue")
    await visitor.bot_says("c’est de notre côté")
    detail = await (await house.agent()).conversation(visitor.conversation)
    assert [r["code"] for r in detail["decision"]["reasons"]][0] == "brain_failure"
    assert detail["decision"]["decided_by"] == "front_door"
    house.brain.recover()
    await house.front.worker.settled()
    await visitor.read()
    assert not any("echo" in text for text in visitor.texts())


async def test_a_brain_that_comes_back_in_time_answers_the_same_turn(house: House) -> None:
    house.brain.fail(BrainDown())
    visitor = await house.visitor()
    await visitor.say("bonjour")
    await visitor.bot_says("Votre message est bien gardé")
    house.brain.recover()
    await visitor.bot_says("echo: bonjour")
    assert len(house.brain.asked) == 1
    assert (await (await house.agent()).conversation(visitor.conversation))["owner"] == "bot"


async def test_a_front_door_killed_in_mid_turn_asks_the_same_turn_again(folder: Path) -> None:
    brain = FakeBrain()
    brain.hold()
    async with open_house(folder, brain=brain) as first:
        visitor = await first.visitor()
        await visitor.say("bonjour")
        await brain.arrived.wait()
    brain.release()
    async with open_house(folder, brain=brain) as second:
        reader = Visitor(second.http)
        reader.token = visitor.token
        await reader.bot_says("echo: bonjour")
        assert len(brain.asked) == 1


async def test_an_answer_that_cannot_be_stored_becomes_a_handoff_not_a_loop(house: House) -> None:
    house.brain.script = lambda request: answer("Bonjour.", steps=[{"type": "step"}])
    visitor = await house.visitor()
    await visitor.say("bonjour")
    await visitor.owner_is("queue")
    assert len(house.brain.asked) == 1


async def test_a_case_that_leaves_without_an_answer_breaks_its_promise(house: House) -> None:
    visitor = await queued(house)
    claire = await house.agent()
    await claire.claim(visitor.conversation)
    await claire.resolve(visitor.conversation)
    promise = await visitor.until(lambda e: e["kind"] == "promise" and e["promise"]["state"] != "open")
    assert promise["promise"]["state"] == "broken"


async def test_an_answer_with_nothing_in_it_becomes_a_handoff_not_silence(house: House) -> None:
    house.brain.script = lambda request: answer()
    visitor = await house.visitor()
    await visitor.say("bonjour")
    await visitor.owner_is("queue")
    detail = await (await house.agent()).conversation(visitor.conversation)
    assert detail["reasons"][0] == "action_failure"


async def test_while_waiting_more_words_reach_the_brief_and_are_acknowledged_once(house: House) -> None:
    visitor = await queued(house)
    house.clock.move(house.clock.now() + timedelta(minutes=3))
    await visitor.say("je l’avais acheté avec mes économies")
    await visitor.say("toutes mes économies")
    await visitor.read()
    assert [t for t in visitor.texts() if "C’est noté" in t] == [t for t in visitor.texts() if "C’est noté" in t][:1]
    detail = await (await house.agent()).conversation(visitor.conversation)
    assert detail["brief"]["version"] >= 3
    assert len(house.brain.asked) == 1


async def test_someone_waiting_can_go_back_to_the_assistant(house: House) -> None:
    visitor = await queued(house)
    await visitor.until(lambda e: e["kind"] == "queue")
    await visitor.choose("Rester avec l’assistant")
    await visitor.owner_is("bot")
    house.brain.script = lambda request: answer("Oui.")
    await visitor.say("finalement j’ai retrouvé")
    await visitor.bot_says("Oui.")


async def test_a_resolved_conversation_starts_a_fresh_visit_that_knows_who_helped(house: House) -> None:
    visitor = await queued(house)
    claire = await house.agent()
    await claire.claim(visitor.conversation)
    await claire.reply(visitor.conversation, "C’est réglé.")
    await claire.resolve(visitor.conversation)
    await visitor.owner_is("closed")
    house.brain.script = lambda request: answer("Bonjour.")
    await visitor.say("rebonjour")
    await visitor.owner_is("bot")
    await visitor.bot_says("Bonjour.")
    detail = await claire.conversation(visitor.conversation)
    assert (detail["owner"], detail["reasons"], detail["decision"]) == ("bot", [], None)
    await visitor.wish("human")
    await visitor.owner_is("queue")
    brief = (await claire.conversation(visitor.conversation))["brief"]
    assert brief["who"]["last_contacts"][0]["agent"] == "Claire"


def calls(code: str, said: str | None) -> TurnAnswer:
    return answer("On s’arrête là, rien n’est parti.", steps=[{
        "type": "step", "task": "bank_transfer", "run": "t.bank_transfer", "step": "told", "n": 1, "of": 4,
        "label": "Demandé par quelqu’un", "state": "tried", "value": f"person:{code}", "said": said, "hint": None,
        "irreversible": None}])


async def test_a_task_that_calls_a_person_hands_over_with_its_reason_words_and_priority(house: House) -> None:
    said = "mon voisin veut que je l’aide à payer"
    house.brain.script = lambda request: calls("fraud", said)
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say(said)
    await visitor.owner_is("queue")
    await visitor.bot_says("On s’arrête là", "Claire")
    detail = await claire.conversation(visitor.conversation)
    [reason] = detail["decision"]["reasons"]
    assert (reason["code"], reason["words"], len(reason["seq"])) == ("fraud", [said], 1)
    assert detail["priority"] == "high"


async def test_a_reason_nobody_knows_still_calls_the_person(house: House) -> None:
    house.brain.script = lambda request: calls("no_such_reason", None)
    visitor = await house.visitor()
    await visitor.say("faire un virement")
    await visitor.owner_is("queue")
    assert (await (await house.agent()).conversation(visitor.conversation))["reasons"] == ["asked"]
