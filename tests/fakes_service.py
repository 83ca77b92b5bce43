"""A service in memory, for tests of what stands in front of it: routes, shapes, gate, limits.

Behaves as `bot.service.Service` does where a route can tell the difference, and remembers what it was asked.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from bot.core.messages import Agent, AgentSession, ChatSession, Inbound, Received, SessionOpened, WebIdentity
from bot.core.problems import Problem

CLAIRE = Agent("a-claire", "Claire", "service clients", "agent@maison-colibri.example", lead=False)
NADIA = Agent("a-nadia", "Nadia", "responsable", "lead@maison-colibri.example", lead=True)
TOM = Agent("a-tom", "Tom", "atelier", "tom@maison-colibri.example", lead=False)
PASSWORD = "colibri"

Json = dict[str, Any]


class FakeService:
    def __init__(self) -> None:
        self.sessions: dict[str, ChatSession] = {}
        self.timelines: dict[str, list[Json]] = {}
        self.received: list[Inbound] = []
        self.identities: list[WebIdentity | None] = []
        self.agents = {a.email: a for a in (CLAIRE, NADIA, TOM)}
        self.desk: dict[str, Agent] = {}
        self.owners: dict[str, Agent] = {}
        self.calls: list[tuple[Any, ...]] = []
        self.choices: set[str] = set()
        self.break_with: Exception | None = None
        self.passwords_checked = 0
        self.someone_waits = asyncio.Event()
        self._news = asyncio.Event()

    # --- chat ------------------------------------------------------------------------------------

    async def open_session(
        self, *, identity: WebIdentity | None, language: str | None, greet: bool, old: ChatSession | None
    ) -> SessionOpened:
        self.identities.append(identity)
        conversation = old.conversation_id if old else f"c{len(self.timelines) + 1}"
        timeline = self.timelines.setdefault(conversation, [])
        if greet:
            self._add(conversation, {"kind": "message", "text": "Bonjour"})
        token = f"t{len(self.sessions) + 1}"
        digest = hashlib.sha256(token.encode()).hexdigest()
        self.sessions[token] = ChatSession(conversation, language or (old.language if old else "fr"), digest)
        return SessionOpened(token, conversation, len(timeline), "2026-12-21T00:00:00.000Z")

    async def session(self, token: str) -> ChatSession:
        if token not in self.sessions:
            raise Problem("bad_token")
        return self.sessions[token]

    def proven(self, session: ChatSession) -> bool:
        return session.proven_until is not None

    async def sign_out(self, session: ChatSession) -> None:
        self.sessions = {t: s for t, s in self.sessions.items() if s.token_hash != session.token_hash}

    async def receive(self, inbound: Inbound) -> Received:
        if self.break_with is not None:
            raise self.break_with
        for event in self.timelines[inbound.conversation_id]:
            if event.get("client_id") == inbound.provider_id:
                return Received(event["seq"], True)
        if inbound.choice_id is not None and inbound.choice_id not in self.choices:
            raise Problem("unknown_choice")
        if inbound.text is not None and not inbound.text.strip():
            raise Problem("empty")
        if inbound.attachments:
            raise Problem("unknown_item", field="attachments")
        self.received.append(inbound)
        event = {"kind": "message", "text": inbound.text, "client_id": inbound.provider_id}
        return Received(self._add(inbound.conversation_id, event), False)

    async def typing(self, session: ChatSession) -> None:
        self.calls.append(("typing", session.conversation_id))

    async def customer_read(self, session: ChatSession, seq: int) -> None:
        self.calls.append(("customer_read", session.conversation_id, seq))

    async def shared_brief(self, session: ChatSession) -> Json | None:
        return None

    async def correct_brief(self, session: ChatSession, *, client_id: str, item: str, text: str) -> int:
        raise Problem("unknown_item", field="item")

    async def keep_file(
        self, conversation_id: str, *, name: str, said_type: str, content: bytes, agent: Agent | None = None
    ) -> Json:
        raise Problem("unsupported_type")

    async def customers_file(self, conversation_id: str, attachment_id: str) -> Any:
        raise Problem("not_found")

    async def memory(self, session: ChatSession) -> list[Json]:
        return []

    async def put_memory(self, session: ChatSession, key: str, value: str) -> None:
        raise Problem("unknown_item", field="key")

    async def drop_memory(self, session: ChatSession, memory_id: str | None) -> None:
        raise Problem("unknown_item", field="id")

    async def export(self, session: ChatSession) -> Json:
        return {"conversation": session.conversation_id, "at": "", "events": self.timelines[session.conversation_id]}

    def as_text(self, exported: Json, language: str) -> str:
        return "\n".join(str(event.get("text")) for event in exported["events"])

    def check_room(self, conversation_id: str) -> None:
        self.calls.append(("check_room", conversation_id))

    async def follow(
        self, token: str, conversation_id: str, after: int, *, seconds: float, closing: asyncio.Event,
        language: str | None = None,
    ) -> AsyncIterator[tuple[str, Json]]:
        """What is there already; a real one goes on."""
        for event in (await self.events(conversation_id, after))[0]:
            yield "event", event

    async def preferences(
        self,
        session: ChatSession,
        *,
        language: str | None = None,
        formality: str | None = None,
        pace: str | None = None,
    ) -> Json:
        return {"language": language or session.language, "formality": formality or "vous", "pace": pace or "normal"}

    async def events(
        self, conversation_id: str, after: int, *, private: bool = False, language: str | None = None
    ) -> tuple[list[Json], int]:
        timeline = self.timelines[conversation_id]
        return [e for e in timeline if e["seq"] > after], max(after, len(timeline))

    async def wait_events(
        self, conversation_id: str, after: int, seconds: float, *, language: str | None = None
    ) -> tuple[list[Json], int, list[Json]]:
        events, last = await self.events(conversation_id, after)
        if not events:
            self.someone_waits.set()
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait()
            except TimeoutError:
                pass
            events, last = await self.events(conversation_id, after)
        return events, last, []

    def _add(self, conversation: str, event: Json) -> int:
        timeline = self.timelines[conversation]
        timeline.append({"seq": len(timeline) + 1, "at": "2026-11-21T00:00:00.000Z", **event})
        self._news.set()
        self._news = asyncio.Event()
        return len(timeline)

    # --- desk ------------------------------------------------------------------------------------

    async def login(self, email: str, password: str) -> AgentSession:
        self.passwords_checked += 1
        agent = self.agents.get(email.strip().casefold())
        if agent is None or password != PASSWORD:
            raise Problem("bad_login")
        token = f"d{len(self.desk) + 1}"
        self.desk[token] = agent
        return AgentSession(token, agent)

    async def agent(self, token: str) -> Agent:
        if token not in self.desk:
            raise Problem("bad_token")
        return self.desk[token]

    async def colleagues(self) -> list[Agent]:
        return list(self.agents.values())

    async def logout(self, token: str) -> None:
        self.desk.pop(token, None)

    async def queue(self, agent: Agent, team: str | None = None) -> list[Json]:
        return [self._row(c) for c in self.timelines if c not in self.owners]

    async def conversations(
        self, agent: Agent, *, owner: str | None = None, mine: bool = False, q: str | None = None,
        limit: int | None = None, after: str | None = None,
    ) -> list[Json]:
        self.calls.append(("conversations", owner, mine, q))
        return [self._row(c) for c in self.timelines if not mine or self.owners.get(c) == agent]

    async def conversation(self, agent: Agent, conversation_id: str, language: str | None = None) -> Json:
        self._find(conversation_id)
        timeline = self.timelines[conversation_id]
        return {**self._row(conversation_id), "timeline": timeline, "brief": {}, "decision": None}

    async def claim(self, agent: Agent, conversation_id: str) -> Json:
        self._find(conversation_id)
        owner = self.owners.setdefault(conversation_id, agent)
        if owner != agent:
            raise Problem("claimed", by={"id": owner.id, "name": owner.name})
        return self._row(conversation_id)

    async def reply(
        self, agent: Agent, conversation_id: str, *, client_id: str, text: str, private: bool = False,
        attached: Sequence[str] = (),
    ) -> int:
        self._find(conversation_id)
        if attached:
            raise Problem("unknown_item", field="attachments")
        if not private and self.owners.get(conversation_id) != agent:
            raise Problem("not_owner")
        self.calls.append(("reply", conversation_id, client_id, text, private))
        return self._add(conversation_id, {"kind": "note" if private else "message", "text": text})

    async def hand_back(self, agent: Agent, conversation_id: str, note: str | None = None) -> Json:
        return self._act("hand_back", conversation_id, note)

    async def resolve(self, agent: Agent, conversation_id: str, note: str | None = None) -> Json:
        return self._act("resolve", conversation_id, note)

    async def transfer(self, agent: Agent, conversation_id: str, to: str | None, note: str) -> Json:
        return self._act("transfer", conversation_id, to, note)

    async def read(self, agent: Agent, conversation_id: str, seq: int) -> None:
        self.calls.append(("read", conversation_id, seq))

    async def presence(self, agent: Agent, conversation_id: str, state: str) -> None:
        self.calls.append(("presence", conversation_id, state))

    async def note_look(self, agent: Agent, conversation_id: str, what: str) -> None:
        self.calls.append(("look", agent.id, conversation_id, what))

    async def looks(self, *, conversation_id: str | None = None, agent_id: str | None = None) -> list[Json]:
        self.calls.append(("looks", conversation_id, agent_id))
        return []

    async def unanswered(self, older_than: float) -> list[Json]:
        self.calls.append(("unanswered", older_than))
        return []

    def _find(self, conversation_id: str) -> None:
        if conversation_id not in self.timelines:
            raise Problem("not_found")

    def _act(self, name: str, conversation_id: str, *rest: Any) -> Json:
        self._find(conversation_id)
        self.calls.append((name, conversation_id, *rest))
        return self._row(conversation_id)

    def _row(self, conversation_id: str) -> Json:
        owner = self.owners.get(conversation_id)
        return {
            "id": conversation_id,
            "name": "Luka",
            "owner": "agent" if owner else "queue",
            "agent": {"id": owner.id, "name": owner.name} if owner else None,
        }
