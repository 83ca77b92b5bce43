"""How long a crowd on Telegram waits, and whether a long life makes the front door fat: `make bench-telegram`.

A front door with a fake brain, against the fake Bot API with Telegram's limits on. Owns the measuring only. The
crowd: each chat writes at the same moment, line after line, without waiting. The long life: 50,000 updates of a
realistic mix (one in fifty asks for an answer, for Telegram lets a bot say 30 things a second), memory of the front
door's own process.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import re
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.house import prepare
from tests.telegram.every_kind import Maker
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.flood import all_turns_over
from tests.telegram.people import Person
from tests.telegram.process import FrontDoorProcess
from tests.telegram.state import Chat
from tests.telegram.town import open_town

LINE = re.compile(r"ligne (\d+)")


@dataclass
class Burst:
    """`seconds`: until the last answer. `fastest_in_a_chat`: the shortest time between two messages of ours there."""

    seconds: float = 0.0
    answered: int = 0
    refused_by_limits: int = 0
    most_in_a_second: int = 0
    fastest_in_a_chat: float = 0.0
    out_of_order: list[str] = field(default_factory=list)
    first_words: list[float] = field(default_factory=list)


async def burst(folder: Path, fake: FakeTelegram, *, chats: int, lines: int) -> Burst:
    """So many chats write so many lines at once; each line is answered by the fake brain with its words."""
    fake.limits.on = True
    async with open_town(folder, fake=fake, paced=True):
        people = [fake.person(f"Personne {n}") for n in range(chats)]
        began = asyncio.get_running_loop().time()
        for line in range(lines):
            for person in people:
                person.says(f"ligne {line}")
        await fake.updates.until_confirmed(60)
        wanted = chats * lines

        def answered() -> int:
            return sum(len(LINE.findall(call.params["text"])) for call in fake.called("sendMessage")
                       if call.error is None)

        await fake.until(lambda: answered() >= wanted, 120 + wanted)
        await all_turns_over(folder, 60)
    sent = [call for call in fake.called("sendMessage") if call.error is None]
    seen = Burst(seconds=max(c.at for c in sent) - began, answered=answered(), refused_by_limits=fake.limits.refused)
    times = sorted(call.at for call in sent)
    seen.most_in_a_second = max(sum(1 for t in times if at <= t < at + 1) for at in times)
    gaps = []
    for person in people:
        mine = [call for call in sent if call.chat == person.chat.id]
        seen.first_words.append(mine[0].at - began)
        gaps += [after.at - before.at for before, after in itertools.pairwise(mine)]
        said = [int(n) for call in mine for n in LINE.findall(call.params["text"])]
        if said != sorted(said):
            seen.out_of_order.append(f"{person.user['first_name']}: {said}")
    seen.fastest_in_a_chat = min(gaps, default=0.0)
    return seen


@dataclass
class Life:
    """`memory`: (updates so far, resident MB of the front door)."""

    updates: int = 0
    seconds: float = 0.0
    memory: list[tuple[int, float]] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """MB from the end of the first fifth, when everything was loaded, to the end."""
        after = [size for count, size in self.memory if count >= self.updates / 5]
        return after[-1] - after[0]


async def life(folder: Path, *, updates: int, chats: int = 300) -> Life:
    """So many updates of a few hundred chats, one in fifty with words that are answered."""
    seen = Life(updates)
    async with FakeTelegram(keep_calls=False) as fake, FrontDoorProcess(folder, fake) as door:
        people = [fake.person(f"Personne {n}", known=True) for n in range(chats)]
        dice = Maker(3).random
        began = time.monotonic()
        step = max(1, updates // 20)
        for number in range(updates):
            _one_moment(fake, dice.choice(people), number)
            if (number + 1) % 500 == 0:
                await fake.updates.until_confirmed(120)
            if (number + 1) % step == 0:
                await all_turns_over(folder, 300)
                fake.forget()
                seen.memory.append((number + 1, door.memory))
                print(f"{number + 1:>8} updates {door.memory:>8.1f} MB {time.monotonic() - began:>8.0f} s", flush=True)
        seen.seconds = time.monotonic() - began
    return seen


def _one_moment(fake: FakeTelegram, who: Person, number: int) -> None:
    if number % 50 == 0:
        who.says(f"ligne {number}")
    elif number % 3 == 0:
        who.reacts(1 + number % 40)
    elif number % 3 == 1:
        who.in_group(_group(fake)).edits({"message_id": 1, "date": 1_760_000_000, "chat": _group(fake).about,
                                          "from": who.user}, f"ligne {number}")
    else:
        who.in_group(_group(fake)).says("sans nous")


def _group(fake: FakeTelegram) -> Chat:
    about = {"id": -7, "type": "supergroup", "title": "Famille"}
    return fake.state.chats.get(-7) or fake.state.add_chat(about)


def report(seen: Burst, chats: int, lines: int) -> str:
    first = sorted(seen.first_words)
    return "\n".join((
        f"{chats} chats, {lines} lines each: {seen.answered} answered in {seen.seconds:.1f} s",
        f"first words of ours: median {first[len(first) // 2]:.1f} s, last chat {first[-1]:.1f} s",
        f"refused by Telegram's limits: {seen.refused_by_limits}; most in one second: {seen.most_in_a_second}; "
        f"shortest time between two in one chat: {seen.fastest_in_a_chat:.2f} s",
        f"chats answered out of order: {len(seen.out_of_order)}"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--lines", type=int, default=2)
    parser.add_argument("--updates", type=int, default=0, help="of the long life; 0: only the crowd")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-telegram-") as name:
        folder = prepare(Path(name))
        if given.updates:
            seen = asyncio.run(life(folder, updates=given.updates))
            print(f"{given.updates} updates in {seen.seconds:.0f} s; "
                  f"grew by {seen.growth:.1f} MB after the first fifth")
            return 0
        crowd = asyncio.run(_crowd(folder, given.chats, given.lines))
        print(report(crowd, given.chats, given.lines))
        return 1 if crowd.out_of_order or crowd.refused_by_limits else 0


async def _crowd(folder: Path, chats: int, lines: int) -> Burst:
    async with FakeTelegram() as fake:
        return await burst(folder, fake, chats=chats, lines=lines)


if __name__ == "__main__":
    raise SystemExit(main())
