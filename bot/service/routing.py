"""Where a stored message goes: a turn of the bot, a word to somebody who waits, an agent's hands, or a wish fulfilled.

Follows the owner alone. Must not read words: what they say about danger, rights or memory was looked at before.
"""

from __future__ import annotations

from datetime import timedelta

from bot.core.conversation import Outcome, Owner
from bot.service.base import Row
from bot.service.wishes import MORE_WISHES, Wishes
from bot.store import conversations, handoffs, people, timeline, turns
from bot.store.database import Connection

# While someone waits, "noted" is said again only after this much silence from us.
NOTED_AGAIN_AFTER = timedelta(minutes=2)


class Routing(Wishes):
    async def _route(self, connection: Connection, conv: Row, seq: int, choice: Row | None) -> None:
        """Bot: a turn. Queue: an honest word, and the brief learns it. Agent: theirs to answer."""
        owner, now = Owner(conv["owner"]), self._now()
        if owner is Owner.BOT:
            waiting = None if choice else await turns.waiting_turn(connection, conv["id"])
            turn_id = waiting["id"] if waiting else await turns.add(
                connection, conv["id"], now,
                choice={"intent": choice["intent"], "entities": choice["entities"]} if choice else None)
            await turns.take(connection, conv["id"], seq, turn_id)
        elif owner is Owner.QUEUE:
            await self._note_while_waiting(connection, conv)
            await turns.settle(connection, Outcome.ACKNOWLEDGED, now, conversation_id=conv["id"], seq=seq)

    async def _note_while_waiting(self, connection: Connection, conv: Row) -> None:
        """What is added while waiting reaches the brief; "noted" is said, but not after every line."""
        await self._refresh_brief(connection, conv["id"])
        brief = await handoffs.get_brief(connection, conv["id"])
        if brief is not None:  # the list and the brief show the same mood
            await conversations.change(connection, conv["id"], mood=brief["mood"]["now"])
        recent = await timeline.after(connection, conv["id"], max(0, conv["last_seq"] - 20), kinds=("message",))
        ours = [e["at"] for e in recent if e["body"]["sender"]["kind"] == "bot"]
        if not ours or self._now() - ours[-1] > NOTED_AGAIN_AFTER:
            await self._bot_says(connection, conv, "waiting.noted")

    async def _wish(self, connection: Connection, conv: Row, wish: str, words: str, orders: Row, seq: int,
                    copy: str | None) -> None:
        """Wishes need no brain: a person, the assistant again, or to stop here."""
        owner, now = Owner(conv["owner"]), self._now()
        if wish in ("close", "stop"):
            await turns.drop_open(connection, conv["id"], now)
            await self._end_promise(connection, conv, "lifted")
            if owner is not Owner.CLOSED:
                conv = await conversations.change_owner(connection, conv, Owner.CLOSED, waiting_since=None)
                await self._owner_event(connection, conv, None)
            await conversations.close_visit(connection, conv["id"], reason="customer", now=now)
            if wish == "stop":
                await self._stop_writing(connection, conv)
            await turns.settle(connection, Outcome.CLOSED, now, conversation_id=conv["id"])
        elif wish in MORE_WISHES:
            await self._further_wish(connection, conv, wish, seq, copy)
        elif wish == "human" and owner is Owner.BOT:
            customer = await people.customer_by_id(connection, conv["customer_id"])
            await self._hand_over(connection, conv, customer, self._asked_for(words, conv["language"]), orders=orders,
                                  words=self._say(conv, "handoff.understood_asked"))
        elif wish == "bot" and owner is Owner.QUEUE:
            await self._end_promise(connection, conv, "lifted")
            conv = await conversations.change_owner(connection, conv, Owner.BOT, waiting_since=None, promise_id=None)
            await self._owner_event(connection, conv, None, by="customer")
            await self._bot_says(connection, conv, "waiting.assistant_again")
            await turns.settle(connection, Outcome.ANSWERED, now, conversation_id=conv["id"])
        elif owner is Owner.QUEUE:
            await self._bot_says(connection, conv, "waiting.still_waiting")
            await turns.settle(connection, Outcome.ACKNOWLEDGED, now, conversation_id=conv["id"])
        elif owner is Owner.BOT:
            await self._bot_says(connection, conv, "waiting.assistant_here")
            # This wish only: what an open turn holds is answered when that turn ends.
            await turns.settle(connection, Outcome.ANSWERED, now, conversation_id=conv["id"], seq=seq)
