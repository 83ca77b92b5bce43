"""The desk API (protocols: Desk API): login, queue, conversation, and the acts of an agent.

Owns shapes on the wire and the scope of each route. What an act means belongs to the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency as Given
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from bot.clock import Clock, rfc3339
from bot.core.conversation import Owner
from bot.core.messages import MAX_TEXT, Agent
from bot.core.problems import Problem
from bot.desk.auth import DeskCookies
from bot.limits import Limits
from bot.web.bodies import Exact, Id, Number, Uuid
from bot.web.gate import DESK_ANSWER, DESK_LEAD, DESK_READ, PUBLIC, needs
from bot.web.languages import AnyRequest

if TYPE_CHECKING:
    from bot.service import Service

Json = dict[str, Any]
_LONGEST_AGO = 10 * 365 * 86_400.0  # seconds; more would leave the calendar
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]


class Login(msgspec.Struct):
    email: Annotated[str, msgspec.Meta(max_length=254)]
    password: Annotated[str, msgspec.Meta(max_length=1024)]


class Me(msgspec.Struct):
    id: str
    name: str
    role: str


class LoggedIn(msgspec.Struct):
    token: str
    agent: Me


class Rows(msgspec.Struct):
    conversations: list[Json]
    now: str  # of our one clock: how long someone waits cannot be read from the browser's


class Reply(msgspec.Struct):
    client_id: Uuid
    text: str
    private: bool = False
    attachments: Annotated[list[Id], msgspec.Meta(max_length=5)] = []


class Accepted(msgspec.Struct):
    seq: int


class Note(msgspec.Struct):
    note: Text | None = None


class Transfer(msgspec.Struct):
    to: Id | None
    note: Text = ""


class Seen(msgspec.Struct):
    seq: Number


class Presence(msgspec.Struct):
    state: Literal["reading", "typing", "away"]


class Unanswered(msgspec.Struct):
    messages: list[Json]


class Desk(Controller):
    """Who is there, and the lists."""

    path = "/desk/api"
    tags = ("desk",)
    opt = needs(DESK_READ)

    @post("/login", dto=Exact[Login], return_dto=None, status_code=200, opt=needs(PUBLIC))
    async def login(
        self,
        request: AnyRequest,
        data: JSONBody[Login],
        service: Given[Service],
        limits: Given[Limits],
        jar: Given[DeskCookies],
    ) -> Response[LoggedIn]:
        """Start a session: a token for programs, the same in a cookie for the browser."""
        jar.check_origin(request)  # nobody is logged in from another site
        limits.login(data.email, request.client.host if request.client else "")
        session = await service.login(data.email, data.password)
        limits.login_passed(data.email)
        return Response(LoggedIn(session.token, _me(session.agent)), cookies=jar.start(session.token))

    @post("/logout", status_code=204)
    async def logout(self, request: AnyRequest, service: Given[Service], jar: Given[DeskCookies]) -> Response[None]:
        """End this session."""
        await service.logout(request.scope["state"]["desk_token"])
        return Response(None, status_code=204, cookies=jar.end())

    @get("/queue")
    async def queue(self, agent: Given[Agent], service: Given[Service], clock: Given[Clock]) -> Rows:
        """Who waits for a person, most urgent first."""
        return Rows(await service.queue(agent), rfc3339(clock.now()))

    @get("/conversations")
    async def conversations(
        self,
        agent: Given[Agent],
        service: Given[Service],
        clock: Given[Clock],
        owner: FromQuery[str] = "",
        whose: Annotated[str, QueryParameter(name="agent")] = "",
        q: FromQuery[str] = "",
    ) -> Rows:
        """All conversations, A to Z by name; `agent=me` for one's own. An empty filter is none."""
        if owner and owner not in {one.value for one in Owner}:
            raise Problem("bad_request", field="owner")
        if whose not in ("", "me"):
            raise Problem("bad_request", field="agent")
        found = await service.conversations(agent, owner=owner or None, mine=whose == "me", q=q.strip() or None)
        return Rows(found, rfc3339(clock.now()))

    @get("/unanswered", opt=needs(DESK_LEAD))
    async def unanswered(self, service: Given[Service], older_than: FromQuery[float] = 0) -> Unanswered:
        """Messages without an outcome yet, older than so many seconds."""
        if not 0 <= older_than <= _LONGEST_AGO:  # "nan" is neither
            raise Problem("bad_request", field="older_than")
        return Unanswered(await service.unanswered(older_than))


class DeskConversation(Controller):
    """One conversation, and what an agent does in it."""

    path = "/desk/api/conversations/{conversation_id:str}"
    tags = ("desk",)
    opt = needs(DESK_ANSWER)

    @get("/", opt=needs(DESK_READ))
    async def conversation(self, conversation_id: FromPath[str], agent: Given[Agent], service: Given[Service]) -> Json:
        """The whole of it: row, timeline, brief, decision. Reading changes nothing."""
        return await service.conversation(agent, conversation_id)

    @post("/claim", status_code=200)
    async def claim(self, conversation_id: FromPath[str], agent: Given[Agent], service: Given[Service]) -> Json:
        """Take it. 409 `claimed` when a colleague was first."""
        return await service.claim(agent, conversation_id)

    @post("/messages", dto=Exact[Reply], return_dto=None, status_code=202)
    async def reply(
        self, conversation_id: FromPath[str], data: JSONBody[Reply], agent: Given[Agent], service: Given[Service]
    ) -> Accepted:
        """Answer the customer, or note something for colleagues (`private`)."""
        if len(data.text) > MAX_TEXT:
            raise Problem("too_long", limit=MAX_TEXT)
        return Accepted(
            await service.reply(
                agent, conversation_id, client_id=data.client_id.lower(), text=data.text, private=data.private,
                attached=data.attachments)
        )

    @post("/hand-back", dto=Exact[Note], return_dto=None, status_code=200)
    async def hand_back(
        self,
        conversation_id: FromPath[str],
        agent: Given[Agent],
        service: Given[Service],
        data: JSONBody[Note | None] = None,
    ) -> Json:
        """Let the assistant carry on."""
        return await service.hand_back(agent, conversation_id, note=data.note if data else None)

    @post("/resolve", dto=Exact[Note], return_dto=None, status_code=200)
    async def resolve(
        self,
        conversation_id: FromPath[str],
        agent: Given[Agent],
        service: Given[Service],
        data: JSONBody[Note | None] = None,
    ) -> Json:
        """End this visit."""
        return await service.resolve(agent, conversation_id, note=data.note if data else None)

    @post("/transfer", dto=Exact[Transfer], return_dto=None, status_code=200)
    async def transfer(
        self, conversation_id: FromPath[str], data: JSONBody[Transfer], agent: Given[Agent], service: Given[Service]
    ) -> Json:
        """Give it to a colleague, or back to the queue (`to` null)."""
        return await service.transfer(agent, conversation_id, to=data.to, note=data.note)

    @post("/read", dto=Exact[Seen], return_dto=None, status_code=204)
    async def read(
        self, conversation_id: FromPath[str], data: JSONBody[Seen], agent: Given[Agent], service: Given[Service]
    ) -> None:
        """How far this agent has read."""
        await service.read(agent, conversation_id, data.seq)

    @post("/presence", dto=Exact[Presence], return_dto=None, status_code=204)
    async def presence(
        self, conversation_id: FromPath[str], data: JSONBody[Presence], agent: Given[Agent], service: Given[Service]
    ) -> None:
        """Tell the customer that someone reads or writes."""
        await service.presence(agent, conversation_id, data.state)


def _me(agent: Agent) -> Me:
    return Me(agent.id, agent.name, agent.role)
