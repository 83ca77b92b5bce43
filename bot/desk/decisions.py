"""What agents say of decisions: feedback on a hand-over, and the end of a standstill.

Owns shapes on the wire and the scope of each route. What they mean belongs to the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency as Given
from litestar.params import FromPath, JSONBody

from bot.core.messages import Agent
from bot.web.bodies import Exact
from bot.web.gate import DESK_ANSWER, needs

if TYPE_CHECKING:
    from bot.service import Service

Json = dict[str, Any]


class Verdict(msgspec.Struct):
    verdict: Literal["right", "too_early", "too_late", "wrong_reason"]
    reason: Annotated[str, msgspec.Meta(max_length=20)] | None = None  # the code that would have been right


class DeskDecisions(Controller):
    """Right or wrong, and until when nothing is sent unasked."""

    path = "/desk/api/conversations/{conversation_id:str}"
    tags = ("desk",)
    opt = needs(DESK_ANSWER)

    @post("/feedback", dto=Exact[Verdict], return_dto=None, status_code=200)
    async def feedback(
        self, conversation_id: FromPath[str], data: JSONBody[Verdict], agent: Given[Agent], service: Given[Service]
    ) -> Json:
        """What this agent thinks of the newest hand-over; said again, the last word counts."""
        return await service.give_feedback(agent, conversation_id, data.verdict, data.reason)

    @post("/lift-standstill", status_code=200)
    async def lift_standstill(
        self, conversation_id: FromPath[str], agent: Given[Agent], service: Given[Service]
    ) -> Json:
        """What nobody asked for may be sent to this person again; the timeline says who decided it."""
        return await service.lift_standstill(agent, conversation_id)
