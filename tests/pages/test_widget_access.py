"""The panel for everybody: axe in its states, 400 % zoom, large words, forced colours, motion, targets, help in one place."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.pages.conftest import Opener, Served
from tests.pages.panel import offering, png, ready, say

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = """() => [...document.querySelectorAll("button, a, input, textarea, summary, [tabindex='0']")]
  .filter((one) => one.offsetParent && !one.closest(".words"))
  .map((one) => [one.id || one.className, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([name, box]) => `${name} ${box.width}x${box.height}`)"""


async def full(served: Served, language: str = "fr", **more: Any) -> Page:
    """A panel with everything in it: choices, a person, the brief, a file in the tray, a problem, the menu open."""
    page = (await served.window(f"/chat?language={language}", language=language, **more)).page
    await ready(page)
    await say(page, "bonjour")
    await expect(page.locator(".choice").first).to_be_visible()
    await page.locator("#person").click()
    await expect(page.locator(".card.brief")).to_be_visible()
    agent = await served.house.agent()
    row = (await agent.queue())[0]
    await agent.claim(row["id"])
    await agent.reply(row["id"], "Bonjour, ici Claire.")
    await expect(page.locator(".bubble.agent")).to_be_visible()
    await page.locator("#file").set_input_files([
        {"name": "photo.png", "mimeType": "image/png", "buffer": png()},
        {"name": "page.html", "mimeType": "text/html", "buffer": b"<b>x</b>"}])
    await expect(page.locator("#problem")).to_be_visible()
    await page.locator("#menu-button").click()
    await page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))")
    return page


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("en", "dark")])
async def test_a_full_panel_satisfies_axe_and_has_targets_large_enough(
    open_served: Opener, language: str, scheme: str
) -> None:
    async with open_served(brain=offering("Le robot", "La lampe")) as served:
        page = await full(served, language, color_scheme=scheme)
        results = await Axe().run(page, options=WCAG)
        assert results.violations_count == 0, results.generate_report()
        assert await page.evaluate(SMALL) == []


@pytest.mark.parametrize("forced", ["none", "active"])
async def test_at_four_hundred_percent_nothing_scrolls_sideways_and_everything_can_be_reached(
    open_served: Opener, forced: str
) -> None:
    async with open_served(brain=offering("Le robot", "La lampe")) as served:
        # 1280 × 1024 at 400 % is 320 × 256; the largest words on top of it.
        page = await full(served, size=(320, 256), forced_colors=forced)
        await page.locator("[data-set-size='3']").click()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
        assert await page.evaluate("document.querySelector('#scroll').scrollWidth <= document.querySelector('#scroll').clientWidth")
        for name in ("#text", "#send", "#attach", "#language", "#menu-button"):
            await page.locator(name).scroll_into_view_if_needed()
            await expect(page.locator(name)).to_be_in_viewport(ratio=0.9)


async def test_less_motion_means_none(served: Served) -> None:
    page = (await served.window("/chat?language=fr", reduced_motion="reduce")).page
    await ready(page)
    assert await page.evaluate("getComputedStyle(document.querySelector('.bubble')).animationName") == "none"


async def test_help_stays_at_one_place_whoever_answers(open_served: Opener) -> None:
    async with open_served(brain=offering("Le robot")) as served:
        page = (await served.window("/chat?language=fr")).page
        await ready(page)
        before = await page.locator("#person").bounding_box()
        await page.locator("#person").click()
        await expect(page.locator("#person")).to_have_text("Rester avec l’assistant")
        after = await page.locator("#person").bounding_box()
        assert before and after
        assert (before["x"], before["y"]) == (after["x"], after["y"])
        agent = await served.house.agent()
        await agent.claim((await agent.queue())[0]["id"])
        await expect(page.locator("#person-here")).to_have_text("Claire répond ici.")
        here = await page.locator("#person-here").bounding_box()
        assert here
        assert abs(here["x"] - before["x"]) < 10


async def test_a_person_is_told_from_the_assistant_by_more_than_colour(open_served: Opener) -> None:
    async with open_served(brain=offering("Le robot")) as served:
        page = await full(served)
        shapes = [await page.locator(f".bubble.first > .face.{kind}").first.evaluate(
            "face => getComputedStyle(face).borderRadius") for kind in ("agent", "bot")]
        assert shapes[0] == "50%" != shapes[1]
        assert "Claire" in await page.locator(".bubble.agent .by").inner_text()
