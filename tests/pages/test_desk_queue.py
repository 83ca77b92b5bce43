"""The desk's lists in a browser: who waits and how urgently, everyone else A to Z, found by name, all by keyboard."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from tests.house import NADIA, TUESDAY
from tests.pages.conftest import Served
from tests.pages.desk_people import LUKA, desk, queued

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]


async def names(page: Page, part: str) -> list[str]:
    return await page.locator(f"#{part} .row-name").all_inner_texts()


async def focused_name(page: Page) -> str:
    return str(await page.evaluate("document.activeElement.querySelector('.row-name')?.textContent ?? ''"))


async def test_a_row_says_name_words_mood_wait_and_promise(served: Served) -> None:
    await queued(served, "Luka", LUKA, who="luka")
    served.house.clock.move(TUESDAY + timedelta(minutes=17, seconds=30))
    window = await desk(served)
    row = window.page.locator("#queue .row")
    await expect(row.locator(".row-name")).to_have_text("Luka")
    await expect(row.locator(".row-words")).to_contain_text("j'ai sept ans")
    await expect(row.locator(".row-words")).to_have_attribute("lang", "fr")
    await expect(row.locator(".mood")).to_have_text("●tristesse")
    await expect(row.locator(".row-age")).to_contain_text("17 min")
    await expect(row.locator(".due")).to_contain_text("15")
    await expect(row.locator(".reason")).to_have_text("un enfant écrit")
    assert await window.page.title() == "(1) Bureau de Maison Colibri"
    assert window.complaints == []


async def test_urgency_sorts_the_queue_and_waiting_ages_the_calm_upward(served: Served) -> None:
    await queued(served, "Calme")
    await queued(served, "Luka", LUKA, who="luka")
    page = (await desk(served)).page
    assert await names(page, "queue") == ["Luka", "Calme"]
    served.house.clock.move(TUESDAY + timedelta(hours=1, minutes=1))
    await queued(served, "Zoé", "Bonjour, je m'appelle Zoé et je suis très triste.")
    await expect(page.locator("#queue .row-name")).to_have_text(["Luka", "Calme", "Zoé"])


async def test_a_late_promise_is_said_with_more_than_a_colour(served: Served) -> None:
    await queued(served, "Inès")

    async def later(route: Route) -> None:
        answer = await route.fetch()
        body = await answer.json()
        await route.fulfill(response=answer, json={**body, "now": "2026-11-25T20:00:00.000Z"})

    async def before(context: BrowserContext) -> None:
        await context.route("**/desk/api/queue", later)

    window = await desk(served, before=before)
    await expect(window.page.locator("#queue .due.late")).to_contain_text("en retard")
    await window.context.unroute_all(behavior="ignoreErrors")


async def test_everyone_else_stands_a_to_z(served: Served) -> None:
    for name in ("Zoé", "Élodie", "Anna", "Eva"):
        visitor = await queued(served, name)
        await (await served.house.agent(NADIA)).claim(visitor.conversation)
    page = (await desk(served)).page
    await expect(page.locator("#others .row-name")).to_have_text(["Anna", "Élodie", "Eva", "Zoé"])


async def test_a_newcomer_appears_without_a_reload_and_is_counted(served: Served) -> None:
    window = await desk(served)
    await expect(window.page.locator("#choose-empty h1")).to_have_text("Personne n’attend.")
    await queued(served, "Camille")
    await expect(window.page.locator("#queue .row-name")).to_have_text(["Camille"], timeout=1500)
    await expect(window.page).to_have_title("(1) Bureau de Maison Colibri")
    await expect(window.page.locator("#first-open")).to_have_text("Lire l’histoire de Camille")
    await window.page.click("#first-open")
    await expect(window.page.locator("#name")).to_have_text("Camille")
    assert window.complaints == []


async def test_an_empty_desk_leads_to_the_shop(served: Served) -> None:
    page = (await desk(served, language="en")).page
    link = page.get_by_role("link", name="Open the shop and be Luka")
    await expect(link).to_have_attribute("href", "/?language=en")
    await expect(link).to_have_attribute("target", "sensei-shop")


async def test_the_login_of_the_demo_is_filled_in(served: Served) -> None:
    page = (await served.window("/desk")).page
    await page.get_by_role("button", name="Entrer").click()
    await expect(page.locator("#me")).to_contain_text("Claire")


async def test_the_whole_way_by_keyboard(served: Served) -> None:
    await queued(served, "Luka", LUKA, who="luka")
    await queued(served, "Camille")
    page = (await desk(served)).page
    await expect(page.locator("#queue .row")).to_have_count(2)
    keys = page.keyboard
    await page.locator("#lists").evaluate("list => document.activeElement.blur()")
    await keys.press("j")
    assert await focused_name(page) == "Luka"
    await keys.press("j")
    await keys.press("k")
    assert await focused_name(page) == "Luka"
    await keys.press("Enter")
    await expect(page.locator("#name")).to_have_text("Luka")
    await expect(page.locator("#talk")).to_be_focused()
    await keys.press("c")
    await expect(page.locator("#text")).to_be_focused()
    await keys.press("Escape")
    await keys.press("s")
    await expect(page.locator("#text")).to_have_value(re.compile("^Bonjour Luka, j’ai lu ton message"))
    await keys.press("Control+Enter")
    await expect(page.locator("li.said.agent")).to_have_count(1)
    await keys.press("Escape")
    await keys.press("n")
    await keys.type("n'a rien demandé de personnel")
    await keys.press("Control+Enter")
    await expect(page.locator("li.said.note")).to_have_count(1)
    await keys.press("Escape")
    await keys.press("b")
    await keys.press("Tab")
    await page.keyboard.press("Escape")
    await expect(page.locator("#ask")).not_to_be_visible()
    await keys.press("e")
    await page.locator("#ask-note").press("Tab")
    await page.locator("#ask-do").press("Enter")
    await expect(page.locator("#state")).to_contain_text("terminée")


async def test_a_question_opened_before_the_last_one_said_that_it_closed_is_answered_all_the_same(served: Served) -> None:
    await queued(served, "Camille")
    page = (await desk(served)).page
    await page.locator("#queue .row").click()
    await page.locator("#claim").click()
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("b")
    await expect(page.locator("#ask")).to_be_visible()
    # Browsers tell of a closing a moment later; a quick hand is faster.
    await page.evaluate("""() => {
        document.getElementById("ask").close();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "e", bubbles: true }));
    }""")
    await page.locator("#ask-do").press("Enter")
    await expect(page.locator("#state")).to_contain_text("terminée")


async def test_the_question_mark_shows_the_keys_and_they_can_be_turned_off(served: Served) -> None:
    await queued(served, "Camille")
    page = (await desk(served)).page
    await page.locator("#queue .row").focus()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Tout au clavier")).to_be_visible()
    await page.get_by_label("Raccourcis à une seule touche").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await expect(page.locator("#search")).not_to_be_focused()
    await page.reload()
    await expect(page.locator("#queue .row")).to_have_count(1)
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).not_to_be_visible()
    await page.click("#keys-open")
    await page.get_by_label("Raccourcis à une seule touche").check()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await expect(page.locator("#search")).to_be_focused()


async def test_a_name_is_found_and_escape_brings_the_lists_back(served: Served) -> None:
    for name in ("Luc", "Camille"):
        await queued(served, name)
    page = (await desk(served)).page
    await page.fill("#search", "cam")
    await expect(page.locator("#found .row-name")).to_have_text(["Camille"])
    await expect(page.locator("#queue")).not_to_be_visible()
    await page.fill("#search", "personne de ce nom")
    await expect(page.locator("#found-empty")).to_be_visible()
    await page.press("#search", "Escape")
    await expect(page.locator("#queue .row")).to_have_count(2)
    await expect(page.locator("#found-part")).not_to_be_visible()


async def test_news_move_no_focus(served: Served) -> None:
    await queued(served, "Camille")
    page = (await desk(served)).page
    row = page.locator("#queue .row", has_text="Camille")
    await row.focus()
    await queued(served, "Luka", LUKA, who="luka")  # more urgent: it comes above
    await expect(page.locator("#queue .row-name")).to_have_text(["Luka", "Camille"])
    await expect(row).to_be_focused()


async def test_the_sound_is_off_until_it_is_wanted(served: Served) -> None:
    page = (await desk(served)).page
    button = page.locator("#sound")
    await expect(button).to_have_attribute("aria-pressed", "false")
    await button.click()
    await page.reload()
    await expect(button).to_have_attribute("aria-pressed", "true")
