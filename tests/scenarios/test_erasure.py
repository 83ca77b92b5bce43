"""After an erasure a search of everything finds the tombstone and nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.brain.fake import answer
from bot.core import logs
from bot.core.identities import Proof
from bot.core.messages import Inbound
from bot.store.personal import NOT_PERSONAL, tables
from bot.store.tables import metadata
from tests.company import Company
from tests.house import NADIA, House, open_house

SECRETS = ("Diallo", "Awa", "hérisson", "grimoire", "photo-du-robot", "12 rue des Lilas")


def understood(name: str | None = None) -> dict[str, Any]:
    return {"intent": "say_name", "confidence": 1.0, "alternatives": [], "name": name,
            "emotion": {"feelings": [], "words": [], "urgency": 0.0}}


async def full_history(house: House) -> list[str]:
    """Somebody with everything: web and Telegram, a task, a file, a hand-over, notes, a promise, a correction."""
    house.brain.script = lambda request: answer("Le 12 rue des Lilas ?", understanding=understood("Awa"), facts=[
        {"type": "fact", "name": "thing", "label": "la chose", "value": "le hérisson", "said": "mon hérisson"}],
        tasks=[{"type": "task", "task": "replace_part", "run": "t1.replace_part", "state": "started"}], steps=[
        {"type": "step", "task": "replace_part", "run": "t1.replace_part", "step": "part", "n": 2, "of": 5,
         "label": "La pièce", "state": "done", "value": "hérisson", "said": "mon hérisson", "hint": 0,
         "irreversible": False}])
    stranger = await house.visitor()
    await stranger.say("je suis Awa Diallo, j’ai perdu mon hérisson")
    await stranger.bot_says("Lilas")
    anonymous = stranger.conversation
    first = await house.visitor(who="awa")
    identity = (await house.http.post("/demo/identity", json={"who": "awa"})).json()["identity"]
    await stranger.open(identity=identity, greet=True)
    file = await house.http.post(
        "/chat/attachments", headers={"Authorization": f"Bearer {stranger.token}"},
        files={"file": ("photo-du-robot.txt", b"mon grimoire et mon robot", "text/plain")})
    await stranger.post(text="voici le grimoire", attachments=[file.json()["id"]])
    await house.front.worker.settled()
    await stranger.wish("human")
    agent = await house.agent()
    await agent.claim(stranger.conversation)
    await agent.conversation(stranger.conversation)
    await agent.reply(stranger.conversation, "Bonjour Awa, le hérisson part demain.")
    await agent.reply(stranger.conversation, "cliente adorable, Mme Diallo", private=True)
    await agent.resolve(stranger.conversation)
    telegram = await house.front.service.conversation_of_account(
        kind="telegram", value="47110815", channel="telegram", language="fr", name="Awa Diallo")
    await house.front.service.receive(Inbound("telegram", "update-0815", telegram["id"], house.clock.now(), text="mon hérisson ?"))
    await house.front.worker.settled()
    await house.front.service.link_identity(telegram["id"], Proof("start_link", "awa"))
    return [anonymous, first.conversation, telegram["id"]]


def everywhere(folder: Path) -> str:
    """Every byte of every file below the data folder, and every row of the store."""
    bytes_ = "\n".join(path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file())
    with sqlite3.connect(folder / "sensei.db") as base:
        return bytes_.encode("latin-1").decode("utf-8", "replace") + "\n".join(base.iterdump())


@pytest.fixture
async def shop(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    company = Company(tmp_path_factory.mktemp("company"))
    (folder / "log").mkdir()
    handler = logs.logging.FileHandler(folder / "log" / "front_door.log", encoding="utf-8")
    handler.setFormatter(logs.OneLine())
    root = logs.logging.getLogger("bot")
    before = root.level
    root.addHandler(handler)
    root.setLevel("INFO")
    try:
        async with open_house(folder, office=company.office) as house:
            yield house
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()


async def test_after_an_erasure_only_the_tombstone_is_found(shop: House) -> None:
    service, folder = shop.front.service, shop.settings.data_dir
    conversations = await full_history(shop)
    shop.brain.script = lambda request: answer("Oui.")
    neighbour = await shop.visitor(who="moreau")
    await neighbour.say("ma bouilloire")
    await shop.front.worker.settled()
    [customer] = await service.customers_called("awa")
    before = everywhere(folder)
    for told in (*SECRETS, *conversations, customer, "47110815"):
        assert told in before, told
    asked = await service.ask_erasure(customer, "operator")
    await service.run_erasures()
    after = everywhere(folder)
    for told in (*SECRETS, *conversations, customer, "47110815", "update-0815"):
        assert told not in after, told
    stone = await service.erasure(asked)
    assert stone is not None and (stone["state"], stone["subject_id"]) == ("done", None)
    assert stone["parts"]["files"] == 1 and stone["parts"]["store"] > 30 and stone["parts"]["logs"] > 5
    assert [row["id"] for row in await service.erased_when("awa")] == [asked]
    assert set(shop.brain.forgotten) == set(conversations)
    assert "bouilloire" in after and "Simone" in after  # nobody else's was touched
    assert (await neighbour.post(text="toujours là")).status_code == 202


async def test_an_erasure_waits_for_the_brain_and_nobody_reads_on_meanwhile(shop: House) -> None:
    service = shop.front.service
    awa = await shop.visitor(who="awa")
    await awa.say("mon hérisson")
    await shop.front.worker.settled()
    [customer] = await service.customers_called("awa")
    shop.brain.fail()
    asked = await service.ask_erasure(customer, "operator")
    await service.run_erasures()
    assert (await awa.post(text="encore")).status_code == 401
    stone = await service.erasure(asked)
    assert stone is not None and stone["state"] == "asked" and "hérisson" in everywhere(shop.settings.data_dir)
    shop.brain.recover()
    await service.run_erasures()
    stone = await service.erasure(asked)
    assert stone is not None and stone["state"] == "done" and "hérisson" not in everywhere(shop.settings.data_dir)


async def test_asked_twice_is_erased_once_and_a_later_visit_begins_anew(shop: House) -> None:
    service = shop.front.service
    awa = await shop.visitor(who="awa")
    await awa.say("mon hérisson")
    [customer] = await service.customers_called("awa")
    assert await service.ask_erasure(customer, "operator") == await service.ask_erasure(customer, "customer")
    await service.run_erasures()
    assert await service.customers_called("awa") == []
    again = await shop.visitor(who="awa", greet=True)
    await again.bot_says("Bonjour Awa")
    assert "hérisson" not in str(again.seen)


async def test_a_turn_on_its_way_is_not_answered_into_the_void(shop: House) -> None:
    service = shop.front.service
    awa = await shop.visitor(who="awa")
    shop.brain.hold()
    await awa.say("mon hérisson")
    await shop.brain.arrived.wait()
    [customer] = await service.customers_called("awa")
    await service.ask_erasure(customer, "operator")
    await service.run_erasures()
    shop.brain.release()
    await shop.front.worker.settled()
    await service.run_erasures()
    assert "hérisson" not in everywhere(shop.settings.data_dir)


async def test_a_name_or_a_likeness_finds_nobody_to_erase(shop: House) -> None:
    await shop.visitor(who="awa")
    for who in ("Awa", "Awa Diallo", "%", "", "AWA", "aw"):
        assert await shop.front.service.customers_called(who) == []


def test_every_table_is_somebodys_or_says_why_not() -> None:
    personal = {table.name for table in tables()}
    named = set(metadata.tables)
    assert named - personal == set(NOT_PERSONAL) & named, "name it in NOT_PERSONAL, or give it conversation_id"


async def test_a_lead_is_not_asked_to_look_at_who_is_gone(shop: House) -> None:
    awa = await shop.visitor(who="awa")
    await awa.say("bonjour")
    await shop.front.worker.settled()
    [customer] = await shop.front.service.customers_called("awa")
    await shop.front.service.ask_erasure(customer, "operator")
    await shop.front.service.run_erasures()
    lead = await shop.agent(NADIA)
    assert (await lead.get(f"conversations/{awa.conversation}")).status_code == 404
    assert awa.conversation not in str((await lead.get("conversations")).json())
