"""A turn that breaks our own code whenever it is touched: handed to a person with nothing weighed and nothing asked.

Owns that one road out, so that a defect never ends in silence. Must not look anything up beyond the hand-over itself.
"""

from __future__ import annotations

from bot.core.conversation import Owner
from bot.service.handoff import Handoffs
from bot.store import conversations, people, turns

NOT_ASKED = {"state": "not_reachable", "items": []}


class LastResort(Handoffs):
    async def fail_plainly(self, turn_id: str) -> None:
        """End the turn as failed; where the bot still owns, a person takes over and the customer is told."""
        async with self.deps.db.write() as connection:
            row = await turns.get(connection, turn_id)
            conv = await conversations.get(connection, row["conversation_id"])
            if not await turns.change(connection, turn_id, state="failed", ended_at=self._now()):
                return
            await conversations.change(connection, conv["id"], brain_out_of_step=True)
            if conv["owner"] == Owner.BOT.value:
                customer = await people.customer_by_id(connection, conv["customer_id"])
                await self._hand_over(
                    connection, conv, customer, self._without_weighing("brain_failure", [], conv["language"]),
                    orders=NOT_ASKED, words=self._say(conv, "handoff.understood_failure"))
        self.deps.hub.publish(conv["id"])
