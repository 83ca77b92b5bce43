"""Pictures of shop, chat and desk, taken from the running product: `make screenshots`.

Owns which stories are played and which windows are photographed. Starts a Sensei of its own (real assistant, own data
folder, free port), plays the lost toy and a coached task in both languages, and ends it. Must not stage anything: what
a picture shows was answered by the product.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, FrameLocator, Page, async_playwright, expect

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
TUESDAY = "2026-11-24T14:00:00+01:00"
READY_S, PATIENCE_MS = 900, 60_000  # the first start also trains
DESKTOP, PHONE, WIDE = (1280, 800), (390, 844), (1560, 940)
VIEWS = [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]


@dataclass(frozen=True)
class Story:
    """Who writes what. `claire` answers a lost toy; a task has none."""

    name: str
    language: str
    who: str
    says: tuple[str, ...]
    claire: str = ""


STORIES = (
    Story("lost-toy", "fr", "luka",
          ("Bonjour, j’ai perdu mon Jay au magasin. J’avais économisé tout mon argent de Noël et papa m’avait dit de "
           "le laisser à la maison. Je suis très triste.",),
          "Bonjour Luka, ici Claire. J’ai lu toute ton histoire, et je demande au sensei si un nouveau Jay peut "
          "prendre la route. Je te réponds ici même."),
    Story("lost-toy", "en", "unknown",
          ("Hi, I’m Tom. I lost the music box I bought from you, it was a gift for my wife and I saved up for months. "
           "I’m heartbroken. Could you make an exception?",),
          "Hello Tom, this is Claire. I’ve read your story, and I’m asking the workshop what we can do. You’ll have an "
          "answer right here."),
    Story("task", "fr", "awa",
          ("Bonjour, j’ai un souci avec une pièce de mon petit robot", "la roue gauche",
           "elle n’était pas dans la boîte", "oui c’est la bonne adresse")),
    Story("task", "en", "moreau",
          ("Hello, I need a replacement part for my little kettle", "the lid", "it broke this morning",
           "yes, that’s the right address")),
)  # fmt: skip


@contextmanager
def sensei() -> Iterator[str]:
    """A Sensei of our own; its address once every part is well."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="sensei-pictures-") as folder:
        environment = {**os.environ, "SENSEI_PORT": str(port), "SENSEI_DATA_DIR": folder, "SENSEI_DEMO": "1"}
        process = subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=ROOT, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            until_ready(url, process)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_S
    while process.poll() is None and time.monotonic() < end:
        try:
            if httpx.get(f"{url}/health", timeout=5, trust_env=False).json()["status"] == "ok":
                return
        except (httpx.HTTPError, ValueError):
            pass
        time.sleep(0.3)  # /health offers nothing to wait on
    raise SystemExit("screenshots: Sensei did not become ready; `make doctor` says what is missing.")


