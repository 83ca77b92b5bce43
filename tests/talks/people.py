"""Who talks: people of many names, with what they will say, on the web, in Telegram, or on one after the other.

Owns how somebody arrives and what of them may be said. A `Person` writes where they are; what they read anywhere stands
in `events`, in the order of reading.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from tests.house import House, Visitor
from tests.talks import crossing
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person as Phone

NAMES = ("Maëlle", "Thibault", "Aïcha", "Jean-Baptiste", "Nolwenn", "Bakary", "Inès", "O’Neill", "Nguyễn", "Prune", "Merci",
         "Madame Lagrange", "Wassim", "Zoé", "Anne-Sophie", "Tidiane", "Éloïse", "Gareth", "Priya", "Fiona", "Rose", "Ulysse")
SAYS_NAME = {
    "fr": ("Bonjour, je m’appelle {name}", "moi c’est {name}", "{name}", "Oui, c’est {name}", "Appelez-moi {name}",
           "je m'appelle {name} et j'ai une question"),
    "en": ("Hi, my name is {name}", "I’m {name}", "{name}", "Sure, it’s {name}", "Please call me {name}", "It’s {name} here"),
}
PLAINLY = {"fr": "je m’appelle {name}", "en": "my name is {name}"}
CHAT = {
    "fr": ("merci beaucoup", "vous êtes un robot ou une personne ?", "vous faites quoi ?", "quelle est la météo ?",
           "c’est inadmissible", "vous êtes formidable", "combien ça coûte ?", "attendez un instant", "bzzz"),
    "en": ("thanks a lot", "are you a bot?", "what can you do?", "what is the weather like?", "this is unacceptable",
           "you are wonderful", "how much is it?", "hold on a second", "bzzz"),
}
TASK = {
    "fr": ("il y a un souci avec mon robot Pixel", "la roue gauche", "elle est cassée"),
    "en": ("my robot Pixel has a problem", "the left wheel", "it is broken"),
}
KNOWN = {"awa": "Awa", "moreau": "Madame Moreau"}     # the demo's proven records
UNSAYABLE = ("🔥🔥", "www.example.com/win", "٭٭٭", "1234")     # profiles that name nobody: the bot has to ask
GREETED = 0.8


@dataclass
class Person:
    """`who`: a record of the demo's. `account`: what the company signs, for who changes the channel. `named`: known by
    name before they said a word."""

    language: str
    name: str
    visitor: Visitor | None = None
    phone: Phone | None = None
    who: str | None = None
    account: dict[str, str] | None = None
    named: bool = False
    here: str = "web"
    events: list[dict[str, Any]] = field(default_factory=list)
    todo: list[str] = field(default_factory=list)
    seen: set[tuple[str, int]] = field(default_factory=set)     # places on the web that stand in `events`
    read: int = 0                                               # and how many messages of the chat in Telegram

    async def say(self, text: str) -> None:
        if self.here == "web":
            assert self.visitor is not None
            await self.visitor.say(text)
        else:
            assert self.phone is not None
            self.phone.says(text)

    async def reads(self) -> None:
        """Everything new where they are."""
        if self.here == "web":
            assert self.visitor is not None
            new = {(self.visitor.conversation, e["seq"]): e for e in await self.visitor.read()}
            self.events += [e for place, e in new.items() if place not in self.seen]  # another device begins at the start
            self.seen |= set(new)
        else:
            assert self.phone is not None
            self.events += crossing.chat_of(self.phone, self.language)[self.read:]
            self.read = len(crossing.chat_of(self.phone, self.language))


def _lines(dice: random.Random, person: Person, *, introduces: bool, asked: bool) -> list[str]:
    chat, task = dice.sample(CHAT[person.language], 4), TASK[person.language]
    lines = [chat[0], task[0], chat[1], task[1], chat[2], task[2], chat[3]]
    if introduces:
        first = dice.choice((0, 0, 1))
        said = dice.choice(SAYS_NAME[person.language])
        # A bare name only counts as an answer to the question: unless it was just asked it says nothing.
        bare = said == "{name}" and (not asked or first)
        lines.insert(first, (PLAINLY[person.language] if bare else said).format(name=person.name))
    return lines


async def on_the_web(house: House, dice: random.Random, n: int) -> Person:
    """A stranger, or now and then somebody signed in to the demo's shop."""
    language = "en" if n % 3 == 2 else "fr"
    who = ("awa", "moreau")[n // 7 % 2] if n % 7 == 6 else None
    visitor = await house.visitor(language, greet=dice.random() < GREETED, who=who)
    person = Person(language, KNOWN[who] if who else dice.choice(NAMES), visitor, who=who, named=who is not None)
    await person.reads()
    person.todo = _lines(dice, person, introduces=who is None, asked=bool(person.events))
    return person


async def signed_in(house: House, dice: random.Random, n: int) -> Person:
    """On the web with a signed identity, half of them with a name in it; goes on in Telegram later."""
    person = Person("en" if n % 3 == 2 else "fr", dice.choice(NAMES))
    person.named = dice.random() < 0.5
    person.account = crossing.account(person.name if person.named else None)
    person.visitor = Visitor(house.http, person.language)
    await person.visitor.open(identity=crossing.sign(house, person.account), greet=dice.random() < GREETED)
    await person.reads()
    person.todo = _lines(dice, person, introduces=not person.named, asked=bool(person.events))
    return person


async def in_telegram(fake: FakeTelegram, dice: random.Random, n: int) -> Person:
    """By the name on their profile, decorated or not, or one that names nobody; goes on the web later."""
    name, greeted = dice.choice([one for one in NAMES if one not in ("Merci", "Madame Lagrange", "Prune")]), dice.random() < GREETED
    person = Person("en" if n % 3 == 2 else "fr", name, here="telegram", named=dice.random() < 0.5)
    profile = dice.choice((name, f"✨ {name} ✨")) if person.named else dice.choice(UNSAYABLE)
    person.phone = fake.person(profile, language=person.language)
    person.account = crossing.account(name if dice.random() < 0.5 else None)
    if greeted:
        person.phone.starts()
    person.todo = _lines(dice, person, introduces=not person.named or dice.random() < 0.3, asked=greeted and not person.named)
    return person
