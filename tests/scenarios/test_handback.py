"""What a person leaves behind: words nobody answered, marks of reading, messages on the way over."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.brain.fake import answer
from tests.house import NADIA, AgentAtDesk, House, Visitor
from tests.scenarios.ledger import outcomes


async def claimed(house: House, *, text: str = "bonjour") -> tuple[Visitor, str]:
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say(text)
    await visitor.bot_says("echo")
    await claire.claim(visitor.conversation)
    return visitor, visitor.conversation


async def test_what_the_person_left_unanswered_is_answered_by_the_bot_after_hand_back(house: House) -> None:
    visitor, conversation = await claimed(house)
    claire = await house.agent()
    await visitor.say("où est mon colis ?")
    await claire.reply(conversation, "En route, Awa.")
    await visitor.say("et la facture ?")
    await visitor.say("j’en ai besoin")
    await claire.hand_back(conversation)
    await visitor.bot_says("Claire me repasse la conversation")
    await visitor.bot_says("echo: et la facture ?\nj’en ai besoin")
    asked = house.brain.asked[-1]
    assert [s["text"] for s in asked["since_last_turn"]] == ["En route, Awa."]
    assert await outcomes(house, conversation) == {
        "bonjour": "answered", "où est mon colis ?": "answered_by_human", "et la facture ?": "answered",
        "j’en ai besoin": "answered"}


async def test_handing_back_an_answered_conversation_asks_the_brain_nothing(house: House) -> None:
    visitor, conversation = await claimed(house)
    claire = await house.agent()
    await visitor.say("où est mon colis ?")
    await claire.reply(conversation, "En route.")
    await claire.hand_back(conversation)
    await visitor.owner_is("bot")
    await house.front.worker.settled()
    assert len(house.brain.asked) == 1


async def test_resolving_what_nobody_answered_does_not_count_as_an_answer(house: House) -> None:
    visitor, conversation = await claimed(house)
    claire = await house.agent()
    await visitor.say("allô ?")
    await claire.resolve(conversation)
    assert await outcomes(house, conversation) == {"bonjour": "answered", "allô ?": "closed"}


async def test_words_between_hand_over_and_claim_are_acknowledged_and_in_the_brief(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("bonjour")
    await visitor.bot_says("echo")
    await visitor.wish("human")
    await visitor.owner_is("queue")
    await visitor.say("j’ai économisé deux ans pour ce robot")
    await claire.claim(visitor.conversation)
    detail = await claire.conversation(visitor.conversation)
    assert "économisé deux ans" in str(detail["brief"])
    assert len(house.brain.asked) == 1
    assert set((await outcomes(house, visitor.conversation)).values()) <= {"answered", "acknowledged"}


async def test_a_burst_across_a_hand_over_loses_and_repeats_nothing(house: House) -> None:
    visitor = await house.visitor()
    house.brain.hold()
    await visitor.say("un")
    await house.brain.arrived.wait()
    await visitor.say("deux")
    await asyncio.gather(visitor.wish("human"), visitor.say("trois"), visitor.say("quatre"))
    house.brain.release()
    await visitor.owner_is("queue")
    await house.front.worker.settled()
    await visitor.read()
    assert not any("echo" in text for text in visitor.texts())
    claire = await house.agent()
    said = [e["text"] for e in (await claire.conversation(visitor.conversation))["timeline"]
            if e["kind"] == "message" and e["sender"]["kind"] == "customer"]
    assert sorted(said) == sorted(["un", "deux", "trois", "quatre", "Parler à quelqu’un"])
    assert set((await outcomes(house, visitor.conversation)).values()) == {"acknowledged"}


async def test_scenario_8_a_reader_away_for_ten_minutes_sees_everything_in_order(house: House) -> None:
    visitor, conversation = await claimed(house)
    claire, nadia = await house.agent(), await house.agent(NADIA)
    seen = (await nadia.conversation(conversation))["last"]
    await visitor.read()
    at = visitor.last
    for n in range(5):
        await visitor.say(f"question {n}")
        house.clock.move(house.clock.now() + timedelta(minutes=2))
        await claire.reply(conversation, f"réponse {n}")
    missed = [e for e in (await nadia.conversation(conversation))["timeline"] if e["seq"] > seen]
    wanted = [words for n in range(5) for words in (f"question {n}", f"réponse {n}")]
    assert [e["text"] for e in missed if e["kind"] == "message"] == wanted
    back = Visitor(house.http)
    back.token, back.last = visitor.token, at
    events = await back.read()
    assert [e["text"] for e in events if e["kind"] == "message"] == wanted
    assert [e["seq"] for e in events] == sorted({e["seq"] for e in events})


async def unread(agent: AgentAtDesk, conversation: str) -> int:
    response = await agent.get("conversations", q="")
    return int(next(row["unread"] for row in response.json()["conversations"] if row["id"] == conversation))


async def test_scenario_15_notes_leave_unread_alone_and_each_reads_for_oneself(house: House) -> None:
    visitor, conversation = await claimed(house)
    claire, nadia = await house.agent(), await house.agent(NADIA)
    seq = await visitor.say("vous êtes là ?")
    assert (await unread(claire, conversation), await unread(nadia, conversation)) == (2, 2)
    await nadia.reply(conversation, "elle arrive", private=True)
    await claire.conversation(conversation)
    assert (await unread(claire, conversation), await unread(nadia, conversation)) == (2, 2)
    await claire.post(f"conversations/{conversation}/read", {"seq": seq})
    assert (await unread(claire, conversation), await unread(nadia, conversation)) == (0, 2)
    await claire.post(f"conversations/{conversation}/transfer", {"to": None, "note": "à toi"})
    assert (await unread(claire, conversation), await unread(nadia, conversation)) == (0, 2)


@pytest.mark.parametrize("words", ["bonjour", "au secours, rien ne marche"])
async def test_scenario_7_a_customer_who_returns_after_a_case_is_decided_upon_afresh(house: House, words: str) -> None:
    visitor, conversation = await claimed(house)
    claire = await house.agent()
    await claire.reply(conversation, "C’est réglé.")
    await claire.resolve(conversation)
    await visitor.owner_is("closed")
    house.brain.script = lambda request: answer("Je vous écoute.")
    await visitor.say(words)
    await visitor.owner_is("bot")
    await visitor.bot_says("Je vous écoute.")
    signals = house.brain.asked[-1]["signals"]
    assert (signals["moods"], signals["misunderstood"], signals["handed_back"]) == ([], 0, False)
    assert house.brain.asked[-1]["text"] == words


async def test_scenario_2_whoever_answers_from_elsewhere_must_have_taken_over(house: House) -> None:
    """On the web a person can only answer as the owner, so no answer leaves the bot in charge beside them."""
    visitor = await house.visitor()
    await visitor.say("bonjour")
    await visitor.bot_says("echo")
    claire = await house.agent()
    refused = await claire.reply(visitor.conversation, "me voici")
    assert refused.json()["error"]["code"] == "not_owner"
    await claire.claim(visitor.conversation)
    other_device = await house.agent()
    assert (await other_device.reply(visitor.conversation, "me voici")).status_code == 202
    await visitor.say("ah, bien")
    await house.front.worker.settled()
    assert len(house.brain.asked) == 1
