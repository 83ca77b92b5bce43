"""Promises watched: one that will not be kept in time is announced late before it is late, with a new time."""

from __future__ import annotations

from datetime import timedelta

from bot.core.conversation import Owner
from bot.core.promises import expectation, say_time
from bot.service.briefing import promise_json
from bot.service.handoff import Handoffs
from bot.service.rounds import each
from bot.store import conversations, handoffs, timeline

ANNOUNCED_BEFORE = timedelta(minutes=5)


class Promises(Handoffs):
    async def announce_late_promises(self) -> None:
        """Tell everyone whose answer will not come by the time we said. Once a promise."""
        async with self.deps.db.read() as connection:
            due = await handoffs.open_promises_due(connection, self._now() + ANNOUNCED_BEFORE)
        of = {promise["id"]: promise["conversation_id"] for promise in due}
        await each("late promises", of, lambda one: self._announce_late(one, of[one]))

    async def _announce_late(self, promise_id: str, conversation_id: str) -> None:
        now = self._now()
        async with self.deps.db.write() as connection:
            conv = await conversations.get(connection, conversation_id)
            open_ones = await handoffs.promises(connection, conversation_id, states=("open",))
            promise = next((p for p in open_ones if p["id"] == promise_id), None)
            if promise is None or conv["owner"] not in (Owner.QUEUE.value, Owner.AGENT.value):
                return
            expected = expectation(now, self.deps.calendar)
            changes = {"state": "late", "by": expected.answer_by}
            await handoffs.change_promise(connection, promise_id, **changes)
            await self._tell_all(connection, conv, "promise", {"promise": promise_json({**promise, **changes})})
            await self._refresh_brief(connection, conv["id"])
            if conv["owner"] == Owner.QUEUE.value:
                by = say_time(expected.answer_by, now, self.deps.calendar.zone, conv["language"])
                await self._bot_says(connection, conv, "handoff.late", who=promise["who"], by=by)
                await self._queue_event(connection, conv, expected)
            else:  # the bot says nothing over a person: the promise shows its new time, the person is reminded
                await timeline.append(connection, conv["id"], now, "note", {
                    "text": self._say(conv, "handoff.late_note"), "alert": True})
        self.deps.hub.publish(conversation_id)
