"""What comes in from a channel and the pieces it is made of, whatever the channel.

Plain frozen data; owns no rule. Text here is what the channel received, before cleaning or masking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.core.task_links import TaskLink

# The first three are the web chat's too. "hello": spoken to for the first time; "stop": do not write to me first.
Wish = Literal["human", "bot", "close", "hello", "stop", "language", "fr", "en", "data"]

MAX_TEXT = 4000  # characters; a longer text is refused and the writer keeps the draft


@dataclass(frozen=True)
class WebIdentity:
    """A proven web identity: the claims of a signed token whose signature was checked, and until when it holds."""

    company_id: str
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None
    birthdate: str | None = None
    locale: str | None = None
    until: datetime | None = None
    token_id: str | None = None


@dataclass(frozen=True)
class Inbound:
    """One thing a customer did. Exactly one of text, choice_id, wish, begin or attachments is present.

    `provider_id` is the channel's own message id (web: the client_id); unique within a channel and, on the
    web, within a conversation. `proven`: whether the writer's signed identity holds; None where the channel has none.
    `session`: the hash of the token it came with, where the channel has tokens.
    `shown`: what the timeline says when there is no text. `media`: what the assistant cannot take in (see
    `texts/media`). `about`: what the event carries beside words (quote, forwarded, media). `hidden`: kinds of secret
    the channel masked before it stored anything. `public`: others read along, so nothing private is said. `copy`: the
    file made for the wish `data`, by the service itself. `begin`: the task a printed code or a link leads to.
    """

    channel: str
    provider_id: str
    conversation_id: str
    at: datetime
    text: str | None = None
    choice_id: str | None = None
    wish: Wish | None = None
    attachments: tuple[str, ...] = field(default=())
    proven: bool | None = None
    session: str | None = None
    shown: str = ""
    media: str | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    public: bool = False
    copy: str | None = None
    begin: TaskLink | None = None


@dataclass(frozen=True)
class Received:
    """`seq` of the customer's own event; `duplicate` when this provider id was already stored."""

    seq: int
    duplicate: bool


@dataclass(frozen=True)
class ChatSession:
    """A token's meaning: which conversation it opens, in which language errors are said, until when it proves who
    writes."""

    conversation_id: str
    language: str
    token_hash: str
    proven_until: datetime | None = None


@dataclass(frozen=True)
class SessionOpened:
    token: str
    conversation_id: str
    last: int
    expires_at: str


@dataclass(frozen=True)
class Agent:
    """A person at the desk. `lead` may read the list of unanswered messages. `roles`: the role per language."""

    id: str
    name: str
    role: str
    email: str
    lead: bool
    roles: Mapping[str, str] = field(default_factory=dict, compare=False)

    def role_in(self, language: str) -> str:
        return self.roles.get(language, self.role)


@dataclass(frozen=True)
class AgentSession:
    token: str
    agent: Agent
