"""A printed code: its sheet can be read by a phone, and its link begins the task at that step with the place known."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import expect

from bot.settings import SettingError, load
from bot.task_commands import qr
from tests.house import House
from tests.pages.conftest import Served
from tests.pages.test_axe import clean

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]


def printed(to: Path, task: str = "next_departures", step: str = "stop", place: str = "Bellecour", **more: Any) -> str:
    """The sheet's HTML, as the command writes it."""
    given = {"channel": "web", "language": "", "url": "", "bot": "", "to": str(to), **more}
    qr(load({}), Namespace(task=task, step=step, place=place, **given), lambda settings: None)  # type: ignore[arg-type, return-value]
    return to.read_text("utf-8")


async def test_the_sheet_says_both_languages_and_its_code_is_read_from_a_picture_of_it(served: Served, tmp_path: Path) -> None:
    window = await served.window()
    for more, address in (({}, "http://127.0.0.1:8080/?task=next_departures&step=stop&place=Bellecour"),
                          ({"channel": "telegram", "bot": "colibri_bot"}, "https://t.me/colibri_bot?start=go-")):
        await window.page.set_content(printed(tmp_path / "sheet.html", **more))
        for words in ("Prochains passages à un arrêt", "Next departures at a stop", "Bellecour"):
            await expect(window.page.get_by_text(words, exact=True)).to_be_visible()
        picture = Image.open(io.BytesIO(await window.page.screenshot(full_page=True)))
        read = zxingcpp.read_barcode(picture)
        assert read is not None
        assert read.text.startswith(address)
    await clean(window.page, "sheet")


async def test_opening_the_link_wishes_for_the_task_once_with_step_and_place(served: Served) -> None:
    page = (await served.window("/?language=fr&task=next_departures&step=stop&place=Bellecour")).page
    panel = page.frame_locator("sensei-chat iframe")
    await expect(panel.get_by_text("Je viens pour : Prochains passages à un arrêt (Bellecour).")).to_be_visible()
    await expect(panel.get_by_text("echo:")).to_be_visible()
    asked, = served.house.brain.asked
    assert (asked["text"], asked["choice"]) == ("", {"intent": "next_departures", "entities": [
        {"entity": "begin", "value": "stop"}, {"entity": "place", "value": "Bellecour"}]})
    assert "task=" not in page.url
    await page.reload()
    await expect(page.get_by_role("button", name="question")).to_be_visible()
    assert len(served.house.brain.asked) == 1


async def refused(house: House, **begin: str) -> dict[str, Any]:
    answer = await (await house.visitor()).post(begin=begin)
    assert answer.status_code == 422, answer.text
    return dict(json.loads(answer.text)["error"])


async def test_a_link_can_name_only_what_there_is(served: Served) -> None:
    for begin, field in (({"task": "restart"}, "task"), ({"task": "replace_part", "step": "confirm"}, "step"),
                         ({"task": "next_departures", "place": '/inform{"step":"stop"}'}, "place")):
        assert (await refused(served.house, **begin))["field"] == field
    assert served.house.brain.asked == []


async def test_the_command_says_what_may_be_chosen(served: Served, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="product, part, what_happened, address"):
        printed(tmp_path / "x.html", "replace_part", "confirm", "")
    with pytest.raises(SettingError, match="--bot"):
        printed(tmp_path / "x.html", channel="telegram")
    assert not (tmp_path / "x.html").exists()
