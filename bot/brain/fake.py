"""A brain for tests: answers by a function, keeps the promises of the contract, fails when told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bot.brain.errors import BrainDown, BrainError, BrainFailed
from bot.core.turns import TurnAnswer, TurnRequest

Script = Callable[[TurnRequest], TurnAnswer]


def answer(*texts: str, **parts: Any) -> TurnAnswer:
    """A plain answer with these words; any other part of the answer by keyword."""
    base: TurnAnswer = {
        "replayed": False,
        "messages": [{"key": "utter_fake", "text": text, "choices": []} for text in texts],
        "decision": None, "steps": [], "facts": [], "promises": [], "documents": [], "tasks": [],
        "understanding": {
            "intent": "greet", "confidence": 0.9, "alternatives": [], "name": None,
            "emotion": {"feelings": [], "words": [], "urgency": 0.0},
        },
        "silent": False,
    }
    return {**base, **parts}  # type: ignore[typeddict-item]


class FakeBrain:
    """Records what was asked. `hold()` keeps answers back until `release()`, so races can be staged."""

    def __init__(self, script: Script | None = None) -> None:
        self.script: Script = script or (lambda request: answer(f"echo: {request['text']}"))
        self.asked: list[TurnRequest] = []
        self.resets: list[str] = []
        self.forgotten: list[str] = []
        self.failure: BrainError | None = None
        self.arrived = asyncio.Event()
        self._open = asyncio.Event()
        self._open.set()
        self._recorded: dict[tuple[str, str], TurnAnswer] = {}

    def hold(self) -> None:
        self._open.clear()

    def release(self) -> None:
        self._open.set()

    def fail(self, failure: BrainError | None = None) -> None:
        self.failure = failure or BrainDown("told to be down")

    def recover(self) -> None:
        self.failure = None

    async def ask(self, request: TurnRequest) -> TurnAnswer:
        self.arrived.set()
        await self._open.wait()
        if self.failure is not None:
            raise self.failure
        if request["text"].lstrip().startswith("/"):
            raise BrainFailed("status 422")
        known = self._recorded.get((request["conversation"], request["turn"]))
        if known is not None:
            return {**known, "replayed": True}
        self.asked.append(request)
        given = self.script(request)
        self._recorded[request["conversation"], request["turn"]] = given
        return given

    async def reset(self, conversation: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.resets.append(conversation)

    async def forget(self, conversation: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.forgotten.append(conversation)
        self._recorded = {k: v for k, v in self._recorded.items() if k[0] != conversation}

    async def recall(self, conversation: str) -> list[dict[str, Any]]:
        if self.failure is not None:
            raise self.failure
        return [{"event": "user", "text": request["text"]} for request in self.asked
                if (request["conversation"], request["turn"]) in self._recorded
                and request["conversation"] == conversation]

    async def ready(self) -> bool:
        return self.failure is None

    async def close(self) -> None:
        return None
