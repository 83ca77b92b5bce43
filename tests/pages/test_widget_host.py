"""The launcher and the panel on somebody else's site: quiet before it is opened, closed to strangers, harmless."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from tests.pages.conftest import Opener, Served
from tests.pages.panel import ForeignShop, bot, foreign_shop, open_panel, ready, say, signed

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

EVIL = '<img src=x onerror="window.pwned=1"><b>Ève</b>'
REFUSED = """for (const kind of ["localStorage", "sessionStorage"]) if (location.pathname === "/chat")
  Object.defineProperty(window, kind, {get() { throw new DOMException("refused", "SecurityError"); }});"""


@dataclass
class Abroad:
    served: Served
    shop: ForeignShop


@pytest_asyncio.fixture(loop_scope="session")
async def abroad(open_served: Opener) -> AsyncIterator[Abroad]:
    """A shop of another origin that may embed us; its own policy allows our script and frame and nothing else."""
    async with foreign_shop() as shop, open_served(SENSEI_ORIGINS=shop.url) as served:
        shop.widget = served.url
        shop.policy = f"default-src 'none'; img-src data:; script-src {served.url}; frame-src {served.url}"
        yield Abroad(served, shop)


async def test_nothing_is_requested_or_stored_before_the_panel_is_opened(abroad: Abroad) -> None:
    asked: list[str] = []
    window = await abroad.served.window()
    window.page.on("request", lambda request: asked.append(request.url))
    await window.page.goto(abroad.shop.url, wait_until="networkidle")
    await expect(window.page.get_by_role("button", name="question")).to_be_visible()
    assert [url for url in asked if url.startswith(abroad.served.url)] == [f"{abroad.served.url}/widget.js"]
    assert await window.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert await window.context.cookies() == []


async def test_another_site_opens_the_panel_and_gets_the_focus_back_with_escape(abroad: Abroad) -> None:
    window = await abroad.served.window(abroad.shop.url)
    panel = await open_panel(window.page)
    await expect(panel.locator("#text")).to_be_focused()
    await say(panel, "bonjour")
    await expect(bot(panel, "echo: bonjour")).to_be_visible()
    await panel.locator("#text").press("Escape")
    await expect(window.page.get_by_role("button", name="question")).to_be_focused()
    assert await window.page.evaluate("localStorage.length + sessionStorage.length") == 0  # nothing in the site's own
    assert window.complaints == []


async def test_a_site_that_is_not_named_may_not_frame_the_panel(open_served: Opener) -> None:
    async with foreign_shop() as shop, open_served() as served:
        shop.widget, shop.policy = served.url, ""
        window = await served.window(shop.url)
        async with window.page.expect_event("console", lambda message: "frame-ancestors" in message.text):
            await window.page.get_by_role("button", name="question").click()
        assert await window.page.frame_locator("sensei-chat iframe").locator("#text").count() == 0


async def test_the_panel_hears_no_identity_from_a_frame_that_is_not_its_host(abroad: Abroad) -> None:
    window = await abroad.served.window(abroad.shop.url)
    panel = await open_panel(window.page)
    # A message as a strange window would send it: right shape, wrong source.
    await panel.locator("body").evaluate("""(body, jwt) => new Promise((done) => {
        const data = {sensei: "identity", identity: jwt};
        window.dispatchEvent(new MessageEvent("message", {data, origin: "https://evil.example", source: window.parent}));
        window.dispatchEvent(new MessageEvent("message", {data, origin: location.origin, source: window}));
        setTimeout(done, 0);
    })""", signed(abroad.served, name="Mallory"))
    await say(panel, "qui suis-je")
    await expect(bot(panel, "echo: qui suis-je")).to_be_visible()
    assert "Mallory" not in await panel.locator("#log").inner_text()
    assert abroad.served.house.brain.asked[-1]["level"] == "stranger"


async def test_the_site_says_who_is_there_and_an_evil_name_stays_text(abroad: Abroad) -> None:
    window = await abroad.served.window(abroad.shop.url)
    await window.page.evaluate("jwt => Sensei.identify(jwt)", signed(abroad.served, name=EVIL, given_name=EVIL))
    panel = await open_panel(window.page)
    await say(panel, EVIL)
    await expect(bot(panel, "echo: <img")).to_be_visible()
    assert abroad.served.house.brain.asked[-1]["level"] == "verified"
    assert await panel.locator("#log img, #log b").count() == 0
    assert await panel.locator("body").evaluate("() => window.pwned") is None
    assert window.complaints == []  # a policy violation would be one


async def test_signing_out_on_the_site_ends_the_token_and_shows_nothing_of_before(abroad: Abroad) -> None:
    window = await abroad.served.window(abroad.shop.url)
    await window.page.evaluate("jwt => Sensei.identify(jwt)", signed(abroad.served, name="Awa"))
    panel = await open_panel(window.page)
    await say(panel, "un secret")
    await expect(bot(panel, "echo: un secret")).to_be_visible()
    async with window.page.expect_response(lambda r: r.request.method == "DELETE") as gone:
        await window.page.evaluate("Sensei.identify(null)")
    assert (await gone.value).status == 204
    await ready(panel)
    await expect(panel.locator("#log")).not_to_contain_text("secret")


async def test_words_said_before_signing_in_come_along(abroad: Abroad) -> None:
    window = await abroad.served.window(abroad.shop.url)
    panel = await open_panel(window.page)
    await say(panel, "avant de me connecter")
    await expect(bot(panel, "echo: avant")).to_be_visible()
    await window.page.evaluate("jwt => Sensei.identify(jwt)", signed(abroad.served, name="Awa"))
    await expect(panel.locator(".bubble.mine", has_text="avant de me connecter")).to_be_visible()
    await say(panel, "maintenant")
    await expect(bot(panel, "echo: maintenant")).to_be_visible()
    assert abroad.served.house.brain.asked[-1]["level"] == "verified"


async def test_a_browser_that_refuses_storage_still_talks(abroad: Abroad) -> None:
    async def refuse(context: BrowserContext) -> None:
        await context.add_init_script(REFUSED)

    window = await abroad.served.window(abroad.shop.url, before=refuse)
    panel = await open_panel(window.page)
    await say(panel, "sans mémoire")
    await expect(bot(panel, "echo: sans mémoire")).to_be_visible()
    await panel.locator("#menu-button").click()
    await panel.locator("[data-set-size='3']").click()
    await expect(panel.locator("html")).to_have_attribute("data-size", "3")
    await panel.locator("#theme").select_option("dark")
    await expect(panel.locator("html")).to_have_attribute("data-theme", "dark")
    await panel.locator("#formality").select_option("tu")
    await window.page.evaluate("Sensei.close()")
    await window.page.evaluate("Sensei.open()")
    await expect(bot(panel, "echo: sans mémoire")).to_be_visible()
    assert window.complaints == []


async def test_an_answer_while_closed_shows_on_the_launcher_in_words(abroad: Abroad) -> None:
    window = await abroad.served.window(abroad.shop.url)
    panel = await open_panel(window.page)
    abroad.served.house.brain.hold()
    await say(panel, "à plus tard")
    await expect(panel.locator(".bubble.mine .sending")).to_have_count(0)
    await window.page.evaluate("Sensei.close()")
    abroad.served.house.brain.release()
    await expect(window.page.get_by_role("img", name="Nouveau message")).to_be_visible()


async def test_on_a_phone_the_launcher_does_not_lie_over_what_is_read(abroad: Abroad) -> None:
    window = await abroad.served.window(abroad.shop.url, size=(390, 844))
    button = window.page.get_by_role("button", name="question")  # the name stays when the words stand aside
    wide = "button => button.getBoundingClientRect().width > 100"
    assert await button.evaluate(wide)
    await window.page.evaluate("document.body.style.minHeight = '3000px'; scrollTo(0, 600)")
    await expect(button).to_have_class("away")
    assert not await button.evaluate(wide)
    await window.page.evaluate("scrollTo(0, 0)")
    await expect(button).to_have_class("")
    assert await button.evaluate(wide)


async def test_on_a_phone_no_focus_gets_lost_behind_the_panel(abroad: Abroad) -> None:
    window = await abroad.served.window(abroad.shop.url, size=(390, 844))
    await open_panel(window.page)
    assert await window.page.locator("#mine").evaluate("button => button.closest('[inert]') !== null")
    await window.page.evaluate("Sensei.close()")
    assert await window.page.locator("#mine").evaluate("button => button.closest('[inert]') === null")
