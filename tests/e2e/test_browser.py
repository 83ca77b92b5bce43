"""Customer and agent in two windows of a real browser, in both languages, against the whole product."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests.conftest import chromium
from tests.e2e.conftest import Town
from tests.e2e.running import Sensei

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.needs("brain")]

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
PATIENCE_MS = 20_000

SAID = {
    "fr": {"hello": "Bonjour, je m'appelle Camille", "ask": "je voudrais parler à quelqu'un", "name": "Camille",
           "assistant": "assistant automatique", "claire": "Bonjour Camille, ici Claire. Je lis votre histoire.",
           "note": "Cliente très patiente.", "back": "Tout est réglé avec Camille.", "again": "merci beaucoup"},
    "en": {"hello": "Hello, my name is Camille", "ask": "I would like to talk to a person", "name": "Camille",
           "assistant": "automated assistant", "claire": "Hello Camille, this is Claire. I'm reading your story.",
           "note": "Very patient.", "back": "All settled with Camille.", "again": "thank you very much"},
}


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield opened
        await opened.close()


class Window:
    """One person's browser window; remembers everything it complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.set_default_timeout(PATIENCE_MS)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


async def window(browser: Browser, url: str, language: str) -> Window:
    context = await browser.new_context(locale=language, viewport={"width": 1280, "height": 800})
    opened = Window(await context.new_page())
    await opened.page.goto(url)
    return opened


async def log_in(page: Page) -> None:
    await page.fill("#email", "agent@maison-colibri.example")
    await page.fill("#password", "colibri")
    await page.click("#login-form button[type=submit]")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_customer_and_an_agent_meet_in_two_windows(
    town: Town, sensei: Sensei, browser: Browser, language: str
) -> None:
    words = SAID[language]
    customer = await window(browser, f"{sensei.url}/chat?language={language}", language)
    agent = await window(browser, f"{sensei.url}/desk?language={language}", language)
    chat, desk = customer.page, agent.page
    wait = PATIENCE_MS

    await expect(chat.locator(".bubble.bot").first).to_contain_text(words["assistant"], timeout=wait)
    await chat.fill("#text", words["hello"])
    await chat.press("#text", "Enter")
    await expect(chat.locator(".bubble.bot").nth(1)).to_contain_text(words["name"], timeout=wait)
    await chat.fill("#text", words["ask"])
    await chat.press("#text", "Enter")

    await log_in(desk)
    row = desk.locator("#queue .row", has_text=words["name"]).first
    await expect(row).to_be_visible(timeout=wait)
    await row.click()
    await expect(desk.locator("#brief")).to_contain_text(words["ask"][:20], timeout=wait)
    await expect(chat.locator("#log .card.wait")).to_have_count(1)  # one card says it all: no line of promise beside it
    await expect(chat.locator("#log .line.promise")).to_have_count(0)
    await desk.click("#claim")
    await expect(chat.locator("header")).to_contain_text("Claire", timeout=wait)
    await desk.fill("#text", words["claire"])
    await desk.click("#send")
    bubble = chat.locator(".bubble.agent").first
    await expect(bubble).to_contain_text(words["claire"], timeout=wait)
    await expect(chat.locator("#log")).to_contain_text("Claire")
    await expect(chat.locator(".bubble.agent + .line.promise.kept")).to_be_visible(timeout=wait)

    await desk.click("#mode-note")
    await desk.fill("#text", words["note"])
    await desk.click("#send")
    await expect(desk.locator("#timeline li.note").first).to_contain_text(words["note"], timeout=wait)
    await expect(chat.locator("#log")).not_to_contain_text(words["note"])

    await desk.click("#hand-back")
    if await desk.locator("#ask-do").is_visible():
        await desk.fill("#ask-note", words["back"])
        await desk.click("#ask-do")
    await expect(chat.locator("header")).to_contain_text(re.compile(words["assistant"], re.I), timeout=wait)
    before = await chat.locator(".bubble.bot").count()
    await chat.fill("#text", words["again"])
    await chat.press("#text", "Enter")
    await expect(chat.locator(".bubble.bot").nth(before)).to_be_visible(timeout=wait)
    assert customer.complaints == []
    assert agent.complaints == []


async def test_a_task_left_in_the_middle_reaches_the_agent_with_its_steps(
    town: Town, sensei: Sensei, browser: Browser
) -> None:
    customer = await window(browser, sensei.url, "fr")
    agent = await window(browser, f"{sensei.url}/desk?language=fr", "fr")
    desk = agent.page
    await customer.page.evaluate("Sensei.open()")
    chat = customer.page.frame_locator("sensei-chat iframe")
    await expect(chat.locator(".bubble.bot").first).to_be_visible(timeout=PATIENCE_MS)
    # A stranger: what Awa and Mme Moreau did in a task is counted elsewhere.
    for words in ("Bonjour, je m'appelle Odile", "il manque la roue gauche de mon robot Pixel"):
        before = await chat.locator(".bubble.bot").count()
        await chat.locator("#text").fill(words)
        await chat.locator("#text").press("Enter")
        await expect(chat.locator(".bubble.bot").nth(before)).to_be_visible(timeout=PATIENCE_MS)
    await expect(chat.locator("#progress")).to_be_visible(timeout=PATIENCE_MS)
    await chat.locator("#person").click()
    await expect(chat.locator(".card.brief")).to_contain_text("roue gauche", timeout=PATIENCE_MS)

    await log_in(desk)
    await desk.locator("#queue .row", has_text="Odile").first.click()
    steps = desk.locator("#brief .part-steps li")
    await expect(steps.filter(has_text="roue gauche").first).to_be_visible(timeout=PATIENCE_MS)
    await expect(steps.locator(".state.done").first).to_be_visible()
    await desk.click("#claim")
    await expect(chat.locator("header")).to_contain_text("Claire", timeout=PATIENCE_MS)
    await desk.fill("#text", "Je m’occupe de la roue gauche, Odile.")
    await desk.click("#send")
    await expect(chat.locator(".bubble.agent")).to_contain_text("Je m’occupe de la roue gauche", timeout=PATIENCE_MS)
    assert customer.complaints == []
    assert agent.complaints == []


@pytest.mark.parametrize(("width", "height"), [(320, 640), (1280, 800)])
@pytest.mark.parametrize("path", ["/", "/chat", "/desk", "/nowhere"])
async def test_no_page_scrolls_sideways(
    town: Town, sensei: Sensei, browser: Browser, path: str, width: int, height: int
) -> None:
    context = await browser.new_context(locale="fr", viewport={"width": width, "height": height})
    page = await context.new_page()
    await page.goto(sensei.url + path)
    await expect(page.locator("body")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
