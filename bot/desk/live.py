"""The desk as it happens: one stream for all conversations.

Owns its shape on the wire. What an agent is told belongs to the service.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any

from litestar import Controller, get
from litestar.di import NamedDependency as Given
from litestar.params import QueryParameter
from litestar.response import Stream

from bot.core.messages import Agent
from bot.web import languages, streams
from bot.web.gate import DESK_READ, needs
from bot.web.languages import AnyRequest

if TYPE_CHECKING:
    from bot.service import Service


class DeskStream(Controller):
    """What every desk page follows."""

    path = "/desk/api"
    tags = ("desk",)
    opt = needs(DESK_READ)

    @get("/stream", media_type=streams.MEDIA_TYPE)
    async def stream(
        self,
        request: AnyRequest,
        agent: Given[Agent],
        service: Given[Service],
        closing: Given[asyncio.Event],
        wait: Annotated[float, QueryParameter(ge=0, le=streams.LONGEST_S)] = streams.LONGEST_S,
    ) -> Stream:
        """Rows, events and live frames as they happen; after `Last-Event-ID` also what was missed."""
        service.check_desk_room(agent)
        told = service.follow_desk(
            agent, request.scope["state"]["desk_token"], streams.last_place(request), seconds=wait, closing=closing,
            language=languages.of_reader(request, languages.FRENCH))
        return streams.stream(_written(told))


async def _written(told: AsyncIterator[tuple[str, dict[str, Any]] | None]) -> AsyncIterator[str]:
    async for one in told:
        if one is None:
            yield streams.HEARTBEAT
        else:
            place, frame = one
            yield streams.part(frame, place=place)
