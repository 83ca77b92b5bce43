"""How soon chat and desk are there, and what they move: `make bench-pages`.

A house with a fake brain on this machine, headless Chromium, a fresh profile for every run. Prints median and p95
beside what others publish of their chats. Owns the measuring only; what is good enough stands in
scripts/check_sizes.py. Must not be read as a promise: other machines, other figures.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, CDPSession, Page, async_playwright, expect

from tests.conftest import chromium
from tests.house import CLAIRE, open_house, prepare
from tests.pages.conftest import QUIET, listening, serve
from tests.pages.panel import foreign_shop

# Their own figures, for what the customer's browser loads; ours are bytes on the wire of the same.
OTHERS = (("Chatwoot", "170 KiB"), ("Crisp", "232 kB"), ("Intercom", "300–500 kB"))
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
PATIENCE_MS = 60_000


@dataclass
class Seen:
    """Of one thing that was opened: milliseconds of each run, and bytes and requests of the last."""

    name: str
    paint: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    bytes: int = 0
    requests: int = 0

    def line(self) -> str:
        times = "".join(f"{middle(times):>9}{late(times):>9}" for times in (self.paint, self.ready))
        return f"{self.name:<34}{times}{self.requests:>10}{self.bytes / 1000:>11.1f}"


def middle(times: list[float]) -> str:
    return f"{statistics.median(times):.0f}" if times else "–"


def late(times: list[float]) -> str:
    """The run that 95 of 100 were at least as fast as."""
    return f"{sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]:.0f}" if times else "–"


class Wire:
    """Counts what came over the wire from our origin; frames of the same process included."""

    def __init__(self, origin: str) -> None:
        self.origin, self.bytes, self.requests, self._ours = origin, 0, 0, set[str]()

    async def listen(self, page: Page) -> CDPSession:
        wire = await page.context.new_cdp_session(page)
        wire.on("Network.responseReceived", self._response)
        wire.on("Network.loadingFinished", self._finished)
        await wire.send("Network.enable")
        return wire

    def _response(self, event: dict[str, object]) -> None:
        response = event["response"]
        assert isinstance(response, dict)
        if str(response["url"]).startswith(self.origin):
            self._ours.add(str(event["requestId"]))
            self.requests += 1

    def _finished(self, event: dict[str, object]) -> None:
        if event["requestId"] in self._ours:
            self.bytes += int(str(event["encodedDataLength"]).partition(".")[0])


@asynccontextmanager
async def opened(browser: Browser, origin: str) -> AsyncIterator[tuple[Page, Wire]]:
    context = await browser.new_context(locale="fr", viewport={"width": 1280, "height": 800})
    page, wire = await context.new_page(), Wire(origin)
    page.set_default_timeout(PATIENCE_MS)
    await wire.listen(page)
    try:
        yield page, wire
    finally:
        await context.close()


async def launcher(page: Page, shop: str, seen: Seen, wire: Wire) -> None:
    """A site with our button; the launcher is the only thing that may come from us."""
    began = time.perf_counter()
    await page.goto(shop)
    await expect(page.get_by_role("button", name="question")).to_be_visible()
    seen.ready.append((time.perf_counter() - began) * 1000)
    seen.paint.append(await page.evaluate(PAINT))
    seen.bytes, seen.requests = wire.bytes, wire.requests


async def panel(page: Page, url: str, seen: Seen, wire: Wire) -> None:
    """The panel from its request to the welcome: then one can read, and the field takes words."""
    began = time.perf_counter()
    await page.goto(f"{url}/chat?language=fr", wait_until="commit")
    await page.locator(".bubble.bot").first.wait_for()
    seen.ready.append((time.perf_counter() - began) * 1000)
    await page.fill("#text", "bonjour")
    seen.paint.append(await page.evaluate(PAINT))
    seen.bytes, seen.requests = wire.bytes, wire.requests


async def desk(page: Page, url: str, seen: Seen, wire: Wire) -> None:
    """The desk of someone who is logged in, until the lists are drawn."""
    await page.request.post(f"{url}/desk/api/login", data={"email": CLAIRE[0], "password": CLAIRE[1]})
    began = time.perf_counter()
    await page.goto(f"{url}/desk?language=fr", wait_until="commit")
    await page.locator("#queue-empty").wait_for()
    seen.ready.append((time.perf_counter() - began) * 1000)
    seen.paint.append(await page.evaluate(PAINT))
    seen.bytes, seen.requests = wire.bytes, wire.requests


Opening = Callable[[Page, str, Seen, Wire], Awaitable[None]]


async def measure(runs: int) -> list[Seen]:
    folder = Path(tempfile.mkdtemp(prefix="sensei-bench-"))
    try:
        await asyncio.to_thread(prepare, folder)
        own = listening()
        url = f"http://127.0.0.1:{own.getsockname()[1]}"
        async with (foreign_shop() as shop, async_playwright() as playwright,
                    open_house(folder, SENSEI_ORIGINS=shop.url) as house, serve(house.front.app, own)):
            shop.widget, shop.policy = url, ""
            browser = await playwright.chromium.launch(executable_path=chromium(), args=QUIET)
            parts: list[tuple[Seen, Opening, str]] = [
                (Seen("launcher, not opened"), launcher, shop.url), (Seen("chat panel"), panel, url),
                (Seen("desk"), desk, url)]
            for run in range(runs + 1):
                for seen, opening, address in parts:
                    async with opened(browser, url) as (page, wire):
                        await opening(page, address, seen if run else Seen("warming up"), wire)
            await browser.close()
        return [seen for seen, _, _ in parts]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--runs", type=int, default=20)
    runs = ask.parse_args().runs
    before = os.getloadavg()[0]
    found = asyncio.run(measure(runs))
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {runs} runs, {os.cpu_count()} cores, "
          f"load {before:.1f} before and {os.getloadavg()[0]:.1f} after\n")
    print(f"{'':<34}{'first paint ms':>18}{'usable ms':>18}{'requests':>10}{'kB moved':>11}")
    print(f"{'':<34}{'median':>9}{'p95':>9}{'median':>9}{'p95':>9}")
    for seen in found:
        print(seen.line())
    ours = found[0].bytes + found[1].bytes
    print(f"\nA chat, launcher and panel together: Sensei {ours / 1000:.0f} kB; published by others: "
          + ", ".join(f"{name} {size}" for name, size in OTHERS))


if __name__ == "__main__":
    main()
