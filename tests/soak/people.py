"""Customers and agents of a soak: they write, press, double-send, claim, answer, hand back, or walk away.

Owns what people do and the record of what they were told (`Told`). Must not judge it: that is the proof's.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from tests.house import CLAIRE, NADIA, AgentAtDesk, Event, Visitor

# What a customer does next, and how often. `plain` and the like are words the fake brain knows.
ACTS = {"plain": 58, "confirm": 9, "choices": 5, "press": 6, "sad": 4, "nothing": 1, "card": 3, "danger": 1,
        "human": 5, "bot": 6, "close": 2}
WORDS = {"card": "my card is 4111 1111 1111 1111", "danger": "I want to kill myself"}
CURSED_EVERY = 350  # one turn in so many never gets an answer: thirty seconds, then a person


@dataclass
class Told:
    """What the run was told over the wire."""

    accepted: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    confirms: list[str] = field(default_factory=list)
    presses: set[tuple[str, str]] = field(default_factory=set)
    redelivered: int = 0
    claimed: int = 0
    lost_claims: int = 0
    replies: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    transfers: int = 0
    refused: list[str] = field(default_factory=list)
    readers: list[Visitor] = field(default_factory=list)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def accept(self, key: tuple[str, str], seqs: set[int]) -> None:
        self.accepted[key] |= seqs
        async with self.moved:
            self.moved.notify_all()

    async def until(self, messages: Callable[[int], bool]) -> None:
        """Wait until the number of accepted messages is as wanted."""
        async with self.moved:
            await self.moved.wait_for(lambda: messages(len(self.accepted)))


class Customer:
    """One tab of one customer with so many messages to write."""

    def __init__(self, http: httpx.AsyncClient, told: Told, dice: random.Random, messages: int, *, cursed: bool,
                 who: str | None = None, words: Mapping[str, Sequence[str]] | None = None,
                 script: Sequence[str] = (), listens: bool = False) -> None:
        self.visitor = Visitor(http, dice.choice(("fr", "en")))
        self._told, self._dice, self._messages, self._who, self._cursed = told, dice, messages, who, cursed
        self._words = words
        self._script = list(script)
        self._listens = listens  # waits for words before writing more: else a slow brain is left behind by everybody
        self._pressed: set[str] = set()

    async def live(self) -> None:
        identity = None
        if self._who is not None:
            answer = await self.visitor.http.post("/demo/identity", json={"who": self._who})
            identity = answer.json()["identity"]
        await self.visitor.open(identity=identity, greet=self._dice.random() < 0.5)
        self._told.readers.append(self.visitor)
        while self._script:  # a whole task, in order; each word waits a while for the one before
            await self._send({"text": self._script.pop(0)})
            await self._answered()
        for _ in range(self._messages):
            await self._send(self._next())
            if self._listens and self._dice.random() < 0.7:
                await self._answered()
            if self._dice.random() < 0.6:
                await self.visitor.read(wait=self._dice.choice((0, 1, 2)))
        await self.visitor.read()

    async def _answered(self) -> None:
        """Read until somebody has said something, half a minute at most: then a person would have it."""
        before = len(self.visitor.texts()) + len(self.visitor.texts("agent"))
        for _ in range(6):
            await self.visitor.read(wait=5)
            if len(self.visitor.texts()) + len(self.visitor.texts("agent")) > before:
                return

    def _next(self) -> dict[str, Any]:
        act = self._dice.choices(list(ACTS), list(ACTS.values()))[0]
        if act == "press":
            offered = [c["id"] for e in self.visitor.seen for c in _choices(e) if c["id"] not in self._pressed]
            if offered:
                self._pressed.add(offered[-1])
                return {"payload": offered[-1]}
            act = "plain"
        if act in ("human", "bot", "close"):
            return {"wish": act}
        if self._cursed and self._dice.random() < 1 / CURSED_EVERY:
            act = "cursed"
        if self._words is not None:
            return {"text": self._dice.choice(self._words[act])}
        word = f"{WORDS.get(act, act)} w{self._dice.getrandbits(48):x}"
        if act == "confirm":
            self._told.confirms.append(word)
        return {"text": word}

    async def _send(self, body: dict[str, Any]) -> None:
        """Once, or again after the answer, or three times at once: always the same message."""
        client_id = str(UUID(int=self._dice.getrandbits(128), version=4))
        luck = self._dice.random()
        if luck < 0.08:
            answers = await asyncio.gather(*(self.visitor.post(client_id, **body) for _ in range(3)))
        else:
            answers = [await self.visitor.post(client_id, **body) for _ in range(2 if luck < 0.2 else 1)]
        self._told.redelivered += len(answers) - 1
        for answer in answers:
            if answer.status_code != 202:
                self._told.refused.append(f"{answer.status_code} {body} {answer.text[:120]}")
        seqs = {answer.json()["seq"] for answer in answers if answer.status_code == 202}
        if "payload" in body:
            self._told.presses.add((self.visitor.conversation, client_id))
        await self._told.accept((self.visitor.conversation, client_id), seqs)


class Colleague:
    """A person at the desk: takes who waits, races the other, answers, and not always stays."""

    def __init__(self, http: httpx.AsyncClient, told: Told, dice: random.Random, login: tuple[str, str]) -> None:
        self.desk = AgentAtDesk(http)
        self.thinks = (0.1, 0.6)  # seconds
        self.barges_in = 0.25     # how often it is the bot's conversation they take
        self._told, self._dice, self._login = told, dice, login
        self._absent_from: set[str] = set()
        self.colleague: Colleague | None = None
        self.id = ""

    async def arrive(self) -> Colleague:
        """Log in; the id comes with it, for colleagues who pass someone on."""
        email, password = self._login
        answer = await self.desk.http.post("/desk/api/login", json={"email": email, "password": password})
        self.id = answer.json()["agent"]["id"]
        self.desk.headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        self.desk.http.cookies.clear()  # programs use the bearer
        return self

    async def work(self, over: asyncio.Event) -> None:
        while not over.is_set():
            await self._take_one()
            for row in (await self.desk.get("conversations", agent="me")).json()["conversations"]:
                if self._dice.random() < (0.03 if row["id"] in self._absent_from else 0.5):
                    await self._deal_with(row["id"])
            await asyncio.sleep(self._dice.uniform(*self.thinks))  # a person thinks

    async def _take_one(self) -> None:
        waiting = [row["id"] for row in await self.desk.queue()]
        if self._dice.random() < self.barges_in:  # also from the bot, perhaps in the middle of its turn
            waiting = [reader.conversation for reader in self._told.readers] or waiting
        if not waiting:
            return
        chosen = self._dice.choice(waiting)
        both = self.colleague is not None and self._dice.random() < 0.2
        tries = [self.desk.claim(chosen), *([self.colleague.desk.claim(chosen)] if both and self.colleague else [])]
        for answer in await asyncio.gather(*tries):
            self._expect(answer, 200, 409)
            self._told.claimed += answer.status_code == 200
            self._told.lost_claims += answer.status_code == 409

    async def _deal_with(self, conversation: str) -> None:
        """Answer, then hand back, resolve, pass on, or leave without a word."""
        for _ in range(self._dice.choice((0, 1, 1, 2))):
            client_id = str(UUID(int=self._dice.getrandbits(128), version=4))
            answer = await self.desk.post(f"conversations/{conversation}/messages", {
                "client_id": client_id, "text": "I am here.", "private": False, "attachments": []})
            self._expect(answer, 202, 409)
            if answer.status_code == 202:
                self._told.replies[conversation, client_id].add(answer.json()["seq"])
        self._absent_from.discard(conversation)
        match self._dice.choices(("back", "resolve", "queue", "other", "stay", "absent"), (45, 15, 10, 5, 10, 15))[0]:
            case "back":
                self._expect(await self.desk.hand_back(conversation, "done"), 200, 409)
            case "resolve":
                self._expect(await self.desk.resolve(conversation), 200, 409)
            case "queue":
                self._expect(await self._pass_on(conversation, None), 200, 409)
            case "other":
                answer = await self._pass_on(conversation, self.colleague.id if self.colleague else None)
                self._expect(answer, 200, 409)
                self._told.transfers += answer.status_code == 200
            case "absent":
                self._absent_from.add(conversation)

    async def _pass_on(self, conversation: str, to: str | None) -> httpx.Response:
        return await self.desk.post(f"conversations/{conversation}/transfer", {"to": to, "note": "please"})

    def _expect(self, answer: httpx.Response, *statuses: int) -> None:
        if answer.status_code not in statuses:
            self._told.refused.append(f"{answer.status_code} {answer.request.url.path} {answer.text[:120]}")


def _choices(event: Event) -> list[dict[str, str]]:
    return list(event.get("choices", []))


def two_colleagues(http: httpx.AsyncClient, told: Told, dice: random.Random) -> tuple[Colleague, Colleague]:
    claire, nadia = Colleague(http, told, dice, CLAIRE), Colleague(http, told, dice, NADIA)
    claire.colleague, nadia.colleague = nadia, claire
    return claire, nadia
