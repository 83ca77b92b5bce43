"""The shop's pages as the front door answers them: who may frame them, what exists in the demo only, one clock for all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.backoffice.clock import following
from bot.clock import Clock
from bot.demo import share_shift
from bot.office import OfficeDown
from tests.door import open_door

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SATURDAY_NIGHT, TUESDAY = "2026-11-28T23:00:00+01:00", "2026-11-24T14:00:00+01:00"
FRAMED = {"Sec-Fetch-Dest": "iframe"}
HOSTILE = "https://evil.example"


class FakeOffice:
    """Two orders of Awa, one of a kind the shop has no drawing for; nobody's record when `forgetful`."""

    def __init__(self, *, forgetful: bool = False) -> None:
        self.forgetful = forgetful

    async def customer(self, customer: str) -> dict[str, str] | None:
        if self.forgetful:
            raise OfficeDown("gone")
        return {"since": "2022-04-09"}

    async def orders(self, customer: str, *, language: str = "fr") -> list[dict[str, str | None]]:
        rest = {"kind": "order", "status": "livré", "key": None, "at": "2026-11-17T09:00:00+00:00"}
        return [{"id": "awa-robot", "label": f"Pixel {language}", **rest}, {"id": "x-9", "label": "autre", **rest}]


@pytest.mark.parametrize("path", ["/", "/account", "/desk"])
async def test_in_the_demo_our_own_pages_may_frame_both_sides_and_no_other_site_may(tmp_path: Path, path: str) -> None:
    async with open_door(tmp_path, demo=True, origins=(HOSTILE,)) as door:
        headers = (await door.http.get(path)).headers
        assert headers["content-security-policy"].endswith("frame-ancestors 'self'")
        assert headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/", "/desk", "/health", "/nowhere"])
async def test_outside_the_demo_nobody_may_frame_shop_or_desk(tmp_path: Path, path: str) -> None:
    async with open_door(tmp_path, origins=(HOSTILE,)) as door:
        headers = (await door.http.get(path)).headers
        assert headers["content-security-policy"].endswith("frame-ancestors 'none'")
        assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/both", "/desk/api/queue", "/demo/orders?customer=awa", "/nowhere"])
async def test_what_both_sides_do_not_need_stays_unframed_in_the_demo(tmp_path: Path, path: str) -> None:
    async with open_door(tmp_path, demo=True) as door:
        assert (await door.http.get(path)).headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/account", "/both", "/demo/account?customer=awa"])
async def test_the_tour_is_not_there_outside_the_demo(tmp_path: Path, path: str) -> None:
    async with open_door(tmp_path) as door:
        assert (await door.http.get(path)).status_code == 404
        assert "data-who" not in (await door.http.get("/")).text


async def test_a_framed_shop_leaves_the_bar_to_the_page_around_it(tmp_path: Path) -> None:
    async with open_door(tmp_path, demo=True) as door:
        alone, framed = await door.http.get("/"), await door.http.get("/", headers=FRAMED)
        assert 'class="tour"' in alone.text
        assert 'class="tour"' not in framed.text
        assert "person.js" in framed.text
        assert "Sec-Fetch-Dest" in framed.headers["vary"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", ["/", "/account", "/both", "/nowhere"])
async def test_every_page_is_in_the_readers_language(tmp_path: Path, path: str, language: str) -> None:
    async with open_door(tmp_path, demo=True) as door:
        answer = await door.http.get(path, headers={"Accept-Language": language, "Accept": "text/html"})
        assert f'<html lang="{language}"' in answer.text
        assert answer.headers["content-language"] == language


@pytest.mark.parametrize(("now", "pressed"), [(None, "now"), (TUESDAY, "tuesday"), (SATURDAY_NIGHT, "saturday")])
async def test_the_bar_shows_the_clock_whichever_tab_moved_it(tmp_path: Path, now: str | None, pressed: str) -> None:
    async with open_door(tmp_path, demo=True) as door:
        await door.http.post("/demo/clock", json={"now": now})
        page = (await door.http.get("/")).text
        for choice in ("now", "tuesday", "saturday"):
            state = "true" if choice == pressed else "false"
            assert f'data-time="{choice}" aria-pressed="{state}"' in page


async def test_an_account_has_a_name_and_orders_to_recognise_and_no_number(tmp_path: Path) -> None:
    async with open_door(tmp_path, demo=True, office=FakeOffice()) as door:
        answer = await door.http.get("/demo/account?customer=awa", headers={"Accept-Language": "en"})
        account = answer.json()
        assert (account["name"], account["since"]) == ("Awa", "2022-04-09")
        assert [(order["label"], order["picture"]) for order in account["orders"]] == [
            ("Pixel en", "robot"), ("autre", "parcel")]
        assert "x-9" not in answer.text
        assert (await door.http.get("/demo/account?customer=mallory")).status_code == 404


async def test_an_account_can_do_without_the_day_it_began(tmp_path: Path) -> None:
    async with open_door(tmp_path, demo=True, office=FakeOffice(forgetful=True)) as door:
        account = (await door.http.get("/demo/account?customer=moreau")).json()
        assert (account["name"], account["since"]) == ("Madame Moreau", None)


def test_the_demo_back_office_follows_the_clock_and_comes_back(tmp_path: Path) -> None:
    clock, theirs = Clock(), following(tmp_path)
    share_shift(clock, tmp_path)
    clock.move(datetime.fromisoformat(SATURDAY_NIGHT))
    assert abs(theirs() - clock.now()).total_seconds() < 5
    clock.move(None)
    assert abs(theirs() - clock.now()).total_seconds() < 5
    assert not (tmp_path / "run" / "clock").exists()


def test_a_restarted_front_door_forgets_a_moved_clock_for_the_back_office_too(tmp_path: Path) -> None:
    clock = Clock()
    share_shift(clock, tmp_path)
    clock.move(datetime.fromisoformat(SATURDAY_NIGHT))
    fresh = Clock()
    share_shift(fresh, tmp_path)
    assert abs(following(tmp_path)() - fresh.now()).total_seconds() < 5


@pytest.mark.parametrize("written", ["", "soon", "1e99", "nan"])
def test_a_clock_that_cannot_be_read_is_real_time(tmp_path: Path, written: str) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "clock").write_text(written)
    assert abs(following(tmp_path)() - Clock().now()).total_seconds() < 5


def test_pictures_kept_with_the_sources_are_few_and_small() -> None:
    kept = list(PICTURES.glob("*.png"))
    assert 1 <= len(kept) <= 4
    assert all(picture.stat().st_size <= 300_000 for picture in kept)
