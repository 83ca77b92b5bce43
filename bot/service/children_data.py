"""What a child wrote is kept for the case and thirty days after it was settled, then erased, here and in the brain.

Owns when. A child who writes again within those days has an open case again, and the days begin anew. The company's
own record is the company's; of it only our copy of the name goes, and comes back with the next signed identity.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.brain.errors import BrainError
from bot.service.attachments import Attachments
from bot.service.rounds import each
from bot.store import conversations, erasure

KEPT_AFTER = timedelta(days=30)
FORGET_S = 2.0  # a brain that hangs must not hold up the watchdog


class ChildrenData(Attachments):
    async def erase_children_data(self) -> None:
        async with self.deps.db.read() as connection:
            found = await erasure.children_settled(connection, self._now() - KEPT_AFTER)
        await each("children's data", found, self._erase)

    async def _erase(self, conversation_id: str) -> None:
        """The brain first: while it cannot forget, ours stays, so that the next round asks it again."""
        try:
            async with asyncio.timeout(FORGET_S):
                await self.deps.forget(conversation_id)
        except (BrainError, TimeoutError):
            return
        await self.erase_files(conversation_id)  # before the words: what a kill leaves is found again by them
        async with self.deps.db.write() as connection:
            if conversation_id in await erasure.children_settled(connection, self._now() - KEPT_AFTER):
                await erasure.erase_words(connection, await conversations.get(connection, conversation_id))
        self.deps.hub.publish(conversation_id)
