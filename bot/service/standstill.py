"""A death or a conflict stops every proactive word to a person: the flag, who asks for it, and who lifts it.

Whatever writes to customers unasked (follow-ups, attention, surveys, reminders) must ask `may_reach_out` first.
Answers, promises and emergencies are not proactive. What a death or a conflict is, data/escalation.yml says.
"""

from __future__ import annotations

from bot.clock import rfc3339
from bot.core.messages import Agent
from bot.core.turns import DecisionShape
from bot.service.base import Row, ServiceBase
from bot.store import people, timeline
from bot.store.database import Connection


class Standstill(ServiceBase):
    async def may_reach_out(self, customer_id: str) -> bool:
        """Whether anything may be sent to this person unasked. The record is the person's and the account's."""
        async with self.deps.db.read() as connection:
            return (await people.customer_by_id(connection, customer_id))["standstill_at"] is None

    async def lift_standstill(self, agent: Agent, conversation_id: str) -> Row:
        """A person decided that the time of silence is over; nothing else ends it. Returns what stands now: None."""
        async with self.deps.db.write() as connection:
            conv = await self._get(connection, conversation_id)
            customer = await people.customer_by_id(connection, conv["customer_id"])
            if customer["standstill_at"] is not None:
                await people.change_customer(connection, customer["id"], standstill_at=None, standstill_why=None)
                await timeline.append(connection, conv["id"], self._now(), "delivery", {
                    "text": "standstill_lifted", "by": agent.name})
        self.deps.hub.publish(conversation_id)
        return {"standstill": None}

    async def _standstill(self, connection: Connection, conv: Row) -> Row | None:
        """`{"since", "why"}` while nothing is sent unasked to this person, else None."""
        customer = await people.customer_by_id(connection, conv["customer_id"])
        if customer["standstill_at"] is None:
            return None
        return {"since": rfc3339(customer["standstill_at"]), "why": customer["standstill_why"]}

    async def _stand_still(self, connection: Connection, conv: Row, decision: DecisionShape | None) -> None:
        """Stop proactive messages when a reason of this decision calls for it, even one that only offers a person."""
        stops = self.deps.knowledge.rules.standstill
        why = next((r["code"] for r in (decision or {"reasons": []})["reasons"] if r["code"] in stops), None)
        if why is None:
            return
        customer = await people.customer_by_id(connection, conv["customer_id"])
        if customer["standstill_at"] is None:
            await people.change_customer(connection, customer["id"], standstill_at=self._now(), standstill_why=why)
