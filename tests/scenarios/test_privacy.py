"""A copy of everything, periods that end by themselves, and who looked at whom."""

from __future__ import annotations

import asyncio
import json
from argparse import Namespace
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot import privacy
from bot.plan import INSIDE, make_plan
from bot.service import Service
from bot.settings import SettingError, Settings
from tests.house import NADIA, House, open_house, settings_for
from tests.scenarios.test_erasure import everywhere, full_history


async def nothing() -> None:
    return None


def opened(house: House) -> Callable[[Settings], Awaitable[tuple[Service, Callable[[], Awaitable[None]]]]]:
    async def give(settings: Settings) -> tuple[Service, Callable[[], Awaitable[None]]]:
        return house.front.service, nothing

    return give


async def test_an_export_has_everything_for_machines_and_for_people(house: House, tmp_path: Path) -> None:
    conversations = await full_history(house)
    [customer] = await house.front.service.customers_called("awa")
    folder = await privacy.write(house.front.service, house.brain, customer, tmp_path / "out", "fr")
    data = json.loads((folder / "data.json").read_text("utf-8"))
    text = (folder / "read-me.txt").read_text("utf-8")
    assert {row["id"] for row in data["tables"]["conversation"]} == set(conversations)
    assert data["tables"]["identity"][0]["value"] == "47110815"
    said = [row["body"]["text"] for row in data["tables"]["event"] if row["kind"] == "message"]
    for told in ("je suis Awa Diallo, j’ai perdu mon hérisson", "Bonjour Awa, le hérisson part demain."):
        assert told in said and told in text
    assert "[interne] cliente adorable, Mme Diallo" in text and "hérisson" in str(data["tables"]["task_run"])
    [file] = (folder / "files").iterdir()
    assert file.read_bytes() == b"mon grimoire et mon robot"
    heard = [event["text"] for conversation in conversations for event in data["brain"][conversation]]
    assert any("j’ai perdu mon hérisson" in text for text in heard)
    assert folder.stat().st_mode & 0o777 == 0o700 and file.stat().st_mode & 0o777 == 0o600
    assert "hash" not in json.dumps(list(data["tables"]))
    for other in ("agent@maison", "argon2", "token_hash", "code_hash"):
        assert other not in json.dumps(data)


async def test_an_export_says_what_it_lacks_while_the_brain_is_down(house: House, tmp_path: Path) -> None:
    await full_history(house)
    [customer] = await house.front.service.customers_called("awa")
    house.brain.fail()
    folder = await privacy.write(house.front.service, house.brain, customer, tmp_path / "out", "fr")
    assert json.loads((folder / "data.json").read_text("utf-8"))["brain"] == {"not_reachable": "told to be down"}


async def test_the_brain_of_a_running_house_is_found_by_what_its_supervisor_noted(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    assert privacy.brain_of(settings) == ("", "")
    (tmp_path / "run").mkdir()
    plan = make_plan(settings, {})
    assert privacy.brain_of(settings)[1] == plan.brain[-1].environ["SENSEI_BRAIN_TOKEN"]
    assert (tmp_path / "run" / INSIDE).stat().st_mode & 0o777 == 0o600


async def test_the_command_erases_and_later_proves_when(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    awa = await house.visitor(who="awa")
    await awa.say("mon hérisson")
    await house.front.worker.settled()
    given = Namespace(who="awa", yes=True)
    assert await privacy._erase(house.settings, given, opened(house)) == 0
    assert "Erased at" in capsys.readouterr().out
    assert "hérisson" not in everywhere(house.settings.data_dir)
    assert await privacy._erase(house.settings, given, opened(house)) == 1
    assert "Erased 20" in capsys.readouterr().out


async def test_the_command_asks_first_and_takes_no_name(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    await house.visitor(who="awa")
    with pytest.raises(SettingError, match="--yes"):
        await privacy._erase(house.settings, Namespace(who="awa", yes=False), opened(house))
    assert await privacy._erase(house.settings, Namespace(who="Awa Diallo", yes=True), opened(house)) == 1
    assert "A name finds nobody" in capsys.readouterr().out


async def test_without_a_running_sensei_an_erasure_is_noted_and_done_at_the_next_start(
        folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house(folder) as house:
        awa = await house.visitor(who="awa")
        await awa.say("mon hérisson")
        await house.front.worker.settled()
        await house.front.worker.stop()
        monkeypatch.setattr(privacy, "WAIT_S", 0.0)
        assert await privacy._erase(house.settings, Namespace(who="awa", yes=True), opened(house)) == 3
        assert "not done yet" in capsys.readouterr().out
    async with open_house(folder) as house:
        for _ in range(100):
            if await house.front.service.customers_called("awa") == []:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        assert "hérisson" not in everywhere(folder)


async def test_who_was_silent_for_longer_than_the_period_is_erased_and_nobody_who_waits(house: House) -> None:
    service = house.front.service
    stranger, awa, waits = await house.visitor(), await house.visitor(who="awa"), await house.visitor()
    for visitor in (stranger, awa, waits):
        await visitor.say("mon hérisson")
        await visitor.bot_says("echo")
    await waits.wish("human")

    async def left() -> set[str]:
        found = set()
        for visitor in (stranger, awa, waits):
            if await service.customers_called(visitor.conversation):
                found.add(visitor.conversation)
        return found

    async def after(days: int) -> set[str]:
        house.clock.move(house.clock.now() + timedelta(days=days))
        for _ in range(3):
            await service.keep_periods()
            await service.run_erasures()
            await asyncio.sleep(0.1)
        return await left()

    await after(2)  # the visits end by silence
    assert await after(80) == {stranger.conversation, awa.conversation, waits.conversation}
    assert await after(20) == {awa.conversation, waits.conversation}
    assert await after(1000) == {waits.conversation}


async def test_leads_see_who_looked_at_whom_and_others_do_not(house: House) -> None:
    awa = await house.visitor(who="awa")
    await awa.wish("human")
    claire, nadia = await house.agent(), await house.agent(NADIA)
    await claire.queue()
    for _ in range(3):
        await claire.conversation(awa.conversation)
    assert (await claire.get("looks")).status_code == 403
    [seen] = (await nadia.get("looks", conversation=awa.conversation)).json()["looks"]
    assert (seen["agent"]["name"], seen["name"], seen["what"]) == ("Claire", "Awa", "conversation")
    house.clock.move(house.clock.now() + timedelta(hours=2))
    await claire.conversation(awa.conversation)
    await nadia.conversation(awa.conversation)
    looks = (await nadia.get("looks")).json()["looks"]
    assert [look["agent"]["name"] for look in looks] == ["Nadia", "Claire", "Claire"]
    assert (await nadia.get("looks", agent=seen["agent"]["id"])).json()["looks"][0]["agent"]["name"] == "Claire"
