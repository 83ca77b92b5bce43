"""The conversation in the panel: who speaks, by keyboard alone, nothing lost offline, nothing claimed that is not so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from bot.brain.fake import FakeBrain, answer
from bot.core.turns import TurnRequest
from tests.pages.conftest import Opener, Served
from tests.pages.panel import bot, offering, ready, say

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

EVIL = '<img src=x onerror="window.pwned=1">'


async def chat(served: Served, language: str = "fr", **more: Any) -> Page:
    window = await served.window(f"/chat?language={language}", language=language, **more)
    await ready(window.page)
    return window.page


def stepping(n: int, state: str = "shown") -> FakeBrain:
    """A brain in the middle of a task."""
    def script(request: TurnRequest) -> Any:
        step = {"type": "step", "task": "replace_part", "run": f"{request['turn']}.replace_part", "step": "part", "n": n,
                "of": 5, "label": "la pièce", "state": state, "value": None, "said": None, "hint": 0, "irreversible": False}
        return answer("Quelle pièce ?", steps=[step])

    return FakeBrain(script)


@pytest.mark.parametrize(("language", "role", "me", "said"), [
    ("fr", "assistant automatique", "Moi", "bonjour tout le monde, il fait beau"),
    ("en", "automated assistant", "Me", "hello everybody, the weather is fine")])
async def test_every_bubble_says_who_speaks_and_in_which_language(
    served: Served, language: str, role: str, me: str, said: str
) -> None:
    page = await chat(served, language)
    await say(page, said)
    await expect(bot(page, f"echo: {said}")).to_be_visible()
    for bubble in await page.locator(".bubble").all():
        who = await bubble.locator(".by-who").inner_text()
        assert who in (f"Sensei, {role}", me)
        assert await bubble.locator(".words").get_attribute("lang") == language
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Sensei, {role}")


async def test_a_person_has_a_face_a_first_name_and_a_role(served: Served) -> None:
    page = await chat(served)
    await page.get_by_role("button", name="Parler à quelqu’un").click()
    await expect(page.locator(".card.wait")).to_contain_text("aujourd’hui avant")
    agent = await served.house.agent()
    row = (await agent.queue())[0]
    await agent.claim(row["id"])
    await agent.reply(row["id"], f"Bonjour, ici Claire. {EVIL} https://suivi.example/colis?a=1.")
    bubble = page.locator(".bubble.agent")
    await expect(bubble.locator(".by-who")).to_have_text("Claire, service clients")
    await expect(bubble.locator(".face")).to_have_text("C")
    await expect(page.locator("header")).to_contain_text("une personne répond")
    link = bubble.locator("a")
    assert await link.get_attribute("href") == "https://suivi.example/colis?a=1"
    assert await link.get_attribute("rel") == "noopener noreferrer"
    assert await page.locator("#log img").count() == 0
    await agent.post(f"conversations/{row['id']}/presence", {"state": "reading"})
    await expect(page.locator("#live")).to_have_text("Claire lit cette histoire")
    await agent.post(f"conversations/{row['id']}/presence", {"state": "typing"})
    await expect(page.locator("#live")).to_have_text("Claire écrit")


async def test_everything_works_by_keyboard_alone(open_served: Opener) -> None:
    async with open_served(brain=offering("Garder la taille M", "Échanger")) as served:
        page = await chat(served)
        await page.locator("#text").focus()
        await page.keyboard.type("la taille ne va pas")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("du tout")
        await page.keyboard.press("Enter")
        keep = page.get_by_role("button", name="Garder la taille M")
        await expect(keep).to_be_visible()
        await expect(page.locator("#text")).to_be_focused()  # the answer did not take the focus
        await keep.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#text")).to_be_focused()
        await expect(page.locator(".choice.taken")).to_have_accessible_name("Garder la taille M (choisi)")
        await expect(page.locator(".bubble.mine").last).to_contain_text("Garder la taille M")

        await page.locator("#menu-button").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#menu")).to_be_visible()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        await expect(page.locator("html")).to_have_attribute("data-size", "2")
        await page.keyboard.press("Escape")
        await expect(page.locator("#menu")).to_be_hidden()
        await expect(page.locator("#menu-button")).to_be_focused()


async def test_what_comes_in_is_announced_politely_and_moves_neither_focus_nor_place(served: Served) -> None:
    page = await chat(served, size=(390, 500))
    for n in range(4):
        await say(page, f"message numéro {n}\nsur\nplusieurs\nlignes")
        await expect(bot(page, f"numéro {n}")).to_be_visible()
    await page.locator("#scroll").evaluate("box => { box.scrollTop = 0; }")
    await expect(page.locator("#jump")).to_be_hidden()
    await page.locator("#language").focus()
    await page.evaluate("""async () => { const wire = await import("/static/widget/wire.js");
        const {token} = JSON.parse(localStorage.getItem("sensei.session"));
        await wire.send(token, {client_id: crypto.randomUUID(), text: "d’un autre onglet"}); }""")
    await expect(page.get_by_role("button", name="Voir les nouveaux messages")).to_be_visible()
    await expect(page.locator("#language")).to_be_focused()
    assert await page.locator("#scroll").evaluate("box => box.scrollTop") == 0
    assert await page.locator("#log").get_attribute("aria-live") == "polite"


async def test_progress_is_one_quiet_line_in_words(open_served: Opener) -> None:
    async with open_served(brain=stepping(2)) as served:
        page = await chat(served)
        await say(page, "il manque une roue")
        await expect(page.locator("#progress span").first).to_have_text("Étape 2 sur 5\u00a0: la pièce")
        assert await page.locator("#progress").get_attribute("role") == "status"
        await page.get_by_role("button", name="Parler à quelqu’un").click()
        await expect(page.locator("#progress")).to_be_hidden()


async def test_words_written_offline_wait_in_view_and_leave_once_the_connection_is_back(served: Served) -> None:
    page = await chat(served)
    await page.context.set_offline(True)
    await expect(page.locator("#connection")).to_contain_text("connexion est coupée")
    await say(page, "premier sans réseau")
    await say(page, "second sans réseau")
    await expect(page.locator("#connection")).to_contain_text("2 messages attendent")
    await expect(page.locator(".bubble.mine .sending").last).to_contain_text("part dès que la connexion revient")
    await page.context.set_offline(False)
    await expect(page.locator(".sending")).to_have_count(0)
    await expect(page.locator("#connection")).to_be_hidden()
    await expect(bot(page, "second sans réseau")).to_be_visible()
    heard = "\n".join(request["text"] for request in served.house.brain.asked)
    assert heard.index("premier") < heard.index("second")
    assert heard.count("premier") == heard.count("second") == 1
    await expect(page.locator(".bubble.mine")).to_have_count(2)


async def test_words_that_waited_survive_a_reload(served: Served) -> None:
    page = await chat(served)
    held = await hold(page)
    await say(page, "ne te perds pas")
    await expect(page.locator(".bubble.mine .sending")).to_be_visible()
    await page.unroute("**/chat/messages")
    await page.reload()
    await expect(bot(page, "echo: ne te perds pas")).to_be_visible()
    await expect(page.locator(".bubble.mine", has_text="ne te perds pas")).to_have_count(1)
    assert [json.loads(one)["text"] for one in held] == ["ne te perds pas"]


async def hold(page: Page) -> list[str]:
    """Lets no message through; gives what was tried."""
    tried: list[str] = []

    async def lose(route: Route) -> None:
        tried.append(route.request.post_data or "")
        await route.abort()

    await page.route("**/chat/messages", lose)
    return tried


@pytest.mark.parametrize("lost", ["message", "answer"])
async def test_what_is_lost_on_its_way_is_sent_again_and_counted_once(served: Served, lost: str) -> None:
    page = await chat(served)
    tried: list[str] = []

    async def lose_once(route: Route) -> None:
        tried.append(json.loads(route.request.post_data or "{}")["client_id"])
        if len(tried) > 1:
            await route.continue_()
            return
        if lost == "answer":
            await route.fetch()  # the server has it, and the page does not know
        await route.abort()

    await page.route("**/chat/messages", lose_once)
    await say(page, "une seule fois")
    await expect(bot(page, "echo: une seule fois")).to_be_visible()
    await expect(page.locator(".sending")).to_have_count(0)
    assert len(tried) == (2 if lost == "message" else len(tried))
    assert len(set(tried)) == 1
    assert [request["text"] for request in served.house.brain.asked] == ["une seule fois"]
    await expect(page.locator(".bubble.mine")).to_have_count(1)


async def test_where_streams_are_swallowed_the_long_poll_carries_on(served: Served) -> None:
    async def no_stream(context: BrowserContext) -> None:
        await context.route("**/chat/stream", lambda route: route.fulfill(status=404, body="not here"))

    page = await chat(served, before=no_stream)
    await say(page, "par l’autre chemin")
    await expect(bot(page, "echo: par l’autre chemin")).to_be_visible()
    await expect(page.locator("#connection")).to_be_hidden()


async def test_what_the_server_refuses_comes_back_to_the_field_with_its_reason_and_choices(open_served: Opener) -> None:
    async with open_served(brain=offering("Le robot", "La lampe")) as served:
        page = await chat(served)
        await say(page, "bonjour")
        await expect(page.get_by_role("button", name="Le robot")).to_be_enabled()
        await say(page, "x" * 4001)
        await expect(page.locator("#problem")).to_be_visible()
        await expect(page.locator("#text")).to_have_value("x" * 4001)
        await expect(page.get_by_role("button", name="Le robot")).to_be_enabled()
        await page.locator("#text").fill("plus court")
        await expect(page.locator("#problem")).to_be_hidden()


async def test_a_message_is_read_aloud_only_when_pressed_in_its_own_language(served: Served) -> None:
    async def voice(context: BrowserContext) -> None:
        await context.add_init_script("""window.spoken = [];
            Object.defineProperty(window, "speechSynthesis", {value: {
              speak: (said) => spoken.push([said.lang, said.text]), cancel() {} }});""")

    page = await chat(served, before=voice)
    assert await page.evaluate("spoken") == []
    await page.get_by_role("button", name="Écouter ce message").first.click()
    [[lang, text]] = await page.evaluate("spoken")
    assert lang == "fr-FR"
    assert "assistant automatique" in text
    await page.get_by_role("button", name="Arrêter la lecture").click()
    await expect(page.get_by_role("button", name="Arrêter la lecture")).to_have_count(0)


async def test_language_can_be_changed_and_stays_changed(served: Served) -> None:
    page = await chat(served)
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.get_by_role("button", name="Talk to someone")).to_be_visible()
    await page.goto(served.url + "/chat?language=fr")  # what the site asks for counts less
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_how_far_one_has_read_is_told_when_it_was_seen(served: Served) -> None:
    page = await chat(served)
    async with page.expect_request("**/chat/read") as told:
        await say(page, "lu ?")
    assert json.loads((await told.value).post_data or "{}")["seq"] >= 1
