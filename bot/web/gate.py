"""Who may call which route: every route names its scope, and a route without one lets nobody in.

Owns the meaning of scopes. One guard on the app, so that no route can forget it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from bot.core.messages import Agent, ChatSession
from bot.core.problems import Problem
from bot.desk.auth import DeskCookies
from bot.settings import LOOPBACK

if TYPE_CHECKING:
    from bot.service import Service

Connection = ASGIConnection[Any, Any, Any, Any]

PUBLIC = "public"
CHAT = "chat"
DESK_READ = "desk:read"
DESK_ANSWER = "desk:answer"
DESK_LEAD = "desk:lead"
DEMO = "demo"

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def needs(scope: str) -> dict[str, str]:
    """The `opt` of a route or controller that asks for `scope`."""
    return {"scope": scope}


class Gate:
    """The app's one guard. Leaves the session or agent it found in the request's state."""

    def __init__(self, service: Service, cookies: DeskCookies, *, demo: bool) -> None:
        self._service, self._cookies, self._demo = service, cookies, demo
        desk = self._desk
        self._ways: dict[str, Callable[[Connection, str], Awaitable[None]]] = {
            PUBLIC: self._anyone,
            CHAT: self._chat,
            DEMO: self._demo_only,
            DESK_READ: desk,
            DESK_ANSWER: desk,
            DESK_LEAD: desk,
        }

    async def __call__(self, connection: Connection, handler: BaseRouteHandler) -> None:
        if _method(connection) == "OPTIONS":  # answered by the framework, tells nothing private
            return
        if self._demo and not _by_loopback(connection):
            raise Problem("forbidden")
        scope = handler.opt.get("scope", "")
        way = self._ways.get(scope)
        if way is None:
            raise Problem("forbidden")
        await way(connection, scope)

    async def _anyone(self, connection: Connection, scope: str) -> None:
        return

    async def _chat(self, connection: Connection, scope: str) -> None:
        token = bearer(connection)
        if not token:
            raise Problem("bad_token")
        session = await self._service.session(token)
        connection.scope["state"].update(session=session, language=session.language)

    async def _demo_only(self, connection: Connection, scope: str) -> None:
        if not self._demo:
            raise Problem("not_found")
        self._cookies.check_origin(connection)

    async def _desk(self, connection: Connection, scope: str) -> None:
        token = bearer(connection)
        if not token:
            token = self._cookies.session(connection)
            if token and _method(connection) not in SAFE_METHODS:
                self._cookies.check_csrf(connection)
        if not token:
            raise Problem("bad_token")
        agent = await self._service.agent(token)
        if scope == DESK_LEAD and not agent.lead:
            raise Problem("forbidden")
        connection.scope["state"].update(agent=agent, desk_token=token)


def bearer(connection: Connection) -> str:
    """The token of an `Authorization: Bearer` header, or an empty string. Never read from an address."""
    kind, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _method(connection: Connection) -> str:
    return connection.method if isinstance(connection, Request) else "GET"


def _by_loopback(connection: Connection) -> bool:
    """Whether we were called by a name of this machine. The demo's passwords are known, and a page whose own name was
    made to lead here (DNS rebinding) counts as same origin: it could log in."""
    try:
        name = urlsplit(f"//{connection.headers.get('host', '')}").hostname
    except ValueError:
        return False
    return name in LOOPBACK


def give_session(request: Request[Any, Any, Any]) -> ChatSession:
    session: ChatSession = request.scope["state"]["session"]
    return session


def give_agent(request: Request[Any, Any, Any]) -> Agent:
    agent: Agent = request.scope["state"]["agent"]
    return agent
