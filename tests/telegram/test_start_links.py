"""One tap to be known: a link works once, soon, in private, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.messages import WebIdentity
from tests.telegram.flood import settled
from tests.telegram.people import Person
from tests.telegram.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")
AWA = WebIdentity("awa", name="Awa Diallo")


async def link(town: Town, who: WebIdentity = AWA) -> str:
    token, _ = await town.house.front.service.make_start_link(who, "fr")
    return token


async def level_of(town: Town, who: Person) -> str:
    await settled(town)
    who.says("qui suis-je ?")
    await town.fake.says_to(who, "écho : qui suis-je")
    return str(town.brain.asked[-1]["level"])


async def test_the_link_makes_the_chat_hers_and_says_so_by_name(town: Town) -> None:
    phone = town.fake.person("A.")
    token = await link(town)
    assert len(f"?start={token}") <= 7 + 64, "Telegram carries 64 signs"
    phone.starts(token)
    assert "Awa" in (await town.fake.says_to(phone, "c’est bien vous")).text
    assert await level_of(town, phone) == "verified"


async def test_a_link_used_once_is_over_for_everybody_else(town: Town) -> None:
    phone, thief = town.fake.person("A."), town.fake.person("Voleur")
    token = await link(town)
    phone.starts(token)
    await town.fake.says_to(phone, "c’est bien vous")
    thief.starts(token)
    said = await town.fake.says_to(thief, "déjà servi")
    assert "Awa" not in said.text
    assert await level_of(town, thief) != "verified"


async def test_tapped_twice_at_once_by_two_people_one_is_known(town: Town) -> None:
    one, other = town.fake.person("Une"), town.fake.person("Autre")
    token = await link(town)
    one.starts(token)
    other.starts(token)
    levels = sorted([await level_of(town, one), await level_of(town, other)])
    assert levels.count("verified") == 1


async def test_a_word_that_is_no_link_opens_nothing_and_is_answered(town: Town) -> None:
    words = ("x", "A" * 64, "0", "-", "prive", "%00", "' or 1=1", "🔑", "awa")
    people = [town.fake.person("Voleur") for _ in words]
    for who, word in zip(people, words, strict=True):
        who.starts(word)
    for who in people:
        await town.fake.says_to(who, "Sensei")
        assert await level_of(town, who) != "verified"


async def test_a_link_is_over_after_ten_minutes(town: Town) -> None:
    phone, service = town.fake.person("A."), town.house.front.service
    token = await link(town)
    really = service.deps.real_now
    service.deps.real_now = lambda: really() + timedelta(minutes=11)
    try:
        phone.starts(token)
        await town.fake.says_to(phone, "passé")
    finally:
        service.deps.real_now = really
    assert await level_of(town, phone) != "verified"


async def test_a_link_shown_in_a_group_makes_nobody_known(town: Town) -> None:
    awa, group = town.fake.person("Awa"), town.fake.group("Famille")
    token = await link(town)
    awa.in_group(group).says(f"/start@sensei_test_bot {token}")
    awa.in_group(group).says(f"@sensei_test_bot /start {token}")
    await town.fake.message_to(group)
    await settled(town)
    assert not [s for s in town.fake.sent_to(group) if "Diallo" in s.text or "c’est bien vous" in s.text]
    awa.starts(token)
    await town.fake.says_to(awa, "c’est bien vous")


async def test_a_chat_that_is_hers_does_not_become_somebody_elses_unnoticed(town: Town) -> None:
    """A second link, of another account, in the same chat: what was said before does not move along."""
    phone = town.fake.person("A.")
    phone.starts(await link(town))
    await town.fake.says_to(phone, "c’est bien vous")
    phone.says("mon secret est ici")
    await town.fake.says_to(phone, "mon secret")
    before = town.conversation_of(phone)
    phone.starts(await link(town, WebIdentity("moreau", name="Madame Moreau")))
    await town.fake.message_to(phone)
    await settled(town)
    assert town.conversation_of(phone) != before, "another customer, another conversation"


async def test_the_word_of_a_link_is_in_no_timeline(town: Town) -> None:
    phone = town.fake.person("A.")
    token = await link(town)
    phone.starts(token)
    await town.fake.says_to(phone, "c’est bien vous")
    await settled(town)
    assert token not in str(await town.at_desk(phone))
