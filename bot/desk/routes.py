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
from bot.web import languages
from bot.web.bodies import Exact, Id, Number, Uuid
from bot.web.gate import DESK_ANSWER, DESK_LEAD, DESK_READ, PUBLIC, needs
from bot.web.languages import FRENCH, AnyRequest

if TYPE_CHECKING:
    from bot.service import Service

Json = dict[str, Any]
_LONGEST_LIST = 500
_LONGEST_AGO = 10 * 365 * 86_400.0  # seconds; more would leave the calendar
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]


class Login(msgspec.Struct):
    email: Annotated[str, msgspec.Meta(max_length=254)]
    password: Annotated[str, msgspec.Meta(max_length=1024)]


class Me(msgspec.Struct):
    id: str
    name: str
    role: str
    lead: bool = False


class Agents(msgspec.Struct):
    agents: list[Me]


class LoggedIn(msgspec.Struct):
    token: str
    agent: Me


class Rows(msgspec.Struct):
    conversations: list[Json]
    now: str  # of our one clock: how long someone waits cannot be read from the browser's
    next: str | None = None  # there are more: ask again with `after` this


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
    state: Literal["reading", "typing", "away", "here"]  # here: looked at, the brief not in view


class Unanswered(msgspec.Struct):
    messages: list[Json]


class Looks(msgspec.Struct):
    looks: list[Json]


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
        me = _me(session.agent, languages.of_reader(request, FRENCH))
        return Response(LoggedIn(session.token, me), cookies=jar.start(session.token))

    @post("/logout", status_code=204)
    async def logout(self, request: AnyRequest, service: Given[Service], jar: Given[DeskCookies]) -> Response[None]:
        """End this session."""
        await service.logout(request.scope["state"]["desk_token"])
        return Response(None, status_code=204, cookies=jar.end())

    @get("/agents")
    async def agents(self, request: AnyRequest, service: Given[Service]) -> Agents:
        """Who a conversation can be given to, A to Z by name; roles in the reader's language."""
        language = languages.of_reader(request, FRENCH)
        return Agents([_me(agent, language) for agent in await service.colleagues()])

    @get("/queue")
    async def queue(
        self, agent: Given[Agent], service: Given[Service], clock: Given[Clock], team: FromQuery[str] = ""
    ) -> Rows:
        """Who waits for a person, most urgent first; of one `team`, or of all."""
        return Rows(await service.queue(agent, team or None), rfc3339(clock.now()))

    @get("/conversations")
    async def conversations(
        self,
        agent: Given[Agent],
        service: Given[Service],
        clock: Given[Clock],
        owner: FromQuery[str] = "",
        whose: Annotated[str, QueryParameter(name="agent")] = "",
        q: FromQuery[str] = "",
        limit: Annotated[int, QueryParameter(ge=0, le=_LONGEST_LIST)] = 0,
        after: FromQuery[str] = "",
    ) -> Rows:
        """All conversations, A to Z by name; `agent=me` for one's own. An empty filter is none; `limit` 0 is all."""
        if owner and owner not in {one.value for one in Owner}:
            raise Problem("bad_request", field="owner")
        if whose not in ("", "me"):
            raise Problem("bad_request", field="agent")
        found = await service.conversations(
            agent, owner=owner or None, mine=whose == "me", q=q.strip() or None,
            limit=limit + 1 if limit else None, after=after or None)
        more = bool(limit) and len(found) > limit
        shown = found[:limit] if more else found
        return Rows(shown, rfc3339(clock.now()), shown[-1]["id"] if more else None)

    @get("/unanswered", opt=needs(DESK_LEAD))
    async def unanswered(self, service: Given[Service], older_than: FromQuery[float] = 0) -> Unanswered:
        """Messages without an outcome yet, older than so many seconds."""
        if not 0 <= older_than <= _LONGEST_AGO:  # "nan" is neither
            raise Problem("bad_request", field="older_than")
        return Unanswered(await service.unanswered(older_than))


class DeskLooks(Controller):
    """Who at the desk looked at whom."""

    path = "/desk/api/looks"
    tags = ("desk",)
    opt = needs(DESK_LEAD)

    @get("/")
    async def looks(
        self,
        service: Given[Service],
        conversation: FromQuery[str] = "",
        whose: Annotated[str, QueryParameter(name="agent")] = "",
    ) -> Looks:
        """Newest first; of one conversation, of one agent, or of all."""
        return Looks(await service.looks(conversation_id=conversation or None, agent_id=whose or None))


class DeskConversation(Controller):
    """One conversation, and what an agent does in it."""

    path = "/desk/api/conversations/{conversation_id:str}"
    tags = ("desk",)
    opt = needs(DESK_ANSWER)

    @get("/", opt=needs(DESK_READ))
    async def conversation(
        self, request: AnyRequest, conversation_id: FromPath[str], agent: Given[Agent], service: Given[Service]
    ) -> Json:
        """The whole of it: row, timeline, brief, decision. Reading changes nothing."""
        return await service.conversation(agent, conversation_id, languages.of_reader(request, FRENCH))

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
        """Give it to a colleague of `/agents`, or back to the queue (`to` null). 422 `unknown_agent`."""
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


def _me(agent: Agent, language: str) -> Me:
    return Me(agent.id, agent.name, agent.role_in(language), agent.lead)
