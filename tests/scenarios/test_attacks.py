"""What someone tries who means no good: reading on as another, hiding numbers in pieces, words that stop the house."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bot.brain.fake import answer
from bot.channels.identity import Identities
from bot.core.tickets import verify
from bot.core.turns import TurnRequest
from bot.keys import load as load_keys
from bot.store.tables import chat_session
from tests.house import AgentAtDesk, House, Visitor


def proven(asked: TurnRequest) -> str | None:
    """The customer a turn's ticket opens the back office for."""
    return verify(asked["ticket"], b"test", conversation=asked["conversation"], now=0).customer


async def test_whoever_opened_the_conversation_before_reads_nothing_after_someone_signed_in(house: House) -> None:
    thief = await house.visitor()
    waiting = asyncio.create_task(house.http.get(
        "/chat/events", params={"after": thief.last, "wait": 20},
        headers={"Authorization": f"Bearer {thief.token}"}))
    await asyncio.sleep(0.2)
    victim = Visitor(house.http)
    victim.token = thief.token  # left in the browser of a shared machine
    identity = (await house.http.post("/demo/identity", json={"who": "awa"})).json()["identity"]
    await victim.open(identity=identity, greet=True)
    assert victim.conversation == thief.conversation
    await victim.bot_says("Bonjour Awa")
    assert (await waiting).status_code == 401
    for refused in (
        await thief.post(text="bonjour"),
        await house.http.get("/chat/events", headers={"Authorization": f"Bearer {thief.token}"}),
        await house.http.post("/chat/sessions", headers={"Authorization": f"Bearer {thief.token}"}, json={
            "identity": None, "language": "fr", "greet": False}),
    ):
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "bad_token")


async def test_who_was_proven_is_only_named_once_the_signed_identity_has_ended(house: House) -> None:
    awa = await house.visitor(who="awa")
    await awa.say("avant")
    await awa.bot_says("echo: avant")
    house.front.service.deps.real_now = lambda: datetime.now(UTC) + timedelta(days=1)
    await awa.say("après")
    await awa.bot_says("echo: après")
    await awa.open()  # a new token for the old one proves nothing anew
    await awa.say("encore")
    await awa.bot_says("echo: encore")
    assert [asked["level"] for asked in house.brain.asked] == ["verified", "named", "named"]
    assert [proven(asked) for asked in house.brain.asked] == ["awa", None, None]
    assert house.brain.asked[-1]["known"]["first_name"] == "Awa"
    await awa.wish("human")
    brief = (await (await house.agent()).conversation(awa.conversation))["brief"]
    assert brief["who"]["level"] == "named"


async def test_signing_in_again_proves_again_and_only_the_session_that_did(house: House) -> None:
    left_behind = await house.visitor(who="awa")
    async with house.front.service.deps.db.write() as connection:
        await connection.execute(chat_session.update().values(proven_until=datetime.now(UTC)))
    at_home = await house.visitor(who="awa")
    assert at_home.conversation == left_behind.conversation
    house.brain.hold()
    await at_home.say("le premier tour dure")
    await house.brain.arrived.wait()
    await left_behind.say("où est ma commande")
    await at_home.say("moi aussi j’écris")
    house.brain.release()
    await at_home.bot_says("moi aussi")
    await left_behind.say("et maintenant")
    await left_behind.bot_says("et maintenant")
    await at_home.say("chez moi")
    await at_home.bot_says("chez moi")
    assert [(asked["text"], asked["level"]) for asked in house.brain.asked] == [
        ("le premier tour dure", "verified"), ("où est ma commande\nmoi aussi j’écris", "named"),
        ("et maintenant", "named"), ("chez moi", "verified")]


