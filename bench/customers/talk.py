"""One simulated customer's conversation, from the first word to its end. Knows what a browser knows, and no more."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import yaml

from bench.customers.goals import GOALS, OUTCOMES, phrase
from bench.customers.personas import Persona, late

Event = dict[str, Any]
TEXTS = Path(__file__).resolve().parents[2] / "bot" / "texts"
# What is said while the answer is awaited. Patient customers wait on.
WAITING = {text for file in sorted(TEXTS.glob("waiting.*.yml"))
           for told in yaml.safe_load(file.read_text("utf-8")).values()
           for text in (told.values() if isinstance(told, dict) else [told])}
MOST_TURNS = 40
MOST_ASKED, MOST_BEGUN = 6, 3       # the same question, and beginnings that were not understood
ANSWER_S, QUIET_S = 90, 0.6         # waiting for the first word of an answer, and for more of it


@dataclass
class Talk:
    """`end`: "finished", "person", "stuck" (gave up at a question), "not_begun" or "silent"."""

    http: httpx.AsyncClient
    who: Persona
    conversation: str = ""
    end: str = ""
    turns: int = 0
    _token: str = ""
    _last: int = 0
    _seen: list[Event] = field(default_factory=list)
    _fresh: list[Event] = field(default_factory=list)
    _asked: dict[str, int] = field(default_factory=dict)

    async def live(self, identity: str | None) -> None:
        """Talk until there is nothing more to say."""
        opened = await self.http.post("/chat/sessions", json={
            "identity": identity, "language": self.who.language, "greet": True})
        opened.raise_for_status()
        self._token, self.conversation = opened.json()["token"], opened.json()["conversation_id"]
        await self._read(wait=10)   # the welcome
        begun = 0
        lines = self.who.begin()
        while not self.end and self.turns < MOST_TURNS:
            await self._say(lines)
            if not self._fresh:
                self.end = "silent"
                return
            lines = self._next_lines(begun)
            begun += self._step() is None
        self.end = self.end or "stuck"

    def _next_lines(self, begun: int) -> list[str]:
        """What to write now; sets `end` when there is nothing."""
        if any(e["kind"] == "owner" and e["owner"] in ("queue", "agent") for e in self._fresh):
            self.end = "person"
            return []
        step = self._step()
        if step is None and (correction := late(self.who)) is not None:
            return [correction]
        if step is None:
            if any(e["kind"] == "progress" for e in self._seen):
                self.end = "finished"
            elif begun >= MOST_BEGUN:
                self.end = "not_begun"
            return self._begin_again()
        if self.who.was_away and not any(e["kind"] == "progress" and e["progress"]["state"] == "shown"
                                         for e in self._fresh) and self._last_choice("resume"):
            return [phrase("back", self.who.language, self.who.dice)]
        self._asked[step] = self._asked.get(step, 0) + 1
        if self._asked[step] > MOST_ASKED:
            self.end = "stuck"
            return []
        pressed = self._press(step)
        return [pressed] if pressed else self.who.answer(step)

    def _begin_again(self) -> list[str]:
        return [self.who.goal.begin(self.who.language, self.who.dice)]

    def _step(self) -> str | None:
        """The question that stands open, None when none does."""
        told = [e["progress"] for e in self._seen if e["kind"] == "progress"]
        return str(told[-1]["step"]) if told and told[-1]["state"] == "shown" else None

    def _last_choice(self, word: str) -> bool:
        """Whether the newest answer offers to go on later."""
        said = [e for e in self._fresh if e["kind"] == "message"]
        return bool(said and said[-1].get("choices"))

    def _press(self, step: str) -> str:
        """An expert presses the choice that says what they mean, as "choice:<id>"; "" when none does."""
        asking = [e["choices"] for e in self._fresh if e["kind"] == "message" and e.get("choices")]
        offered = asking[-1] if asking else []
        if self.who.name != "expert" or not offered:
            return ""
        if step == "confirm":
            return f"choice:{offered[0]['id']}"
        meant_by = GOALS[self.who.goal.task]["steps"].get(step)
        if meant_by == "do" and len(offered) >= len(OUTCOMES):
            tried = [outcome for outcome, _ in OUTCOMES].index(self.who.goal.facts[step])
            return f"choice:{offered[tried]['id']}"
        if not isinstance(meant_by, dict) or self.who.goal.facts[step] in ("yes", "no"):
            return ""
        said = self.who.goal.words(step, self.who.language, self.who.dice)
        meant = {word for word in said.casefold().split() if len(word) > 3}
        fits = [c for c in offered if meant & set(c["label"].casefold().replace("’", "'").split())]
        return f"choice:{fits[0]['id']}" if len(fits) == 1 else ""

    async def _say(self, lines: list[str]) -> None:
        self.turns += 1
        self._fresh = []
        for line in lines:
            body = {"payload": line.removeprefix("choice:")} if line.startswith("choice:") else {"text": line}
            client_id = str(UUID(int=self.who.dice.getrandbits(128), version=4))
            answer = await self.http.post("/chat/messages", headers=self._headers,
                                          json={"client_id": client_id, **body})
            answer.raise_for_status()
        await self._read(wait=0)
        self._fresh = []
        until = asyncio.get_running_loop().time() + ANSWER_S
        while not self._answered() and asyncio.get_running_loop().time() < until:
            await self._read(wait=10)
        while True:     # an answer may have several parts
            count = len(self._fresh)
            await asyncio.sleep(QUIET_S)
            await self._read(wait=0)
            if len(self._fresh) == count:
                return

    def _answered(self) -> bool:
        return any(e["kind"] == "owner" or (e["kind"] == "message" and e["sender"]["kind"] == "bot"
                                            and e["text"] not in WAITING) for e in self._fresh)

    async def _read(self, wait: int) -> None:
        answer = await self.http.get("/chat/events", params={"after": self._last, "wait": wait},
                                     headers=self._headers, timeout=60)
        answer.raise_for_status()
        self._last = answer.json()["last"]
        self._seen += answer.json()["events"]
        self._fresh += answer.json()["events"]

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}


def dice_for(seed: int, number: int) -> random.Random:
    """The same customer in every arm: seeded by number, not by what happens to others."""
    return random.Random(f"{seed}.{number}")
