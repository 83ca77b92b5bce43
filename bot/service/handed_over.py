"""What this visit was already handed over for: read from the timeline for the next decision and for the desk.

Reading only. What an earlier hand-over does to a new one, `core.escalation_memory` says.
"""

from __future__ import annotations

from typing import Any

from bot.clock import rfc3339
from bot.core.conversation import Owner
from bot.core.escalation_memory import Happened, hand_overs, handled
from bot.core.turns import HandledShape
from bot.service.base import Row, ServiceBase
from bot.store import conversations, timeline
from bot.store.database import Connection

STAYED = "stayed"


class HandedOver(ServiceBase):
    async def _handled(self, connection: Connection, conv: Row) -> list[HandledShape]:
        """`signals.handled` of the brain contract."""
        return handled(await self._story(connection, conv), self._now())

    async def _handed_over_before(self, connection: Connection, conv: Row) -> list[Row]:
        """The same for agents, one entry for each hand-over that is over: when, why, and what came of it."""
        return [{"at": rfc3339(one.at), "reasons": [reason["code"] for reason in one.reasons], "result": one.result}
                for one in hand_overs(await self._story(connection, conv)) if one.result != "waiting"]

    async def _story(self, connection: Connection, conv: Row) -> list[Happened]:
        """Hand-overs, changes of owner and people's answers of this visit, oldest first."""
        start = await conversations.visit_start(connection, conv["id"])
        events = await timeline.after(connection, conv["id"], start - 1, private=True,
                                      kinds=("decision", "owner", "message"), limit=5000)
        return [happened for event in events if (happened := _happened(event)) is not None]


def _happened(event: Row) -> Happened | None:
    body: dict[str, Any] = event["body"]
    if event["kind"] == "decision":
        return Happened(event["at"], "decision", reasons=body["decision"]["reasons"]) if "decision" in body else None
    if event["kind"] == "owner":
        stayed = body["owner"] == Owner.BOT.value and body.get("by") == "customer"
        return Happened(event["at"], "owner", STAYED if stayed else body["owner"])
    if not event["private"] and body["sender"]["kind"] == "agent":
        return Happened(event["at"], "answer")
    return None
