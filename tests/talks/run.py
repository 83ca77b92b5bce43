"""Generated talks through the whole front door: `make bench-words MESSAGES=1000 SEED=…`; a short form is in the suite.

People of many names introduce themselves in many wordings, chat, take a task, ask for a person, change the device or
the channel (web and Telegram, either way round); the house is restarted in between. The brain is a fake that says the
real responses. Prints the four counts of `judge`.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from bot.brain.fake import FakeBrain
from tests.house import QUICK, Visitor, prepare
from tests.talks import crossing
from tests.talks.judge import Judge, Verdict
from tests.talks.people import KNOWN, NAMES, Person, in_telegram, on_the_web, signed_in
from tests.talks.speaking_brain import SpeakingBrain
from tests.telegram import flood
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.town import Town, open_town

GO_ON = {"Reprendre", "Go on"}
UNHURRIED = replace(QUICK, send=0.1, watch=2.0)     # a whole crowd: looking more often costs more than it gains


async def arrive(town: Town, dice: random.Random, n: int) -> Person:
    """Of seven people one begins in Telegram and one on the web who will go on in Telegram."""
    if n % 7 == 2:
        return await in_telegram(town.fake, dice, n)
    return await (signed_in if n % 7 == 4 else on_the_web)(town.house, dice, n)


async def settle(town: Town) -> None:
    await flood.settled(town)
    await town.house.front.worker.settled()


async def everyone_says(town: Town, people: list[Person], times: int) -> None:
    for _ in range(times):
        await asyncio.gather(*(p.say(p.todo.pop(0)) for p in people if p.todo))
        await settle(town)


async def by_a_person(town: Town, people: list[Person]) -> None:
    """They ask for a person, are answered, and come back to the assistant."""
    for person in people:
        if person.here == "telegram":
            await person.say("/humain" if person.language == "fr" else "/human")
        else:
            assert person.visitor is not None
            await person.visitor.wish("human")
    await settle(town)
    for person in people:
        place = person.phone if person.here == "telegram" else person.visitor
        conversation = place.conversation if isinstance(place, Visitor) else town.conversation_of(place)
        await town.claire.claim(conversation)
        await town.claire.reply(conversation, f"Bonjour {person.name}, je suis là.")
        await town.claire.hand_back(conversation, "Rien de plus")
    await settle(town)


async def elsewhere(town: Town, dice: random.Random, people: list[Person]) -> None:
    """Signed in on another device, or on the other channel."""
    changing = [person for person in people if person.account is not None]
    begun_on_web = [person for person in changing if person.here == "web"]
    for person in people:
        await person.reads()
        if person.who:
            person.visitor = await town.house.visitor(person.language, greet=True, who=person.who)
    for person in begun_on_web:
        person.phone = town.fake.person(dice.choice((person.name, "🔥🔥")), language=person.language)
        person.here = "telegram"
    for person in changing:
        await crossing.taps_link(town.house, person)
    await settle(town)
    for person in changing:
        await person.reads()
        offered = GO_ON & set(town.fake.labels_for(person.phone)) if person.phone else None
        if person not in begun_on_web:
            await crossing.goes_to_the_web(town.house, person)
        elif offered and dice.random() < 0.5:
            person.phone.presses(offered.pop())
    await settle(town)


async def linkable(town: Town, before: int) -> None:
    """Until this front door knows the name of its bot."""
    await town.fake.until(lambda: len(town.fake.called("deleteWebhook")) > before)


async def talk(folder: Path, dice: random.Random, crowd: int, verdict: Verdict) -> None:
    """One crowd: arrives and chats, the house is restarted, some get a person, some another device or channel."""
    brain = SpeakingBrain()
    async with FakeTelegram() as fake:
        async with open_town(folder, fake=fake, brain=FakeBrain(brain.script), patience=UNHURRIED) as town:
            await linkable(town, 0)
            people = [await arrive(town, dice, n) for n in range(crowd)]
            await settle(town)
            await everyone_says(town, people, 4)
        before = len(fake.called("deleteWebhook"))
        async with open_town(folder, fake=fake, brain=FakeBrain(brain.script), patience=UNHURRIED) as town:
            await linkable(town, before)
            for person in people:
                if person.visitor is not None:
                    person.visitor.http = town.house.http
            await everyone_says(town, people, 1)
            await by_a_person(town, people[::3])
            await elsewhere(town, dice, people)
            await everyone_says(town, people, 2)
            await by_a_person(town, people[4::7])
            await everyone_says(town, people, 2)
            judge = Judge([*NAMES, *KNOWN.values(), "Luka"])
            for person in people:
                await person.reads()
                judge.judge(person.events, {person.name}, verdict, own={"name"} if person.named else ())


def run(messages: int, seed: int, crowd: int = 14) -> Verdict:
    """Talks until so many messages of ours were read."""
    verdict, dice = Verdict(), random.Random(seed)
    while verdict.messages < messages:
        with tempfile.TemporaryDirectory() as name:
            folder = prepare(Path(name))    # starts a loop of its own
            asyncio.run(talk(folder, dice, crowd, verdict))
    return verdict


def main() -> int:
    parser = argparse.ArgumentParser(description="What customers really read, judged.")
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    verdict = run(options.messages, seed)
    print(f"seed {seed}: {verdict.messages} messages read ({verdict.on_telegram} in Telegram), {verdict.by_name} of them by "
          f"name; {verdict.crossed} people read on both")
    for kind in ("invented name", "bare id", "second asking", "words from nowhere"):
        print(f"  {kind:<20}{verdict.wrong[kind]:6}")
    print(*dict.fromkeys(verdict.shown), sep="\n")
    return 1 if verdict.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
