"""Hostile words in every text a person controls, looked at wherever it is shown: no script ran, nothing was made of it.

What one field alone does (a correction typed in the panel, a file in the tray) stands beside its own tests.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from bot.brain.fake import answer
from bot.core.turns import TurnAnswer, TurnRequest
from tests.house import AgentAtDesk, Visitor
from tests.pages.conftest import Served, Window
from tests.pages.desk_people import desk
from tests.pages.panel import ready, signed

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

EVE = ("eve@maison-colibri.example", "colibri")
# Whatever would be an element, a handler, a frame or an address, had our pages made one of it.
MADE = """() => [...document.querySelectorAll("*")].filter((one) =>
  [...one.attributes].some(({name, value}) => name.startsWith("on") || /^\\s*(javascript|data):/i.test(value))
  || ["SVG", "MATH", "OBJECT", "EMBED", "BASE", "MARQUEE"].includes(one.tagName.toUpperCase())
  || (one.tagName === "SCRIPT" && !(one.getAttribute("src") || "").startsWith("/"))
  || (one.tagName === "IMG" && !/^\\/(static|desk\\/api)\\//.test(one.getAttribute("src") || ""))
).map((one) => one.outerHTML.slice(0, 120))"""
KEPT = """(token) => localStorage.setItem("sensei.session", JSON.stringify({token, person: ""}))"""


def evil(where: str) -> str:
    """Breaks out of text, attributes, titles, scripts and templates alike, and says where it came from."""
    return (f"{where} \"'><img src=x onerror=\"window.pwned='{where}'\"></title></textarea></script>"
            f"<script>window.pwned='{where}'</script><svg onload=pwned=1> javascript:pwned=1 {{{{7*7}}}} {{name}} &lt;b&gt;")


def answers(request: TurnRequest) -> TurnAnswer:
    """A brain that took the name as it was said, and offers what was said back."""
    given = answer(f"echo: {request['text']}")
    given["understanding"]["name"] = evil("introduced")
    given["messages"][0]["choices"] = [{"label": evil("choice"), "intent": "affirm", "entities": []}]
    return given


def bearer(visitor: Visitor) -> dict[str, str]:
    return {"Authorization": f"Bearer {visitor.token}"}


async def told(served: Served, identity: str | None) -> Visitor:
    """A conversation whose every word is hostile, up to the wait for a person and a correction."""
    visitor = await Visitor(served.house.http).open(identity=identity)
    await visitor.say(evil("message"))
    await visitor.bot_says("echo")
    file = await visitor.http.post("/chat/attachments", headers=bearer(visitor), files={
        "file": (evil("file"), b"words", "text/plain")})
    assert file.status_code == 201, file.text
    await visitor.post(text=evil("second"), attachments=[file.json()["id"]])
    await visitor.wish("human")
    await visitor.owner_is("queue")
    shared = (await visitor.http.get("/chat/brief", headers=bearer(visitor))).json()["shared"]
    corrected = await visitor.http.post("/chat/brief", headers=bearer(visitor), json={
        "client_id": str(uuid4()), "item": shared["wants"][0]["id"], "text": evil("correction")})
    assert corrected.status_code == 202, corrected.text
    return visitor


async def answered(served: Served, visitor: Visitor) -> AgentAtDesk:
    """Eve, whose own name and role are hostile, takes it, leaves a note and answers with a file."""
    eve = await served.house.agent(EVE)
    await eve.reply(visitor.conversation, evil("note"), private=True)
    await eve.claim(visitor.conversation)
    await eve.reply(visitor.conversation, evil("reply"))
    return eve


@pytest_asyncio.fixture(loop_scope="session")
async def town(served: Served) -> Served:
    served.house.brain.script = answers
    await served.house.front.service.put_agent(
        email=EVE[0], name=evil("agent"), role={"fr": evil("role"), "en": evil("role")}, lead=False, password=EVE[1])
    return served


async def unharmed(window: Window, title: str) -> None:
    """Nothing ran, nothing was made, nothing was even tried (the policy would have complained), the title is ours."""
    page = window.page
    assert await page.evaluate("window.pwned") is None
    assert await page.evaluate(MADE) == []
    assert window.complaints == []
    assert await page.title() == title


async def shows(page: Page, scope: str, *wheres: str) -> None:
    for where in wheres:
        await expect(page.locator(scope)).to_contain_text(evil(where))


async def chat_of(served: Served, visitor: Visitor) -> Window:
    async def before(context: BrowserContext) -> None:
        await context.add_init_script(f"({KEPT})({visitor.token!r})")

    window = await served.window("/chat?language=fr", before=before)
    await ready(window.page)
    return window


@pytest.mark.parametrize("signed_in", [True, False], ids=["claims", "introduction"])
async def test_hostile_words_are_words_in_the_panel_and_at_the_desk(town: Served, signed_in: bool) -> None:
    names = {"name": evil("claim"), "given_name": evil("given"), "family_name": evil("family")}
    visitor = await told(town, signed(town, **names) if signed_in else None)
    await answered(town, visitor)

    panel = await chat_of(town, visitor)
    await shows(panel.page, "#log", "message", "second", "choice", "correction", "reply", "agent", "role")
    await shows(panel.page, ".card.brief h2", "agent")
    await shows(panel.page, "header", "agent", "role")
    await expect(panel.page.locator("#log .file-name")).to_contain_text("svg onload=pwned=1")
    await unharmed(panel, "Sensei, assistant automatique de Maison Colibri")

    window = await desk(town, EVE)
    page = window.page
    await shows(page, "#me", "agent")
    await shows(page, "#mine .row", "message")
    await page.locator("#mine .row").click()
    await shows(page, "#timeline", "message", "second", "note", "reply", "correction", "agent")
    await shows(page, "#brief", "correction")
    await expect(page.locator("#timeline a.file-name")).to_contain_text("svg onload=pwned=1")
    if signed_in:
        await shows(page, "#name", "claim")
        await shows(page, "#mine .row-name", "claim")
    await page.fill("#search", "<img src=x onerror=pwned=1>")
    await expect(page.locator("#found-empty:visible, #found .row:visible").first).to_be_visible()
    await page.keyboard.press("Escape")
    await unharmed(window, await page.title())
    await expect(panel.page.locator("#live")).to_contain_text(evil("agent"))  # who reads, told by name
    await unharmed(panel, await panel.page.title())


async def test_a_hostile_note_of_handing_back_a_colleagues_name_and_the_count_in_the_title_stay_words(
    town: Served,
) -> None:
    visitor = await told(town, None)
    watching = await desk(town)
    await expect(watching.page).to_have_title("(1) Bureau de Maison Colibri")
    await unharmed(watching, await watching.page.title())
    await answered(town, visitor)
    await watching.page.locator("#others .row").click()
    await shows(watching.page, "#with-other", "agent")
    await unharmed(watching, await watching.page.title())

    window = await desk(town, EVE)
    await window.page.locator("#mine .row").click()
    # To Claire and back: a hostile name among the people one can choose, and in what is said afterwards.
    await window.page.click("#pass-on")
    await window.page.select_option("#ask-who", label="Claire, service clients")
    await window.page.click("#ask-do")
    await watching.page.locator("#mine .row").click()
    await watching.page.click("#pass-on")
    await watching.page.select_option("#ask-who", index=1)
    await shows(watching.page, "#ask-who", "agent", "role")
    await watching.page.click("#ask-do")
    await shows(watching.page, "#said", "agent")
    await unharmed(watching, await watching.page.title())
    await expect(window.page.locator("#state")).to_contain_text("Vous répondez")
    await window.page.click("#hand-back")
    await window.page.fill("#ask-note", evil("hand-back"))
    await window.page.click("#ask-do")
    await shows(window.page, "#timeline", "hand-back")
    await unharmed(window, await window.page.title())


async def test_a_copy_of_a_hostile_conversation_is_never_a_page(town: Served) -> None:
    visitor = await told(town, signed(town, name=evil("claim")))
    await answered(town, visitor)
    for accept, kind in (("text/plain", "text/plain"), ("application/json", "application/json"),
                         ("text/html,*/*", "application/json")):
        copy = await visitor.http.get("/chat/export", headers={**bearer(visitor), "Accept": accept})
        assert copy.headers["content-type"].startswith(kind)
        assert copy.headers["content-disposition"].startswith("attachment")
        assert copy.headers["x-content-type-options"] == "nosniff"
        said: Any = copy.text if kind == "text/plain" else [e.get("text") for e in copy.json()["events"]]
        assert evil("message") in said
        assert evil("reply") in said
        assert evil("note") not in copy.text


async def test_hostile_addresses_and_languages_change_no_page(town: Served) -> None:
    window = await town.window(extra_http_headers={"Accept-Language": "fr\"><img src=x onerror=pwned=1>"})
    for path in ("/", "/account", "/both", "/chat", "/desk", "/nowhere/\"><img src=x onerror=pwned=1>"):
        asked = f"{town.url}{path}?language=%22%3E%3Cimg src=x onerror=pwned=1%3E&who={evil('who')}#{evil('hash')}"
        await window.page.goto(asked, wait_until="domcontentloaded")
        assert await window.page.evaluate("window.pwned") is None, path
        assert await window.page.evaluate(MADE) == [], path
        assert await window.page.evaluate("document.documentElement.lang") in ("fr", "en"), path
        assert "img" not in await window.page.title(), path
    refused = await town.house.http.get("/desk/api/conversations/<img src=x>", headers={"Accept-Language": "<script>"})
    assert refused.headers["content-type"].startswith("application/json")
    assert "<" not in refused.text
