"""Who owns a conversation, which changes of owner are allowed, and how a message ends.

Owns the words `owner`, `outcome`, `level`, `formality`. Must not store, log or decide an escalation.
"""

from __future__ import annotations

from enum import Enum


class Owner(str, Enum):
    """Who speaks to the customer. Rasa's own pause flag is never used."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"
    CLOSED = "closed"


class Outcome(str, Enum):
    """How an inbound message ended. Every message reaches exactly one."""

    ANSWERED = "answered"
    ANSWERED_BY_HUMAN = "answered_by_human"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Level(str, Enum):
    """How well we know a person; each task states its minimum."""

    STRANGER = "stranger"
    NAMED = "named"
    VERIFIED = "verified"


class OwnerChange(str, Enum):
    """The acts that change an owner, in the field's words."""

    HAND_OVER = "hand_over"
    CLAIM = "claim"
    TRANSFER = "transfer"
    HAND_BACK = "hand_back"
    WISH_BOT = "wish_bot"
    RESOLVE = "resolve"
    REOPEN = "reopen"


_ALLOWED: dict[OwnerChange, dict[Owner, frozenset[Owner]]] = {
    OwnerChange.HAND_OVER: {Owner.BOT: frozenset({Owner.QUEUE})},
    OwnerChange.CLAIM: {o: frozenset({Owner.AGENT}) for o in (Owner.QUEUE, Owner.BOT, Owner.CLOSED)},
    OwnerChange.TRANSFER: {Owner.AGENT: frozenset({Owner.AGENT, Owner.QUEUE})},
    OwnerChange.HAND_BACK: {Owner.AGENT: frozenset({Owner.BOT})},
    OwnerChange.WISH_BOT: {Owner.QUEUE: frozenset({Owner.BOT})},
    OwnerChange.RESOLVE: {o: frozenset({Owner.CLOSED}) for o in (Owner.BOT, Owner.QUEUE, Owner.AGENT)},
    OwnerChange.REOPEN: {Owner.CLOSED: frozenset({Owner.BOT})},
}


def may_change(change: OwnerChange, before: Owner, after: Owner) -> bool:
    """Whether `change` may move a conversation from `before` to `after` (design: Ownership)."""
    return after in _ALLOWED[change].get(before, frozenset())