async def test_a_proven_conversation_stays_its_owners_after_the_identity_has_ended(house: House) -> None:
    """Whoever signs in on a shared browser gets a conversation of their own, not the one left open there."""
    awa = await house.visitor(who="awa")
    house.front.service.deps.real_now = lambda: datetime.now(UTC) + timedelta(days=1)
    house.brain.script = lambda request: answer("Bonjour.", understanding={
        "intent": "say_name", "confidence": 1.0, "alternatives": [], "name": "Zoé",
        "emotion": {"feelings": [], "words": [], "urgency": 0.0}})
    await awa.say("je suis Zoé")
    await awa.bot_says("Bonjour.")
    other = Visitor(house.http)
    other.token = awa.token
    identity = (await house.http.post("/demo/identity", json={"who": "moreau"})).json()["identity"]
    await other.open(identity=identity)
    assert other.conversation != awa.conversation
    await awa.say("encore")
    await awa.bot_says("Bonjour.")
    assert house.brain.asked[-1]["known"]["first_name"] == "Awa"


async def test_a_signed_identity_with_an_id_of_its_own_opens_one_session(house: House) -> None:
    signer = Identities(load_keys(house.settings).identity)
    once = signer.sign({"sub": "awa", "name": "Awa", "jti": "4f1c"}, 600)
    awa = await house.visitor()
    await awa.open(identity=once)
    body = {"identity": once, "language": "fr", "greet": False}
    stranger = await house.visitor()
    for headers in ({}, {"Authorization": f"Bearer {stranger.token}"}):  # copied from a log, an address, a screen
        replayed = await house.http.post("/chat/sessions", json=body, headers=headers)
        assert (replayed.status_code, replayed.json()["error"]["code"]) == (401, "bad_identity")
    await awa.open(identity=once)  # the same page, still holding the session that came of it
    assert (await awa.post(text="bonjour")).status_code == 202


async def test_ids_a_client_chooses_open_nothing(house: House) -> None:
    awa = await house.visitor(who="awa")
    thief = await house.visitor()
    for extra in ({"conversation_id": awa.conversation}, {"customer": "awa"}, {"sub": "awa"}, {"level": "verified"},
                  {"company_id": "awa"}):
        opened = await house.http.post("/chat/sessions", json={"identity": None, "language": "fr", "greet": False, **extra})
        assert opened.status_code == 422 or opened.json()["conversation_id"] != awa.conversation
        said = await thief.post(text="où est ma commande", **extra)
        assert said.status_code == 422 or said.status_code == 202
    await house.front.worker.settled()
    assert {asked["level"] for asked in house.brain.asked} <= {"stranger"}
    assert {proven(asked) for asked in house.brain.asked} <= {None}
    for identity in ("awa", awa.conversation, '{"sub": "awa"}'):
        refused = await house.http.post("/chat/sessions", json={"identity": identity})
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "bad_identity")


async def test_signing_out_ends_the_token_and_nothing_else(house: House) -> None:
    awa = await house.visitor(who="awa", greet=True)
    elsewhere = await house.visitor(who="awa")
    old = {"Authorization": f"Bearer {awa.token}"}
    waiting = asyncio.create_task(house.http.get(
        "/chat/events", params={"after": awa.last + 100, "wait": 20}, headers=old))
    await asyncio.sleep(0)
    assert (await house.http.delete("/chat/sessions")).status_code == 401
    gone = await house.http.delete("/chat/sessions", headers=old)
    assert (gone.status_code, gone.content) == (204, b"")
    for refused in (await awa.post(text="bonjour"), await house.http.get("/chat/events", headers=old),
                    await house.http.post("/chat/sessions", headers=old, json={}),
                    await house.http.delete("/chat/sessions", headers=old)):
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "bad_token")
    await elsewhere.say("toujours là")
    await elsewhere.bot_says("echo: toujours là")
    waiting.cancel()


def stored(house: House) -> str:
    """All that the front door keeps, in one text."""
    with sqlite3.connect(house.settings.data_dir / "sensei.db") as base:
        return "\n".join(base.iterdump())


