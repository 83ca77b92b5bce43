"""Whether an answer's time tells that an address is known: `python -m bench.answer_times --runs 120`.

The whole front door in process on SQLite, the demo company behind it. Prints medians for a known and an unknown address
and for a wrong code typed after each, and how often chance alone makes as large a difference (medians, permuted).
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path

from bot.store import conversations
from bot.store.migrate import migrate
from tests.company import Company
from tests.house import House, open_house

SHUFFLES = 2000
STEPS = ("an address", "a wrong code")


async def once(house: House, address: str) -> tuple[float, float]:
    """Milliseconds until each of the two steps is confirmed."""
    visitor = await house.visitor()
    async with house.front.service.deps.db.write() as connection:
        await conversations.change(connection, visitor.conversation, step_up="address", introduced=True)
        await connection.exec_driver_sql("DELETE FROM code_request")
    times = []
    for said in (address, "123456"):
        began = time.perf_counter()
        await visitor.post(text=said)
        times.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0.03)
    return times[0], times[1]


async def measure(folder: Path, runs: int) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {"known": [], "unknown": []}
    async with open_house(folder, office=Company(folder).office) as house:
        for n in range(runs):
            found["known"].append(await once(house, "awa.diallo@example.org"))
            found["unknown"].append(await once(house, f"nobody{n}@example.org"))
    return found


def by_chance(one: list[float], other: list[float]) -> float:
    """The share of shufflings whose medians differ as much."""
    seen, pool = abs(statistics.median(one) - statistics.median(other)), one + other
    more = 0
    for _ in range(SHUFFLES):
        random.shuffle(pool)
        more += abs(statistics.median(pool[: len(one)]) - statistics.median(pool[len(one) :])) >= seen
    return more / SHUFFLES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=120)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        migrate(f"sqlite+aiosqlite:///{name}/sensei.db")
        found = asyncio.run(measure(Path(name), runs))
    for place, step in enumerate(STEPS):
        times = {kind: [pair[place] for pair in pairs] for kind, pairs in found.items()}
        medians = ", ".join(f"{kind} {statistics.median(each):.1f} ms" for kind, each in times.items())
        print(f"{step}: {medians}; by chance {by_chance(times['known'], times['unknown']):.2f} ({runs} runs each)")


if __name__ == "__main__":
    main()
