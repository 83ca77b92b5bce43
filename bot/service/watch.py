"""The watchdog's decisions: what time itself changes. The worker calls `watch` every few seconds, and at once when
the clock is moved. Everything is read from the store again, so a kill forgets nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.promises import expectation
from bot.service.children_data import ChildrenData
from bot.service.code_mail import CodeMail
from bot.service.promises import Promises
from bot.service.requeue import Requeue
from bot.service.retention import Retention
from bot.service.rounds import each
from bot.service.visits import Visits
from bot.store import conversations, people, timeline

# An agent who owns a conversation, owes an answer and gives no sign of life in it for this long is absent.
ABSENT_AFTER = timedelta(minutes=10)
ABSENT_AFTER_CLOSED = timedelta(minutes=3)  # out of hours people leave, and nobody passes by


class Watch(Requeue, Promises, ChildrenData, CodeMail, Retention, Visits):
    async def watch(self) -> None:
        """One round: absent agents first, so that a late promise is announced by who really answers."""
        await self.move_from_absent_agents()
        await self.announce_late_promises()
        await self.close_silent_visits()
        await self.erase_children_data()
        await self.drop_forgotten_files()
        await self.forget_codes()
        await self.keep_periods()
        await self.run_erasures()

    async def move_from_absent_agents(self) -> None:
        """Give conversations back to the queue whose agent owes an answer and is not there."""
        now = self._now()
        is_open = expectation(now, self.deps.calendar).open
        before = now - (ABSENT_AFTER if is_open else ABSENT_AFTER_CLOSED)
        async with self.deps.db.read() as connection:
            found = await conversations.left_alone(connection, before)
        await each("absent agents", found, lambda one: self._move_from_absent_agent(one, before))

    async def _move_from_absent_agent(self, conversation_id: str, before: datetime) -> None:
        now = self._now()
        async with self.deps.db.write() as connection:
            conv = await conversations.get(connection, conversation_id)
            if not await conversations.left_alone(connection, before, conversation_id):
                return  # came back while we were looking
            agent = await people.agent_by_id(connection, conv["agent_id"])
            assert agent is not None, "an owning agent exists (foreign key)"
            await timeline.append(connection, conv["id"], now, "note", {
                "text": self._say(conv, "handoff.absent_note", name=agent["name"]), "alert": True})
            await self._back_to_queue(connection, conv, agent["name"], "handoff.absent")
        self.deps.hub.publish(conversation_id)
