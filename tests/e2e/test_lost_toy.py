"""Row A, the lost toy, over the web protocol with the real brain: in French with a child, in English with an adult."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Town
from tests.house import Visitor

pytestmark = pytest.mark.needs("brain")

LUKA = ("Bonjour, je m'appelle Luka, j'ai 7 ans, j'ai perdu mon Jay au magasin et papa m'avait dit de le laisser à la "
        "maison, je suis très triste")
TOM = ("Hi, I'm Tom. I lost the music box I bought from you, it was a gift for my wife and I saved up for months. "
       "I'm heartbroken. Could you make an exception?")
VOUS = (" vous ", " votre ", " vos ")


def bot_texts(visitor: Visitor) -> list[str]:
    return visitor.texts()


async def test_luka_is_met_gently_and_handed_over_with_his_words(town: Town) -> None:
    luka, claire = await town.visitor(), await town.agent()
    await luka.say(LUKA)
    await luka.owner_is("queue")
    await luka.read()
    said = "\n".join(bot_texts(luka))
    assert "assistant automatique" in said
    assert "Luka" in said
    assert "adulte" in said
    assert not any(word in f" {said.lower()} " for word in VOUS), said
    assert not any(word in said.lower() for word in ("adresse", "numéro", "téléphone", "école", "!")), said
    detail = await claire.conversation(luka.conversation)
    reasons = {reason["code"]: reason for reason in detail["decision"]["reasons"]}
    assert {"emotion", "policy_exception", "minor"} <= set(reasons)
    assert all(word in LUKA for reason in reasons.values() for word in reason["words"])
    assert all(reason["words"] and reason["seq"] for reason in reasons.values())
    brief = detail["brief"]
    assert brief["who"]["name"] == "Luka"
    assert (brief["who"]["formality"], brief["who"]["minor"]) == ("tu", True)
    assert "lost_item" in [policy["id"] for policy in brief["policy"]]
    assert brief["mood"]["now"]["level"] >= 2
    assert "Jay" in str(brief["want"])
    assert brief["suggestion"]


async def test_claire_answers_hands_back_and_the_next_visit_knows(town: Town) -> None:
    luka, claire = await town.visitor(), await town.agent()
    await luka.say(LUKA)
    await luka.owner_is("queue")
    assert (await claire.claim(luka.conversation)).status_code == 200
    await claire.reply(luka.conversation, "Bonjour Luka, ici Claire. Un nouveau Jay part demain.")
    said = await luka.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "agent")
    assert said["sender"]["name"] == "Claire"
    await claire.hand_back(luka.conversation)
    await luka.owner_is("bot")
    await luka.bot_says("Claire", "assistant automatique")
    await luka.say("merci")
    last = await luka.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "bot"
                            and e["seq"] > said["seq"] + 2)
    assert last["text"]
    assert (await claire.conversation(luka.conversation))["owner"] == "bot"
    await claire.resolve(luka.conversation)
    await luka.owner_is("closed")
    again = Visitor(town.http)
    again.token, again.last = luka.token, luka.seen[-1]["seq"]
    await again.open(greet=True)
    await again.bot_says("Bonjour Luka", "Claire", "t’a répondu")


async def test_an_adult_who_lost_a_gift_is_understood_in_english(town: Town) -> None:
    tom, claire = await town.visitor("en"), await town.agent()
    await tom.say(TOM)
    await tom.owner_is("queue")
    await tom.read()
    said = "\n".join(bot_texts(tom))
    assert "automated assistant" in said
    assert "Tom" in said
    assert "vous" not in said
    detail = await claire.conversation(tom.conversation)
    codes = [reason["code"] for reason in detail["decision"]["reasons"]]
    assert {"emotion", "policy_exception"} <= set(codes)
    assert "minor" not in codes
    assert detail["language"] == "en"
    assert detail["brief"]["hope"] is not None
    assert detail["brief"]["invested"]


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "Je peux parler à quelqu'un s'il vous plaît ?"), ("fr", "passez moi un humain, un vrai"),
    ("en", "Can I talk to a real person please?"), ("en", "get me a human"),
])
async def test_asking_for_a_person_in_words_reaches_one(town: Town, language: str, text: str) -> None:
    visitor = await town.visitor(language)
    await visitor.say(text)
    await visitor.owner_is("queue")
    detail = await (await town.agent()).conversation(visitor.conversation)
    assert [r["code"] for r in detail["decision"]["reasons"]] == ["asked"]
    assert detail["decision"]["decided_by"] == "brain"


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "c'est remplacé gratuitement si je perds mon jouet ?"), ("en", "is a lost toy replaced for free?"),
])
async def test_a_bare_question_about_a_lost_toy_gets_the_rule_not_a_handoff(
    town: Town, language: str, text: str
) -> None:
    visitor = await town.visitor(language)
    await visitor.say(text)
    await visitor.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "bot"
                        and "Sensei" not in e["text"])
    assert (await (await town.agent()).conversation(visitor.conversation))["owner"] == "bot"
