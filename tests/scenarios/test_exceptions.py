"""An event that comes first whatever the tone: its own first sentence, its team; and a customer who stays with the bot."""

from __future__ import annotations

from typing import Any

import pytest

from bot.brain.errors import BrainDown
from bot.brain.fake import answer
from bot.core.exceptions import ORDER
from bot.core.turns import TurnAnswer, TurnRequest
from bot.files import load_texts
from tests.house import House


def reason(code: str, confidence: float = 0.9) -> dict[str, Any]:
    return {"code": code, "words": [], "seq": [], "confidence": confidence, "nearest": "…"}


def hands_over(*codes: str, said: str = "Le cerveau passe la main.") -> TurnAnswer:
    spoken = answer(said, decision={"action": "handoff", "priority": "high", "decided_by": "brain",
                                    "reasons": [reason(code) for code in codes]})
    spoken["messages"][0]["key"] = "utter_handoff"
    return spoken


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("formality", ["vous", "tu"])
def test_every_event_opens_with_two_calm_sentences_of_its_own(language: str, formality: str) -> None:
    texts = load_texts()
    for code in ORDER:
        both = {texts.say(f"exceptions.{code}.{n}", language, formality) for n in (1, 2)}
        assert len(both) == 2
        assert not any("!" in said or "désolé" in said or "sorry" in said for said in both)


async def test_a_death_is_named_before_anything_else_and_its_team_reads_it(house: House) -> None:
    house.brain.script = lambda request: hands_over("emotion", "bereavement")
    visitor = await house.visitor()
    await visitor.say("ma mère est décédée")
    said = await visitor.bot_says("deuil", "vous répond ici")
    assert "Le cerveau passe la main" not in said["text"]
    claire = await house.agent()
    (row,) = await claire.queue()
    assert (row["team"]["id"], row["team"]["label"]["en"]) == ("listening", "Listening and bereavement")
    assert (await claire.get("queue", team="fraud")).json()["conversations"] == []


async def test_the_event_is_named_when_the_brain_is_down(house: House) -> None:
    house.brain.fail(BrainDown("away"))
    visitor = await house.visitor()
    await visitor.say("on a piraté mon compte")
    await visitor.bot_says("vous répond ici")
    assert any("code" in text or "banque" in text for text in visitor.texts())


async def test_what_was_only_mentioned_keeps_the_words_of_the_brain(house: House) -> None:
    def script(request: TurnRequest) -> TurnAnswer:
        spoken = hands_over("emotion")
        assert spoken["decision"] is not None
        spoken["decision"]["reasons"].append(reason("bereavement", 0.6))  # type: ignore[arg-type]
        return spoken

    house.brain.script = script
    visitor = await house.visitor()
    await visitor.say("mon chat est mort et je suis furieux")
    await visitor.bot_says("Le cerveau passe la main")


async def test_a_customer_may_stay_with_the_assistant_and_the_agents_see_it(house: House) -> None:
    house.brain.script = lambda request: hands_over("illness")
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("je suis hospitalisée")
    await visitor.until(lambda e: e["kind"] == "queue")
    await visitor.choose("Rester avec l’assistant")
    await visitor.bot_says("Me revoici")
    house.brain.script = lambda request: answer("Je vous lis.")
    await visitor.say("où est mon colis ?")
    await visitor.bot_says("Je vous lis.")
    (handled,) = house.brain.asked[-1]["signals"]["handled"]
    assert (handled["code"], handled["result"]) == ("illness", "stayed")
    detail = await claire.conversation(visitor.conversation)
    assert [(one["reasons"], one["result"]) for one in detail["handed_over_before"]] == [(["illness"], "stayed")]
    assert any(e["kind"] == "owner" and e["owner"] == "bot" and e.get("by") == "customer" for e in detail["timeline"])


async def test_the_brain_learns_that_nobody_answered_before_the_hand_back(house: House) -> None:
    house.brain.script = lambda request: hands_over("illness")
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("je suis hospitalisée")
    await visitor.owner_is("queue")
    await claire.claim(visitor.conversation)
    house.brain.script = lambda request: answer("Je vous lis.")
    await claire.hand_back(visitor.conversation)
    await visitor.say("et mon colis ?")
    await visitor.bot_says("Je vous lis.")
    (handled,) = house.brain.asked[-1]["signals"]["handled"]
    assert handled["result"] == "unanswered"


async def test_a_dispute_that_ends_names_the_mediator_to_the_customer_and_in_the_brief(house: House) -> None:
    house.front.service.deps.mediator = "Médiation Exemple, 1 rue du Test, https://mediation.example"
    house.brain.script = lambda request: hands_over("legal")
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("je vais porter plainte")
    await visitor.owner_is("queue")
    brief = (await claire.conversation(visitor.conversation))["brief"]
    assert [rule["law"]["name"] for rule in brief["policy"] if rule["id"] == "mediation"] == [
        "Médiation de la consommation"]
    await claire.claim(visitor.conversation)
    await claire.reply(visitor.conversation, "Nous restons sur notre réponse.")
    await claire.resolve(visitor.conversation)
    await visitor.bot_says("médiateur", "https://mediation.example")


async def test_no_mediator_is_named_where_there_is_no_dispute(house: House) -> None:
    house.front.service.deps.mediator = "Médiation Exemple"
    house.brain.script = lambda request: hands_over("illness")
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("je suis hospitalisée")
    await visitor.owner_is("queue")
    await claire.claim(visitor.conversation)
    await claire.resolve(visitor.conversation)
    await visitor.owner_is("closed")
    assert not any("médiateur" in text for text in visitor.texts())
