"""Who is writing, proven: the turn's ticket, checked. The only source of identity and level in actions.

Must not trust a slot, a text or the metadata's own `level` for it. Nothing here is logged.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

from bot.core.tickets import BadTicket, Ticket, verify


def of_turn(metadata: Mapping[str, Any], conversation: str) -> Ticket | None:
    """The verified ticket of this turn; None when there is none at all (`rasa shell`: only practising).

    Raises `BadTicket` when there is one and it does not hold, or when the action server has no key.
    """
    token = metadata.get("ticket")
    if not token:
        return None
    key = os.environ.get("SENSEI_TICKET_KEY", "").encode()
    if not key:
        raise BadTicket("SENSEI_TICKET_KEY is not set")
    # Real time, never the turn's own `now`: whoever replays an old ticket would send the old time beside it.
    return verify(str(token), key, conversation=conversation, now=int(time.time()))
