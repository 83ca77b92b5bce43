"""The open conversation at the desk: who has it, what is kept, what is marked, and that no text ever runs."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.async_api import Page, Route, expect

from tests.house import NADIA, Visitor
from tests.pages.conftest import Served
from tests.pages.desk_people import LUKA, desk, queued

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]


async def opened(page: Page, name: str) -> None:
    await page.locator(".lists .row", has_text=name).click()
    await expect(page.locator("#timeline li.said").first).to_be_visible()


def bearer(visitor: Visitor) -> dict[str, str]:
    return {"Authorization": f"Bearer {visitor.token}"}


async def test_the_brief_stands_in_its_order_with_its_evidence_underlined(served: Served) -> None:
    await queued(served, "Luka", LUKA, who="luka")
    page = (await desk(served)).page
    await opened(page, "Luka")
    parts = await page.locator("#brief .part").evaluate_all("all => all.map(part => part.className.slice(10))")
    order = "who want hope goal invested reasons mood facts steps policy promises orders gestures unknown suggestion"
    assert parts == [name for name in order.split() if name in parts]
    assert {"who", "want", "hope", "invested", "reasons", "mood", "promises", "suggestion"} <= set(parts)
    await expect(page.locator("#timeline mark.why")).to_have_text(["j'ai sept ans"])
    await expect(page.locator("#timeline mark.told")).to_have_text(
        ["J'avais économisé tout mon argent de Noël", "J'espère que vous pourrez m'en envoyer un autre"])
    await page.locator("#brief .part-hope button.quote").click()
    await expect(page.locator("#timeline li.said.customer")).to_be_focused()


DRAWN = """async (brief) => {
  const { makeBrief } = await import("/static/desk/brief.js");
  const root = document.createElement("div").appendChild(document.createElement("div"));
  makeBrief(root, {}).update(brief);
  return [...root.querySelectorAll(".part")].map((part) => [...part.querySelectorAll("q, li > span:first-child")].map((one) => one.textContent));
}"""


async def test_the_brief_says_nothing_twice(served: Served) -> None:
    page = (await desk(served)).page
    lost, please = {"seq": 1, "words": "j'ai perdu Jay"}, {"seq": 1, "words": "un autre"}
    step = {"run": "r", "step": "part", "label": "la pièce", "seq": 2}
    drawn = await page.evaluate(DRAWN, {
        "language": "fr", "hope": {"text": "un autre", "quotes": [please]},
        "want": {"text": "j'ai perdu Jay … un autre", "quotes": [lost, please]},
        "reasons": [{"code": "emotion", "words": ["triste"], "seq": [1]}, {"code": "minor", "words": ["sept ans", "triste"], "seq": [1, 1]}],
        "steps": [{**step, "state": "shown"}, {**step, "state": "failed"}, {**step, "step": "address", "label": "l'adresse", "state": "shown"}]})
    assert drawn == [["j'ai perdu Jay"], ["un autre"], ["triste", "sept ans"], ["la pièce", "l'adresse"]]
    summed_up = {"text": "un nouveau Jay", "quotes": [lost, please]}  # a sentence of its own keeps all it rests on
    [want, _] = await page.evaluate(DRAWN, {"want": summed_up, "hope": {"text": "un autre", "quotes": [please]}})
    assert want == ["j'ai perdu Jay", "un autre"]


async def test_taking_over_silences_the_assistant_and_says_so(served: Served) -> None:
    visitor = await queued(served, "Camille")
    window = await desk(served)
    page = window.page
    await opened(page, "Camille")
    await expect(page.locator("button.primary:visible")).to_have_count(1)
    await expect(page.locator("#keys-hint")).to_have_text("Ctrl + Entrée garde la note")
    await page.click("#claim")
    await expect(page.locator("#state")).to_contain_text("L’assistant se tait")
    await expect(page.locator("button.primary:visible")).to_have_text(["Répondre"])
    await expect(page.locator("#keys-hint")).to_have_text("Ctrl + Entrée envoie")
    asked = len(served.house.brain.asked)
    await visitor.say("vous êtes là ?")
    await expect(page.locator("li.said.customer")).to_have_count(2, timeout=2000)
    await served.house.front.worker.settled()
    assert len(served.house.brain.asked) == asked
    assert window.complaints == []


async def test_of_two_who_take_it_at_once_one_is_told_kindly_who_has_it(served: Served) -> None:
    visitor = await queued(served, "Camille")
    nadia = await served.house.agent(NADIA)
    page = (await desk(served)).page
    await opened(page, "Camille")

    async def nadia_is_first(route: Route) -> None:
        assert (await nadia.claim(visitor.conversation)).status_code == 200
        await route.continue_()

    await page.route("**/claim", nadia_is_first)
    await page.click("#claim")
    await expect(page.locator("#problem")).to_have_text(
        "Nadia a déjà pris cette conversation. Rien n’a été envoyé.")
    await expect(page.locator("#with-other")).to_contain_text("Nadia s’en occupe")
    await expect(page.locator("#claim")).not_to_be_visible()
    await expect(page.locator("#mode-reply-part")).not_to_be_visible()


async def test_drafts_survive_a_reload_one_for_each_conversation(served: Served) -> None:
    for name in ("Camille", "Luka"):
        visitor = await queued(served, name)
        await (await served.house.agent()).claim(visitor.conversation)
    page = (await desk(served)).page
    await opened(page, "Camille")
    await page.fill("#text", "à Camille")
    await opened(page, "Luka")
    await expect(page.locator("#text")).to_have_value("")
    await page.fill("#text", "à Luka")
    await page.reload()
    await expect(page.locator("#name")).to_have_text("Luka")
    await expect(page.locator("#text")).to_have_value("à Luka")
    await opened(page, "Camille")
    await expect(page.locator("#text")).to_have_value("à Camille")
    await expect(page.locator("#mine .row", has_text="Luka")).to_contain_text("brouillon")


async def test_the_suggested_sentence_waits_as_a_draft_until_one_may_answer(served: Served) -> None:
    await queued(served, "Camille")
    page = (await desk(served)).page
    await opened(page, "Camille")
    await page.click("#brief .part-suggestion button")
    await expect(page.locator("#said")).to_contain_text("gardée")
    await page.click("#claim")
    await expect(page.locator("#text")).to_have_value(re.compile("^Bonjour Camille"))
    await expect(page.locator("#offer")).not_to_be_visible()  # nothing is offered over what is written


async def test_what_was_read_on_one_screen_is_read_on_the_other(served: Served) -> None:
    visitor = await queued(served, "Camille")
    await (await served.house.agent()).claim(visitor.conversation)
    first, second = (await desk(served)).page, (await desk(served)).page
    badge = "#mine .unread"
    await expect(first.locator(badge)).to_contain_text("1")
    await expect(second.locator(badge)).to_contain_text("1")
    await opened(first, "Camille")
    await expect(first.locator(badge)).to_have_count(0)
    await expect(second.locator(badge)).to_have_count(0, timeout=3000)
    await visitor.say("encore une chose")
    await expect(second.locator(badge)).to_contain_text("1", timeout=3000)
    await expect(first.locator(badge)).to_have_count(0)  # open and in view: read as it came


async def test_who_reads_further_up_stays_there_and_is_shown_the_way_to_what_is_new(served: Served) -> None:
    visitor = await queued(served, "Camille")
    await (await served.house.agent()).claim(visitor.conversation)
    for n in range(8):
        await visitor.say(f"phrase {n}\n\nqui prend de la place")
    page = (await desk(served)).page
    await opened(page, "Camille")
    await page.click("#catch-up")
    await expect(page.locator("#mine .unread")).to_have_count(0)
    await expect(page.locator("#catch-up")).not_to_be_visible()
    await page.locator("#scroll").evaluate("scroll => { scroll.scrollTop = 0 }")
    await visitor.say("et encore ceci")
    await expect(page.locator("#timeline")).to_contain_text("et encore ceci")
    assert await page.locator("#scroll").evaluate("scroll => scroll.scrollTop") == 0
    await expect(page.locator("#mine .unread")).to_contain_text("1")
    await page.click("#catch-up")
    await expect(page.locator("#mine .unread")).to_have_count(0)


async def test_a_correction_by_the_customer_is_in_the_brief_within_a_second_and_marked(served: Served) -> None:
    visitor = await queued(served, "Luka", LUKA, who="luka")
    page = (await desk(served)).page
    await opened(page, "Luka")
    shared = (await served.house.http.get("/chat/brief", headers=bearer(visitor))).json()["shared"]
    item = shared["facts"][0]
    await served.house.http.post("/chat/brief", headers=bearer(visitor), json={
        "client_id": str(uuid4()), "item": item["id"], "text": "la moitié de mon argent de Noël"})
    corrected = page.locator("#brief dd.fresh")
    await expect(corrected).to_contain_text("la moitié de mon argent de Noël", timeout=1000)
    await expect(corrected.locator(".corrected")).to_have_text("corrigé par la personne")
    await expect(page.locator("#said")).to_contain_text("Luka vient de corriger")
    await expect(page.locator("#timeline")).to_contain_text("la moitié de mon argent de Noël")


async def test_each_bubble_says_its_language_and_who_speaks(served: Served) -> None:
    visitor = await queued(served, "Sam", "My name is Sam and the left wheel is missing.", language="en")
    agent = await served.house.agent()
    await agent.claim(visitor.conversation)
    await agent.reply(visitor.conversation, "Hello, this is Claire.")
    page = (await desk(served)).page
    await page.locator("#mine .row").click()
    await expect(page.locator("li.said.customer .words").first).to_have_attribute("lang", "en")
    await expect(page.locator("li.said.agent .by")).to_contain_text("Claire")
    await expect(page.locator("li.said.bot .by").first).to_contain_text("assistant automatique")


async def test_a_note_typed_before_resolving_is_kept_when_one_goes_back(served: Served) -> None:
    visitor = await queued(served, "Camille")
    await (await served.house.agent()).claim(visitor.conversation)
    page = (await desk(served)).page
    await opened(page, "Camille")
    await page.click("#resolve")
    await page.fill("#ask-note", "remboursé")
    await page.click("#ask-cancel")
    await page.click("#resolve")
    await expect(page.locator("#ask-note")).to_have_value("remboursé")
    await page.click("#ask-do")
    await expect(page.locator("#state")).to_contain_text("terminée")
    await visitor.owner_is("closed")


async def test_a_conversation_passed_on_waits_for_the_team_again(served: Served) -> None:
    visitor = await queued(served, "Camille")
    await (await served.house.agent()).claim(visitor.conversation)
    page = (await desk(served)).page
    await opened(page, "Camille")
    await page.click("#pass-on")
    await page.fill("#ask-note", "Nadia connaît le dossier")
    await page.click("#ask-do")
    await expect(page.locator("#queue .row-name")).to_have_text(["Camille"])
    await expect(page.locator("li.said.note")).to_contain_text("Nadia connaît le dossier")


async def test_passed_to_a_colleague_by_name_it_is_unread_at_hers_and_the_customer_sees_who_goes_on(served: Served) -> None:
    visitor = await queued(served, "Camille")
    await (await served.house.agent()).claim(visitor.conversation)
    claire, nadia = await desk(served), await desk(served, NADIA)
    await opened(claire.page, "Camille")
    await claire.page.locator("#scroll").focus()
    await claire.page.keyboard.press("t")
    who = claire.page.locator("#ask-who")
    await expect(who.locator("option")).to_have_text(
        ["Toute l’équipe, par la file", "Nadia, responsable du service clients"])
    await who.select_option(label="Nadia, responsable du service clients")
    await claire.page.fill("#ask-note", "<b>Nadia</b> connaît le dossier")
    await claire.page.click("#ask-do")
    await expect(claire.page.locator("#said")).to_contain_text("Nadia a maintenant cette conversation")
    await expect(claire.page.locator("#with-other")).to_contain_text("Nadia")
    await expect(nadia.page.locator("#mine .row", has_text="Camille").locator(".unread")).to_contain_text("1")
    await expect(nadia.page).to_have_title(re.compile(r"^\(1\)"))
    await opened(nadia.page, "Camille")
    await expect(nadia.page.locator("li.said.note")).to_contain_text("<b>Nadia</b> connaît le dossier")
    await expect(nadia.page.locator("#state")).to_contain_text("Vous répondez")
    await visitor.until(lambda e: e["kind"] == "owner" and (e["agent"] or {}).get("name") == "Nadia")
    assert claire.complaints == nadia.complaints == []


async def test_it_is_said_that_the_customer_has_read_the_answer(served: Served) -> None:
    visitor = await queued(served, "Camille")
    claire = await served.house.agent()
    await claire.claim(visitor.conversation)
    first = (await claire.reply(visitor.conversation, "Bonjour Camille")).json()["seq"]
    await claire.reply(visitor.conversation, "Je regarde votre dossier")
    page = (await desk(served)).page
    await opened(page, "Camille")
    await expect(page.locator(".read")).to_have_count(0)
    await served.house.http.post("/chat/read", headers=bearer(visitor), json={"seq": first})
    await expect(page.locator("li.said.agent", has_text="Bonjour Camille").locator(".read")).to_have_text("Lu")
    await served.house.http.post("/chat/read", headers=bearer(visitor), json={"seq": first + 3})
    await expect(page.locator("li.said.agent", has_text="Je regarde").locator(".read")).to_have_text("Lu")
    await expect(page.locator(".read")).to_have_count(1)
    await page.reload()
    await expect(page.locator("li.said.agent", has_text="Je regarde").locator(".read")).to_have_text("Lu")


async def test_who_gave_no_name_is_not_called_by_the_words_for_that(served: Served) -> None:
    await queued(served, "", "Je voudrais parler à quelqu’un de ma bouilloire.")
    page = (await desk(served)).page
    await page.get_by_role("button", name="Lire son histoire").click()
    await page.locator("#claim").click()
    await expect(page.locator("#text")).to_have_attribute("placeholder", "Votre réponse…")
    await expect(page.get_by_label("Réponse", exact=True).last).to_be_visible()


async def test_nothing_of_the_conversation_before_stands_over_one_that_is_awaited(served: Served) -> None:
    await queued(served, "Luka", LUKA)
    await queued(served, "Ana")
    page = (await desk(served)).page
    await page.locator("#queue .row", has_text="Luka").click()
    await expect(page.locator("#name")).to_be_visible()
    await page.route("**/desk/api/conversations/*", lambda route: route.abort())
    await page.locator("#queue .row", has_text="Ana").click()
    await expect(page.locator("#name")).to_be_hidden()
    await expect(page.locator("#claim")).to_be_hidden()
    await page.unroute("**/desk/api/conversations/*")
    await page.locator("#queue .row", has_text="Ana").click()
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await expect(page.locator("#name")).to_have_text("Ana")
    await expect(page.locator("#claim")).to_be_visible()
