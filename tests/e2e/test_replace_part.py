"""Row D: a customer replaces a missing piece in both languages, with mistakes, a why, a back and a pause over a restart."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bench.customers.product import Product
from tests.e2e.conftest import Town
from tests.e2e.running import Sensei
from tests.e2e.telegram import Phones
from tests.house import TUESDAY, Visitor

pytestmark = pytest.mark.needs("brain")
FROM_THE_PHONE = 300    # her company's number


@dataclass(frozen=True)
class Talk:
    """What one customer writes; the step the coach must then show stands in the test."""

    who: str
    start: str
    own_word: str
    why: str
    mistakes: tuple[str, str]
    part: str
    happened: str
    back: str
    pause: str
    resume: str
    agree: str
    done: str


TALKS = {
    "fr": Talk(
        who="awa", start="bonjour, j'ai un souci avec une pièce de mon petit robot", own_word="votre petit robot",
        why="pourquoi vous me demandez ça ?", mistakes=("le machin qui brille", "le truc bizarre du dessus"),
        part="la roue gauche", happened="elle n'était pas dans la boîte", back="revenir en arrière",
        pause="on fait une pause", resume="on reprend où on en était", agree="oui c'est la bonne adresse",
        done="roue gauche",
    ),
    "en": Talk(
        who="moreau", start="hello, I need a replacement part for my little kettle", own_word="your little kettle",
        why="why do you ask?", mistakes=("the shiny thing", "the one my cat likes"),
        part="the lid", happened="it broke this morning", back="go back please",
        pause="let's take a break", resume="let's carry on where we left off", agree="yes, that's the right address",
        done="lid",
    ),
}


async def says_and_is_shown(visitor: Visitor, text: str, step: str) -> str:
    """Say it, and wait until the coach shows `step`; returns what the coach said with it."""
    before = await visitor.say(text)
    await visitor.until(lambda e: e["kind"] == "progress" and e["seq"] > before
                        and (e["progress"]["step"], e["progress"]["state"]) == (step, "shown"))
    said = await visitor.until(lambda e: e["kind"] == "message" and e["seq"] > before
                               and e["sender"]["kind"] == "bot" and bool(e["choices"]))
    return str(said["text"])


async def until_the_pause(town: Town, language: str, talk: Talk) -> Visitor:
    """Two mistakes, a why and a back; then the customer goes away at the address."""
    visitor = await town.visitor(language, who=talk.who)
    assert talk.own_word in await says_and_is_shown(visitor, talk.start, "part")
    await says_and_is_shown(visitor, talk.why, "part")
    for mistake in talk.mistakes:
        await says_and_is_shown(visitor, mistake, "part")
    await says_and_is_shown(visitor, talk.part, "what_happened")
    await says_and_is_shown(visitor, talk.happened, "address")
    await says_and_is_shown(visitor, talk.back, "what_happened")
    await says_and_is_shown(visitor, talk.happened, "address")
    paused = await visitor.say(talk.pause)
    await visitor.until(lambda e: e["kind"] == "message" and e["seq"] > paused)
    return visitor


async def back_to_the_order(town: Town, visitor: Visitor, talk: Talk) -> None:
    """Resume where they stood, agree, order; the back office has one order, the desk the whole ledger."""
    await says_and_is_shown(visitor, talk.resume, "address")
    recap = await says_and_is_shown(visitor, talk.agree, "confirm")
    assert talk.done in recap
    assert [o for o in await town.orders(talk.who) if o["kind"] == "replacement"] == []
    await visitor.choose("Envoyer la pièce" if visitor.language == "fr" else "Send the part")
    await visitor.bot_says(talk.done)
    await visitor.until(lambda e: e["kind"] == "progress" and e["progress"]["step"] == "confirm"
                        and e["progress"]["state"] == "done")
    orders = [o for o in await town.orders(talk.who) if o["kind"] == "replacement"]
    assert len(orders) == 1
    assert orders[0]["key"].endswith(".replace_part:confirm")
    steps = (await (await town.agent()).conversation(visitor.conversation))["timeline"]
    ledger = [e["step"] for e in steps if e["kind"] == "step"]
    assert {s["step"] for s in ledger if s["state"] == "done"} == {
        "product", "part", "what_happened", "address", "confirm"}
    assert sum(s["state"] == "failed" and s["step"] == "part" for s in ledger) == 2
    assert len({s["run"] for s in ledger}) == 1


async def paused_on_the_phone(town: Town, companies: Product, phones: Phones) -> None:
    """An Awa of another company begins by Telegram and stops at the address."""
    talk, phone = TALKS["fr"], await phones.do(lambda: phones.fake.person("A. en route"))
    link = await town.http.post("/telegram/links", json={"identity": companies.identity("awa", FROM_THE_PHONE)})
    await phones.do(lambda: phone.starts(str(link.json()["url"]).partition("?start=")[2]))
    await phones.message_to(phone)
    for words, answered in ((talk.start, talk.own_word), (talk.part, ""), (talk.happened, "Lilas"),
                            (talk.pause, "")):
        await phones.do(lambda words=words: phone.says(words))
        while answered not in (said := await phones.message_to(phone)).text and answered not in said.labels:
            pass


async def back_on_the_web(town: Town, companies: Product) -> None:
    """The same Awa, at a computer now: the welcome offers to go on, and she orders the piece she spoke of on her phone."""
    talk = TALKS["fr"]
    visitor = await Visitor(town.http, "fr").open(identity=companies.identity("awa", FROM_THE_PHONE), greet=True)
    await visitor.bot_says("est gardée", "On la reprend")     # nobody has to know the word for it
    await visitor.choose("Reprendre")
    await visitor.until(lambda e: e["kind"] == "progress" and e["progress"]["step"] == "address")
    assert talk.done in await says_and_is_shown(visitor, talk.agree, "confirm")
    assert companies.done(FROM_THE_PHONE) == []
    await visitor.choose("Envoyer la pièce")
    await visitor.bot_says(talk.done)
    assert [one["kind"] for one in companies.done(FROM_THE_PHONE)] == ["replacement"]


async def test_two_days_and_a_restart_later_a_missing_piece_is_replaced_exactly_once(
        town: Town, sensei: Sensei, companies: Product, phones: Phones) -> None:
    """Three customers side by side, because each restart of the assistant takes as long as everything they say: two on
    the web in both languages, and one who paused on her phone and goes on at a computer."""
    *visitors, _ = await asyncio.gather(*(until_the_pause(town, language, talk) for language, talk in TALKS.items()),
                                        paused_on_the_phone(town, companies, phones))
    before = {part: sensei.kill(part) for part in ("brain", "actions", "front_door")}
    sensei.wait_until(lambda health: health["status"] == "ok" and all(
        sensei.part_pid(part) != pid for part, pid in before.items()))
    await town.clock((TUESDAY + timedelta(days=2)).isoformat())
    await asyncio.gather(*(back_to_the_order(town, visitor, TALKS[visitor.language]) for visitor in visitors),
                         back_on_the_web(town, companies))


async def test_a_stranger_is_coached_up_to_the_address_and_then_asked_to_sign_in(town: Town) -> None:
    visitor = await town.visitor("fr")
    await visitor.say("il manque la roue gauche de mon robot Pixel")
    said = await visitor.until(lambda e: e["kind"] == "message" and bool(e["choices"]))
    assert "Lilas" not in said["text"]
    assert "rue" not in "\n".join(visitor.texts())
