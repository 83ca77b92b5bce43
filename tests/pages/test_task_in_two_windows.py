"""A missing piece is replaced, from the first word to the order: the customer in one window, the desk open in another.

The words are the real assistant's business (tests/e2e); here it is progress, choices, recap and document that count,
against the real demo back office.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from bot.backoffice.app import create_app
from bot.brain.fake import FakeBrain, answer
from bot.core.turns import TurnAnswer, TurnRequest
from bot.office import Office
from tests.pages.conftest import Opener
from tests.pages.desk_people import desk
from tests.pages.panel import bot, open_panel, say

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

STEPS = {"product": "le produit", "part": "la pièce", "what_happened": "ce qui est arrivé", "address": "l’adresse",
         "confirm": "l’accord final"}
ORDER = list(STEPS)
RECAP = "Voici ce qui partira\u00a0:\n• la roue gauche, pour votre petit robot\n• adresse\u00a0: 12 rue des Lilas\n• prix\u00a0: gratuit"
ASKS = {"part": ("De quelle pièce s’agit-il\u202f?", ["La roue gauche", "L’antenne"]),
        "what_happened": ("Que s’est-il passé\u202f?", ["Elle manquait", "Elle s’est cassée"]),
        "address": ("À quelle adresse\u202f?", ["Envoyer à cette adresse"]), "confirm": (RECAP, ["Envoyer la pièce"])}


class Coach(FakeBrain):
    """Asks step by step as the coach does, and orders once under the step's own key."""

    def __init__(self, office: httpx.AsyncClient) -> None:
        super().__init__()
        self._office = office
        self._at = 0
        self._run = ""

    async def ask(self, request: TurnRequest) -> TurnAnswer:
        self.asked.append(request)
        self._run = self._run or f"{request['turn']}.replace_part"
        done, self._at = ORDER[self._at], self._at + 1
        words = [self._step(done, "done")]
        if done == "confirm":
            return await self._ordered(words)
        text, labels = ASKS[ORDER[self._at]]
        given = answer(text, steps=[*words, self._step(ORDER[self._at], "shown")],
                       tasks=[self._task("started")] if done == "product" else [])
        given["messages"][0]["choices"] = [{"label": one, "intent": "inform", "entities": []} for one in labels]
        return given

    async def _ordered(self, words: list[dict[str, Any]]) -> TurnAnswer:
        key = f"{self._run}:confirm"
        made = await self._office.post("/customers/awa/replacements", headers={"Idempotency-Key": key}, json={
            "product": "robot_pixel", "part": "left_wheel", "reason": "missing", "address": "on_file"})
        assert made.status_code == 201
        return answer("C’est en route, sans rien à payer.", steps=words, tasks=[self._task("done")], documents=[{
            "type": "document", "ref": f"confirmation.fr.{key}", "name": "confirmation.pdf",
            "media_type": "application/pdf", "label": "La confirmation de votre envoi"}])

    def _step(self, name: str, state: str) -> dict[str, Any]:
        return {"type": "step", "task": "replace_part", "run": self._run, "step": name, "n": ORDER.index(name) + 1,
                "of": len(ORDER), "label": STEPS[name], "state": state, "value": "x", "said": None, "hint": None,
                "irreversible": name == "confirm"}

    def _task(self, state: str) -> dict[str, Any]:
        return {"type": "task", "task": "replace_part", "run": self._run, "state": state}


async def stands_at(panel: Any, n: int, label: str) -> None:
    await expect(panel.locator("#progress span").first).to_have_text(f"Étape {n} sur 5\u00a0: {label}")


async def test_the_whole_task_to_its_order_with_the_desk_open_beside(open_served: Opener, tmp_path: Path) -> None:
    transport = httpx.ASGITransport(app=create_app(token="t", data_dir=tmp_path / "office"))  # type: ignore[arg-type]
    headers = {"Authorization": "Bearer t"}
    async with httpx.AsyncClient(transport=transport, base_url="http://office", headers=headers) as systems, open_served(
        brain=Coach(systems), office=Office("http://office", "t", transport=transport)
    ) as served:
        window = await served.window("/")
        await window.page.locator(".tour [data-who=awa]").click()
        panel = await open_panel(window.page)
        await say(panel, "il manque la roue de mon petit robot")
        await stands_at(panel, 2, "la pièce")
        beside = await desk(served)
        ledger = await looking_on(beside.page)
        for n, (step, choice) in enumerate((("what_happened", "La roue gauche"), ("address", "Elle manquait"),
                                            ("confirm", "Envoyer à cette adresse")), start=3):
            await panel.get_by_role("button", name=choice).press("Enter")
            await stands_at(panel, n, STEPS[step])
            await expect(ledger.filter(has_text=f"{STEPS[step]}, à l’écran")).to_be_visible()
        await tells_how_far_it_is(beside.page)
        # The recap is short lines, and nothing was ordered before it was agreed to.
        words = bot(panel, "Voici ce qui partira").locator(".words")
        assert (await words.inner_text()).count("\n• ") == 3
        for point in (words.locator(".point"), beside.page.locator("#timeline .point")):
            await expect(point).to_have_count(3)  # each a block of its own: it goes on under its words
        assert await words.text_content() == RECAP
        orders = f"{served.url}/demo/orders?customer=awa"
        assert not [one for one in await kinds(served, orders) if one == "replacement"]
        await panel.get_by_role("button", name="Envoyer la pièce").press("Enter")
        await expect(bot(panel, "C’est en route")).to_be_visible()
        await expect(panel.locator("#progress")).to_be_hidden()
        paper = panel.locator(".paper")
        await expect(paper.locator(".file-name")).to_have_text("La confirmation de votre envoi")
        async with window.page.expect_download() as kept:
            await paper.locator("button").press("Enter")
        assert (await (await kept.value).path()).read_bytes().startswith(b"%PDF-")
        assert (await kinds(served, orders)).count("replacement") == 1
        # The desk saw it happen, without a look at anything but its own page.
        await expect(beside.page.locator("#timeline .line", has_text="Document remis")).to_be_visible()
        await expect(beside.page.locator("#timeline .line.private", has_text="accord final, c’est fait")).to_have_count(1)
        assert window.complaints == beside.complaints == []


async def looking_on(page: Page) -> Any:
    """Awa's conversation at the desk, which the assistant has; its ledger."""
    await page.locator("#others .row", has_text="Awa").click()
    await expect(page.locator("#state")).to_contain_text("l’assistant")
    return page.locator("#timeline .line.private")


async def tells_how_far_it_is(page: Page) -> None:
    """Nobody was called, and the column beside is not empty: each step once, as it stands now."""
    await expect(page.locator("#brief .who-name")).to_have_text("Awa Diallo")
    await expect(page.locator("#brief .part-so_far li")).to_have_text(
        [f"{STEPS[step]}c’est fait" for step in ORDER[:-1]] + [f"{STEPS['confirm']}à l’écran"])
    await expect(page.locator("#brief")).to_contain_text("L’assistant s’en occupe.")


async def kinds(served: Any, address: str) -> list[str]:
    answered = await served.house.http.get(address)
    return [order["kind"] for order in answered.json()["orders"]]
