"""At the desk: what an agent says of the hand-over, and the end of a silence only a person may end."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Served
from tests.pages.desk_people import desk, queued

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]


async def test_an_agent_says_whether_the_hand_over_was_right_and_may_change_their_mind(served: Served) -> None:
    visitor = await queued(served, "Prune")
    window = await desk(served)
    page = window.page
    await page.locator(".lists .row", has_text="Prune").click()
    await expect(page.locator("#verdict")).to_be_hidden()
    await page.click("#claim")
    await page.get_by_role("button", name="trop tôt").click()
    await expect(page.get_by_role("button", name="trop tôt")).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="pour une autre raison").click()
    await page.select_option("#verdict-reason", "illness")
    await expect(page.locator("#said")).to_contain_text("ne change rien tout seul")
    await page.click("#resolve")
    await page.click("#ask-do")
    await expect(page.locator("#verdict")).to_be_visible()
    await expect(page.locator("#verdict-reason")).to_have_value("illness")
    own = [one for one in await served.house.front.service.judged(1) if one["conversation_id"] == visitor.conversation]
    assert [(one["verdict"], one["reason"]) for one in own] == [("wrong_reason", "illness")]
    assert window.complaints == []


def still(folder: Path, conversation: str) -> None:
    with sqlite3.connect(folder / "sensei.db") as base:
        base.execute("update customer set standstill_at = '2026-11-24 13:00:00.000000', standstill_why = 'bereavement' "
                     "where id = (select customer_id from conversation where id = ?)", [conversation])


async def test_a_silence_is_shown_and_lifted_with_the_name_of_who_did_it(served: Served) -> None:
    visitor = await queued(served, "Zoé")
    # In a thread of its own: a write that waits here would hold up the very loop whose write it waits for.
    await asyncio.to_thread(still, served.house.settings.data_dir, visitor.conversation)
    window = await desk(served)
    page = window.page
    await page.locator(".lists .row", has_text="Zoé").click()
    await expect(page.locator("#standstill")).to_contain_text("un deuil")
    await page.click("#lift")
    await page.click("#ask-do")
    await expect(page.locator("#standstill")).to_be_hidden()
    await expect(page.locator("#timeline .line.private").last).to_contain_text("Claire")
    assert window.complaints == []