async def test_a_card_number_sent_in_pieces_is_not_kept_in_pieces_either(house: House) -> None:
    visitor = await house.visitor()
    await visitor.say("voici ma carte 4111 1111")
    await visitor.bot_says("echo: voici ma carte 4111 1111")
    assert "4111 1111" in stored(house)
    await visitor.say("1111")
    await visitor.say("1111, expire 12/27")
    await visitor.bot_says("expire")
    again = await Visitor(house.http).open()
    again.token = visitor.token
    await again.read()
    said = [(e["text"], e["masked"]) for e in again.seen if e["kind"] == "message" and e["sender"]["kind"] == "customer"]
    assert said == [("voici ma carte [numéro de carte masqué]", True), ("[numéro de carte masqué]", True),
                    ("[numéro de carte masqué], expire 12/27", True)]
    assert "4111" not in stored(house)
    assert "4111 1111" not in "".join(asked["text"] for asked in house.brain.asked[1:])


async def test_pieces_are_masked_in_what_the_desk_reads_too(house: House) -> None:
    visitor = await house.visitor()
    await visitor.wish("human")
    await visitor.say("Je voudrais payer avec ma carte 4111 1111")
    agent = await house.agent()
    before = (await agent.conversation(visitor.conversation))["brief"]
    assert "4111 1111" in str(before)
    await visitor.say("1111 1111")
    after = await agent.conversation(visitor.conversation)
    assert "4111" not in str(after) and after["brief"]["version"] > before["version"]
    assert "Je voudrais payer avec ma carte [numéro de carte masqué]" in str(after["timeline"])
    assert "4111" not in stored(house)


async def test_pieces_long_apart_are_no_number(house: House) -> None:
    visitor = await house.visitor()
    await visitor.say("le lot 4111 1111")
    await visitor.bot_says("echo")
    house.clock.move(house.clock.now().replace(hour=20))
    await visitor.say("1111 1111")
    await visitor.bot_says("echo: 1111 1111")


@pytest.mark.parametrize("text", ["/", "//  /", "/\u00a0/restart"])
async def test_a_text_of_slashes_is_asked_as_words(house: House, text: str) -> None:
    visitor = await house.visitor()
    await visitor.say(text)
    await visitor.bot_says("echo:")
    assert house.brain.asked[-1]["text"] in ("…", "restart")


async def test_the_demo_answers_no_name_that_only_leads_to_this_machine(house: House) -> None:
    other = {"Host": "evil.example:8080", "Origin": "http://evil.example:8080"}
    for path, body in (("/desk/api/login", {"email": "agent@maison-colibri.example", "password": "colibri"}),
                       ("/demo/identity", {"who": "awa"}), ("/chat/sessions", {})):
        refused = await house.http.post(path, json=body, headers=other)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
    assert (await house.http.get("/desk", headers={"Host": "127.0.0.1.evil.example"})).status_code == 403
    assert (await house.http.get("/desk", headers={"Host": "localhost:8080"})).status_code == 200


async def test_guessing_passwords_keeps_no_customer_waiting(house: House) -> None:
    visitor = await house.visitor()
    guesses = [asyncio.create_task(house.http.post("/desk/api/login", json={"email": f"a{n}@x", "password": "x"}))
               for n in range(8)]
    await asyncio.sleep(0)
    started = asyncio.get_running_loop().time()
    await visitor.read()
    waited = asyncio.get_running_loop().time() - started
    everyone = asyncio.gather(*guesses)
    assert [r.status_code for r in await everyone] == [401] * 8
    assert waited < asyncio.get_running_loop().time() - started


async def test_names_and_words_reach_the_desk_as_they_were_written(house: House) -> None:
    """Pages put them in as text, never as HTML; here: nothing is escaped twice or lost on the way."""
    evil = "<img src=x onerror=alert(1)> {first_name} %s"
    visitor = await house.visitor()
    await visitor.say(evil)
    await visitor.wish("human")
    agent: AgentAtDesk = await house.agent()
    assert evil in [e.get("text") for e in (await agent.conversation(visitor.conversation))["timeline"]]
