"""The desk's routes about self-service tasks: figures, a table to take away, verdicts, hints. For leads.

Owns shapes on the wire. What counts and what may be decided belongs to the service.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency as Given
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from bot.core.messages import Agent
from bot.core.problems import Problem
from bot.service.task_reviews import Period
from bot.service.task_table import as_csv
from bot.web import languages
from bot.web.bodies import Exact, Id
from bot.web.gate import DESK_LEAD, needs
from bot.web.languages import FRENCH, AnyRequest

if TYPE_CHECKING:
    from bot.service import Service

Json = dict[str, Any]


class Verdict(msgspec.Struct):
    verdict: Literal["keep", "fix", "take_back"]
    owner: Id
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


class HintWords(msgspec.Struct):
    text: Annotated[str, msgspec.Meta(max_length=400)] | None = None  # None: the customer's words as they stand


class DeskTasks(Controller):
    path = "/desk/api/tasks"
    tags = ("desk",)
    opt = needs(DESK_LEAD)

    @get("/")
    async def board(
        self,
        request: AnyRequest,
        service: Given[Service],
        days: FromQuery[int] = 30,
        first: Annotated[str, QueryParameter(name="from")] = "",
        last: Annotated[str, QueryParameter(name="to")] = "",
        spoken: Annotated[str, QueryParameter(name="in")] = "",
        channel: FromQuery[str] = "",
    ) -> Json:
        """How each task goes, who answers for it, what customers would have said; labels in the reader's language."""
        period = _period(days, first, last, spoken, channel)
        return await service.task_board(period, languages.of_reader(request, FRENCH))

    @get("/report.csv", media_type="text/csv")
    async def table(
        self,
        request: AnyRequest,
        service: Given[Service],
        days: FromQuery[int] = 30,
        first: Annotated[str, QueryParameter(name="from")] = "",
        last: Annotated[str, QueryParameter(name="to")] = "",
        spoken: Annotated[str, QueryParameter(name="in")] = "",
        channel: FromQuery[str] = "",
    ) -> Response[bytes]:
        """The same figures for a spreadsheet."""
        period = _period(days, first, last, spoken, channel)
        report = await service.task_report(period, languages.of_reader(request, FRENCH))
        return Response(as_csv(report).encode(), media_type="text/csv", headers={
            "Content-Disposition": 'attachment; filename="sensei-tasks.csv"', "Cache-Control": "no-store"})

    @post("/{task:str}/verdict", dto=Exact[Verdict], return_dto=None, status_code=201)
    async def decide(
        self, task: FromPath[str], data: JSONBody[Verdict], agent: Given[Agent], service: Given[Service]
    ) -> Json:
        """Keep, fix or take back, dated, with an owner. 422 `unknown_agent`."""
        return await service.decide_task(agent, task, data.verdict, data.owner, data.note)

    @post("/wordings/{wording:str}/hint", dto=Exact[HintWords], return_dto=None, status_code=201)
    async def hint(
        self, wording: FromPath[str], agent: Given[Agent], service: Given[Service],
        data: JSONBody[HintWords | None] = None,
    ) -> Json:
        """A customer's words become help for their step; the hints of that step come back."""
        return await service.make_hint(agent, wording, data.text if data else None)

    @delete("/hints/{hint:str}", status_code=204)
    async def take_off(self, hint: FromPath[str], service: Given[Service]) -> None:
        """This hint is said no more."""
        await service.take_hint_off(hint)


def _period(days: int, first: str, last: str, spoken: str, channel: str) -> Period:
    return Period(days, _day(first, "from"), _day(last, "to"), "", spoken, channel)


def _day(text: str, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Problem("bad_request", field=field) from error
