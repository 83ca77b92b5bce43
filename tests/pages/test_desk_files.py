"""Files at the desk: what a customer sent is shown without being trusted, what an agent sends arrives."""

from __future__ import annotations

import base64
from uuid import uuid4

import pytest
from playwright.async_api import FilePayload, expect

from tests.pages.conftest import Served
from tests.pages.desk_people import desk, queued

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]

DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


async def test_a_picture_is_shown_and_a_file_is_saved_whatever_it_is_called(served: Served) -> None:
    visitor = await queued(served, "Camille")
    headers = {"Authorization": f"Bearer {visitor.token}"}
    kept = []
    for name, content in (("ours&amp;<b>gras<b>.png", DOT), ("</a><script>alert(1)</script>.txt", b"la roue gauche")):
        answer = await served.house.http.post("/chat/attachments", headers=headers, files={"file": (name, content)})
        assert answer.status_code == 201, answer.text
        kept.append(answer.json())
    assert (await visitor.post(attachments=[one["id"] for one in kept], client_id=str(uuid4()))).status_code == 202
    window = await desk(served)
    page = window.page
    await page.locator("#queue .row").click()
    files = page.locator("#timeline .file")
    await expect(files).to_have_count(2)
    await expect(files.locator(".file-name")).to_have_text([one["name"] for one in kept])
    assert await files.locator("img").evaluate("async image => { await image.decode(); return image.naturalWidth }") == 1
    assert await files.locator("b, script").count() == 0
    async with page.expect_download() as saving:
        await files.locator("a").last.press("Enter")  # by keyboard: the list may still move under a mouse
    assert (await (await saving.value).path()).read_bytes() == b"la roue gauche"
    assert window.complaints == []


async def test_a_file_leaves_with_the_reply_and_only_once(served: Served) -> None:
    visitor = await queued(served, "Camille")
    await (await served.house.agent()).claim(visitor.conversation)
    page = (await desk(served)).page
    await page.locator("#mine .row").click()
    await expect(page.locator("#attach-part")).to_be_visible()
    await page.set_input_files("#attach", FilePayload(name="bon de retour.png", mimeType="image/png", buffer=DOT))
    await expect(page.locator("#tray .file-name")).to_have_text("bon de retour.png")
    await page.set_input_files("#attach", FilePayload(name="programme.svg", mimeType="image/svg+xml", buffer=b"<svg/>"))
    await expect(page.locator("#problem")).to_be_visible()  # refused, said in words, and gone from the tray
    await expect(page.locator("#tray .file")).to_have_count(1)
    await page.fill("#text", "Le voici.")
    await page.click("#send")
    await expect(page.locator("li.said.agent .file-name")).to_have_text("bon de retour.png")
    await expect(page.locator("#tray .file")).to_have_count(0)
    said = await visitor.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "agent")
    assert [one["name"] for one in said["attachments"]] == ["bon de retour.png"]
