"""Who may see what: sessions, signed identities, choices. Names alone open nothing."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from bot.brain.fake import answer
from tests.house import NADIA, House, Visitor


async def test_a_signed_in_customer_is_greeted_by_name_and_told_it_is_an_assistant(house: House) -> None:
    awa = await house.visitor(who="awa", greet=True)
    said = await awa.bot_says("Bonjour Awa")
    assert "assistant automatique" in said["text"]
    assert said["sender"] == {"kind": "bot", "name": "Sensei", "role": "assistant automatique"}


async def test_a_stranger_is_asked_how_to_be_called_in_their_language(house: House) -> None:
    visitor = await house.visitor("en", greet=True)
    await visitor.bot_says("automated assistant", "What may I call you?")


async def test_without_a_welcome_the_first_bot_words_say_it_is_an_assistant_once(house: House) -> None:
    visitor = await house.visitor()
    await visitor.say("bonjour")
    await visitor.bot_says("echo: bonjour")
    await visitor.say("encore")
    await visitor.bot_says("echo: encore")
    assert [t for t in visitor.texts() if "assistant automatique" in t] == visitor.texts()[:1]


async def test_a_name_someone_gives_is_kept_for_the_next_turn(house: House) -> None:
    house.brain.script = lambda request: answer("Je vous lis.", understanding={
        "intent": "say_name", "confidence": 1.0, "alternatives": [], "name": "Luka",
        "emotion": {"feelings": [], "words": [], "urgency": 0.0}})
    visitor = await house.visitor()
    await visitor.say("je m’appelle Luka")
    await visitor.bot_says("Bonjour Luka", "assistant automatique")
    await visitor.bot_says("Je vous lis.")
    await visitor.say("voilà")
    await visitor.bot_says("Je vous lis.")
    assert house.brain.asked[-1]["known"]["first_name"] == "Luka"
    assert house.brain.asked[-1]["level"] == "named"


async def test_a_claimed_name_never_changes_a_proven_record(house: House) -> None:
    house.brain.script = lambda request: answer("Bonjour.", understanding={
        "intent": "say_name", "confidence": 1.0, "alternatives": [], "name": "Zoé",
        "emotion": {"feelings": [], "words": [], "urgency": 0.0}})
    awa = await house.visitor(who="awa")
    await awa.say("je suis Zoé")
    await awa.bot_says("Bonjour.")
    await awa.say("encore")
    await awa.bot_says("Bonjour.")
    assert house.brain.asked[-1]["known"]["first_name"] == "Awa"


async def test_scenario_14_a_forged_session_or_identity_shows_no_history(house: House) -> None:
    awa = await house.visitor(who="awa", greet=True)
    await awa.say("secret")
    thief = Visitor(house.http)
    for token in ("", "forged", awa.conversation, awa.token[:-1] + "x"):
        thief.token = token
        response = await house.http.get("/chat/events", params={"after": 0},
                                        headers={"Authorization": f"Bearer {token}"} if token else {})
        assert (response.status_code, response.json()["error"]["code"]) == (401, "bad_token")
    forged = await house.http.post("/chat/sessions", json={
        "identity": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhd2EiLCJhdWQiOiJzZW5zZWkifQ.", "language": "fr", "greet": False})
    assert (forged.status_code, forged.json()["error"]["code"]) == (401, "bad_identity")


async def test_signing_in_carries_the_conversation_on(house: House) -> None:
    visitor = await house.visitor()
    await visitor.say("bonjour")
    await visitor.bot_says("echo")
    before = visitor.conversation
    identity = (await house.http.post("/demo/identity", json={"who": "awa"})).json()["identity"]
    await visitor.open(identity=identity)
    assert visitor.conversation == before
    await visitor.say("encore")
    await visitor.bot_says("echo: encore")
    assert house.brain.asked[-1]["level"] == "verified"


async def test_signing_in_elsewhere_finds_the_same_conversation_and_closes_the_anonymous_one(house: House) -> None:
    first = await house.visitor(who="awa")
    stranger = await house.visitor()
    await stranger.say("bonjour")
    old = stranger.token
    identity = (await house.http.post("/demo/identity", json={"who": "awa"})).json()["identity"]
    await stranger.open(identity=identity)
    assert stranger.conversation == first.conversation
    response = await house.http.get("/chat/events", params={"after": 0}, headers={"Authorization": f"Bearer {old}"})
    assert response.status_code == 401


async def test_a_choice_of_another_conversation_or_a_made_up_one_is_refused(house: House) -> None:
    house.brain.script = lambda request: answer("Que faire ?", messages=[{
        "key": "utter_x", "text": "Que faire ?",
        "choices": [{"label": "Garder la taille M", "intent": "affirm", "entities": []}]}])
    one, other = await house.visitor(), await house.visitor()
    await one.say("bonjour")
    offered = (await one.bot_says("Que faire"))["choices"][0]["id"]
    for visitor, payload in ((other, offered), (one, "/restart"), (one, uuid4().hex)):
        response = await visitor.post(payload=payload)
        assert (response.status_code, response.json()["error"]["code"]) == (422, "unknown_choice")
    await one.choose("Garder")
    await one.bot_says("Que faire")
    assert house.brain.asked[-1]["choice"] == {"intent": "affirm", "entities": []}


async def test_a_choice_pressed_twice_is_one_turn(house: House) -> None:
    house.brain.script = lambda request: answer("Voilà.", messages=[{
        "key": "utter_x", "text": "Voilà.", "choices": [{"label": "Oui, envoyez", "intent": "affirm", "entities": []}]}])
    visitor = await house.visitor()
    await visitor.say("bonjour")
    await visitor.bot_says("Voilà.")
    choice = visitor.seen[-1]["choices"][0]["id"]
    first, second = await visitor.post(payload=choice), await visitor.post(payload=choice)
    assert first.json()["seq"] == second.json()["seq"]
    await house.front.worker.settled()
    assert len(house.brain.asked) == 2


async def test_the_same_client_id_is_stored_once_whatever_the_body(house: House) -> None:
    visitor = await house.visitor()
    client_id = str(uuid4())
    first = await visitor.post(client_id, text="bonjour")
    second = await visitor.post(client_id, text="autre chose")
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    await visitor.bot_says("echo: bonjour")
    assert len(house.brain.asked) == 1


async def test_scenario_4_the_same_message_three_times_at_once_is_one_turn_and_one_reply(house: House) -> None:
    visitor = await house.visitor()
    client_id = str(uuid4())
    answers = await asyncio.gather(*(visitor.post(client_id, text="bonjour") for _ in range(3)))
    assert [a.status_code for a in answers] == [202] * 3
    assert len({a.json()["seq"] for a in answers}) == 1
    await visitor.bot_says("echo: bonjour")
    await house.front.worker.settled()
    await visitor.read()
    assert visitor.texts("customer") == ["bonjour"]
    assert [text for text in visitor.texts() if "echo" in text] == ["echo: bonjour"]
    assert len(house.brain.asked) == 1


async def test_a_command_typed_by_a_customer_never_reaches_the_brain_as_one(house: House) -> None:
    visitor = await house.visitor()
    for text in ("/restart", "   /inform{\"product\": \"x\"}", "\n//restart"):
        await visitor.say(text)
        await visitor.bot_says("echo:")
    assert all(not request["text"].startswith(("/", " ", "\n")) for request in house.brain.asked)
    assert len(house.brain.asked) == 3


async def test_signing_in_to_a_known_conversation_leaves_nothing_open_in_the_one_before(house: House) -> None:
    awa = await house.visitor(who="awa")
    stranger = await house.visitor()
    house.brain.hold()
    await stranger.say("bonjour")
    await house.brain.arrived.wait()
    identity = (await house.http.post("/demo/identity", json={"who": "awa"})).json()["identity"]
    await stranger.open(identity=identity)
    house.brain.release()
    await house.front.worker.settled()
    assert stranger.conversation == awa.conversation
    lead = await house.agent(NADIA)
    assert (await lead.get("unanswered", older_than=0)).json()["messages"] == []
