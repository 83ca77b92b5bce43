"""Hundreds of conversations: the lists come in pages, A to Z without a gap, reachable by keyboard."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.core.recognition import sort_key
from bot.service import Service
from bot.store import conversations, people
from tests.pages.conftest import Served
from tests.pages.desk_people import desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = [f"{first} {last}" for first in ("Élodie", "zoé", "Anna", "Madame", "Bruno", "Éva")
         for last in ("Abadie", "de Gaulle", "Öztürk", "Moreau", "d’Aubigné") for _ in range(5)]


async def full(service: Service) -> None:
    """A hundred and fifty who have written, and three without a name."""
    now = service.deps.clock.now()
    async with service.deps.db.write() as connection:
        for name in (*NAMES, None, None, None):
            customer = await people.add_customer(connection, now, name=name)
            conv = await conversations.add(connection, channel="web", customer_id=customer["id"], level="stranger",
                                           language="fr", now=now)
            await conversations.change(connection, conv["id"], first_words="Bonjour")


async def test_pages_join_a_to_z_without_a_gap_and_nobody_stands_twice(served: Served) -> None:
    await full(served.house.front.service)
    claire = await served.house.agent()
    whole = (await claire.get("conversations")).json()
    assert (len(whole["conversations"]), whole["next"]) == (153, None)
    got, after = [], ""
    while after is not None:
        page = (await claire.get("conversations", limit=40, after=after)).json()
        got += page["conversations"]
        after = page["next"]
    assert [row["id"] for row in got] == [row["id"] for row in whole["conversations"]]
    named = [row["name"] for row in got]
    assert named[-3:] == [None] * 3
    assert [sort_key(name) for name in named[:-3]] == sorted(map(sort_key, NAMES))
    for query, code in (({"limit": 5, "after": "nobody"}, "unknown_item"), ({"limit": 501}, "bad_request")):
        refused = await claire.get("conversations", **query)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, code)


@pytest.mark.needs("chromium")
async def test_the_desk_shows_fifty_and_the_next_names_by_keyboard(served: Served) -> None:
    await full(served.house.front.service)
    window = await desk(served)
    page, rows = window.page, window.page.locator("#others .row")
    await expect(rows).to_have_count(50)
    await rows.last.focus()
    await page.keyboard.press("j")
    more = page.get_by_role("button", name="Montrer les noms suivants")
    await expect(more).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(rows).to_have_count(100)
    await expect(rows.nth(50)).to_be_focused()
    for count in (150, 153):
        await more.press("Enter")
        await expect(rows).to_have_count(count)
    await expect(more).to_be_hidden()
    shown = await page.locator("#others .row-name").all_inner_texts()
    assert [sort_key(name) for name in shown[:150]] == sorted(map(sort_key, NAMES))
    await page.fill("#search", "moreau")
    await expect(page.locator("#found .row")).to_have_count(30)
    await page.fill("#search", "a")
    await expect(page.locator("#found .row")).to_have_count(50)
    await expect(page.locator("#found-empty")).to_contain_text("50 premières")
    assert window.complaints == []
