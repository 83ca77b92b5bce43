"""Proving who writes by a code in the chat: what opens, what stays hidden, and everything somebody may try."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.backoffice import data
from bot.brain.fake import answer
from bot.core.tickets import verify
from bot.core.turns import TurnAnswer, TurnRequest
from bot.post import DemoPost
from bot.store import conversations
from tests.company import Company
from tests.house import House, Visitor, open_house

AWA = "awa.diallo@example.org"
RUN = "t1.replace_part"
OFFER = "Recevoir un code par e-mail"


def task(state: str) -> dict[str, Any]:
    return {"type": "task", "task": "replace_part", "run": RUN, "state": state}


def coach(request: TurnRequest) -> TurnAnswer:
    """A coached task that has come to the address, which is private."""
    if request["level"] == "verified":
        return answer("Je l’envoie au 12 rue des Lilas ?", tasks=[task("resumed")])
    if "prénom" in request["text"]:
        return answer("D’accord.")
    return answer(tasks=[task("started"), task("paused")], messages=[{
        "key": "utter_replace_part_need_verified", "text": "L’adresse est privée.", "choices": [
            {"label": "Reprendre", "intent": "resume_task", "entities": []}]}], steps=[
        {"type": "step", "task": "replace_part", "run": RUN, "step": "address", "n": 4, "of": 5, "label": "L’adresse",
         "state": "shown", "value": None, "said": None, "hint": 0, "irreversible": False}])


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


@pytest.fixture
async def shop(folder: Path, company: Company) -> AsyncIterator[House]:
    async with open_house(folder, office=company.office) as house:
        house.brain.script = coach
        yield house


def box(house: House) -> list[Any]:
    assert isinstance(house.front.post, DemoPost)
    return list(house.front.post.box)


async def code_for(house: House, n: int = 1) -> str:
    """The code of the n-th mail."""
    for _ in range(200):
        if len(box(house)) >= n:
            return re.findall(r"\d{6}", box(house)[n - 1].subject)[0]
        await asyncio.sleep(0.02)
    raise AssertionError("no mail came")


async def mailed(house: House) -> None:
    """Every request has been looked at by whoever sends mails."""
    for _ in range(200):
        if not await house.front.service.codes_due():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("a request was left lying")


async def asks(house: House, address: str = AWA, language: str = "fr") -> Visitor:
    visitor = await house.visitor(language)
    await visitor.say("il manque une roue au robot" if language == "fr" else "the left wheel of the robot is missing")
    await visitor.bot_says("privée")
    await visitor.choose(OFFER if language == "fr" else "Get a code")
    await visitor.bot_says("à quelle adresse" if language == "fr" else "which e-mail")
    await visitor.say(address)
    await visitor.bot_says("Si cette adresse" if language == "fr" else "If that address")
    return visitor


def wrong(code: str, n: int = 1) -> str:
    return f"{(int(code) + n) % 10**6:06d}"


def stored(house: House) -> str:
    with sqlite3.connect(house.settings.data_dir / "sensei.db") as base:
        return "\n".join(base.iterdump())


async def test_a_code_opens_the_account_and_the_task_goes_on_by_itself(shop: House) -> None:
    visitor = await asks(shop)
    code = await code_for(shop)
    mail = box(shop)[0]
    assert mail.to == AWA and "dix minutes" in mail.text
    await visitor.say(f"{code[:3]} {code[3:]}")
    await visitor.bot_says("Merci Awa")
    await visitor.bot_says("12 rue des Lilas")
    asked = shop.brain.asked[-1]
    assert asked["level"] == "verified" and asked["choice"] == {"intent": "resume_task", "entities": []}
    assert verify(asked["ticket"], b"test", conversation=asked["conversation"], now=0).customer == "awa"
    lead = await shop.agent()
    assert (await lead.get("unanswered", older_than=0)).status_code == 403
    assert await open_messages(shop) == []


async def open_messages(house: House) -> list[Any]:
    await house.front.worker.settled()
    return await house.front.service.unanswered(0)


async def test_the_code_is_nowhere_but_in_the_mail(shop: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    visitor = await asks(shop)
    code = await code_for(shop)
    await visitor.say(wrong(code))
    await visitor.bot_says("deux essais")
    await visitor.say(f"Votre code : {code}")
    await visitor.bot_says("Merci Awa")
    await visitor.bot_says("12 rue")
    await visitor.say(code)  # pasted once more
    await visitor.bot_says("déjà ouvert")
    await shop.front.worker.settled()
    agent = await shop.agent()
    seen = str(await agent.conversation(visitor.conversation))
    for kept in (stored(shop), seen, str(shop.brain.asked), caplog.text, str(visitor.seen)):
        assert code not in kept and wrong(code) not in kept
    assert [e["text"] for e in visitor.seen if e.get("masked")] == [
        "[code masqué]", "Votre code : [code masqué]", "[code masqué]"]


async def test_words_and_work_are_the_same_for_an_address_nobody_has(shop: House) -> None:
    known, unknown = await asks(shop), await asks(shop, "nobody@example.org")
    await mailed(shop)
    assert len(box(shop)) == 1
    said = []
    for visitor in (known, unknown):
        for n in (1, 2, 3, 4):
            await visitor.say(wrong(await code_for(shop), n))
            await visitor.bot_says("code")
        said.append([t for t in visitor.texts() if "echo" not in t])
    assert said[0] == said[1]
    tables = stored(shop)
    assert "awa.diallo" in tables and "nobody@" in tables  # until the request ends
    shop.front.service.deps.real_now = lambda: datetime.now(UTC) + timedelta(hours=1)
    await shop.front.service.forget_codes()
    with sqlite3.connect(shop.settings.data_dir / "sensei.db") as base:
        assert base.execute("select distinct address, found from code_request").fetchall() == [(None, "[]")]


async def test_nothing_is_looked_up_while_somebody_waits_for_an_answer(shop: House, company: Company) -> None:
    """The answer's time cannot tell whether an address is known: the company is asked later, by whoever mails."""
    await shop.front.stop()  # nobody mails
    visitor = await shop.visitor()
    async with shop.front.service.deps.db.write() as connection:
        await conversations.change(connection, visitor.conversation, step_up="address")
    await visitor.say(AWA)
    await visitor.say("123456")
    assert ("POST", "/customers/find") not in company.asked


