"""What a reader chooses for themselves: colours, form of address, pace; and how a task's end is asked about."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.store import conversations, handoffs, timeline
from tests.pages.conftest import Served
from tests.pages.desk_people import desk
from tests.pages.panel import bot, ready, say

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

PAPER = "getComputedStyle(document.documentElement).backgroundColor"
LIGHT, DARK = "rgb(253, 249, 241)", "rgb(18, 29, 27)"


async def chat(served: Served, language: str = "fr", **more: Any) -> Page:
    page = (await served.window(f"/chat?language={language}", language=language, **more)).page
    await ready(page)
    return page


async def test_colours_follow_the_device_until_somebody_chooses_and_stay_chosen(served: Served) -> None:
    page = await chat(served, color_scheme="dark")
    assert await page.evaluate(PAPER) == DARK
    await page.locator("#menu-button").click()
    await page.get_by_label("Couleurs").select_option("light")
    assert await page.evaluate(PAPER) == LIGHT
    await page.reload()
    await ready(page)
    assert await page.evaluate(PAPER) == LIGHT
    await page.locator("#menu-button").click()
    await page.get_by_label("Couleurs").select_option("")
    assert await page.evaluate(PAPER) == DARK


async def test_the_desk_has_its_own_colours(served: Served) -> None:
    page = (await desk(served)).page
    assert await page.evaluate(PAPER) == LIGHT
    await page.get_by_label("Couleurs").select_option("dark")
    assert await page.evaluate(PAPER) == DARK
    await page.reload()
    await expect(page.locator("#queue-empty")).to_be_visible()
    assert await page.evaluate(PAPER) == DARK
    await page.goto(served.url + "/chat?language=fr")
    await ready(page)
    assert await page.evaluate(PAPER) == LIGHT  # another page, often another person


async def test_tu_and_shorter_sentences_hold_from_the_next_turn_and_the_menu_shows_what_holds(served: Served) -> None:
    page = await chat(served)
    await page.locator("#menu-button").click()
    await expect(page.locator("#formality")).to_have_value("vous")
    await page.get_by_label("Se dire").select_option("tu")
    await page.get_by_label("Des phrases plus courtes").check()
    await page.keyboard.press("Escape")
    await expect(page.locator("#menu-button")).to_be_focused()
    await say(page, "bonjour")
    await expect(bot(page, "echo: bonjour")).to_be_visible()
    known = served.house.brain.asked[-1]["known"]
    assert (known["formality"], known["pace"]) == ("tu", "easy")
    await page.reload()
    await ready(page)
    await page.locator("#menu-button").click()
    await expect(page.locator("#formality")).to_have_value("tu")
    await expect(page.locator("#pace")).to_be_checked()


async def test_english_has_one_form_of_address_and_asks_for_none(served: Served) -> None:
    page = await chat(served, "en")
    await page.locator("#menu-button").click()
    await expect(page.get_by_label("Colours")).to_be_visible()
    await expect(page.locator("#formality")).to_be_hidden()


async def test_the_question_at_the_end_is_choices_that_can_be_left_alone(served: Served) -> None:
    page = await chat(served)
    await say(page, "voilà, merci")
    await expect(bot(page, "echo: voilà")).to_be_visible()
    claire = await served.house.agent()
    [row] = (await claire.get("conversations")).json()["conversations"]
    deps = served.house.front.service.deps
    async with deps.db.write() as connection:
        conv = await conversations.get(connection, row["id"])
        offered = [{"id": f"s{n}", "label": label, "intent": "affirm", "entities": []}
                   for n, label in enumerate(("C’était facile", "<b>Pas si simple</b>"))]
        seq = await timeline.append(connection, conv["id"], deps.clock.now(), "survey", {
            "survey": {"id": "s", "choices": [{"id": c["id"], "label": c["label"]} for c in offered]}})
        await handoffs.add_choices(connection, conv["id"], seq, offered)
    deps.hub.publish(row["id"])
    card = page.locator(".card.survey")
    await expect(card.get_by_role("heading")).to_have_text("Une petite question : comment cela s’est-il passé ?")
    await expect(card.locator("button")).to_have_text(["C’était facile", "<b>Pas si simple</b>"])
    await card.get_by_role("button", name="C’était facile").press("Enter")
    await expect(page.locator(".bubble.mine").last).to_contain_text("C’était facile")
    await expect(card.locator("button:enabled")).to_have_count(0)
