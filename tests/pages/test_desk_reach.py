"""The desk for everyone: small screens, great zoom, no colours, no motion, and what axe can find."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.pages.conftest import Served
from tests.pages.desk_people import LUKA, desk, queued

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# Everything that can be pressed and is smaller than 24 × 24 pixels; words within a sentence may be.
SMALL = """() => [...document.querySelectorAll("button, input, select, a, summary, textarea")]
  .filter(one => one.offsetParent && !one.classList.contains("unseen") && !one.classList.contains("skip") && !one.closest("label"))
  .map(one => ({ what: one.id || one.className || one.textContent, box: one.getBoundingClientRect() }))
  .filter(({ box }) => box.width < 24 || box.height < 24).map(({ what }) => what)"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def axe(page: Page) -> list[str]:
    found = (await Axe().run(page, options=RULES)).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_at_the_desk(served: Served, dark: bool) -> None:
    visitor = await queued(served, "Luka", LUKA, who="luka")
    await queued(served, "Camille")
    agent = await served.house.agent()
    await agent.reply(visitor.conversation, "une note", private=True)
    window = await desk(served, language="en" if dark else "fr", color_scheme="dark" if dark else "light")
    page = window.page
    assert await axe(page) == []
    await page.locator("#queue .row").first.click()
    await expect(page.locator("#brief .part-suggestion")).to_be_attached()
    assert await axe(page) == []
    await page.click("#claim")
    await expect(page.locator("#acts")).to_be_visible()
    assert await axe(page) == []
    assert await page.evaluate(SMALL) == []
    await page.click("#keys-open")
    assert await axe(page) == []
    assert window.complaints == []


async def test_a_phone_shows_list_conversation_and_brief_one_after_the_other(served: Served) -> None:
    await queued(served, "Luka", LUKA, who="luka")
    page = (await desk(served, size=(390, 844), has_touch=True)).page
    await expect(page.locator("#talk")).not_to_be_visible()
    await page.locator("#queue .row").tap()
    await expect(page.locator("#timeline li.said").first).to_be_visible()
    await expect(page.locator("#lists")).not_to_be_visible()
    await expect(page.locator("#brief-part")).not_to_be_visible()
    await page.get_by_role("button", name="Fiche").tap()
    await expect(page.locator("#brief .part-hope")).to_be_visible()
    await expect(page.locator("#claim")).to_be_visible()
    assert await axe(page) == []
    await page.locator("#brief .part-hope button.quote").tap()
    await expect(page.locator("li.said.customer")).to_be_focused()
    await page.get_by_role("button", name="Retour").tap()
    await expect(page.locator("#queue .row")).to_be_visible()
    assert await page.evaluate(WIDER) <= 0


@pytest.mark.parametrize(("language", "width"), [("fr", 390), ("fr", 320), ("en", 320)])
async def test_on_a_phone_the_head_is_one_line(served: Served, language: str, width: int) -> None:
    page = (await desk(served, language=language, size=(width, 640))).page
    head = await page.locator(".head").bounding_box()
    assert head
    assert head["height"] < 60
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_at_four_hundred_percent_everything_is_there_without_scrolling_sideways(served: Served) -> None:
    await queued(served, "Luka", LUKA + " " + "a" * 300, who="luka")
    page = (await desk(served, size=(320, 256))).page
    assert await page.evaluate(WIDER) <= 0
    await page.locator("#queue .row").click()
    await page.locator("#claim").scroll_into_view_if_needed()
    await page.click("#claim")
    await page.locator("#text").scroll_into_view_if_needed()
    await page.fill("#text", "Bonjour Luka")
    await page.locator("#send").scroll_into_view_if_needed()
    await page.click("#send")
    await expect(page.locator("li.said.agent")).to_have_count(1)
    assert await page.evaluate(WIDER) <= 0
    await page.click("#view-brief")
    await page.locator("#brief .part-promises").scroll_into_view_if_needed()
    assert await page.evaluate(WIDER) <= 0


async def test_without_colours_and_motion_the_state_is_still_seen(served: Served) -> None:
    await queued(served, "Luka", LUKA, who="luka")
    page = (await desk(served, forced_colors="active", reduced_motion="reduce")).page
    await page.locator("#queue .row").click()
    await expect(page.locator("#timeline mark.why")).to_be_visible()
    style = "getComputedStyle(document.querySelector('{}')).{}"
    assert await page.evaluate(style.format("#queue .row", "borderTopWidth")) == "3px"
    assert await page.evaluate(style.format("#timeline mark.why", "borderBottomStyle")) == "solid"
    assert await page.evaluate(style.format("#claim", "borderTopStyle")) == "solid"
    moving = "[...document.querySelectorAll('*')].filter(one => parseFloat(getComputedStyle(one).transitionDuration) > 0).length"
    assert await page.evaluate(moving) == 0


async def test_the_focus_is_seen_wherever_the_tab_key_leads(served: Served) -> None:
    await queued(served, "Luka", LUKA, who="luka")
    page = (await desk(served)).page
    await page.locator("#queue .row").click()
    await expect(page.locator("#brief .part-suggestion")).to_be_attached()
    await page.locator(".skip").focus()
    await page.keyboard.press("Shift+Tab")
    seen = []
    for _ in range(18):
        await page.keyboard.press("Tab")
        seen.append(await page.evaluate("""() => {
          const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
          const middle = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2);
          return [one.id || one.className, style.outlineStyle !== "none", one.contains(middle) || one === document.body];
        }"""))
    assert len({what for what, _, _ in seen}) > 10
    assert [what for what, is_outlined, _ in seen if not is_outlined and what != "desk"] == []
    assert [what for what, _, is_on_top in seen if not is_on_top] == []
