"""Asks the brain over HTTP. Owns time-outs and the check of what comes back; must not retry or decide."""

from __future__ import annotations

import logging
import time
from typing import Any, Protocol, cast

import httpx

from bot.brain.errors import BrainDown, BrainFailed, BrainTimeout
from bot.core.turns import TurnAnswer, TurnRequest

log = logging.getLogger(__name__)

CONNECT_S = 2.0
READ_S = 28.0  # below the 30 s after which a person takes over

_LISTS = ("messages", "steps", "facts", "promises", "documents")


class Brain(Protocol):
    """What the service needs of a brain. Every method may raise `BrainError`."""

    async def ask(self, request: TurnRequest) -> TurnAnswer:
        """Answer one turn. The same turn id gives the recorded answer and runs nothing."""

    async def reset(self, conversation: str) -> None:
        """Close forms and clear their slots: words never delivered did not happen."""

    async def forget(self, conversation: str) -> None:
        """Erase all that is remembered of a conversation."""

    async def recall(self, conversation: str) -> list[dict[str, Any]]:
        """All that is recorded of a conversation, oldest first; [] when nothing is."""

    async def ready(self) -> bool:
        """Whether it understands a known sentence in each language. Never raises."""


class HttpBrain:
    """The brain behind its one input channel. `url` may be empty: then the brain counts as down."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._http = httpx.AsyncClient(
            base_url=f"{url}/webhooks/sensei" if url else "", headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(READ_S, connect=CONNECT_S), trust_env=False)

    async def ask(self, request: TurnRequest) -> TurnAnswer:
        ids = {"conversation": request["conversation"], "turn": request["turn"]}
        log.info("brain asked", extra=ids)
        began = time.monotonic()
        answer = await self._call("POST", "/turns", cast("dict[str, Any]", request))
        if not isinstance(answer, dict) or any(not isinstance(answer.get(key), list) for key in _LISTS):
            raise BrainFailed("the answer has not the shape of the contract")
        log.info("brain answered", extra={
            **ids, "ms": round((time.monotonic() - began) * 1000), "replayed": answer.get("replayed"),
            "messages": len(answer["messages"]), "action": (answer.get("decision") or {}).get("action")})
        return cast("TurnAnswer", {"decision": None, "understanding": None, "tasks": [], "silent": False, **answer})

    async def reset(self, conversation: str) -> None:
        await self._call("POST", f"/conversations/{conversation}/reset")

    async def forget(self, conversation: str) -> None:
        await self._call("DELETE", f"/conversations/{conversation}")

    async def recall(self, conversation: str) -> list[dict[str, Any]]:
        answer = await self._call("GET", f"/conversations/{conversation}")
        if not isinstance(answer, dict) or not isinstance(answer.get("events"), list):
            raise BrainFailed("the answer has not the shape of the contract")
        return cast("list[dict[str, Any]]", answer["events"])

    async def ready(self) -> bool:
        try:
            await self._call("GET", "/ready")
        except (BrainDown, BrainTimeout, BrainFailed):
            return False
        return True

    async def close(self) -> None:
        await self._http.aclose()

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        if not self._url:
            raise BrainDown("no brain is configured")
        try:
            response = await self._http.request(method, path, json=body)
        except httpx.ConnectError as error:
            raise BrainDown(str(error)) from error
        except httpx.TimeoutException as error:
            raise BrainTimeout(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise BrainFailed(type(error).__name__) from error
        if response.status_code == 503:
            raise BrainDown("not ready")
        if response.status_code >= 400:
            raise BrainFailed(f"status {response.status_code}")
        if not response.content:
            return None
        try:
            return response.json()
        except ValueError as error:
            raise BrainFailed("the answer is not JSON") from error
