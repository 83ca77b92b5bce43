"""`make soak SEED=… MESSAGES=…`: many customers and two agents while every process is killed at random.

Prints the seed, one table, and every violation; ends with 1 when there is one.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.soak import real
from tests.soak.parts import BRAIN, FRONT, OFFICE, Parts, Patient
from tests.soak.people import Customer, Told, two_colleagues
from tests.soak.proof import Proof, rows
from tests.soak.real import RealParts

SETTLE_S = 75.0  # a cursed turn takes thirty seconds to reach a person


@dataclass
class Size:
    messages: int = 2000
    conversations: int = 60
    kills: int = 30
    at_once: int = 12
    very_slow: float = 0.003
    cursed: bool = True
    real: bool = False


@dataclass
class Result:
    figures: dict[str, object]
    violations: dict[str, list[str]] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        return not any(self.violations.values())

    def table(self) -> str:
        lines = [f"{name:<44}{value:>12}" for name, value in self.figures.items()]
        lines += [f"{name:<44}{len(found):>12}" for name, found in self.violations.items()]
        return "\n".join(lines + [f"  {name}: {one}" for name, found in self.violations.items() for one in found[:10]])


async def soak(folder: Path, seed: str, size: Size) -> Result:
    """One whole run on an empty folder."""
    began = time.monotonic()
    dice = random.Random(f"{seed} parts")
    parts = RealParts(folder, dice) if size.real else Parts(folder, seed, dice, size.very_slow)
    told = Told()
    net = Patient(parts.up, random.Random(f"{seed} net"))
    try:
        await parts.begin()
        async with httpx.AsyncClient(transport=net, base_url=parts.url(FRONT), timeout=40) as http:
            await _live(parts, told, http, seed, size)
            await parts.recover()
            settled = await _settled(folder)
            for reader in told.readers:
                while await reader.read():
                    pass
            unanswered = await _unanswered(http, told)
    finally:
        parts.end()
    proof = Proof(folder, told)
    errors = _errors(parts.log)
    violations = proof.violations() | {
        "turns still open": settled, "answers with 5xx": net.broken, "unexpected answers": told.refused,
        "errors in the front door's log": errors,
        "unanswered, as the desk tells it, and not an agent's": [
            one for one in unanswered if one not in {f"{i['conversation_id']} {i['seq']}" for i in proof.unread()}],
    }
    states = Counter(turn["state"] for turn in proof.turns.values())
    return Result({
        "seed": seed, "seconds": round(time.monotonic() - began), "messages accepted": len(told.accepted),
        "conversations": len({conversation for conversation, _ in told.accepted}),
        **{f"kills: {part}": parts.kills[part] for part in parts.names},
        "sent again by clients (same id)": told.redelivered, "requests repeated after a broken connection": net.retries,
        **{f"turns {state}": n for state, n in sorted(states.items())},
        "outcomes": ", ".join(f"{n} {name or 'none'}" for name, n in Counter(
            i["outcome"] for i in proof.inbound).most_common()),
        "claims won / lost": f"{told.claimed} / {told.lost_claims}", "agents' replies": len(told.replies),
        "irreversible steps asked / done": f"{len(told.confirms)} / {len(proof.done)}",
        "done at the company, answer never came": len(proof.not_in_the_ledger()),
        "with an agent and not yet answered": len(proof.unread()),
        **({"turns the real brain recorded": len(proof.recorded)} if size.real else {}),
    }, violations)


async def _live(parts: Parts | RealParts, told: Told, http: httpx.AsyncClient, seed: str, size: Size) -> None:
    claire, nadia = two_colleagues(http, told, random.Random(f"{seed} agents"))
    for colleague in (claire, nadia):
        await colleague.arrive()
        if size.real:
            colleague.thinks, colleague.barges_in = real.THINKS, real.BARGES_IN
    over, room = asyncio.Event(), asyncio.Semaphore(size.at_once)
    each, more = divmod(size.messages, size.conversations)

    async def customer(n: int) -> None:
        who = {0: "awa", 1: "moreau", 2: "awa"}.get(n)  # two tabs of one proven customer among them
        async with room:
            await Customer(http, told, random.Random(f"{seed} customer {n}"), each + (n < more), cursed=size.cursed,
                           who=who, words=real.WORDS if size.real else None,
                           script=real.SCRIPTS.get(who or "", ()) if size.real else (), listens=size.real).live()

    async with asyncio.TaskGroup() as town:
        desks = [town.create_task(colleague.work(over)) for colleague in (claire, nadia)]
        killer = town.create_task(_kill(parts, told, random.Random(f"{seed} kills"), size))
        await asyncio.gather(*(town.create_task(customer(n)) for n in range(size.conversations)))
        await killer
        over.set()
        await asyncio.gather(*desks)


async def _kill(parts: Parts | RealParts, told: Told, dice: random.Random, size: Size) -> None:
    """A kill after so many messages, wherever everybody is; each part at least once."""
    last = int(size.messages * 0.9)
    more = dice.choices((FRONT, BRAIN, OFFICE), (4, 4, 2), k=size.kills - len(parts.names))
    whom = [*parts.names, *more]
    for at, part in zip(sorted(dice.sample(range(5, last), size.kills)), dice.sample(whom, len(whom)), strict=True):
        await told.until(lambda accepted, at=at: accepted >= at)  # type: ignore[misc]
        politely = part == FRONT and dice.random() < 0.2
        await parts.kill(part, signal.SIGTERM if politely else signal.SIGKILL)
        await asyncio.sleep(dice.uniform(0, 1.5))  # how long it stays away
        await parts.start(part)


async def _settled(folder: Path) -> list[str]:
    """Wait until no turn is open; what is open after that time is a violation."""
    until = time.monotonic() + SETTLE_S
    while still := rows(folder / "sensei.db", "select id, state from turn where state in ('waiting', 'asked')"):
        if time.monotonic() > until:
            return [f"{turn['id']} {turn['state']}" for turn in still]
        await asyncio.sleep(0.2)  # seen from outside, in the database: nothing to wait on
    return []


async def _unanswered(http: httpx.AsyncClient, told: Told) -> list[str]:
    _, lead = two_colleagues(http, told, random.Random(0))
    found = (await (await lead.arrive()).desk.get("unanswered", older_than=0)).json()["messages"]
    return [f"{one['conversation']} {one['seq']}" for one in found]


def _errors(log: Path) -> list[str]:
    text = log.read_text(errors="replace")
    return [line for line in text.splitlines() if " ERROR " in line or line.startswith("Traceback")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", default="")
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--real", action="store_true", help="the whole product with its real brain, in small")
    given = parser.parse_args()
    seed = given.seed or secrets.token_hex(4)
    print(f"soak: seed {seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    size = Size(messages=given.messages, kills=given.kills)
    if given.real:
        size = Size(messages=120, conversations=12, kills=6, at_once=6, cursed=False, real=True)
    result = asyncio.run(soak(folder, seed, size))
    print(result.table())
    print("soak: all as promised." if result.clean else f"soak: NOT as promised; databases and logs in {folder}")
    return 0 if result.clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
