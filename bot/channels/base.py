"""What a channel is to the rest of the front door: a name, and a way for words to leave.

Owns the outcome words of a delivery. Channels never decide what is said, and never write to the store themselves:
what comes in goes to `service.receive`, what goes out comes from the outbox, row by row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

DeliveryState = Literal["sent", "again", "failed", "blocked"]


@dataclass(frozen=True)
class Delivery:
    """How sending one event went.

    `again`: not sent, try in `retry_after` seconds. `failed`: never will be. `blocked`: this person closed the door.
    """

    state: DeliveryState
    retry_after: float = 0.0
    detail: str = ""
    pause: float = 0.0
    """So many seconds before the next event of this conversation: what the provider allows."""
    sent: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    """What has left, also when the rest has not: {key: (the provider's id, what stands in it)}."""
    unsure: bool = False
    """With `again`: it may have arrived, because the answer to it was lost."""


class Channel(Protocol):
    """A way to reach a customer."""

    name: str
    pushes: bool
    """False: customers read the timeline by number (web), a row counts as sent when it is committed."""

    @property
    def on_duty(self) -> bool:
        """Whether this front door is the one that sends now: several may share a database."""

    async def deliver(self, conversation: Mapping[str, Any], event: Mapping[str, Any]) -> Delivery:
        """Send one event of the timeline, rendered for this channel. Never raises for the provider's refusals."""

    async def typing(self, conversation_id: str) -> None:
        """Show that an answer is being prepared, where the channel can. Called again every few seconds while it is."""
