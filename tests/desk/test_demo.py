"""The guided tour's routes exist in the demo only."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import rfc3339
from bot.office import OfficeDown
from tests.door import open_door


class FakeOffice:
    def __init__(self, *, down: bool = False) -> None:
        self.down = down

    async def orders(self, customer: str, *, language: str = "fr") -> list[dict[str, Any]]:
        if self.down:
            raise OfficeDown("gone")
        label = f"{customer} {language}"
        return [{"id": "o1", "kind": "order", "label": label, "status": "livré", "key": None, "at": ""}]


@pytest.mark.parametrize(("who", "name"), [("luka", "Luka"), ("awa", "Awa"), ("moreau", "Madame Moreau")])
async def test_a_sample_person_gets_an_identity_that_holds(tmp_path: Path, who: str, name: str) -> None:
    async with open_door(tmp_path, demo=True) as door:
        answer = (await door.http.post("/demo/identity", json={"who": who})).json()
        assert answer["name"] == name
        assert door.identities.verify(answer["identity"]).company_id == who
        await door.session(identity=answer["identity"])


@pytest.mark.parametrize("who", ["unknown", "stranger", None])
async def test_someone_unknown_has_no_identity(tmp_path: Path, who: str | None) -> None:
    async with open_door(tmp_path, demo=True) as door:
        answer = await door.http.post("/demo/identity", json={"who": who})
        assert answer.json() == {"identity": None, "name": None}
        assert (await door.http.post("/demo/identity", json={"who": "mallory"})).status_code == 404


async def test_luka_is_seven_on_any_day(tmp_path: Path) -> None:
    async with open_door(tmp_path, demo=True) as door:
        answer = (await door.http.post("/demo/identity", json={"who": "luka"})).json()
        born = door.identities.verify(answer["identity"]).birthdate
        assert born is not None
        today = door.clock.now().date()
        year, month, day = map(int, born.split("-"))
        assert today.year - year - ((today.month, today.day) < (month, day)) == 7


async def test_the_clock_moves_and_comes_back(tmp_path: Path) -> None:
    async with open_door(tmp_path, demo=True) as door:
        moved = await door.http.post("/demo/clock", json={"now": "2026-11-28T23:00:00+01:00"})
        assert moved.json()["now"].startswith("2026-11-28T22:00:0")
        back = (await door.http.post("/demo/clock", json={"now": None})).json()["now"]
        assert back <= rfc3339(door.clock.now() + timedelta(seconds=1))


@pytest.mark.parametrize("now", ["tomorrow", "2026-11-28T23:00:00", 5, "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
async def test_a_time_that_is_none_is_refused(tmp_path: Path, now: Any) -> None:
    async with open_door(tmp_path, demo=True) as door:
        answer = await door.http.post("/demo/clock", json={"now": now})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_request")


async def test_another_site_cannot_move_the_clock(tmp_path: Path) -> None:
    async with open_door(tmp_path, demo=True) as door:
        answer = await door.http.post("/demo/clock", json={"now": None}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403


async def test_orders_are_seen_in_the_readers_language(tmp_path: Path) -> None:
    async with open_door(tmp_path, demo=True, office=FakeOffice()) as door:
        answer = await door.http.get("/demo/orders?customer=awa", headers={"Accept-Language": "en"})
        assert answer.json() == {
            "orders": [{"id": "o1", "kind": "order", "label": "awa en", "status": "livré", "key": None}]}


@pytest.mark.parametrize("office", [None, FakeOffice(down=True)])
async def test_orders_that_cannot_be_reached_are_said_to_be(tmp_path: Path, office: Any) -> None:
    async with open_door(tmp_path, demo=True, office=office) as door:
        answer = await door.http.get("/demo/orders?customer=awa")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_now")
