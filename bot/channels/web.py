"""The web chat's routes (docs/web-chat.md): sessions, messages, long poll.

Owns the exact shapes on the wire. Must not decide, store or log anything a customer wrote.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from litestar import Controller, delete, get, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody, QueryParameter

from bot.channels.base import Delivery
from bot.channels.identity import Identities
from bot.clock import Clock
from bot.core.messages import MAX_TEXT, ChatSession, Inbound
from bot.core.problems import Problem
from bot.core.task_links import TaskLink
from bot.limits import Limits
from bot.web.bodies import MAX_NUMBER, Exact, Id, Uuid
from bot.web.gate import CHAT, PUBLIC, bearer, needs
from bot.web.languages import AnyRequest

if TYPE_CHECKING:
    from bot.service import Service

NAME = "web"
Language = Literal["fr", "en"]
Json = dict[str, Any]


class WebChannel:
    """The web as the outbox sees it: nothing is pushed, customers read by number."""

    name = NAME
    pushes = False
    on_duty = True

    async def deliver(self, conversation: Mapping[str, Any], event: Mapping[str, Any]) -> Delivery:
        return Delivery("sent")

    async def typing(self, conversation_id: str) -> None:
        """Live frames go through the service's fan-out."""


class NewSession(msgspec.Struct):
    identity: str | None = None
    language: Language | None = None
    greet: bool = False


class Opened(msgspec.Struct):
    token: str
    conversation_id: str
    last: int
    expires_at: str


class Begin(msgspec.Struct):
    """What a printed code or a link of the company's leads to; names as in docs/tasks.md."""

    task: Annotated[str, msgspec.Meta(max_length=60)]
    step: Annotated[str, msgspec.Meta(max_length=60)] = ""
    place: Annotated[str, msgspec.Meta(max_length=200)] = ""


class NewMessage(msgspec.Struct):
    client_id: Uuid
    text: str | None = None
    attachments: Annotated[list[Id], msgspec.Meta(max_length=5)] = []
    payload: Id | None = None
    wish: Literal["human", "bot", "close"] | None = None
    begin: Begin | None = None


class Accepted(msgspec.Struct):
    seq: int


class Preferences(msgspec.Struct):
    language: Language | None = None
    formality: Literal["vous", "tu"] | None = None
    pace: Literal["normal", "easy"] | None = None


class Events(msgspec.Struct):
    events: list[Json]
    last: int
    live: list[Json]


class Chat(Controller):
    """Everything below /chat/."""

    path = "/chat"
    tags = ("chat",)
    opt = needs(CHAT)

    @post("/sessions", dto=Exact[NewSession], return_dto=None, status_code=201, opt=needs(PUBLIC))
    async def open_session(
        self,
        request: AnyRequest,
        data: JSONBody[NewSession],
        service: Given[Service],
        limits: Given[Limits],
        identities: Given[Identities],
    ) -> Opened:
        """Open a session, carry one on (old Bearer), or sign in (identity)."""
        limits.session(request.client.host if request.client else "")
        token = bearer(request)
        old = await service.session(token) if token else None
        request.scope["state"]["language"] = data.language or (old.language if old else None)
        identity = None if data.identity is None else identities.verify(data.identity)
        opened = await service.open_session(identity=identity, language=data.language, greet=data.greet, old=old)
        return Opened(opened.token, opened.conversation_id, opened.last, opened.expires_at)

    @delete("/sessions", status_code=204)
    async def sign_out(self, session: Given[ChatSession], service: Given[Service]) -> None:
        """End this token at once. The conversation stays; other tokens of it are not touched."""
        await service.sign_out(session)

    @post("/messages", dto=Exact[NewMessage], return_dto=None, status_code=202)
    async def message(
        self,
        data: JSONBody[NewMessage],
        session: Given[ChatSession],
        service: Given[Service],
        limits: Given[Limits],
        clock: Given[Clock],
    ) -> Accepted:
        """Say something: words, a choice that was offered, or a wish."""
        limits.message(session.conversation_id)
        check_message(data)
        received = await service.receive(
            Inbound(
                channel=NAME,
                provider_id=data.client_id.lower(),  # one id, however its letters are written
                conversation_id=session.conversation_id,
                at=clock.now(),
                text=data.text,
                choice_id=data.payload,
                wish=data.wish,
                begin=TaskLink(data.begin.task, data.begin.step, data.begin.place) if data.begin else None,
                attachments=tuple(data.attachments),
                proven=service.proven(session),
                session=session.token_hash,
            )
        )
        return Accepted(received.seq)

    @post("/preferences", dto=Exact[Preferences], return_dto=None, status_code=200)
    async def preferences(
        self,
        data: JSONBody[Preferences],
        session: Given[ChatSession],
        service: Given[Service],
        limits: Given[Limits],
    ) -> Json:
        """Language, form of address, pace."""
        limits.preference(session.conversation_id)
        return await service.preferences(session, language=data.language, formality=data.formality, pace=data.pace)

    @get("/events")
    async def events(
        self,
        request: AnyRequest,
        session: Given[ChatSession],
        service: Given[Service],
        closing: Given[asyncio.Event],
        after: Annotated[int, QueryParameter(ge=0, le=MAX_NUMBER)] = 0,
        wait: Annotated[float, QueryParameter(ge=0, le=30)] = 0,
    ) -> Events:
        """What happened after number `after`; waits up to `wait` seconds for something."""
        events, last, live = await self._wait(service, session, after, wait, closing)
        if wait > 0:
            await service.session(bearer(request))  # it may have ended meanwhile: somebody signed in
        return Events(events, last, live)

    @staticmethod
    async def _wait(
        service: Service, session: ChatSession, after: int, seconds: float, closing: asyncio.Event
    ) -> tuple[list[Json], int, list[Json]]:
        if seconds > 0 and not closing.is_set():
            news = asyncio.ensure_future(service.wait_events(
                session.conversation_id, after, seconds, language=session.language))
            end = asyncio.ensure_future(closing.wait())
            try:
                await asyncio.wait({news, end}, return_when=asyncio.FIRST_COMPLETED)
                if news.done():
                    return news.result()
            finally:
                for task in (news, end):
                    task.cancel()
        events, last = await service.events(session.conversation_id, after, language=session.language)
        return events, last, []


def check_message(data: NewMessage) -> None:
    """Exactly one of text (with files or without), files, a choice, a wish, a task to begin."""
    said = data.text is not None or bool(data.attachments)
    if sum((said, data.payload is not None, data.wish is not None, data.begin is not None)) != 1:
        raise Problem("bad_request")
    if data.text is not None and len(data.text) > MAX_TEXT:
        raise Problem("too_long", limit=MAX_TEXT)
