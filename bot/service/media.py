"""Files in a message: what a customer is told about them, since the assistant cannot look at one.

Owns these words only. Keeping and giving back files belongs to `attachments`.
"""

from __future__ import annotations

from bot.core.conversation import Outcome, Owner
from bot.service.attachments import Attachments
from bot.service.base import Row
from bot.service.handoff import WISH_HUMAN, Handoffs
from bot.store import people, turns
from bot.store.database import Connection

STICKER = "sticker"  # a smile more than a file: its emoji is answered as words


class Media(Handoffs, Attachments):
    """Every method runs inside the caller's transaction."""

    async def _media_alone(self, connection: Connection, conv: Row, seq: int, media: str | None = None) -> None:
        """A file without words, with the bot: kept for a person, who is asked when the story calls for one."""
        decision = self._decide_here(conv, "")
        if decision["action"] == "handoff":
            customer = await people.customer_by_id(connection, conv["customer_id"])
            await self._hand_over(connection, conv, customer, decision, orders={"state": "none", "items": []},
                                  words=self._say(conv, "attachments.passed_on"))
            return
        await self._say_kept(connection, conv, media)
        await turns.settle(connection, Outcome.ANSWERED, self._now(), conversation_id=conv["id"], seq=seq)

    async def _say_kept(self, connection: Connection, conv: Row, media: str | None = None) -> None:
        """Only where the bot speaks: whoever waits is told that all is read, and a person sees the file."""
        if conv["owner"] != Owner.BOT.value or media == STICKER:
            return
        await self._introduce(connection, conv)
        own = f"media.{media}"
        key = own if own in self.deps.texts.sentences[conv["language"]] else "attachments.kept"
        await self._bot_says(connection, conv, key, choices=[
            {"label": self._say(conv, "waiting.wish_human"), "intent": WISH_HUMAN}])


def carried(files: list[Row]) -> list[Row]:
    """What a message says of its files; their address depends on who reads it."""
    return [{key: row[key] for key in ("id", "name", "type", "size")} for row in files]
