"""`python -m bench.customers`: the same simulated customers against the coach and against plain forms, in one run."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import httpx

from bench.customers import goals, personas
from bench.customers.judge import Verdict, judge, table
from bench.customers.personas import Persona
from bench.customers.product import Product, running
from bench.customers.talk import Talk, dice_for

LANGUAGES = ("fr", "en")
AT_ONCE = 6
LEAD = {"email": "lead@maison-colibri.example", "password": "colibri"}
ARMS = ("coach", "forms")


async def one(product: Product, http: httpx.AsyncClient, desk: httpx.AsyncClient, arm: str, seed: int,
              number: int, task: str, persona: str, language: str) -> Verdict:
    dice = dice_for(seed, number)
    goal = goals.draw(task, dice)
    talk = Talk(http, Persona(persona, goal, language, dice))
    try:
        await talk.live(product.identity(goal.who, number) if goal.who else None)
    except httpx.HTTPError as error:
        talk.end = type(error).__name__
    timeline = []
    if talk.conversation:
        timeline = (await desk.get(f"/desk/api/conversations/{talk.conversation}")).json()["timeline"]
    done = await asyncio.to_thread(product.done, number) if goal.who else []
    return judge(arm, goal, persona, language, talk.end, talk.turns, timeline, done)


async def crowd(product: Product, arm: str, options: argparse.Namespace) -> list[Verdict]:
    """Everybody of one arm, a few at a time."""
    chosen = options.tasks.split() if options.tasks else list(goals.GOALS)
    each = itertools.product(range(options.rounds), chosen, personas.EVERY, LANGUAGES)
    room = asyncio.Semaphore(options.at_once)
    found: list[Verdict] = []
    async with (httpx.AsyncClient(base_url=product.url, timeout=60, trust_env=False) as http,
                httpx.AsyncClient(base_url=product.url, timeout=60, trust_env=False) as desk):
        token = (await desk.post("/desk/api/login", json=LEAD)).json()["token"]
        desk.cookies.clear()
        desk.headers["Authorization"] = f"Bearer {token}"

        async def live(number: int, task: str, persona: str, language: str) -> None:
            async with room:
                verdict = await one(product, http, desk, arm, options.seed, number, task, persona, language)
                found.append(verdict)
                if verdict.outcome != "succeeded" or options.verbose:
                    print(json.dumps({"number": number, **asdict(verdict)}, ensure_ascii=False), flush=True)

        await asyncio.gather(*(live(n, task, persona, language)
                               for n, (_, task, persona, language) in enumerate(each, 1)))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.customers", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=3, help="each round is every task, persona and language once")
    parser.add_argument("--tasks", default="", help="only these, by name")
    parser.add_argument("--arms", default=" ".join(ARMS))
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    parser.add_argument("--out", type=Path, help="a new folder that is kept, with logs and verdicts")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--read", type=Path, help="only the tables, of the verdicts.jsonl of an earlier run")
    options = parser.parse_args()
    if options.read:
        tables([Verdict(**json.loads(line)) for line in options.read.read_text("utf-8").splitlines()])
        return 0
    found: list[Verdict] = []
    with tempfile.TemporaryDirectory() as temporary:
        base = options.out or Path(temporary)
        for arm in options.arms.split():
            with running(base / arm, plain=arm == "forms") as product:
                found += asyncio.run(crowd(product, arm, options))
            (base / "verdicts.jsonl").write_text("".join(json.dumps(asdict(v)) + "\n" for v in found), "utf-8")
    tables(found)
    return 0


def tables(found: list[Verdict]) -> None:
    """By task, by persona, by kind of persona and by language."""
    difficult = set(personas.DIFFICULT)
    kinds = {persona: "difficult" if persona in difficult else "cooperative" for persona in personas.EVERY}
    for by in (lambda v: v.task, lambda v: v.persona, lambda v: kinds[v.persona], lambda v: v.language):
        print("\n" + table(found, by))


if __name__ == "__main__":
    sys.exit(main())
