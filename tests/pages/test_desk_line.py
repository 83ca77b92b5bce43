"""The desk's line to the house: nothing is answered blind after a break, and only true signs of life are given."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from playwright._impl._async_base import AsyncEventInfo
from playwright.async_api import Page, Request, Response, expect

from tests.house import NADIA, Visitor
from tests.pages.conftest import Served, Window
from tests.pages.desk_people import desk, queued

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

HIDE = """isHidden => {
  Object.defineProperty(document, "hidden", { get: () => isHidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def with_claire(served: Served, name: str = "Camille") -> tuple[Visitor, Window]:
    """A conversation Claire has and has opened."""
    visitor = await queued(served, name)
    await (await served.house.agent()).claim(visitor.conversation)
    window = await desk(served)
    await window.page.locator("#mine .row").click()
    await expect(window.page.locator("#state")).to_contain_text("Vous répondez")
    return visitor, window


def told(page: Page, state: str) -> AbstractAsyncContextManager[AsyncEventInfo[Response]]:
    """The house was told this of the agent, and has taken it."""
    return page.expect_response(lambda answer: answer.url.endswith("/presence") and answer.status == 204
                                and answer.request.post_data == f'{{"state":"{state}"}}')


def asked(page: Page) -> list[str]:
    """Every request of the desk from now on, as "GET /path"."""
    seen: list[str] = []

    def note(request: Request) -> None:
        seen.append(f"{request.method} {request.url.partition('/desk/api')[2]} {request.post_data or ''}")

    page.on("request", note)
    return seen


async def test_what_came_during_a_break_is_seen_before_anything_can_be_sent(served: Served) -> None:
    visitor, window = await with_claire(served)
    page = window.page
    await page.fill("#text", "Je m’en occupe")
    await expect(page.locator("#send")).to_be_enabled()
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_be_visible()
    await expect(page.locator("#send")).to_be_disabled()
    await page.locator("#text").press_sequentially(" tout de suite")  # writing on is no harm
    for n in range(12):
        await visitor.say(f"message {n}\n\nen trois lignes\n\npour remplir l'écran")
    await page.context.set_offline(False)
    await expect(page.locator("li.said.customer")).to_have_count(13)
    await expect(page.locator(".news")).to_contain_text("12 messages")
    await expect(page.locator("#send")).to_be_disabled()
    await expect(page.locator("#locked")).to_contain_text("du nouveau")
    await page.click("#catch-up")
    await expect(page.locator("#send")).to_be_enabled()
    await expect(page.locator("#connection")).not_to_be_visible()
    await expect(page.locator("#text")).to_have_value("Je m’en occupe tout de suite")
    await page.click("#send")
    await expect(page.locator("li.said.agent .words")).to_have_text("Je m’en occupe tout de suite")


async def test_after_ten_minutes_without_a_line_a_colleague_may_have_it_and_nothing_is_answered_blind(served: Served) -> None:
    visitor, window = await with_claire(served)
    page = window.page
    await page.fill("#text", "Je m’en occupe")
    await page.context.set_offline(True)
    await expect(page.locator("#send")).to_be_disabled()
    await visitor.say("vous êtes là ?")
    served.house.clock.move(served.house.clock.now() + timedelta(minutes=11))  # long enough to be taken for absent
    await visitor.owner_is("queue")
    nadia = await served.house.agent(NADIA)
    await nadia.claim(visitor.conversation)
    await nadia.reply(visitor.conversation, "Bonjour, ici Nadia. Je prends la suite.")
    await expect(page.locator("li.said.customer")).to_have_count(1)
    await page.context.set_offline(False)
    await expect(page.locator("li.said.agent")).to_contain_text("Je prends la suite")
    await expect(page.locator("#with-other")).to_contain_text("Nadia")
    await expect(page.locator("li.said.customer")).to_have_count(2)
    await expect(page.locator("#mode-reply-part")).to_be_hidden()  # only a note for the team is possible
    await expect(page.locator("#connection")).to_be_hidden()
    assert await page.evaluate("Object.values(localStorage).includes('Je m’en occupe')")  # the draft is kept


async def test_a_break_without_news_unlocks_by_itself(served: Served) -> None:
    _, window = await with_claire(served)
    page = window.page
    await page.context.set_offline(True)
    await expect(page.locator("#send")).to_be_disabled()
    await page.context.set_offline(False)
    await expect(page.locator("#send")).to_be_enabled()
    await expect(page.locator(".news")).to_have_count(0)


async def test_a_hidden_page_says_away_and_reads_nothing(served: Served) -> None:
    visitor, window = await with_claire(served)
    page = window.page
    seen = asked(page)
    async with told(page, "away"):
        await page.evaluate(HIDE, True)
    await visitor.say("vous êtes là ?")
    await expect(page.locator("#mine .unread")).to_contain_text("1")
    here = f"/conversations/{visitor.conversation}"
    assert [one for one in seen if one.startswith((f"GET {here} ", f"POST {here}/read"))] == []
    async with told(page, "reading"):
        await page.evaluate(HIDE, False)
    await expect(page.locator("li.said.customer")).to_have_count(2)
    await expect(page.locator("#mine .unread")).to_have_count(0)
    await expect(page.locator("#send")).to_be_enabled()


async def test_back_from_another_app_on_a_phone_one_is_here_at_once_without_claiming_to_read(served: Served) -> None:
    visitor = await queued(served, "Camille")
    await (await served.house.agent()).claim(visitor.conversation)
    page = (await desk(served, size=(390, 844), has_touch=True)).page
    await page.locator("#mine .row").tap()
    await expect(page.locator("#state")).to_contain_text("Vous répondez")
    async with told(page, "away"):
        await page.evaluate(HIDE, True)
    seen = asked(page)
    async with told(page, "here"):
        await page.evaluate(HIDE, False)
    assert [one for one in seen if "reading" in one] == []
    async with told(page, "reading"):
        await page.locator("#view-brief").tap()


async def test_the_customer_is_told_of_typing_a_reply_and_never_of_a_note(served: Served) -> None:
    _, window = await with_claire(served)
    page = window.page
    seen = asked(page)
    await page.click("#mode-note")
    await page.locator("#text").press_sequentially("entre nous")
    await page.click("#mode-reply")
    assert [one for one in seen if "typing" in one] == []
    async with told(page, "typing"):
        await page.locator("#text").press_sequentially("Bonjour")
    assert len([one for one in seen if "typing" in one]) == 1  # not one for each stroke


async def test_the_desk_shows_that_the_customer_is_writing(served: Served) -> None:
    visitor, window = await with_claire(served)
    answer = await served.house.http.post("/chat/typing", headers={"Authorization": f"Bearer {visitor.token}"}, json={})
    assert answer.status_code == 204
    await expect(window.page.locator("#typing")).to_have_text("Camille écrit…")
    await visitor.say("voilà")
    await expect(window.page.locator("#typing")).not_to_be_visible()


async def test_on_a_phone_reading_is_said_when_the_brief_is_open_not_before(served: Served) -> None:
    visitor = await queued(served, "Camille")
    await (await served.house.agent()).claim(visitor.conversation)
    page = (await desk(served, size=(390, 844))).page
    seen = asked(page)
    await page.locator("#mine .row").click()
    await expect(page.locator("#timeline li.said").first).to_be_visible()
    await expect(page.locator("#mine .unread")).to_have_count(0)  # its end was in view
    assert [one for one in seen if "reading" in one] == []
    async with told(page, "reading"):
        await page.click("#view-brief")


async def test_without_a_stream_the_desk_still_hears_of_everything(served: Served) -> None:
    window = await served.window()
    await window.page.route("**/desk/api/stream", lambda route: route.abort())
    visitor = await queued(served, "Camille")
    await (await served.house.agent()).claim(visitor.conversation)
    page = window.page
    await page.goto(f"{served.url}/desk")
    await page.click("#login-form .primary")
    await page.locator("#mine .row").click()
    await visitor.say("toujours là")
    await expect(page.locator("li.said.customer")).to_have_count(2)
    await expect(page.locator("#connection")).not_to_be_visible()


async def test_a_session_that_ended_asks_to_come_in_again_and_keeps_the_draft(served: Served) -> None:
    _, window = await with_claire(served)
    page = window.page
    await page.fill("#text", "presque fini")
    await window.context.clear_cookies()
    await page.locator("#queue-empty").wait_for()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator("#login-problem")).to_contain_text("session est terminée")
    await page.click("#login-form .primary")
    await expect(page.locator("#text")).to_have_value("presque fini")
