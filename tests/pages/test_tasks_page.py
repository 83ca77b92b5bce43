"""A lead reviews the tasks: figures, a decision with an owner, a hint made of a customer's words, a table to keep."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.house import NADIA
from tests.pages.conftest import Served
from tests.pages.desk_people import desk
from tests.pages.test_axe import clean
from tests.pages.test_desk_reach import SMALL, WIDER
from tests.scenarios.test_own_words import BETTER, told

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]


async def open_tasks(served: Served, language: str = "fr", **how: object) -> Page:
    page = (await desk(served, NADIA, language=language, **how)).page
    await page.locator("#tasks-link").click()
    await expect(page.locator(".task").first).to_be_visible()
    return page


async def test_a_lead_sees_where_it_hurts_decides_and_makes_a_hint_by_keyboard(served: Served, tmp_path: Path) -> None:
    await told(served.house)
    page = await open_tasks(served)
    first = page.locator(".task").first
    await expect(first.get_by_role("heading", level=2)).to_have_text("Prochains passages à un arrêt")
    await expect(first.locator(".outcomes")).to_contain_text("Réussies\u00a0: 1")
    await expect(first.locator("tbody td")).to_have_text(["1", "1", "0", "1", "0", "0", "0", "0", "0", re.compile("s$")])
    await first.locator("summary").first.focus()
    await page.keyboard.press("Enter")
    await expect(first.get_by_text("« là-bas »")).to_be_visible()
    await first.get_by_role("button", name="En faire une aide").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_contain_text("C’est une aide maintenant")
    await expect(first.get_by_text("devenue une aide")).to_be_visible()
    await first.get_by_text("Décider").click()
    await first.get_by_label("Réparer").check()
    await first.locator("select[name=owner]").select_option(label="Claire, service clients")
    await first.locator("textarea").fill("Le mot « arrêt » n’aide pas.")
    await clean(page, "deciding")
    assert await page.evaluate(SMALL) == []
    await first.get_by_role("button", name="Enregistrer").press("Enter")
    await expect(first.locator(".verdict")).to_have_text("Réparer · Claire · 24 novembre 2026")
    async with page.expect_download() as waiting:
        await page.click("#table")
    saved = tmp_path / "table.csv"
    await (await waiting.value).save_as(saved)
    rows = list(csv.DictReader(io.StringIO(saved.read_text("utf-8-sig"))))
    assert [(r["step"], r["not_understood"], r["sentences"]) for r in rows if r["task"] == "next_departures"] == [
        ("", "1", ""), ("stop", "1", "là-bas (1)")]


async def test_the_page_fits_a_phone_in_english_and_keeps_to_what_was_asked_for(served: Served) -> None:
    await told(served.house)
    page = await open_tasks(served, "en", size=(390, 844))
    first = page.locator(".task").first
    await expect(first.locator(".outcomes")).to_contain_text("Succeeded: 1")
    assert await page.evaluate(WIDER) <= 0
    await first.locator("summary").first.click()
    await expect(first.get_by_text(BETTER)).to_be_visible()
    await clean(page, "phone")
    await page.locator("select[name=in]").select_option("en")
    await expect(page.locator("#said")).to_have_text("No task was begun in this period.")
    assert await page.evaluate(WIDER) <= 0


async def test_only_leads_see_it(served: Served) -> None:
    page = (await desk(served)).page
    await expect(page.locator("#tasks-link")).to_be_hidden()
    await page.goto(f"{served.url}/desk/tasks?language=fr")
    await expect(page.get_by_text("Cette page est pour les responsables.")).to_be_visible()
    await clean(page, "not a lead")
    agent = await served.house.agent()
    for answer in (await agent.get("tasks"), await agent.post("tasks/wordings/x/hint"),
                   await agent.post("tasks/next_departures/verdict", {"verdict": "keep", "owner": "x"})):
        assert answer.status_code == 403


async def test_what_cannot_be_decided_or_published_is_refused_with_the_field(served: Served) -> None:
    nadia = await served.house.agent(NADIA)
    people = (await nadia.get("agents")).json()["agents"]
    for path, body, expected in (
            ("tasks/unknown/verdict", {"verdict": "keep", "owner": people[0]["id"]}, (404, "not_found")),
            ("tasks/next_departures/verdict", {"verdict": "keep", "owner": "nobody"}, (422, "unknown_agent")),
            ("tasks/next_departures/verdict", {"verdict": "drop", "owner": people[0]["id"]}, (422, "bad_request")),
            ("tasks/wordings/nothing/hint", {}, (404, "not_found"))):
        answer = await nadia.post(path, body)
        assert (answer.status_code, answer.json()["error"]["code"]) == expected, path
    for query in ({"days": 0}, {"from": "yesterday"}, {"from": "2026-11-20", "to": "2026-11-01"}, {"channel": "fax"}):
        assert (await nadia.get("tasks", **query)).status_code == 422, query
