"""What a turn taught about the person: mood, name, misunderstandings, kept for the next turns and for the brief.

Must not change what a proven record says.
"""

from __future__ import annotations

from typing import Any

from bot.core.conversation import Level
from bot.core.recognition import first_name
from bot.core.turns import TurnAnswer
from bot.service.base import Row, ServiceBase
from bot.store import conversations, people, turns
from bot.store.database import Connection

NOT_UNDERSTOOD = "nlu_fallback"


class Learning(ServiceBase):
    async def _learn(self, connection: Connection, conv: Row, turn_id: str,
                     answer: TurnAnswer) -> tuple[Row, Row]:
        """Mood, name and misunderstandings of this turn, kept for the next ones and for the brief."""
        understanding = answer["understanding"]
        changes: dict[str, Any] = {"asked_name": False}
        if understanding is not None:
            row = await turns.get(connection, turn_id)
            if row["texts"]:
                changes["mood_curve"] = [*conv["mood_curve"], {
                    "seq": row["texts"][-1][0], "feelings": understanding["emotion"]["feelings"]}][-50:]
            # What answers a question of the coach is counted by the coach, step by step.
            coached = any(step["state"] in ("done", "failed") for step in answer["steps"])
            lost = understanding["intent"] == NOT_UNDERSTOOD and not coached
            changes["misunderstood"] = conv["misunderstood"] + 1 if lost else 0
            refuses = not coached and understanding["intent"] in self.deps.knowledge.rules.refusing_intents
            changes["refused"] = conv["refused"] + 1 if refuses else 0
            await self._learn_name(connection, conv, understanding["name"])
        await conversations.change(connection, conv["id"], **changes)
        conv = await conversations.get(connection, conv["id"])
        return conv, await people.customer_by_id(connection, conv["customer_id"])

    async def _learn_name(self, connection: Connection, conv: Row, name: str | None) -> None:
        """A name somebody says of themselves; what a proven record says is never changed by words."""
        customer = await people.customer_by_id(connection, conv["customer_id"])
        proven = customer["company_id"] is not None
        if not name or (proven and not self._may_be_named(conv, customer)):
            return
        await people.change_customer(connection, conv["customer_id"], name=name, first_name=first_name(name))
        if not proven:
            await conversations.change(connection, conv["id"], level=Level.NAMED.value)

    def _may_be_named(self, conv: Row, customer: Row) -> bool:
        """The company signs some customers without a name: they are asked like anybody, and heard."""
        return (self._called(customer) is None and conv["level"] == Level.VERIFIED.value and not conv["minor"])
