"""A customer's own copy of their conversation, as text or as JSON.

Owns the choice between the two, and these shapes on the wire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from litestar import Controller, MediaType, Response, get
from litestar.di import NamedDependency as Given
from litestar.openapi.datastructures import ResponseSpec

from bot.channels.web import Json
from bot.core.messages import ChatSession
from bot.limits import Limits
from bot.web.gate import CHAT, needs
from bot.web.languages import AnyRequest

if TYPE_CHECKING:
    from bot.service import Service


class Exported(msgspec.Struct):
    conversation: str
    at: str
    events: list[Json]


class ChatExport(Controller):
    """Take the conversation home."""

    path = "/chat"
    tags = ("chat",)
    opt = needs(CHAT)

    @get("/export", responses={200: ResponseSpec(Exported, media_type=MediaType.JSON, description="The conversation")})
    async def export(
        self, request: AnyRequest, session: Given[ChatSession], service: Given[Service], limits: Given[Limits]
    ) -> Response[Json | str]:
        """Everything said here, as JSON, or to read when `Accept` asks for `text/plain` first."""
        limits.preference(session.conversation_id)
        exported = await service.export(session)
        if wants_text(request.headers.get("accept", "")):
            return Response(service.as_text(exported, session.language), media_type=MediaType.TEXT,
                            headers={"Content-Disposition": 'attachment; filename="conversation.txt"'})
        return Response(exported, media_type=MediaType.JSON,
                        headers={"Content-Disposition": 'attachment; filename="conversation.json"'})


def wants_text(accept: str) -> bool:
    """Whether text stands before JSON; who does not say gets JSON."""
    kinds = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    first = next((kind for kind in kinds if kind in ("text/plain", "text/*", "application/json")), "")
    return first.startswith("text/")
