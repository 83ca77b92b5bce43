"""The bot as secretary of somebody's own Telegram account: it answers for her, and is silent once she does."""

from __future__ import annotations

import pytest

from tests.telegram.flood import rows, settled
from tests.telegram.people import Person
from tests.telegram.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


def owner_says(town: Town, owner: Person, customer: Person, connection: str, text: str) -> None:
    """The account's owner writes to her customer herself, from her phone."""
    town.fake.push({"business_message": town.fake.state.message(
        customer.chat, owner.user, text=text, business_connection_id=connection)})


async def test_it_answers_through_the_connection_and_does_not_answer_its_own_echo(town: Town) -> None:
    claire, awa = town.fake.person("Claire"), town.fake.person("Awa")
    number = town.fake.connects(claire)
    awa.to_business(number).says("bonjour Claire")
    await town.fake.says_to(awa, "écho : bonjour Claire")
    await settled(town)
    calls = [c for c in town.fake.called("sendMessage") if c.chat == awa.chat.id]
    assert {c.params.get("business_connection_id") for c in calls} == {number}
    assert len([r for r in town.brain.asked if "bonjour Claire" in r["text"]]) == 1
    assert not [r for r in town.brain.asked if r["text"].startswith("Sensei")]


async def test_her_own_words_take_the_conversation_over(town: Town) -> None:
    claire, awa = town.fake.person("Claire"), town.fake.person("Awa")
    number = town.fake.connects(claire)
    awa.to_business(number).says("bonjour Claire")
    await town.fake.says_to(awa, "écho : bonjour Claire")
    owner_says(town, claire, awa, number, "Bonjour Awa, je m’en occupe moi-même.")
    await settled(town)
    before = len(town.fake.sent_to(awa))
    awa.to_business(number).says("merci Claire")
    await settled(town)
    assert len(town.fake.sent_to(awa)) == before, "the bot is silent after a person took over"
    assert not [r for r in town.brain.asked if "merci Claire" in r["text"]]


async def test_it_writes_nothing_where_it_may_not(town: Town) -> None:
    claire, awa = town.fake.person("Claire"), town.fake.person("Awa")
    number = town.fake.connects(claire, can_reply=False)
    awa.to_business(number).says("bonjour Claire")
    await settled(town)
    assert not [c for c in town.fake.called("sendMessage") if c.chat == awa.chat.id]


async def test_a_connection_that_ended_ends_the_writing(town: Town) -> None:
    claire, awa = town.fake.person("Claire"), town.fake.person("Awa")
    number = town.fake.connects(claire)
    awa.to_business(number).says("bonjour Claire")
    await town.fake.says_to(awa, "écho")
    town.fake.connects(claire, enabled=False, number=number)
    await settled(town)
    before = len(town.fake.sent_to(awa))
    awa.to_business(number).says("et maintenant ?")
    await settled(town)
    assert len(town.fake.sent_to(awa)) == before


async def test_a_customer_of_hers_in_private_with_us_is_another_conversation(town: Town) -> None:
    claire, awa = town.fake.person("Claire"), town.fake.person("Awa")
    number = town.fake.connects(claire)
    awa.to_business(number).says("entre Claire et moi")
    await town.fake.says_to(awa, "écho")
    awa.says("bonjour Sensei")
    await town.fake.says_to(awa, "écho : bonjour Sensei")
    found = rows(town.folder, "select conversation_id from identity where value like ?",
                 f"%:{awa.chat.id}%")
    assert len({row[0] for row in found}) == 2


async def test_an_owner_whose_connection_is_not_known_yet_is_not_taken_for_a_customer(town: Town) -> None:
    """The word of the connection was lost, and Telegram cannot be asked at that moment."""
    claire, awa = town.fake.person("Claire"), town.fake.person("Awa")
    number = town.fake.connects(claire)
    town.fake.updates.pending.clear()  # that word never came
    town.fake.cut(method="getBusinessConnection", after=False)
    owner_says(town, claire, awa, number, "Bonjour Awa, je vous appelle demain.")
    await settled(town, 30)
    assert not [r for r in town.brain.asked if "je vous appelle demain" in r["text"]]
    assert not town.fake.sent_to(awa)
