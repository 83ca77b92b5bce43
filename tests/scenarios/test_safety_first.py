"""Danger is noticed whoever owns the conversation and whatever is down; idioms are left alone."""

from __future__ import annotations

import pytest

from bot.brain.errors import BrainDown
from bot.brain.fake import answer
from tests.house import House


@pytest.mark.parametrize(("text", "number", "language"), [
    ("j'ai envie de mourir", "3114", "fr"),
    ("mon fils a avalé de la javel", "15", "fr"),
    ("il y a le feu chez moi", "18", "fr"),
    ("mon mari me frappe", "3919", "fr"),
    ("I want to kill myself", "3114", "en"),
    ("my son drank bleach", "15", "en"),
])
async def test_danger_is_answered_at_once_with_the_brain_down(
    house: House, text: str, number: str, language: str
) -> None:
    house.brain.fail(BrainDown())
    visitor = await house.visitor(language)
    await visitor.say(text)
    await visitor.bot_says(number)
    await visitor.owner_is("queue")
    [row] = await (await house.agent()).queue()
    assert (row["priority"], row["reasons"][0]) == ("urgent", "safety")
    assert house.brain.asked == []


@pytest.mark.parametrize("text", [
    "je suis mort de rire", "je meurs de faim", "ce prix me tue", "I'm dying to get it", "c'est une tuerie ce pull",
])
async def test_idioms_go_to_the_brain_as_any_sentence(house: House, text: str) -> None:
    visitor = await house.visitor()
    await visitor.say(text)
    await visitor.bot_says("echo:")
    assert [r["text"] for r in house.brain.asked] == [text]


@pytest.mark.parametrize("text", ["je suis mort de rire", "I'm dying to get it"])
async def test_with_the_brain_down_idioms_are_excused_not_answered_with_emergency_numbers(
    house: House, text: str
) -> None:
    house.brain.fail(BrainDown())
    visitor = await house.visitor()
    await visitor.say(text)
    await visitor.owner_is("queue")
    [row] = await (await house.agent()).queue()
    assert (row["reasons"][0], row["priority"] == "urgent") == ("brain_failure", False)
    assert not any(number in said for said in visitor.texts() for number in ("3114", "112"))


@pytest.mark.parametrize("text", ["je suis mort de rire", "ce prix me tue", "I'm dying to get it"])
async def test_with_an_agent_owning_idioms_alert_nobody(house: House, text: str) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("bonjour")
    await visitor.bot_says("echo")
    await claire.claim(visitor.conversation)
    await visitor.say(text)
    detail = await claire.conversation(visitor.conversation)
    assert [e for e in detail["timeline"] if e["kind"] == "note"] == []
    assert detail["priority"] == "normal"


async def test_with_an_agent_owning_the_agent_is_alerted_and_the_bot_stays_quiet(house: House) -> None:
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say("bonjour")
    await visitor.bot_says("echo")
    await claire.claim(visitor.conversation)
    before = len(visitor.texts())
    await visitor.say("je veux mourir")
    await visitor.read()
    assert len(visitor.texts()) == before
    detail = await claire.conversation(visitor.conversation)
    assert detail["priority"] == "urgent"
    assert any(e["kind"] == "note" and "mourir" in e["text"] for e in detail["timeline"])


async def test_danger_while_waiting_makes_the_case_urgent_and_is_answered(house: House) -> None:
    visitor = await house.visitor()
    await visitor.wish("human")
    await visitor.owner_is("queue")
    await visitor.say("je veux en finir avec la vie")
    await visitor.bot_says("3114")
    [row] = await (await house.agent()).queue()
    assert (row["priority"], row["reasons"]) == ("urgent", ["safety", "asked"])


async def test_a_card_number_is_hidden_from_everyone_and_the_customer_is_told(house: House) -> None:
    visitor = await house.visitor()
    await visitor.say("ma carte est 4970 1012 3456 7893, ça marche ?")
    await visitor.read()
    await visitor.bot_says("caché", "carte")
    await visitor.bot_says("echo:")
    detail = await (await house.agent()).conversation(visitor.conversation)
    assert "3456" not in str(detail)
    assert "3456" not in house.brain.asked[0]["text"]


async def test_a_child_is_spoken_to_as_tu_and_an_adult_is_invited(house: House) -> None:
    house.brain.script = lambda request: answer("C’est triste de perdre Jay.", decision={
        "action": "handoff", "priority": "high", "decided_by": "brain",
        "reasons": [{"code": "minor", "words": ["j'ai 7 ans"], "seq": [], "confidence": 0.9, "nearest": ""}]})
    visitor = await house.visitor()
    await visitor.say("je m'appelle Luka, j'ai 7 ans, j'ai perdu mon Jay")
    said = await visitor.bot_says("C’est triste", "adulte")
    assert "te répond" in said["text"]
    assert house.brain.asked[0]["known"]["formality"] == "tu"
    assert house.brain.asked[0]["signals"]["minor"] is True
    detail = await (await house.agent()).conversation(visitor.conversation)
    assert detail["brief"]["who"]["minor"] is True


@pytest.mark.parametrize(("text", "status", "code"), [
    ("x" * 4001, 413, "too_long"), ("\x00\x01", 422, "empty"), ("   ", 422, "empty"),
])
async def test_bad_text_gets_a_clear_error_and_stores_nothing(house: House, text: str, status: int, code: str) -> None:
    visitor = await house.visitor()
    response = await visitor.post(text=text)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert await visitor.read() == []
