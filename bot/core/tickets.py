"""The ticket a turn carries: proof, made by the front door, of who is writing and how well we know them.

Actions verify it before any call to the back office and never trust slots for identity. Pure: key and
time are arguments. Must not read the environment.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass


class BadTicket(ValueError):
    """The ticket is missing, forged, expired or for another conversation."""


@dataclass(frozen=True)
class Ticket:
    """`customer` is the company's own customer id, None for someone who has not proven who they are."""

    conversation: str
    customer: str | None
    level: str
    turn: str
    expires: int  # Unix seconds


def issue(ticket: Ticket, key: bytes) -> str:
    """Serialise and sign `ticket` with HMAC-SHA256: `<base64url json>.<base64url mac>`."""
    body = json.dumps(ticket.__dict__, sort_keys=True, separators=(",", ":")).encode()
    return f"{_b64(body)}.{_b64(_mac(body, key))}"


def verify(token: str, key: bytes, *, conversation: str, now: int) -> Ticket:
    """Return the ticket, or raise `BadTicket`. Compares in constant time before reading anything."""
    try:
        body_part, mac_part = token.split(".")
        body, mac = _unb64(body_part), _unb64(mac_part)
    except ValueError as error:
        raise BadTicket("not a ticket") from error
    if not hmac.compare_digest(mac, _mac(body, key)):
        raise BadTicket("signature does not match")
    try:
        ticket = Ticket(**json.loads(body))
    except (TypeError, ValueError) as error:
        raise BadTicket("not a ticket") from error
    if ticket.expires < now:
        raise BadTicket("expired")
    if ticket.conversation != conversation:
        raise BadTicket("for another conversation")
    return ticket


def _mac(body: bytes, key: bytes) -> bytes:
    return hmac.new(key, b"sensei-ticket:" + body, hashlib.sha256).digest()


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
