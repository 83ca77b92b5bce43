"""The web chat as it happens: the stream, and the small signs a page gives (writing, read so far).

Owns these shapes on the wire. Must not decide or store anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody, QueryParameter
from litestar.response import Stream

from bot.core.messages import ChatSession
from bot.limits import Limits
from bot.web import streams
from bot.web.bodies import MAX_NUMBER, Exact, Number
from bot.web.gate import CHAT, bearer, needs
from bot.web.languages import AnyRequest

if TYPE_CHECKING:
    from bot.service import Service


class Seen(msgspec.Struct):
    seq: Number


class ChatLive(Controller):
    """What a page follows, and what it tells without saying anything."""

    path = "/chat"
    tags = ("chat",)
    opt = needs(CHAT)

    @get("/stream", media_type=streams.MEDIA_TYPE)
    async def stream(
        self,
        request: AnyRequest,
        session: Given[ChatSession],
        service: Given[Service],
        closing: Given[asyncio.Event],
        after: Annotated[int, QueryParameter(ge=0, le=MAX_NUMBER)] = 0,
        wait: Annotated[float, QueryParameter(ge=0, le=streams.LONGEST_S)] = streams.LONGEST_S,
    ) -> Stream:
        """Events and live frames as they happen, after `Last-Event-ID` (or `after`), for `wait` seconds at most."""
        service.check_room(session.conversation_id)
        told = service.follow(
            bearer(request), session.conversation_id, streams.last_number(request, after), seconds=wait,
            closing=closing, language=session.language)
        return streams.stream(_written(told))

    @post("/typing", status_code=204)
    async def typing(self, session: Given[ChatSession], service: Given[Service], limits: Given[Limits]) -> None:
        """Tell the other side that this person is writing."""
        limits.sign(session.conversation_id)
        await service.typing(session)

    @post("/read", dto=Exact[Seen], return_dto=None, status_code=204)
    async def read(
        self, data: JSONBody[Seen], session: Given[ChatSession], service: Given[Service], limits: Given[Limits]
    ) -> None:
        """How far this person has read."""
        limits.sign(session.conversation_id)
        await service.customer_read(session, data.seq)


async def _written(told: AsyncIterator[tuple[str, dict[str, object]] | None]) -> AsyncIterator[str]:
    async for one in told:
        if one is None:
            yield streams.HEARTBEAT
        else:
            kind, data = one
            yield streams.part(data, event=kind, place=data["seq"] if kind == "event" else None)  # type: ignore[arg-type]
