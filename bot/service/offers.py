"""Choices that are handled here and never reach the brain: proving who writes, offered where a task needs it.

Owns their intents. A brain's answer whose key ends in `_need_verified` gets the offer, whatever the task.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.service.base import Row, ServiceBase
from bot.store import conversations
from bot.store.database import Connection

PROVE = "prove:start"
PROVE_AGAIN = "prove:again"
PROVE_ADDRESS = "prove:address"
PROVE_MINE = "prove:mine"

NEEDS_PROOF = "_need_verified"


class Offers(ServiceBase):
    async def _with_offers(self, connection: Connection, conv: Row, message: Mapping[str, Any]) -> list[Row]:
        """The choices of a brain's message, and before them the code when it asks for a proof we can take here."""
        choices = [dict(choice) for choice in message["choices"]]
        if not self.deps.mails or conv["minor"] or not message["key"].endswith(NEEDS_PROOF):
            return choices
        await conversations.change(connection, conv["id"], step_up="offered")
        return [{"label": self._say(conv, "step_up.choice"), "intent": PROVE}, *choices]
