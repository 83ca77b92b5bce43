"""The way from the account page to Telegram, in a browser and a phone: there when it leads somewhere, and used once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.backoffice.app import create_app
from bot.backoffice.clock import following
from bot.office import Office
from tests.pages.conftest import Opener, Served, Window
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.town import HASTY

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]
ADDRESS = "https://t.me/sensei_test_bot?start="


@pytest_asyncio.fixture(loop_scope="session")
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as opened:
        yield opened


@pytest.fixture
def office(tmp_path: Path) -> Office:
    back = create_app(token="t", data_dir=tmp_path, clock=following(tmp_path / "data"))
    return Office("http://office.example", "t", transport=httpx.ASGITransport(back))


async def the_account(served: Served) -> Window:
    window = await served.window("/account")
    # Where the link leads is not ours, and nothing of a test may leave this machine.
    await window.context.route("https://t.me/**", lambda route: route.fulfill(body="Telegram"))
    return window


async def at_her_account(served: Served) -> Page:
    window = await the_account(served)
    await window.page.click("#account-people [data-who=awa]")
    await expect(window.page.locator("#account-known")).to_be_visible()
    return window.page


async def word_of(page: Page, but: str = "") -> str:
    """The word of the link that is shown now, once it is another than `but`."""
    link = page.get_by_role("link", name="Continuer sur Telegram")
    await expect(link).to_be_visible()
    if but:
        await expect(link).not_to_have_attribute("href", ADDRESS + but)
    address = await link.get_attribute("href") or ""
    assert address.startswith(ADDRESS)
    return address.removeprefix(ADDRESS)


async def test_a_tap_on_the_account_page_goes_on_with_the_talk_in_telegram_as_herself(
        open_served: Opener, office: Office, fake: FakeTelegram) -> None:
    async with open_served(office=office, patience=HASTY, SENSEI_TELEGRAM_TOKEN=fake.token,
                           SENSEI_TELEGRAM_API_URL=fake.url) as served:
        page, phone, thief = await at_her_account(served), fake.person("A."), fake.person("Voleur")
        word = await word_of(page)
        async with page.expect_popup() as opened:
            await page.click("#telegram a")
        assert (await opened.value).url == ADDRESS + word
        phone.starts(word)
        assert "Awa" in (await fake.says_to(phone, "c’est bien vous")).text
        phone.says("où en est mon colis ?")
        await fake.says_to(phone, "où en est mon colis")
        assert served.house.brain.asked[-1]["level"] == "verified"
        assert served.house.brain.asked[-1]["known"]["first_name"] == "Awa"

        thief.starts(word)
        await fake.says_to(thief, "déjà servi")
        another = await word_of(page, but=word)  # the page never shows a link that was used
        assert another != word


async def test_without_a_bot_the_account_page_says_nothing_of_telegram(open_served: Opener, office: Office) -> None:
    async with open_served(office=office) as served:
        page = await at_her_account(served)
        await page.wait_for_load_state("networkidle")
        assert "Telegram" not in await page.locator("main").inner_text()


async def test_a_bot_that_telegram_refuses_is_not_offered_either(
        open_served: Opener, office: Office, fake: FakeTelegram) -> None:
    async with open_served(office=office, SENSEI_TELEGRAM_TOKEN="4242:another", SENSEI_TELEGRAM_API_URL=fake.url) as served:
        page = (await the_account(served)).page
        async with page.expect_response("**/telegram/links") as asked:
            await page.click("#account-people [data-who=awa]")
        assert not (await asked.value).ok
        await expect(page.locator("#account-known")).to_be_visible()
        assert "Telegram" not in await page.locator("main").inner_text()
