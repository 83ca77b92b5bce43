"""Files in the panel: picked, pasted or dropped; kind words for what cannot come; shown and kept without a risk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, Route, expect

from bot.brain.fake import FakeBrain, answer
from bot.office import Office
from tests.pages.conftest import Opener, Served
from tests.pages.desk_people import desk
from tests.pages.panel import png, ready, say

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

EVIL = '"><img src=x onerror="window.pwned=1">.txt'
GIVE = """([selector, kind, name, type, size]) => {
  const bag = new DataTransfer();
  bag.items.add(new File([size === undefined ? "quelques mots" : new ArrayBuffer(size)], name, {type}));
  const to = document.querySelector(selector);
  for (const one of kind === "drop" ? ["dragenter", "dragover", "drop"] : ["paste"]) {
    const more = kind === "drop" ? {dataTransfer: bag} : {clipboardData: bag};
    to.dispatchEvent(new (kind === "drop" ? DragEvent : ClipboardEvent)(one, {bubbles: true, cancelable: true, ...more}));
  }
}"""


async def chat(served: Served, **more: Any) -> Page:
    page = (await served.window("/chat?language=fr", **more)).page
    await ready(page)
    return page


def file(name: str, kind: str = "text/plain", content: bytes = b"quelques mots") -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}


async def test_a_picture_is_shown_before_and_after_it_is_sent_and_can_be_kept(served: Served, tmp_path: Path) -> None:
    page = await chat(served)
    await page.locator("#file").set_input_files(file("roue.png", "image/png", png()))
    await expect(page.locator("#tray .chip canvas")).to_be_attached()
    await page.locator("#text").fill("voici la roue")
    await page.locator("#send").click()
    bubble = page.locator(".bubble.mine", has_text="voici la roue")
    await expect(bubble.locator("canvas")).to_have_attribute("aria-label", "Image\u00a0: roue.png")
    await expect(page.locator("#tray")).to_be_hidden()
    await expect(bubble.locator(".sending")).to_have_count(0)
    await expect(page.locator("#log > :last-child")).to_be_in_viewport()  # a picture drawn late pushes nothing away
    await page.reload()  # now the server's copy
    bubble = page.locator(".bubble.mine", has_text="voici la roue")
    await expect(bubble.locator("canvas")).to_be_visible()
    async with page.expect_download() as kept:
        await bubble.get_by_role("button", name="roue.png").click()
    download = await kept.value
    assert download.suggested_filename == "roue.png"
    await download.save_as(tmp_path / "kept.png")
    assert (tmp_path / "kept.png").read_bytes() == png()


@pytest.mark.parametrize(("how", "to"), [("paste", "#text"), ("drop", "#scroll")])
async def test_a_file_can_be_pasted_and_dropped(served: Served, how: str, to: str) -> None:
    page = await chat(served)
    await page.evaluate(GIVE, [to, how, "note.txt", "text/plain"])
    await expect(page.locator("#tray .file-name")).to_have_text("note.txt")
    await expect(page.locator("#text")).to_be_focused()
    await expect(page.locator(".drop")).to_be_hidden()
    await page.locator("#send").click()
    await expect(page.locator(".bubble.mine .file-name")).to_have_text("note.txt")
    await expect(page.locator(".bubble.mine .sending")).to_have_count(0)


@pytest.mark.parametrize(("name", "kind", "size", "words"), [
    ("page.svg", "image/svg+xml", 20, "« page.svg » ne s’ouvre pas ici"),
    ("grand.pdf", "application/pdf", 10_500_000, "« grand.pdf » pèse 10,5 Mo"),
    ("vide.txt", "text/plain", 0, "« vide.txt » semble vide"),
], ids=["kind", "size", "empty"])
async def test_what_cannot_come_along_is_said_in_kind_words_before_anything_is_sent(
    served: Served, name: str, kind: str, size: int, words: str
) -> None:
    page = await chat(served)
    await page.locator("#file").set_input_files(file("bien.txt"))
    await page.evaluate(GIVE, ["#text", "paste", name, kind, size])
    said = await page.locator("#problem").inner_text()
    assert words in said.replace("\u00a0", " ").replace("\u202f", " ")
    await expect(page.locator("#tray .file-name")).to_have_text(["bien.txt"])


async def test_no_more_than_five_files_wait_and_each_can_be_taken_out(served: Served) -> None:
    page = await chat(served)
    await page.locator("#file").set_input_files([file(f"{n}.txt") for n in range(6)])
    await expect(page.locator("#tray li")).to_have_count(5)
    await expect(page.locator("#problem")).to_contain_text("Cinq fichiers")
    await page.get_by_role("button", name="Retirer 0.txt").press("Enter")
    await expect(page.locator("#tray li")).to_have_count(4)
    await expect(page.locator("#text")).to_be_focused()


async def test_what_the_server_refuses_comes_back_without_losing_words_or_other_files(served: Served) -> None:
    page = await chat(served)
    await page.locator("#file").set_input_files([file("bien.txt"), file("faux.png", "image/png", b"<html>")])
    await page.locator("#text").fill("deux fichiers")
    await page.locator("#send").click()
    await expect(page.locator("#problem")).to_contain_text("faux.png")
    await expect(page.locator("#text")).to_have_value("deux fichiers")
    await expect(page.locator("#tray .file-name")).to_have_text(["bien.txt"])
    await expect(page.locator(".bubble.mine")).to_have_count(0)


async def test_a_file_interrupted_on_its_way_is_sent_again_with_its_words(served: Served) -> None:
    page = await chat(served)
    tries = 0

    async def fail_once(route: Route) -> None:
        nonlocal tries
        tries += 1
        await (route.abort() if tries == 1 else route.continue_())

    await page.route("**/chat/attachments", fail_once)
    await page.locator("#file").set_input_files(file("note.txt"))
    await page.locator("#text").fill("avec une note")
    await page.locator("#send").click()
    await expect(page.locator(".bubble.mine .sending")).to_have_count(0)
    assert tries == 2
    await page.reload()
    await expect(page.locator(".bubble.mine", has_text="avec une note").locator(".file-name")).to_have_text("note.txt")


async def test_files_lost_with_the_page_are_named_and_the_words_come_back(served: Served) -> None:
    page = await chat(served)
    await page.route("**/chat/attachments", lambda route: route.abort())
    await page.locator("#file").set_input_files(file("note.txt"))
    await page.locator("#text").fill("avec une note")
    await page.locator("#send").click()
    await expect(page.locator(".bubble.mine .sending")).to_be_visible()
    await page.reload()
    await expect(page.locator("#problem")).to_contain_text("note.txt")
    await expect(page.locator("#text")).to_have_value("avec une note")


async def test_a_file_is_shown_by_name_kind_and_size_and_an_evil_name_stays_text(served: Served) -> None:
    page = await chat(served)
    await page.locator("#file").set_input_files(file(EVIL))
    await expect(page.locator("#tray .file-name")).to_contain_text("onerror")
    await page.locator("#send").click()
    await expect(page.locator(".bubble.mine .file-name")).to_contain_text("onerror")
    await expect(page.locator(".bubble.mine .file-kind")).to_contain_text("texte, 1\u202fko")
    assert await page.locator("#log img, #tray img").count() == 0
    assert await page.evaluate("window.pwned") is None


async def test_a_copy_of_the_conversation_can_be_kept(served: Served) -> None:
    page = await chat(served)
    await say(page, "à garder")
    await expect(page.locator(".bubble.bot", has_text="echo: à garder")).to_be_visible()
    await page.locator("#menu-button").click()
    async with page.expect_download() as kept:
        await page.get_by_role("button", name="Garder une copie").click()
    path = await (await kept.value).path()
    assert "à garder" in path.read_text("utf-8")


async def test_an_announced_document_comes_as_a_download_with_its_label_and_lasts_over_a_reload(open_served: Opener) -> None:
    word = {"type": "document", "ref": "memo", "name": EVIL + ".pdf", "media_type": "application/pdf", "label": "Votre <b>mémo</b>"}
    paper = httpx.Response(200, content=b"%PDF-1.3 memo", headers={"Content-Type": "application/pdf"})
    office = Office("http://office", "t", transport=httpx.MockTransport(lambda request: paper))
    brain = FakeBrain(lambda request: answer("Voici.", documents=[word]))
    async with open_served(brain=brain, office=office) as served:
        page = await chat(served)
        await say(page, "un mémo")
        await expect(page.locator(".paper .file-name")).to_have_text("Votre <b>mémo</b>")
        await page.reload()
        await expect(page.locator(".paper .file-kind")).to_contain_text("PDF")
        async with page.expect_download() as kept:
            await page.locator(".paper button").press("Enter")
        download = await kept.value
        assert (await download.path()).read_bytes() == b"%PDF-1.3 memo"
        assert download.suggested_filename.endswith(".pdf")
        claire = await desk(served)
        await claire.page.locator("#others .row").first.click()
        await expect(claire.page.locator("#timeline .line a.file-name")).to_have_text(re.compile("pdf$"))
        assert claire.complaints == []
