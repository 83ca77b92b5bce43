"""The shop, the account and both sides at once in a real browser: one choice of person for all, reflow, axe."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.backoffice.app import create_app
from bot.backoffice.clock import following
from bot.office import Office
from tests.pages.conftest import Opener, Served

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

PAGES = ("/", "/account", "/both", "/nowhere")
PARIS = ZoneInfo("Europe/Paris")
SLOW_MS = 20_000  # three pages at once on a busy machine
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


@pytest_asyncio.fixture(loop_scope="session")
async def shop(open_served: Opener, tmp_path: Path) -> AsyncIterator[Served]:
    """The front door on Tuesday 24 November 2026, with the demo back office behind it."""
    back = create_app(token="t", data_dir=tmp_path, clock=following(tmp_path / "data"))
    office = Office("http://office.example", "t", transport=httpx.ASGITransport(back))
    async with open_served(office=office) as served:
        yield served


async def be(page: Page, who: str) -> None:
    await page.click(f".tour [data-who={who}]")
    await expect(page.locator(f".tour [data-who={who}]")).to_have_attribute("aria-pressed", "true")


async def test_nothing_is_asked_or_kept_before_a_choice(shop: Served) -> None:
    asked: list[str] = []
    window = await shop.window()
    window.page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/account", "/"):
        await window.page.goto(shop.url + path, wait_until="networkidle")
    assert asked
    assert not [url for url in asked if "/demo/" in url or "/chat" in url]
    assert await window.page.evaluate("sessionStorage.length + localStorage.length") == 0
    assert await window.context.cookies() == []
    assert window.complaints == []


@pytest.mark.parametrize(("language", "hello", "since"), [
    ("fr", "Bonjour Madame Moreau", "décembre 2011"), ("en", "Hello Madame Moreau", "December 2011")])
async def test_an_account_knows_the_person_by_name(shop: Served, language: str, hello: str, since: str) -> None:
    window = await shop.window("/", language=language)
    await be(window.page, "moreau")
    await window.page.click(".nav a[href^='/account']")
    await expect(window.page.locator("h1")).to_have_text(hello)
    await expect(window.page.locator("#account-since")).to_contain_text(since)
    await expect(window.page.locator(".order")).to_have_count(1)
    await expect(window.page.locator(".order img")).to_have_attribute("src", "/static/shop/kettle.svg")
    await be(window.page, "unknown")
    await expect(window.page.locator("#account-known")).to_be_hidden()
    await expect(window.page.locator("#account-people")).to_be_visible()
    assert window.complaints == []


async def test_someone_without_orders_is_welcome_too(shop: Served) -> None:
    window = await shop.window("/account")
    await window.page.click("#account-people [data-who=luka]")
    await expect(window.page.locator("h1")).to_have_text("Bonjour Luka")
    await expect(window.page.locator("#orders-empty")).to_be_visible()
    await window.page.click("#ask")
    await expect(window.page.frame_locator("iframe").locator("#log")).to_contain_text("Luka")


async def test_what_arrives_tomorrow_follows_the_moved_clock(shop: Served) -> None:
    window = await shop.window("/account")
    await window.page.click("#account-people [data-who=awa]")
    await window.page.click("[data-time=saturday]")
    await expect(window.page.locator("[data-time=saturday]")).to_have_attribute("aria-pressed", "true")
    await window.page.reload()
    now = shop.house.clock.now().astimezone(PARIS)
    assert (now.weekday(), now.hour) == (5, 23)
    tomorrow = now + timedelta(days=1)
    trainers = window.page.locator(".order", has_text="baskets")
    await expect(trainers).to_contain_text("Arrivent demain")
    await expect(trainers).to_contain_text(f"dimanche {tomorrow.day} {MONTHS[tomorrow.month - 1]}")
    await expect(window.page.locator("[data-time=saturday]")).to_have_attribute("aria-pressed", "true")


async def test_what_is_remembered_is_seen_and_forgotten_on_the_account_page(shop: Served) -> None:
    awa = await shop.house.visitor(who="awa")
    await shop.house.http.put("/chat/memory", json={"key": "shoe_size", "value": "38"},
                              headers={"Authorization": f"Bearer {awa.token}"})
    window = await shop.window("/account")
    await window.page.click("#account-people [data-who=awa]")
    remembered = window.page.locator("#memory li")
    await expect(remembered).to_contain_text("pointure 38")
    await remembered.get_by_role("button", name="Oublier pointure").click()
    await expect(window.page.locator("#memory-status")).to_have_text("C’est oublié.")
    await expect(remembered).to_have_count(0)
    await expect(window.page.locator("#memory-empty")).to_be_visible()


async def test_what_is_to_be_remembered_is_set_and_changed_on_the_account_page(shop: Served) -> None:
    window = await shop.window("/account")
    page, remembered = window.page, window.page.locator("#memory li")
    await page.click("#account-people [data-who=moreau]")
    await page.get_by_label("Quoi").select_option("pick_up_point")
    await page.get_by_label("À retenir").fill("la boulangerie")
    await page.keyboard.press("Enter")
    await expect(remembered).to_contain_text("point relais la boulangerie")
    await remembered.get_by_role("button", name="Changer point relais").click()
    await expect(page.get_by_label("À retenir")).to_be_focused()
    await page.get_by_label("À retenir").fill("la consigne de la gare")
    await page.get_by_role("button", name="Retenir", exact=True).click()
    await expect(remembered).to_have_count(1)
    await expect(remembered).to_contain_text("la consigne de la gare")
    await page.get_by_label("Quoi").select_option("formality")
    await page.get_by_label("Comment").select_option(label="se tutoyer")
    await page.get_by_role("button", name="Retenir", exact=True).click()
    await expect(remembered).to_have_count(2)
    await expect(page.locator("#memory")).to_contain_text("se tutoyer")
    await page.get_by_label("Quoi").select_option("health")
    await expect(page.locator("#memory-sensitive")).to_contain_text("six mois")


async def test_of_a_child_nothing_is_kept_on_the_account_page_and_it_says_so(shop: Served) -> None:
    page = (await shop.window("/account")).page
    await page.click("#account-people [data-who=luka]")
    await page.get_by_label("Quoi").select_option("size")
    await page.get_by_label("À retenir").fill("M")
    await page.keyboard.press("Enter")
    await expect(page.locator("#memory-status")).to_contain_text("Rien n’a changé")
    await expect(page.locator("#memory-empty")).to_be_visible()


async def test_a_choice_on_either_side_reaches_the_other(shop: Served) -> None:
    window = await shop.window("/both")
    framed = window.page.frame_locator("#shop-frame")
    await expect(framed.locator("h1")).to_be_visible()
    assert await framed.locator(".tour").count() == 0
    await be(window.page, "awa")
    await framed.locator(".nav a[href^='/account']").click()
    await expect(framed.locator("h1")).to_have_text("Bonjour Awa")
    await be(window.page, "unknown")
    await framed.locator("[data-who=moreau]").click()
    await expect(framed.locator("h1")).to_have_text("Bonjour Madame Moreau")
    await expect(window.page.locator(".tour [data-who=moreau]")).to_have_attribute("aria-pressed", "true")
    assert window.complaints == []


async def test_words_written_on_the_left_are_seen_on_the_right(shop: Served) -> None:
    window = await shop.window("/both")
    window.page.set_default_timeout(SLOW_MS)
    left, right = window.page.frame_locator("#shop-frame"), window.page.frame_locator("#desk-frame")
    await right.locator("#login-form button[type=submit]").click()
    await expect(right.locator("#work")).to_be_visible(timeout=SLOW_MS)
    await be(window.page, "awa")
    await left.locator("sensei-chat button").first.click()
    chat = left.frame_locator("sensei-chat iframe")
    await expect(chat.locator("#log")).to_contain_text("Awa", timeout=SLOW_MS)
    await chat.locator("#text").fill("Où sont mes baskets du dimanche ?")
    await chat.locator("#text").press("Enter")
    await expect(right.locator("body")).to_contain_text("baskets du dimanche", timeout=SLOW_MS)
    assert window.complaints == []


async def test_a_narrow_screen_shows_one_side_at_a_time(shop: Served) -> None:
    window = await shop.window("/both", size=(390, 844))
    shop_frame, desk_frame = window.page.locator("#shop-frame"), window.page.locator("#desk-frame")
    await expect(shop_frame).to_be_visible()
    await expect(desk_frame).to_be_hidden()
    await window.page.click(".sides [data-side=desk]")
    await expect(desk_frame).to_be_visible()
    await expect(shop_frame).to_be_hidden()
    await window.page.set_viewport_size({"width": 1100, "height": 700})
    await expect(shop_frame).to_be_visible()
    await expect(desk_frame).to_be_visible()


async def test_a_choice_that_fails_is_said_and_changes_nothing(shop: Served) -> None:
    window = await shop.window("/")
    await window.page.route("**/demo/identity", lambda route: route.abort())
    await window.page.click("[data-who=luka]")
    await expect(window.page.locator("#tour-said")).to_be_visible()
    await expect(window.page.locator("#tour-said")).to_contain_text("de notre côté")
    await expect(window.page.locator("[data-who=luka]")).to_have_attribute("aria-pressed", "false")
    await expect(window.page.locator("[data-who=unknown]")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_bar_is_one_thin_line_on_a_desktop(shop: Served, language: str) -> None:
    window = await shop.window("/", language=language)
    for who in ("moreau", "awa"):
        await be(window.page, who)
        box = await window.page.locator(".tour").bounding_box()
        assert box is not None
        assert box["height"] <= 48


async def test_the_keyboard_can_skip_the_bar(shop: Served) -> None:
    window = await shop.window("/")
    await window.page.keyboard.press("Tab")
    await expect(window.page.locator(".skip")).to_be_focused()
    await window.page.keyboard.press("Enter")
    await expect(window.page.locator("main")).to_be_focused()


@pytest.mark.parametrize(("path", "scheme", "width", "language"), [
    ("/", "light", 1280, "fr"), ("/account", "light", 1280, "en"), ("/both", "light", 1280, "fr"),
    ("/", "dark", 320, "en"), ("/account", "dark", 320, "fr"), ("/nowhere", "dark", 320, "en")])
async def test_every_page_satisfies_axe_light_and_dark(
    shop: Served, path: str, scheme: str, width: int, language: str
) -> None:
    window = await shop.window(path, size=(width, 800), language=language, color_scheme=scheme)
    if path != "/nowhere":
        await be(window.page, "awa")
    if path == "/account":
        await expect(window.page.locator(".order")).to_have_count(3)
    # What stands in the frames is checked on its own page.
    found = await Axe().run(window.page, context={"exclude": [["iframe"], ["sensei-chat"]]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_every_page_reflows_at_320_pixels(shop: Served, language: str) -> None:
    window = await shop.window(language=language, size=(320, 640))
    for path in PAGES:
        await window.page.goto(shop.url + path)
        assert await window.page.evaluate("document.documentElement.scrollWidth") <= 320, path
