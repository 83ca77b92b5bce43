"""What was passed on: seen by the customer, put right in place, also by keyboard and while something new arrives."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.house import AgentAtDesk
from tests.pages.conftest import Served
from tests.pages.panel import ready, say

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

STORY = "Il manque la roue gauche de mon robot"


async def handed_over(served: Served) -> tuple[Page, Locator]:
    """Someone told a story and asked for a person."""
    page = (await served.window("/chat?language=fr")).page
    await ready(page)
    await say(page, STORY)
    await expect(page.locator(".bubble.bot", has_text="echo")).to_be_visible()
    await page.get_by_role("button", name="Parler à quelqu’un").click()
    card = page.locator(".card.brief")
    await expect(card).to_contain_text(STORY)
    return page, card


async def brief_at_desk(agent: AgentAtDesk) -> dict[str, Any]:
    row = (await agent.get("conversations")).json()["conversations"][0]
    return dict((await agent.conversation(row["id"]))["brief"])


async def test_a_correction_reaches_the_agents_brief_and_is_marked(served: Served) -> None:
    page, card = await handed_over(served)
    await card.get_by_role("button", name="Corriger").first.click()
    field = card.get_by_role("textbox")
    await expect(field).to_be_focused()
    await field.fill("Il manque la roue droite")
    async with page.expect_response(lambda r: r.url.endswith("/chat/brief") and r.request.method == "POST") as kept:
        await card.get_by_role("button", name="Enregistrer la correction").click()
    assert (await kept.value).status == 202
    await expect(card.locator(".brief-mark:visible")).to_have_text(["corrigé"])
    await expect(card).to_contain_text("Il manque la roue droite")
    brief = await brief_at_desk(await served.house.agent())
    assert "Il manque la roue droite" in str(brief)
    await page.reload()
    await expect(page.locator(".card.brief .brief-mark:visible")).to_have_text(["corrigé"])


async def test_a_correction_can_be_made_and_left_by_keyboard(served: Served) -> None:
    page, card = await handed_over(served)
    correct = card.get_by_role("button", name="Corriger").first
    await correct.focus()
    await page.keyboard.press("Enter")
    await expect(card.get_by_role("textbox")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(correct).to_be_focused()
    await expect(card.get_by_role("textbox")).to_have_count(0)
    await expect(card).to_contain_text(STORY)


async def test_an_open_correction_survives_what_arrives_meanwhile(served: Served) -> None:
    page, card = await handed_over(served)
    await card.get_by_role("button", name="Corriger").first.click()
    await card.get_by_role("textbox").fill("j’en suis au milieu")
    agent = await served.house.agent()
    row = (await agent.queue())[0]
    await agent.claim(row["id"])
    await expect(card.get_by_role("heading", name="Ce que j’ai transmis à Claire")).to_be_visible()
    await expect(card.get_by_role("textbox")).to_have_value("j’en suis au milieu")
    await expect(card.get_by_role("textbox")).to_be_focused()
    await expect(page.locator(".card.brief")).to_have_count(1)


async def test_a_correction_made_offline_waits_and_arrives(served: Served) -> None:
    page, card = await handed_over(served)
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_be_visible()
    await card.get_by_role("button", name="Corriger").first.click()
    await card.get_by_role("textbox").fill("la roue droite")
    await card.get_by_role("button", name="Enregistrer la correction").click()
    await expect(page.locator("#connection")).to_contain_text("Un message attend")
    async with page.expect_response(lambda r: r.url.endswith("/chat/brief") and r.request.method == "POST"):
        await page.context.set_offline(False)
    await expect(page.locator("#connection")).to_be_hidden()
    assert "la roue droite" in str(await brief_at_desk(await served.house.agent()))


async def test_the_menu_leads_to_what_was_passed_on(served: Served) -> None:
    page, card = await handed_over(served)
    await page.locator("#menu-button").click()
    await page.get_by_role("button", name="Voir ce qui a été transmis").click()
    await expect(card).to_be_focused()
    await expect(card).to_be_in_viewport()
    # The panel's own frame stays where it is: only the conversation scrolls.
    assert await page.evaluate("[document.documentElement.scrollTop, document.body.scrollTop]") == [0, 0]
    await expect(page.locator("header")).to_be_in_viewport(ratio=1)


async def test_words_of_a_brief_stay_text(served: Served) -> None:
    page, card = await handed_over(served)
    await card.get_by_role("button", name="Corriger").first.click()
    await card.get_by_role("textbox").fill('<img src=x onerror="window.pwned=1">')
    await card.get_by_role("button", name="Enregistrer la correction").click()
    await expect(card).to_contain_text("<img src=x")
    await page.reload()
    await expect(page.locator(".card.brief")).to_contain_text("<img src=x")
    assert await page.locator("#log img").count() == 0
    assert await page.evaluate("window.pwned") is None


async def test_a_point_that_stands_in_another_is_read_once(served: Served) -> None:
    page = (await served.window("/chat?language=fr")).page
    await ready(page)
    await say(page, "Bonjour, j’ai perdu mon Jay au magasin. J’avais économisé tout mon argent de Noël.")
    await expect(page.locator(".bubble.bot", has_text="echo")).to_be_visible()
    await page.get_by_role("button", name="Parler à quelqu’un").click()
    card = page.locator(".card.brief")
    await expect(card).to_contain_text("économisé")
    told = [text.strip() for text in await card.locator(".brief-text").all_inner_texts()]
    assert len(told) > 1
    assert not [one for one in told if any(one in other for other in told if other is not one)]
    await card.get_by_role("button", name="Corriger").first.click()
    await card.get_by_role("textbox").fill("J’ai perdu mon Kai au magasin")
    await card.get_by_role("button", name="Enregistrer la correction").click()
    await expect(card.locator(".brief-text")).to_have_count(len(told) + 1)  # the old words are seen, to be corrected too
