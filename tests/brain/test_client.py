"""The client tells down, slow and broken apart, and never takes nonsense for an answer."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from bot.brain.client import HttpBrain
from bot.brain.errors import BrainDown, BrainError, BrainFailed, BrainTimeout
from bot.brain.fake import answer
from bot.core.turns import TurnRequest

REQUEST: TurnRequest = {
    "conversation": "c", "turn": "t", "text": "bonjour", "now": "2026-11-24T09:00:00Z", "language": "fr",
    "level": "stranger", "known": {}, "signals": {}, "ticket": "x",
}


def brain_that(handler: Callable[[httpx.Request], httpx.Response]) -> HttpBrain:
    brain = HttpBrain("http://brain", "secret")
    brain._http = httpx.AsyncClient(transport=httpx.MockTransport(handler), base_url="http://brain/webhooks/sensei",
                                    headers=brain._http.headers)
    return brain


def raises(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error
    return handler


@pytest.mark.parametrize(("handler", "expected"), [
    (raises(httpx.ConnectError("refused")), BrainDown),
    (lambda r: httpx.Response(503), BrainDown),
    (raises(httpx.ReadTimeout("slow")), BrainTimeout),
    (raises(httpx.RemoteProtocolError("killed")), BrainFailed),
    (lambda r: httpx.Response(502, json={"error": "x"}), BrainFailed),
    (lambda r: httpx.Response(200, text="<html>"), BrainFailed),
    (lambda r: httpx.Response(200, json=[]), BrainFailed),
    (lambda r: httpx.Response(200, json={"messages": "none"}), BrainFailed),
])
async def test_each_way_to_fail_has_its_error(
    handler: Callable[[httpx.Request], httpx.Response], expected: type[BrainError]
) -> None:
    with pytest.raises(expected):
        await brain_that(handler).ask(REQUEST)


async def test_the_token_travels_as_a_bearer_and_the_request_unchanged() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=answer("Bonjour."))

    given = await brain_that(handler).ask(REQUEST)
    assert given["messages"][0]["text"] == "Bonjour."
    assert seen[0].headers["Authorization"] == "Bearer secret"
    assert seen[0].url.path == "/webhooks/sensei/turns"


async def test_without_an_address_the_brain_counts_as_down() -> None:
    brain = HttpBrain("", "")
    assert await brain.ready() is False
    with pytest.raises(BrainDown):
        await brain.ask(REQUEST)
