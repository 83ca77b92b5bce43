"""The shared brief: what its customer sees of it, and what they put right.

Owns these shapes on the wire. What is shown and what a correction changes belongs to the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody

from bot.core.messages import ChatSession
from bot.limits import Limits
from bot.web.bodies import Exact, Id, Uuid
from bot.web.gate import CHAT, needs

if TYPE_CHECKING:
    from bot.service import Service


class Shared(msgspec.Struct):
    shared: dict[str, Any] | None


class Correction(msgspec.Struct):
    client_id: Uuid
    item: Id
    text: str


class Noted(msgspec.Struct):
    seq: int


class ChatBrief(Controller):
    """What was passed on to a person, in the customer's own words."""

    path = "/chat/brief"
    tags = ("chat",)
    opt = needs(CHAT)

    @get("/")
    async def shared(self, session: Given[ChatSession], service: Given[Service]) -> Shared:
        """Wants, facts and tries as they were passed on; null before the first hand-over."""
        return Shared(await service.shared_brief(session))

    @post("/", dto=Exact[Correction], return_dto=None, status_code=202)
    async def correct(
        self, data: JSONBody[Correction], session: Given[ChatSession], service: Given[Service], limits: Given[Limits]
    ) -> Noted:
        """Put one item right. The person who answers sees it at once."""
        limits.message(session.conversation_id)
        return Noted(await service.correct_brief(
            session, client_id=data.client_id.lower(), item=data.item, text=data.text))
