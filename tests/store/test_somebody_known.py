"""Somebody known by several accounts, remembered, taken out and erased: the same on each database."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from bot.brain.fake import answer
from bot.store.personal import NOT_PERSONAL
from bot.store.tables import metadata
from tests.house import House, open_house
from tests.scenarios.test_erasure import SECRETS, full_history


async def every_row(house: House) -> str:
    """Every row of every table, as text."""
    async with house.front.service.deps.db.read() as connection:
        return "\n".join([f"{table.name}: {dict(row)}" for table in metadata.sorted_tables
                          for row in (await connection.execute(sa.select(table))).mappings()])


async def test_accounts_become_one_record_which_is_remembered_taken_out_and_erased(url: str, tmp_path: Path) -> None:
    async with open_house(tmp_path, SENSEI_DATABASE_URL=url) as house:
        service = house.front.service
        conversations = await full_history(house)  # web, then Telegram, linked by a proof
        [customer] = await service.customers_called("awa")
        awa = await house.visitor(who="awa")
        for value in ("37", "38"):  # a second value takes the place of the first
            told = await house.http.put("/chat/memory", json={"key": "shoe_size", "value": value},
                                        headers={"Authorization": f"Bearer {awa.token}"})
            assert told.status_code == 200
        taken = (await service.take_out(customer))["tables"]
        assert {row["id"] for row in taken["conversation"]} == {*conversations, awa.conversation}
        assert [row["value"] for row in taken["identity"]] == ["47110815"]
        assert [row["value"] for row in taken["memory"]] == ["38"]
        house.brain.script = lambda request: answer("Oui.")
        neighbour = await house.visitor(who="moreau")
        await neighbour.say("ma bouilloire")
        await house.front.worker.settled()
        before = await every_row(house)
        gone = (*SECRETS[:4], *conversations, customer, "47110815", "update-0815")
        assert [told for told in gone if told not in before] == []
        asked = await service.ask_erasure(customer, "operator")
        await service.run_erasures()
        stone = await service.erasure(asked)
        assert stone is not None and stone["state"] == "done"
        after = await every_row(house)
        assert [told for told in gone if told in after] == []
        assert "bouilloire" in after and "erasure" in NOT_PERSONAL
        assert [row["id"] for row in await service.erased_when("awa")] == [asked]