async def test_the_right_code_after_three_wrong_ones_opens_nothing(shop: House) -> None:
    visitor = await asks(shop)
    code = await code_for(shop)
    for n in (1, 2, 3):
        await visitor.say(wrong(code, n))
    await visitor.bot_says("ne sert plus")
    await visitor.say(code)
    await visitor.bot_says("ne sert plus")
    assert {asked["level"] for asked in shop.brain.asked} == {"stranger"}
    await visitor.choose("Recevoir un autre code")
    await visitor.bot_says("Si cette adresse")
    await visitor.say(await code_for(shop, 2))
    await visitor.bot_says("Merci Awa")


async def test_guessing_in_parallel_gets_three_tries_and_no_more(shop: House) -> None:
    visitor = await asks(shop)
    code = await code_for(shop)
    guesses = [wrong(code, n) for n in range(1, 30)]
    answers = await asyncio.gather(*(visitor.post(text=guess) for guess in guesses))
    assert {a.status_code for a in answers} == {202}
    await visitor.say(code)  # too late; among the others it could by chance be one of the first three
    with sqlite3.connect(shop.settings.data_dir / "sensei.db") as base:
        assert base.execute("select tries from code_request").fetchall() == [(3,)]
    await visitor.read()
    assert not [t for t in visitor.texts() if "Merci" in t]
    assert len([t for t in visitor.texts() if "essai" in t]) <= 3


