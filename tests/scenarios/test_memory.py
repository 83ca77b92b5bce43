"""Remembered as told, shown when asked, changed and forgotten by oneself; and rights that need no agent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.brain.fake import answer
from tests.company import Company
from tests.house import TUESDAY, House, Visitor, open_house
from tests.scenarios.test_erasure import everywhere
from tests.scenarios.test_linking import account, write


async def call(house: House, visitor: Visitor, method: str, path: str = "", body: Any = None) -> httpx.Response:
    return await house.http.request(method, f"/chat/memory{path}", json=body,
                                    headers={"Authorization": f"Bearer {visitor.token}"})


async def remembered(house: House, visitor: Visitor) -> dict[str, str]:
    answer = await call(house, visitor, "GET")
    assert answer.status_code == 200, answer.text
    return {item["key"]: item["value"] for item in answer.json()["items"]}


async def test_what_is_told_is_kept_said_once_and_reaches_brain_and_brief(house: House) -> None:
    awa = await house.visitor(who="awa")
    await awa.say("je chausse du 38 et on peut se tutoyer, mon anniversaire est le 12 mars")
    said = await awa.bot_says("Je le retiens", "pointure", "38")
    assert "Que sais-tu de moi" in said["text"]  # from here on as they wish it
    await awa.bot_says("echo")
    await awa.say("encore")
    await awa.bot_says("echo: encore")
    known = house.brain.asked[-1]["known"]
    assert known["preferences"] == {"shoe_size": "38"} and known["formality"] == "tu"
    await awa.wish("human")
    agent = await house.agent()
    who = (await agent.conversation(awa.conversation))["brief"]["who"]
    assert {"label": "pointure", "text": "38"} in who["preferences"]
    assert who["dates"] == [{"label": "anniversaire", "text": "12 mars"}] and who["formality"] == "tu"
    again = await house.visitor(who="awa")
    assert (await remembered(house, again)).keys() == {"shoe_size", "formality", "birthday"}


async def test_asked_what_it_knows_it_shows_all_and_forgets_by_a_choice(house: House) -> None:
    awa = await house.visitor(who="awa")
    await awa.say("je chausse du 38. Ne m’appelez jamais.")
    await awa.bot_says("Je le retiens")
    await awa.bot_says("echo")
    asked = len(house.brain.asked)
    await awa.say("qu’est-ce que vous savez de moi ?")
    shown = await awa.bot_says("vous êtes Awa", "pointure", "ne jamais téléphoner", "24/11/2026")
    assert [c["label"] for c in shown["choices"]][-2:] == ["Recevoir une copie de mes données", "Effacer mes données"]
    await awa.choose("Oublier ne jamais")
    await awa.bot_says("C’est oublié")
    assert (await remembered(house, awa)) == {"shoe_size": "38"}
    await awa.choose("Oublier tout")
    await awa.bot_says("Tout cela est oublié")
    assert (await remembered(house, awa)) == {} and len(house.brain.asked) == asked
    assert await house.front.service.unanswered(0) == []


async def test_what_is_sensitive_is_kept_after_a_yes_only_and_ends(house: House) -> None:
    awa = await house.visitor(who="awa")
    await awa.say("retenez que je suis sourde")
    offered = await awa.bot_says("personnel", "six mois")
    assert await remembered(house, awa) == {} and offered["text"].count("?") == 1
    await awa.choose("Ne rien noter")
    await awa.bot_says("Rien n’est noté")
    assert await remembered(house, awa) == {}
    await awa.say("notez que je suis sourde")
    await awa.bot_says("personnel")
    await awa.choose("Le noter")
    await awa.bot_says("C’est noté")
    [item] = (await call(house, awa, "GET")).json()["items"]
    assert (item["key"], item["permission"]) == ("accessibility", "agreed") and item["until"]
    house.clock.move(house.clock.now() + timedelta(days=181))
    assert await remembered(house, await house.visitor(who="awa")) == {}


@pytest.mark.parametrize("text", ["je suis sourde", "mon mari est décédé", "ma mère chausse du 38"])
async def test_what_is_told_in_passing_or_of_others_is_not_kept(house: House, text: str) -> None:
    awa = await house.visitor(who="awa")
    await awa.say(text)
    await awa.bot_says("echo")
    assert await remembered(house, awa) == {}


async def test_of_a_passer_by_and_of_a_child_nothing_is_kept(house: House) -> None:
    stranger, child = await house.visitor(), await house.visitor(who="luka")
    for visitor in (stranger, child):
        await visitor.say("je chausse du 34 et on peut se tutoyer")
        await visitor.bot_says("echo")
        assert not any("retiens" in text for text in visitor.texts())
    assert house.brain.asked[0]["known"]["formality"] == "tu"  # how to speak holds for this visit
    assert await remembered(house, child) == {}
    assert (await call(house, child, "PUT", "", {"key": "size", "value": "M"})).status_code == 403
    assert (await call(house, stranger, "GET")).status_code == 403


async def test_an_account_of_a_channel_is_remembered_and_merged_with_its_owner(house: House) -> None:
    conv = await account(house)
    await write(house, conv["id"], "je chausse du 38")
    await write(house, conv["id"], "encore")
    assert house.brain.asked[-1]["known"]["preferences"] == {"shoe_size": "38"}


async def test_the_account_page_changes_and_forgets_and_refuses_what_is_not_theirs(house: House) -> None:
    awa, moreau = await house.visitor(who="awa"), await house.visitor(who="moreau")
    changed = await call(house, awa, "PUT", "", {"key": "pick_up_point", "value": "Librairie des Lilas"})
    [item] = changed.json()["items"]
    assert (item["value"], item["source"], item["permission"]) == ("Librairie des Lilas", "account", "chosen")
    for body in ({"key": "password", "value": "x"}, {"key": "formality", "value": "ihr"}, {"key": "size", "value": " "}):
        assert (await call(house, awa, "PUT", "", body)).status_code == 422
    assert (await call(house, moreau, "DELETE", f"/{item['id']}")).status_code == 422
    assert (await call(house, awa, "DELETE", f"/{item['id']}")).status_code == 204
    assert await remembered(house, awa) == {}


async def test_a_copy_of_everything_comes_in_the_chat(house: House) -> None:
    awa = await house.visitor(who="awa")
    await awa.say("mon hérisson est perdu, je chausse du 38")
    await awa.bot_says("echo")
    await awa.say("je veux une copie de mes données")
    sent = await awa.bot_says("tout ce que je garde")
    texts = []
    for file in sent["attachments"]:
        got = await house.http.get(file["url"], headers={"Authorization": f"Bearer {awa.token}"})
        texts.append(got.content.decode())
    assert all("hérisson" in text and "38" in text for text in texts) and len(texts) == 2
    thief = await house.visitor()
    refused = await house.http.get(sent["attachments"][0]["url"], headers={"Authorization": f"Bearer {thief.token}"})
    assert refused.status_code == 404


async def test_an_erasure_asked_in_the_chat_is_confirmed_once_and_done(house: House) -> None:
    awa = await house.visitor(who="awa")
    await awa.say("mon hérisson est perdu")
    await awa.bot_says("echo")
    await awa.say("supprimez mes données")
    said = await awa.bot_says("Faut-il le faire")
    assert "factures restent" in said["text"]
    await awa.choose("Tout garder")
    await awa.bot_says("Rien n’est effacé")
    await awa.say("effacez tout ce que vous savez de moi")
    await awa.bot_says("Faut-il le faire")
    await awa.choose("Tout effacer maintenant")
    await awa.bot_says("C’est en cours")
    house.clock.move(house.clock.now() + timedelta(seconds=20))
    for _ in range(100):
        if await house.front.service.customers_called("awa") == []:
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    assert "hérisson" not in everywhere(house.settings.data_dir)
    assert (await awa.post(text="encore")).status_code == 401


async def test_data_go_to_nobody_who_is_only_named(house: House) -> None:
    awa = await house.visitor(who="awa")
    await awa.say("mon hérisson est perdu")
    await awa.bot_says("echo")
    session = house.front.service.deps
    real = session.real_now
    session.real_now = lambda: real() + timedelta(days=1)
    for text in ("que savez-vous de moi ?", "je veux une copie de mes données", "supprimez mes données"):
        await awa.say(text)
        said = await awa.bot_says("sûr de la bonne personne")
        assert said["choices"][0]["label"] == "Recevoir un code par e-mail" and said["attachments"] == []


async def test_a_stranger_may_have_their_own_words_erased(house: House) -> None:
    stranger = await house.visitor()
    await stranger.say("mon hérisson est perdu")
    await stranger.bot_says("echo")
    await stranger.say("oubliez-moi")
    await stranger.bot_says("Faut-il le faire")
    await stranger.choose("Tout effacer")
    await stranger.bot_says("C’est en cours")


@pytest.fixture
async def shop(folder: Path, tmp_path: Path) -> AsyncIterator[House]:
    company = Company(tmp_path)
    async with open_house(folder, office=company.office) as house:
        company.now = house.clock.now
        yield house


async def test_the_greeting_knows_what_arrived_and_asks_once(shop: House) -> None:
    shop.clock.move(TUESDAY + timedelta(days=1))  # the kettle came on Tuesday
    moreau = await shop.visitor(who="moreau", greet=True)
    await moreau.bot_says("Bonjour Madame Moreau", "Votre bouilloire rouge", "tout est bien arrivé")
    await moreau.wish("close")
    again = await shop.visitor(who="moreau", greet=True)
    assert "bouilloire" not in (await again.bot_says("Qu’est-ce qui vous amène"))["text"]
    awa = await shop.visitor(who="awa", greet=True)
    await awa.bot_says("Bonjour Awa", "arrivent demain")  # what is still coming is told before what came


async def test_the_greeting_tells_a_stranger_nothing(shop: House) -> None:
    stranger = await shop.visitor(greet=True)
    said = await stranger.bot_says("Bonjour")
    assert "arrivé" not in said["text"] and "bouilloire" not in said["text"]


async def test_the_greeting_offers_what_was_begun_elsewhere_and_going_on_is_one_press(house: House) -> None:
    run = "t1.replace_part"
    begun = answer("Quelle pièce ?", tasks=[{"type": "task", "task": "replace_part", "run": run, "state": "started"},
                                            {"type": "task", "task": "replace_part", "run": run, "state": "paused"}])
    house.brain.script = lambda request: begun if "pièce" in request["text"] else answer("On continue.")
    moreau = await house.visitor(who="moreau", greet=True)
    await moreau.say("il manque une pièce")
    await moreau.bot_says("Quelle pièce")
    await moreau.wish("close")
    house.clock.move(TUESDAY + timedelta(days=2))
    again = await house.visitor(who="moreau", greet=True)
    await again.bot_says("Bonjour Madame Moreau", "est gardée", "On la reprend")
    await again.choose("Reprendre")
    await again.bot_says("On continue")
    assert house.brain.asked[-1]["choice"] == {"intent": "resume_task", "entities": []}


async def test_what_was_begun_long_ago_is_not_recited(house: House) -> None:
    run = "t1.replace_part"
    house.brain.script = lambda request: answer("Quelle pièce ?", tasks=[
        {"type": "task", "task": "replace_part", "run": run, "state": "started"}])
    moreau = await house.visitor(who="moreau", greet=True)
    await moreau.say("il manque une pièce")
    await moreau.bot_says("Quelle pièce")
    await moreau.wish("close")
    house.clock.move(TUESDAY + timedelta(days=60))
    again = await house.visitor(who="moreau", greet=True)
    assert "gardée" not in (await again.bot_says("Bonjour Madame Moreau"))["text"]
