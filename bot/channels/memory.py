"""What is remembered of a customer, for their account page: to see, change and forget.

Owns these shapes on the wire. A session that is not proven now is refused: 403 `forbidden`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from litestar import Controller, delete, get, put
from litestar.di import NamedDependency as Given
from litestar.params import FromPath, JSONBody

from bot.channels.web import Json
from bot.core.messages import ChatSession
from bot.limits import Limits
from bot.web.bodies import Exact
from bot.web.gate import CHAT, needs

if TYPE_CHECKING:
    from bot.service import Service


class Remembered(msgspec.Struct):
    items: list[Json]


class Remember(msgspec.Struct):
    key: Annotated[str, msgspec.Meta(max_length=20)]
    value: Annotated[str, msgspec.Meta(max_length=120)]


class ChatMemory(Controller):
    """Their own memory of us, and ours of them."""

    path = "/chat/memory"
    tags = ("chat",)
    opt = needs(CHAT)

    @get("/")
    async def see(self, session: Given[ChatSession], service: Given[Service]) -> Remembered:
        """Everything remembered: `{"id", "key", "label", "value", "since", "source", "permission", "until"}`."""
        return Remembered(await service.memory(session))

    @put("/", dto=Exact[Remember], return_dto=None, status_code=200)
    async def change(
        self, data: JSONBody[Remember], session: Given[ChatSession], service: Given[Service], limits: Given[Limits]
    ) -> Remembered:
        """Set one thing; what is sensitive is kept six months."""
        limits.preference(session.conversation_id)
        await service.put_memory(session, data.key, data.value)
        return Remembered(await service.memory(session))

    @delete("/", status_code=204)
    async def forget_all(self, session: Given[ChatSession], service: Given[Service]) -> None:
        """Forget all of it."""
        await service.drop_memory(session, None)

    @delete("/{memory_id:str}", status_code=204)
    async def forget(self, memory_id: FromPath[str], session: Given[ChatSession], service: Given[Service]) -> None:
        """Forget one thing."""
        await service.drop_memory(session, memory_id)
