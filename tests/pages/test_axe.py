"""axe over the states no other test looks at, each in light and in dark, with every rule.

Shop pages, a full panel, and the desk with somebody waiting stand in test_shop_browser, test_widget_access and
test_desk_reach.
"""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Frame, Page, expect

from tests.pages.conftest import Served
from tests.pages.desk_people import LUKA, desk, queued
from tests.pages.panel import open_panel, ready, say

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

ALL: dict[str, Any] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
STILL = "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))"


async def clean(page: Page, state: str, place: Frame | None = None) -> None:
    """Nothing to find in this state of the page, or of one frame in it, in light or in dark."""
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        await (place or page).evaluate(STILL)
        found = (await Axe().run(place or page, options=ALL)).response["violations"]  # type: ignore[arg-type]
        assert [(state, scheme, one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
    await page.emulate_media(color_scheme="light")


async def test_the_panel_satisfies_axe_from_the_welcome_to_the_end(served: Served) -> None:
    page = (await served.window("/chat?language=fr")).page
    await ready(page)
    await clean(page, "welcome")
    await page.locator("#person").click()
    await expect(page.locator(".card.wait")).to_be_visible()
    await expect(page.locator(".card.brief")).to_be_visible()
    await clean(page, "waiting for a person")
    await page.get_by_role("button", name="Corriger").first.click()
    await expect(page.locator(".brief-form")).to_be_visible()
    await clean(page, "correcting")
    await page.context.set_offline(True)
    await say(page, "hors ligne")
    await expect(page.locator("#connection")).to_be_visible()
    await clean(page, "offline")
    await page.context.set_offline(False)
    await expect(page.locator("#connection")).to_be_hidden()
    agent = await served.house.agent()
    row = (await agent.queue())[0]
    await agent.claim(row["id"])
    await agent.resolve(row["id"])
    await expect(page.locator(".line.closed")).to_be_visible()
    await clean(page, "closed")


async def test_the_desk_satisfies_axe_at_the_door_while_empty_and_in_its_dialogs(served: Served) -> None:
    page = (await served.window("/desk?language=fr")).page
    await page.fill("#password", "autre chose")
    await page.click("#login-form button[type=submit]")
    await expect(page.locator("#login-problem")).to_be_visible()
    await clean(page, "login refused")
    page = (await desk(served)).page
    await expect(page.locator("#queue-empty")).to_be_visible()
    await clean(page, "nobody waits")
    await queued(served, "Luka", LUKA, who="luka")
    await expect(page.locator("#choose-first")).to_be_visible()
    await clean(page, "somebody waits, nothing open")
    await page.locator("#queue .row").click()
    await page.click("#claim")
    await page.click("#hand-back")
    await expect(page.locator("#ask")).to_be_visible()
    await clean(page, "handing back")
    await page.click("#ask-cancel")
    await page.fill("#search", "personne de ce nom")
    await expect(page.locator("#found-empty")).to_be_visible()
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_be_visible()
    await clean(page, "nothing found, line lost")


async def test_the_desk_on_a_phone_satisfies_axe_in_its_three_views(served: Served) -> None:
    await queued(served, "Luka", LUKA, who="luka")
    page = (await desk(served, size=(390, 844), has_touch=True)).page
    await clean(page, "list")
    await page.locator("#queue .row").tap()
    await expect(page.locator("#timeline li.said").first).to_be_visible()
    await clean(page, "conversation")
    await page.locator("#view-brief").tap()
    await expect(page.locator("#brief .part-hope")).to_be_visible()
    await clean(page, "brief")


async def test_launcher_both_sides_and_the_pages_of_trouble_satisfy_axe(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (await served.window("/")).page
    await expect(page.get_by_role("button", name="question")).to_be_visible()
    await clean(page, "launcher")
    await open_panel(page)
    await clean(page, "panel opened on the shop")
    await page.goto(served.url + "/both")
    shop, desk_ = page.frame_locator("iframe").first, page.frame_locator("iframe").last
    await expect(shop.get_by_role("button", name="question")).to_be_visible()
    await expect(desk_.locator("#login")).to_be_visible()
    await clean(page, "/both")
    for frame in page.frames[1:3]:
        await clean(page, f"/both: {frame.url}", frame)
    await page.goto(served.url + "/nowhere")
    await clean(page, "/nowhere")
    monkeypatch.setattr("bot.web.pages.time_chosen", lambda *what: 1 / 0)
    broken = await page.goto(served.url + "/")
    assert broken is not None
    assert broken.status == 500
    await clean(page, "error")
