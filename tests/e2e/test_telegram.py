"""The lost toy and a missing piece by Telegram, with the real brain, in both languages; begun on the web, ended there."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Town
from tests.e2e.telegram import Phones
from tests.e2e.test_lost_toy import LUKA, TOM
from tests.e2e.test_replace_part import TALKS, says_and_is_shown
from tests.telegram.people import Person

pytestmark = pytest.mark.needs("brain")


async def waiting(town: Town, name: str) -> dict[str, object]:
    claire = await town.agent()
    [row] = [row for row in await claire.queue() if row["name"] == name and row["channel"] == "telegram"]
    return await claire.conversation(row["id"])


async def test_luka_writes_by_telegram_and_claire_answers_under_her_name(town: Town, phones: Phones) -> None:
    luka = await phones.do(lambda: phones.fake.person("Luka"))
    await phones.do(lambda: luka.says(LUKA))
    said = (await phones.says_to(luka, "adulte")).text
    assert said.startswith("Sensei, assistant automatique\n")
    assert not any(word in f" {said.lower()} " for word in (" vous ", " votre ", " vos "))
    await phones.says_to(luka, "Promis")
    detail = await waiting(town, "Luka")
    assert {"emotion", "policy_exception", "minor"} <= {reason["code"] for reason in detail["decision"]["reasons"]}  # type: ignore[index]
    claire = await town.agent()
    await claire.claim(str(detail["id"]))
    await claire.reply(str(detail["id"]), "Bonjour Luka, ici Claire. Un nouveau Jay part demain.")
    assert (await phones.says_to(luka, "ici Claire")).text.startswith("Claire, service clients\n")


async def test_tom_is_understood_in_english(town: Town, phones: Phones) -> None:
    tom = await phones.do(lambda: phones.fake.person("Tom", language="en"))
    await phones.do(lambda: tom.says(TOM))
    said = (await phones.says_to(tom, "Claire")).text
    assert said.startswith("Sensei, automated assistant\n") and "vous" not in said
    detail = await waiting(town, "Tom")
    assert detail["language"] == "en"
    assert {"emotion", "policy_exception"} <= {reason["code"] for reason in detail["decision"]["reasons"]}  # type: ignore[index]


async def replacements(town: Town, who: str) -> int:
    return len([order for order in await town.orders(who) if order["kind"] == "replacement"])


async def linked(town: Town, phones: Phones, person: Person, who: str) -> None:
    answer = await town.http.post("/telegram/links", json={"identity": await town.identity(who)})
    word = str(answer.json()["url"]).partition("?start=")[2]
    await phones.do(lambda: person.starts(word))


async def test_what_awa_began_on_the_web_ends_on_her_phone_after_one_tap(town: Town, phones: Phones) -> None:
    talk, before = TALKS["fr"], await replacements(town, "awa")
    web = await town.visitor("fr", who="awa")
    await says_and_is_shown(web, talk.start, "part")
    await says_and_is_shown(web, talk.part, "what_happened")
    await says_and_is_shown(web, talk.happened, "address")
    paused = await web.say(talk.pause)
    await web.until(lambda e: e["kind"] == "message" and e["seq"] > paused)
    phone = await phones.do(lambda: phones.fake.person("A."))
    await linked(town, phones, phone, "awa")
    assert "Awa" in (await phones.says_to(phone, "c’est bien vous")).text
    await phones.says_to(phone, "On reprend")
    await phones.do(lambda: phone.presses("Reprendre"))
    await phones.says_to(phone, "Étape 4 sur 5")
    await phones.message_to(phone)
    await phones.do(lambda: phone.says(talk.agree))
    await phones.says_to(phone, talk.done)
    assert await replacements(town, "awa") == before
    await phones.do(lambda: phone.presses("Envoyer la pièce"))
    await phones.says_to(phone, talk.done)
    assert await replacements(town, "awa") == before + 1


async def test_a_part_is_replaced_by_telegram_in_english(town: Town, phones: Phones) -> None:
    talk, before = TALKS["en"], await replacements(town, "moreau")
    phone = await phones.do(lambda: phones.fake.person("S.", language="en"))
    await linked(town, phones, phone, "moreau")
    await phones.message_to(phone)
    await phones.do(lambda: phone.says("/language en"))
    await phones.says_to(phone, "in English")
    for words, answered in ((talk.start, talk.own_word), (talk.part, ""), (talk.happened, "")):
        await phones.do(lambda words=words: phone.says(words))
        await phones.says_to(phone, answered)
    await phones.do(lambda: phone.says(talk.agree))
    await phones.says_to(phone, talk.done)
    await phones.do(lambda: phone.presses("Send the part"))
    await phones.says_to(phone, talk.done)
    assert await replacements(town, "moreau") == before + 1
