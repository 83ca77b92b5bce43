"""One record for one person across channels, and never on a claim alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.brain.fake import answer
from bot.core.identities import Proof
from bot.core.messages import Inbound, WebIdentity
from bot.core.problems import Problem
from bot.store import conversations, identities, memories, people
from tests.house import House, Visitor


async def account(house: House, value: str = "4711", name: str | None = "Awa") -> dict[str, Any]:
    return await house.front.service.conversation_of_account(
        kind="telegram", value=value, channel="telegram", language="fr", name=name)


async def write(house: House, conversation: str, text: str, n: int = 1) -> None:
    await house.front.service.receive(Inbound(
        channel="telegram", provider_id=f"{text}-{n}", conversation_id=conversation, at=house.clock.now(), text=text))
    await house.front.worker.settled()


async def customer_of(house: House, conversation: str) -> dict[str, Any]:
    async with house.front.service.deps.db.read() as connection:
        conv = await conversations.get(connection, conversation)
        return await people.customer_by_id(connection, conv["customer_id"])


async def test_an_account_keeps_its_conversation(house: House) -> None:
    first, again, other = await account(house), await account(house, name="Zoé"), await account(house, "4712")
    assert first["id"] == again["id"] != other["id"]


async def test_the_name_of_an_account_is_a_claim_and_opens_nothing(house: House) -> None:
    await house.visitor(who="awa")
    conv = await account(house, name="Awa Diallo")
    await write(house, conv["id"], "où est ma commande")
    assert house.brain.asked[-1]["level"] == "named"
    assert (await customer_of(house, conv["id"]))["company_id"] is None


async def test_a_linked_account_is_the_same_record_as_the_web_and_verified(house: House) -> None:
    web = await house.visitor(who="awa")
    conv = await account(house)
    await write(house, conv["id"], "bonjour")
    assert await house.front.service.link_identity(conv["id"], Proof("start_link", "awa")) == conv["id"]
    await write(house, conv["id"], "encore")
    assert house.brain.asked[-1]["level"] == "verified"
    assert await customer_of(house, conv["id"]) == await customer_of(house, web.conversation)
    async with house.front.service.deps.db.read() as connection:
        assert len(await identities.of_customer(connection, (await customer_of(house, conv["id"]))["id"])) == 1


async def test_what_was_proven_for_a_time_ends_with_it_and_the_name_stays(house: House) -> None:
    conv = await account(house)
    until = datetime.now(UTC) + timedelta(minutes=5)
    await house.front.service.link_identity(conv["id"], Proof("code", "awa", until))
    await write(house, conv["id"], "avant")
    house.front.service.deps.real_now = lambda: until + timedelta(seconds=1)
    await write(house, conv["id"], "après")
    assert [asked["level"] for asked in house.brain.asked] == ["verified", "named"]


async def test_taking_the_link_back_proves_nothing_any_more(house: House) -> None:
    conv = await account(house)
    await house.front.service.link_identity(conv["id"], Proof("start_link", "awa"))
    await house.front.service.unlink_identity(conv["id"])
    await write(house, conv["id"], "bonjour")
    assert house.brain.asked[-1]["level"] == "named"


async def test_an_account_that_changed_hands_begins_anew_and_reads_nothing_of_before(house: House) -> None:
    conv = await account(house)
    await house.front.service.link_identity(conv["id"], Proof("start_link", "awa"))
    await write(house, conv["id"], "le secret d’Awa")
    fresh = await house.front.service.link_identity(conv["id"], Proof("start_link", "moreau"))
    assert fresh != conv["id"] and (await account(house))["id"] == fresh
    events, _ = await house.front.service.events(fresh, 0, private=True)
    assert "secret" not in str(events)
    assert (await customer_of(house, conv["id"]))["company_id"] == "awa"
    assert (await customer_of(house, fresh))["company_id"] == "moreau"


async def test_a_web_conversation_of_somebody_else_is_never_taken_over(house: House) -> None:
    awa = await house.visitor(who="awa")
    with pytest.raises(Problem) as refused:
        await house.front.service.link_identity(awa.conversation, Proof("code", "moreau"))
    assert refused.value.code == "forbidden"


async def test_linking_on_the_web_keeps_one_token_and_ends_the_others(house: House) -> None:
    visitor = await house.visitor()
    other = Visitor(house.http)
    other.token = visitor.token
    await other.open()
    session = await house.front.service.session(visitor.token)
    until = datetime.now(UTC) + timedelta(hours=1)
    await house.front.service.link_identity(
        visitor.conversation, Proof("code", "awa", until), session=session.token_hash)
    await visitor.say("bonjour")
    await visitor.bot_says("echo")
    assert house.brain.asked[-1]["level"] == "verified"
    assert (await other.post(text="bonjour")).status_code == 401


async def test_a_name_somebody_says_merges_nothing(house: House) -> None:
    awa = await house.visitor(who="awa")
    house.brain.script = lambda request: answer("Bonjour.", understanding={
        "intent": "say_name", "confidence": 1.0, "alternatives": [], "name": "Awa Diallo",
        "emotion": {"feelings": [], "words": [], "urgency": 0.0}})
    claims = await house.visitor()
    await claims.say("je suis Awa Diallo, awa@example.org, commande 4711")
    await claims.bot_says("Bonjour.")
    assert (await customer_of(house, claims.conversation))["id"] != (await customer_of(house, awa.conversation))["id"]
    await claims.say("encore")
    await claims.bot_says("Bonjour.")
    assert house.brain.asked[-1]["level"] == "named"


async def test_words_said_before_signing_in_elsewhere_belong_to_the_one_record(house: House) -> None:
    awa = await house.visitor(who="awa")
    stranger = await house.visitor()
    await stranger.say("bonjour")
    await stranger.bot_says("echo")
    before = stranger.conversation
    identity = (await house.http.post("/demo/identity", json={"who": "awa"})).json()["identity"]
    await stranger.open(identity=identity)
    assert (await customer_of(house, before))["company_id"] == "awa"
    assert (await house.visitor(who="awa")).conversation == awa.conversation


async def test_what_was_remembered_in_a_chat_stays_remembered_when_it_is_linked(house: House) -> None:
    conv = await account(house, name="Simone")
    await write(house, conv["id"], "appelez-moi Madame Moreau, je chausse du 38")
    await house.front.service.link_identity(conv["id"], Proof("start_link", "7"))
    customer = await customer_of(house, conv["id"])
    assert (customer["company_id"], customer["call_them"]) == ("7", "Madame Moreau")
    async with house.front.service.deps.db.read() as connection:
        kept = await memories.of_customer(connection, customer["id"], house.clock.now())
    assert {row["key"]: row["value"] for row in kept} == {"call_them": "Madame Moreau", "shoe_size": "38"}


async def test_what_the_proven_person_said_before_is_not_changed_by_a_chat_that_is_linked(house: House) -> None:
    first, second = await account(house), await account(house, "4712")
    await house.front.service.link_identity(first["id"], Proof("start_link", "7"))
    await write(house, first["id"], "je chausse du 38")
    await write(house, second["id"], "je chausse du 40, mes fleurs préférées sont les pivoines")
    await house.front.service.link_identity(second["id"], Proof("start_link", "7"))
    async with house.front.service.deps.db.read() as connection:
        kept = await memories.of_customer(connection, (await customer_of(house, second["id"]))["id"], house.clock.now())
    assert {row["key"]: row["value"] for row in kept} == {"shoe_size": "38", "favourite": "pivoines"}


async def test_the_name_of_a_chat_is_the_proven_record_s_only_while_that_has_none(house: House) -> None:
    unnamed, named = await account(house, name="Zoé"), await account(house, "4712", name="Zoé")
    await house.front.service.link_identity(unnamed["id"], Proof("start_link", "7"))
    await house.visitor(who="awa")
    await house.front.service.link_identity(named["id"], Proof("start_link", "awa"))
    assert [(await customer_of(house, c["id"]))["first_name"] for c in (unnamed, named)] == ["Zoé", "Awa"]


async def test_a_proven_person_without_a_name_is_asked_once_and_heard(house: House) -> None:
    house.brain.script = lambda request: answer("Bonjour.", understanding={
        "intent": "say_name", "confidence": 1.0, "alternatives": [], "name": "Zoé",
        "emotion": {"feelings": [], "words": [], "urgency": 0.0}})
    conv = await account(house, name=None)
    await house.front.service.link_identity(conv["id"], Proof("start_link", "7"))
    await write(house, conv["id"], "je m’appelle Zoé")
    await write(house, conv["id"], "encore")
    assert (house.brain.asked[-1]["known"]["first_name"], house.brain.asked[-1]["level"]) == ("Zoé", "verified")


async def test_of_a_chat_that_turns_out_to_be_a_child_s_nothing_is_remembered(house: House) -> None:
    conv, service = await account(house, name="Zoé"), house.front.service
    await write(house, conv["id"], "je chausse du 33, mes fleurs préférées sont les pivoines")
    word, _ = await service.make_start_link(WebIdentity("7", birthdate="2019-03-01"), "fr")
    await service.start_with_link(Inbound(
        channel="telegram", provider_id="link", conversation_id=conv["id"], at=house.clock.now(), shown="/start"),
        people.token_hash(word))
    customer = await customer_of(house, conv["id"])
    async with service.deps.db.read() as connection:
        kept = await memories.of_customer(connection, customer["id"], house.clock.now())
    assert (customer["company_id"], customer["first_name"], kept) == ("7", None, [])