async def test_a_code_typed_in_another_conversation_opens_nothing_there(shop: House) -> None:
    await asks(shop)
    code = await code_for(shop)
    thief = await asks(shop, "thief@example.org")
    await thief.say(code)
    await thief.bot_says("pas le code")
    assert {asked["level"] for asked in shop.brain.asked} == {"stranger"}


async def test_only_the_token_that_typed_the_code_reads_on(shop: House) -> None:
    visitor = await asks(shop)
    other = Visitor(shop.http)
    other.token = visitor.token
    await other.open()
    await visitor.say(await code_for(shop))
    await visitor.bot_says("Merci Awa")
    assert (await other.post(text="bonjour")).status_code == 401


async def test_a_code_ends_after_ten_minutes_and_the_proof_after_half_a_day(shop: House) -> None:
    visitor = await asks(shop)
    code, deps = await code_for(shop), shop.front.service.deps
    deps.real_now = lambda: datetime.now(UTC) + timedelta(minutes=11)
    await visitor.say(code)
    await visitor.bot_says("ne sert plus")
    await visitor.choose("Recevoir un autre code")
    await visitor.bot_says("Si cette adresse")
    await visitor.say(await code_for(shop, 2))
    await visitor.bot_says("Merci Awa")
    await visitor.bot_says("12 rue")
    deps.real_now = lambda: datetime.now(UTC) + timedelta(hours=13)
    await visitor.say("encore")
    await visitor.bot_says("privée")
    assert shop.brain.asked[-1]["level"] == "named"


async def test_an_address_gets_three_mails_a_quarter_of_an_hour_whoever_asks(shop: House) -> None:
    for _ in range(3):
        await asks(shop)
    await code_for(shop, 3)
    visitor = await shop.visitor()
    await visitor.say("il manque une roue")
    await visitor.bot_says("privée")
    await visitor.choose(OFFER)
    await visitor.bot_says("à quelle adresse")
    await visitor.say(AWA.upper())
    await visitor.bot_says("Plusieurs codes")
    await mailed(shop)
    assert len(box(shop)) == 3


async def test_a_company_that_does_not_answer_is_asked_again_and_the_mail_still_comes(
        shop: House, company: Company) -> None:
    company.down = True
    visitor = await asks(shop)
    await asyncio.sleep(0.1)
    assert box(shop) == []
    company.down = False
    shop.front.service.deps.real_now = lambda: datetime.now(UTC) + timedelta(seconds=6)
    shop.front.service.deps.wake_post()
    await visitor.say(await code_for(shop))
    await visitor.bot_says("Merci Awa")


async def test_homonyms_are_settled_by_one_question_that_tells_nothing(shop: House, company: Company) -> None:
    """Two Awa Diallo and one Nobody hear the same question, and the company is not asked before it is answered."""
    twin = {**data.CUSTOMERS["awa"], "id": "awa-2", "email": "other.awa@example.org"}
    company.people["awa-2"] = twin
    try:
        questions = []
        for name in ("Awa Diallo", "Personne Inconnue"):
            visitor = await shop.visitor()
            await visitor.say(f"bonjour, {name}, il manque une roue")
            await visitor.bot_says("privée")
            before = len(company.asked)
            await visitor.choose(OFFER)
            questions.append((await visitor.bot_says("à quelle adresse"))["text"])
            assert len(company.asked) == before
        assert questions[0] == questions[1] and "Diallo" not in questions[0] and questions[0].count("?") == 1
        second = await asks(shop, "other.awa@example.org")
        await second.say(await code_for(shop))
        await second.bot_says("Merci Awa")
        await second.bot_says("12 rue")
        assert verify(shop.brain.asked[-1]["ticket"], b"test", conversation=second.conversation, now=0
                      ).customer == "awa-2"
    finally:
        del company.people["awa-2"]


