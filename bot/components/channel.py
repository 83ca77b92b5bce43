"""The brain's only door: an input channel named `sensei` that speaks the brain contract (docs/brain-contract.md).

Owns HTTP: the bearer token, reading requests, status codes. A failure is 502, never 200 with nothing. Everything
about trackers lives in `conversations`, everything about answers in `answers`.
"""

import asyncio
import hmac
import logging
import os
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from urllib.parse import unquote

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from bot.components import checks, turn_request
from bot.components.answers import BadAnswer
from bot.components.conversations import CHANNEL, Conversations, TurnFailed
from bot.components.turn_request import MAX_ID, Refused
from bot.core import logs

log = logging.getLogger(__name__)

TOKEN_VARIABLE = "SENSEI_BRAIN_TOKEN"  # noqa: S105  (a name, not a secret)
Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]


class SenseiChannel(InputChannel):
    """Named by path in credentials.yml; Rasa mounts it under /webhooks/sensei."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "SenseiChannel":
        logs.set_up()  # Rasa has set up its own by now, coloured and without our ids
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Our routes. Rasa's own handler is not used: it cannot tell a failure from silence."""
        routes = Blueprint("sensei_brain")
        door = Door()
        routes.add_route(door.guarded(door.turns), "/turns", methods=["POST"], name="turns")
        routes.add_route(
            door.guarded(door.reset), "/conversations/<conversation>/reset", methods=["POST"], name="reset")
        routes.add_route(
            door.guarded(door.forget), "/conversations/<conversation>", methods=["DELETE"], name="forget")
        routes.add_route(
            door.guarded(door.recall), "/conversations/<conversation>", methods=["GET"], name="recall")
        routes.add_route(door.guarded(door.ready), "/ready", methods=["GET"], name="ready")
        return routes


class Door:
    """The five routes. One instance per server."""

    def __init__(self) -> None:
        self._agent: Agent | None = None
        self._conversations = Conversations(lambda: self._agent)
        self._running: set[asyncio.Task[Any]] = set()

    def guarded(self, handler: Handler) -> Handler:
        """Token first, then the handler, then every failure as JSON."""

        async def guard(request: Request, **parts: str) -> HTTPResponse:
            refusal = _refuse(request.headers.get("authorization"))
            if refusal is not None:
                return refusal
            self._agent = getattr(request.app.ctx, "agent", None)
            logs.from_now_about(**parts)
            try:
                return await handler(request, **{name: _identifier(part) for name, part in parts.items()})
            except Refused as refused:
                return _error(refused.status, refused.code, refused.message)
            except TurnFailed as failure:
                log.error("turn not told", extra={"code": failure.code, "why": str(failure)})
                return _error(503 if failure.code == "no_model" else 502, failure.code, str(failure))
            except BadAnswer as failure:
                log.error("turn not told", extra={"code": "bad_answer", "why": str(failure)})
                return _error(502, "bad_answer", str(failure))
            except asyncio.TimeoutError:
                log.error("turn not told", extra={"code": "too_slow"})
                return _error(502, "too_slow", "The turn took too long; nothing of it was recorded.")
            except Exception as failure:  # whatever happened, the front door must be told
                log.error("turn not told", exc_info=failure, extra={"code": "brain_failure"})
                return _error(502, "brain_failure", type(failure).__name__)

        return guard

    async def turns(self, request: Request) -> HTTPResponse:
        turn = turn_request.read(request.body or b"")
        logs.from_now_about(conversation=turn["conversation"], turn=turn["turn"])
        log.info("turn heard")
        began = time.monotonic()
        answer = await self._finish(self._conversations.turn(turn))
        log.info("turn told", extra={
            "ms": round((time.monotonic() - began) * 1000), "replayed": answer["replayed"],
            "messages": len(answer["messages"]), "action": (answer["decision"] or {}).get("action")})
        return json(answer, ensure_ascii=False)

    async def reset(self, request: Request, conversation: str) -> HTTPResponse:
        await self._finish(self._conversations.reset(conversation))
        return empty(status=204)

    async def forget(self, request: Request, conversation: str) -> HTTPResponse:
        await self._finish(self._conversations.forget(conversation))
        return empty(status=204)

    async def recall(self, request: Request, conversation: str) -> HTTPResponse:
        return json({"events": await self._conversations.recall(conversation)}, ensure_ascii=False, default=str)

    async def ready(self, request: Request) -> HTTPResponse:
        try:
            agent = self._conversations.ready_agent()
        except TurnFailed as failure:
            return _error(503, "not_ready", str(failure))
        found = await checks.problems(agent)
        if found:
            return _error(503, "not_ready", "; ".join(found))
        return json({"status": "ok", "model": agent.model_name, "languages": sorted(checks.KNOWN_SENTENCES)})

    async def _finish(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run to the end even if the caller hangs up: asked again, the turn is then found recorded."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)


def _refuse(authorization: str | None) -> HTTPResponse | None:
    """The refusal a caller without the right token gets, None for the right one. Read at every request."""
    token = os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        return _error(503, "no_token", f"{TOKEN_VARIABLE} is not set: the brain takes nothing.")
    if not hmac.compare_digest((authorization or "").encode(), f"Bearer {token}".encode()):
        return _error(401, "bad_token", "The bearer token is missing or wrong.")
    return None


def _identifier(part: str) -> str:
    plain = unquote(part)
    if not 0 < len(plain) <= MAX_ID:
        raise Refused(422, "bad_request", f"The conversation must be a text of 1 to {MAX_ID} characters.")
    return plain


def _error(status: int, code: str, message: str) -> HTTPResponse:
    return json({"error": {"code": code, "message": message}}, status=status)
