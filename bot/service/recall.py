"""What is remembered, for those who speak next: the brain's turn and the brief. Reading only."""

from __future__ import annotations

from typing import Any

from bot.core.conversation import Level
from bot.core.memory import THINGS, for_brief, usual
from bot.service.base import Row, ServiceBase
from bot.store import identities, memories, people
from bot.store.database import Connection


class Recall(ServiceBase):
    @staticmethod
    async def _recognisable(connection: Connection, conv: Row) -> bool:
        """Verified, or writing from an account of a channel: whoever comes back is the same person."""
        if conv["level"] == Level.VERIFIED.value:
            return True
        customer = await people.customer_by_id(connection, conv["customer_id"])
        account = await identities.of_conversation(connection, conv["id"])
        return account is not None and customer["company_id"] is None

    async def _usual(self, connection: Connection, conv: Row) -> dict[str, Any]:
        """`known.preferences` of the brain contract: what tasks may offer as "comme d'habitude"; verified only."""
        if not await self._recognisable(connection, conv):
            return {}
        return {**usual(await memories.of_customer(connection, conv["customer_id"], self._now()))}

    async def _for_brief(self, connection: Connection, conv: Row) -> tuple[list[Row], list[Row]]:
        labels = {key: self.deps.texts.say(f"memory.label_{key}", conv["language"]) for key in THINGS}
        return for_brief(await memories.of_customer(connection, conv["customer_id"], self._now()), labels)
