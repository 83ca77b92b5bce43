"""A house in its own thread, so that fuzzers, which are not asynchronous, can knock at it; and what every answer owes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal

from bot import files
from bot.brain.fake import FakeBrain, answer
from bot.core.escalation import Knowledge, decide, gather
from bot.core.problems import STATUS
from bot.core.turns import TurnAnswer, TurnRequest
from tests.house import House, open_house

# 0: the short form, a part of `make test`. `make fuzz INPUTS=100000` sets it.
INPUTS = int(os.environ.get("SENSEI_FUZZ_INPUTS") or 0)
CODES = {*STATUS, "method_not_allowed"}


@dataclass
class Inside:
    """The house and the way into its thread."""

    house: House
    portal: BlockingPortal

    def send(self, method: str, url: str, **parts: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            return await self.house.http.request(method, url, **parts)

        return self.portal.call(ask)


@contextmanager
def house_inside(folder: Path) -> Iterator[Inside]:
    brain = FakeBrain(_as_the_policy_would(files.load_knowledge()))
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(open_house(folder, brain=brain)) as house,
    ):
        yield Inside(house, portal)


def _as_the_policy_would(knowledge: Knowledge) -> Any:
    """Echoes, and hands over where the same rules would: fuzzed words reach decisions and briefs as well."""

    def script(request: TurnRequest) -> TurnAnswer:
        signals = gather(text=request["text"], language=request["language"], understanding=None,
                         signals={"minor": False, "handed_back": False, "moods": [], "step_failures": {},
                                  "misunderstood": 0}, knowledge=knowledge)
        decision = decide(signals, knowledge)
        return answer(f"echo: {request['text']}", decision=decision if decision["action"] == "handoff" else None)

    return script


def owes_one_shape(response: httpx.Response) -> None:
    """No answer of 5xx; a refusal is JSON of our shape with a code we know and a sentence for people."""
    place = (response.request.method, response.request.url.path, response.status_code)
    assert response.status_code < 500, (*place, response.text[:500])
    if response.status_code < 400 or response.request.method == "HEAD":
        return
    assert response.headers["content-type"].startswith("application/json"), (*place, response.headers["content-type"])
    body = response.json()
    assert set(body) == {"error"}, (*place, body)
    error = body["error"]
    assert error["code"] in CODES, (*place, error)
    assert isinstance(error["message"], str) and len(error["message"]) > 10, (*place, error)
    if error["code"] in STATUS:
        assert STATUS[error["code"]] == response.status_code, (*place, error)
