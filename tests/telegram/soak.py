"""`make soak-telegram KILLS=20 SEED=11`: people write by Telegram while the front door is killed wherever everybody is.

Nothing is lost, nothing stored twice, and no answer is repeated that the front door has not counted. Prints the
figures; an assertion ends it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import tempfile
from collections import Counter
from pathlib import Path

import httpx

from tests.house import AgentAtDesk, prepare
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.flood import all_turns_over, heard, marked, rows
from tests.telegram.people import Person
from tests.telegram.process import FrontDoorProcess

PATIENCE = 120.0


async def soak(folder: Path, fake: FakeTelegram, *, kills: int, seed: int, writers: int = 3) -> str:
    dice = random.Random(seed)
    async with FrontDoorProcess(folder, fake) as door:
        people = [fake.person(f"P{n}") for n in range(writers)]
        said = 0
        for _ in range(kills):
            for person in people:
                for _ in range(2):
                    said += 1
                    person.says(f"numéro {said}")
            await asyncio.sleep(dice.uniform(0.05, 1.2))  # the kill falls wherever everybody is
            await door.kill()
            await door.start()
        lines = {f"numéro {n}" for n in range(1, said + 1)}
        await fake.until(lambda: set().union(*(heard(fake, p) for p in people)) >= lines, 2 * PATIENCE)
        await all_turns_over(folder, PATIENCE)
        total = sum((heard(fake, p) for p in people), Counter[str]())
        assert set(total) == lines
        answers = [(p.chat.id, sent.text) for p in people for sent in fake.sent_to(p) if "numéro" in sent.text]
        repeats = len(answers) - len(set(answers))  # an answer to several lines is one message
        assert repeats <= marked(folder), "no repeat the front door does not know of"
        assert marked(folder) <= door.kills * len(people), "at most one in flight for each chat"
        stored = rows(folder, "select count(*) as n, count(distinct provider_id) as d from inbound")[0]
        assert (stored["n"], stored["d"]) == (said, said)
        figures = f"{door.kills} kills, {said} messages, {repeats} repeated, {marked(folder)} counted as possibly repeated"
        awa = fake.person("Awa")
        awa.says("bonjour")
        await fake.says_to(awa, "écho : bonjour", PATIENCE)
        await _between_two_parts(door, awa)
        await stopped_politely(door)
        return figures


async def _between_two_parts(door: FrontDoorProcess, awa: Person) -> None:
    fake, before = door.fake, len(door.fake.sent_to(awa))
    words = [f"{'🐦' * 19}{n:03d}" for n in range(170)]  # 3,900 characters, but 7,100 for Telegram: two messages
    await _claire_writes(door, " ".join(words))
    await fake.message_to(awa, PATIENCE)
    fake.slow(60, to=awa, after=True)
    await fake.message_to(awa, PATIENCE)
    await door.kill()
    fake.troubles.clear()
    await door.start()
    await fake.until(lambda: len(fake.sent_to(awa)) > before + 2, PATIENCE)
    await all_turns_over(door.folder, PATIENCE)
    parts = [sent.text for sent in fake.sent_to(awa)[before:] if "🐦" in sent.text]
    assert {word for part in parts for word in part.split() if "🐦" in word} == set(words), "nothing is lost"
    assert len(parts) - len(set(parts)) <= 1, "one kill, one message said twice"


async def _claire_writes(door: FrontDoorProcess, text: str) -> None:
    async with httpx.AsyncClient(base_url=door.url, trust_env=False, timeout=20) as http:
        claire = await AgentAtDesk(http).log_in()
        found = (await claire.get("conversations")).json()["conversations"]
        row = next(one for one in found if one["name"] == "Awa")
        await claire.claim(row["id"])
        assert (await claire.reply(row["id"], text)).status_code == 202


async def stopped_politely(door: FrontDoorProcess) -> None:
    """SIGTERM: nothing is repeated that was not before."""
    someone, before = door.fake.person("Zoé"), marked(door.folder)
    for n in range(2):
        someone.says(f"poli numéro {n}")
        await door.fake.says_to(someone, f"poli numéro {n}", PATIENCE)
        await door.kill(signal.SIGTERM)
        await door.start()
    await all_turns_over(door.folder, PATIENCE)
    assert sum(heard(door.fake, someone).values()) == 2 and marked(door.folder) == before


async def _run(folder: Path, kills: int, seed: int) -> None:
    async with FakeTelegram() as fake:
        print(f"soak-telegram: seed {seed}, {await soak(folder, fake, kills=kills, seed=seed)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-telegram-") as name:
        asyncio.run(_run(prepare(Path(name)), given.kills, given.seed))


if __name__ == "__main__":
    main()