async def test_a_familys_address_asks_for_the_first_name_and_opens_none_by_chance(
        shop: House, company: Company) -> None:
    company.people["zoe"] = {**data.CUSTOMERS["awa"], "id": "zoe", "given_name": "Zoé", "call_them": "Zoé"}
    try:
        visitor = await asks(shop)
        await visitor.say(await code_for(shop))
        await visitor.bot_says("quel est votre prénom")
        await visitor.say("c’est Zoé")
        await visitor.bot_says("Merci Zoé")
        other = await asks(shop)
        await other.say(await code_for(shop, 2))
        await other.bot_says("quel est votre prénom")
        await other.say("Ibrahim")
        await other.bot_says("je n’en ouvre aucun au hasard")
    finally:
        del company.people["zoe"]


async def test_who_writes_for_somebody_else_opens_nothing_and_is_offered_a_person(shop: House) -> None:
    visitor = await shop.visitor()
    await visitor.say("j’écris pour ma mère Simone, il manque le couvercle de sa bouilloire")
    await visitor.bot_says("privée")
    await visitor.choose(OFFER)
    said = await visitor.bot_says("d’une autre personne reste fermé")
    assert [c["label"] for c in said["choices"]][-1].lower().startswith("parler")
    await mailed(shop)
    assert box(shop) == []


async def test_a_child_is_asked_for_no_address(shop: House) -> None:
    visitor = await shop.visitor()
    await visitor.say("il manque une roue")
    await visitor.bot_says("privée")
    await visitor.say("j’ai 7 ans")
    await visitor.bot_says("privée")
    await visitor.choose(OFFER)
    await visitor.bot_says("la grande personne")


async def test_somebody_elses_conversation_is_not_taken_over_by_a_code(shop: House) -> None:
    moreau = await shop.visitor(who="moreau")
    shop.front.service.deps.real_now = lambda: datetime.now(UTC) + timedelta(days=1)
    await moreau.say("il manque le couvercle")
    await moreau.bot_says("privée")
    await moreau.choose(OFFER)
    await moreau.bot_says("à quelle adresse")
    await moreau.say(AWA)
    await moreau.bot_says("Si cette adresse")
    await moreau.say(await code_for(shop))
    await moreau.bot_says("celle d’un autre compte")
    assert shop.brain.asked[-1]["level"] == "named"


async def test_with_a_person_the_code_is_read_and_the_bot_says_nothing(shop: House) -> None:
    visitor = await asks(shop)
    code = await code_for(shop)
    await visitor.wish("human")
    agent = await shop.agent()
    await agent.claim(visitor.conversation)
    await visitor.read()
    before = len(visitor.texts())
    await visitor.say(code)
    await visitor.read()
    assert len(visitor.texts()) == before
    seen = await agent.conversation(visitor.conversation)
    assert any("prouvée" in str(e.get("text")) for e in seen["timeline"] if e["kind"] == "note")
    assert seen["brief"]["who"]["level"] == "verified" and code not in str(seen)


async def test_a_restart_loses_no_code(folder: Path, company: Company) -> None:
    async with open_house(folder, office=company.office) as house:
        house.brain.script = coach
        visitor = await asks(house)
        code = await code_for(house)
    async with open_house(folder, office=Company(folder).office) as house:
        house.brain.script = coach
        visitor.http = house.http
        await visitor.say(code)
        await visitor.bot_says("Merci Awa")


async def test_without_a_way_to_send_mail_the_code_is_not_offered(folder: Path, company: Company) -> None:
    async with open_house(folder, office=company.office, SENSEI_DEMO="0") as house:
        house.brain.script = coach
        visitor = await house.visitor()
        await visitor.say("il manque une roue")
        said = await visitor.bot_says("privée")
        assert [c["label"] for c in said["choices"]] == ["Reprendre"]


async def test_in_english_too(shop: House) -> None:
    visitor = await asks(shop, language="en")
    await visitor.say(await code_for(shop))
    await visitor.bot_says("Thank you Awa")
    assert box(shop)[0].subject.endswith("is your code for Maison Colibri")