@asynccontextmanager
async def window(browser: Browser, story: Story, size: tuple[int, int], scheme: Any,
                 state: Any = None) -> AsyncIterator[Page]:
    context = await browser.new_context(
        locale=story.language, viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, storage_state=state,
        timezone_id="Europe/Paris", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield await context.new_page()
    await context.close()


async def be(page: Page, who: str) -> None:
    """Press the demo bar's button; the page then speaks for `who`."""
    button = page.locator(f".tour [data-who={who}]")
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")


async def open_chat(shop: Page | FrameLocator) -> FrameLocator:
    await shop.locator("sensei-chat button").first.click()
    chat = shop.frame_locator("sensei-chat iframe")
    await expect(chat.locator(".bubble.bot").first).to_be_visible(timeout=PATIENCE_MS)
    return chat


async def say(chat: FrameLocator, text: str) -> None:
    """Write, and wait for what the assistant answers."""
    before = await chat.locator(".bubble.bot").count()
    await chat.locator("#text").fill(text)
    await chat.locator("#text").press("Enter")
    await expect(chat.locator(".bubble.bot").nth(before)).to_be_visible(timeout=PATIENCE_MS)


async def sign_in(desk: Page | FrameLocator) -> None:
    await desk.locator("#login-form button[type=submit]").click()
    await expect(desk.locator("#work")).to_be_visible(timeout=PATIENCE_MS)


async def answer(desk: FrameLocator, chat: FrameLocator, text: str) -> None:
    """Claire opens the first of the queue, takes it and answers."""
    await desk.locator("#queue .row").first.click(timeout=PATIENCE_MS)
    await desk.locator("#claim").click()
    await desk.locator("#text").fill(text)
    await desk.locator("#send").click()
    await expect(chat.locator(".bubble.agent").first).to_be_visible(timeout=PATIENCE_MS)
    await expect(desk.locator("#timeline")).to_contain_text(text[:30], timeout=PATIENCE_MS)


async def play(browser: Browser, url: str, story: Story, folder: Path) -> None:
    """One story from its first word; the window with both sides, then each side in every view."""
    name = f"{story.name}-{story.language}"
    async with window(browser, story, WIDE, "light") as page:
        await page.goto(f"{url}/both")
        shop, desk = page.frame_locator("#shop-frame"), page.frame_locator("#desk-frame")
        await sign_in(desk)
        await be(page, story.who)
        chat = await open_chat(shop)
        for text in story.says:
            await say(chat, text)
        if story.claire:
            await answer(desk, chat, story.claire)
        await settled(page)
        await page.screenshot(path=folder / f"{name}-both.png")
        state = await page.context.storage_state()
    for size, scheme in VIEWS:
        end = f"{'phone' if size == PHONE else 'desktop'}-{scheme}.png"
        async with window(browser, story, size, scheme, state) as page:
            await page.goto(f"{url}/")
            await be(page, story.who)
            await settled(page)
            await page.screenshot(path=folder / f"{name}-shop-{end}")
            await open_chat(page)
            await settled(page)
            await page.screenshot(path=folder / f"{name}-chat-{end}")
            await page.goto(f"{url}/account")
            if story.who != "unknown":
                await expect(page.locator("#account-known")).to_be_visible(timeout=PATIENCE_MS)
            await settled(page)
            await page.screenshot(path=folder / f"{name}-account-{end}")
            await page.goto(f"{url}/desk")
            await page.locator(".rows .row", has_text=story.says[0][:15]).first.click()
            await expect(page.locator("#name")).not_to_be_empty(timeout=PATIENCE_MS)
            await settled(page)
            await page.screenshot(path=folder / f"{name}-desk-{end}")


async def settled(page: Page) -> None:
    """Every picture loaded, every font ready, two frames painted."""
    await page.evaluate("""async () => {
      await document.fonts.ready;
      await Promise.all([...document.images].filter((one) => !one.complete).map((one) => one.decode().catch(() => {})));
      for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame);
    }""")


async def take(url: str, chromium: str, folder: Path, wanted: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for story in STORIES:
            if wanted in f"{story.name}-{story.language}":
                await play(browser, url, story, folder)
                print(f"{story.name} in {story.language}: done", flush=True)
        await browser.close()


def find_chromium() -> str:
    found = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if found is None:
        raise SystemExit("screenshots: no Chromium here; apt-get install chromium")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Pictures of the running product.")
    parser.add_argument("--into", type=Path, default=PICTURES / "all", help="folder for the pictures")
    parser.add_argument("--only", default="", help="part of a story's name, e.g. lost-toy-fr")
    parser.add_argument("--url", default="", help="a demo that already runs, instead of one of our own")
    given = parser.parse_args()
    chromium = find_chromium()
    given.into.mkdir(parents=True, exist_ok=True)
    with nullcontext(given.url.rstrip("/")) if given.url else sensei() as url:
        httpx.post(f"{url}/demo/clock", json={"now": TUESDAY}, trust_env=False).raise_for_status()
        asyncio.run(take(url, chromium, given.into, given.only))
    first = given.into / "lost-toy-fr-both.png"
    if first.is_file() and given.into == PICTURES / "all":
        shutil.copyfile(first, PICTURES / "lost-toy.png")


if __name__ == "__main__":
    main()
