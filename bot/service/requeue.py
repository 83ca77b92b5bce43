"""Back to the queue: an agent passes a conversation on, or has gone silent. The wait goes on where it was.

Owns the words and the promise of that move. Must not decide who is absent (`watch` does).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.conversation import Outcome, Owner
from bot.core.promises import Expectation, expectation
from bot.service.base import Row
from bot.service.briefing import promise_json
from bot.service.handoff import Handoffs
from bot.store import conversations, handoffs, timeline, turns
from bot.store.database import Connection

STILL_KEPT = timedelta(minutes=5)  # a promise due later than this stands as it was made


class Requeue(Handoffs):
    async def _back_to_queue(self, connection: Connection, conv: Row, colleague: str, words: str) -> Row:
        """agent → queue, with `words` (a text key) about the colleague, who answers now and by when.

        `waiting_since` stays. Open messages are acknowledged by what is promised here.
        """
        now = self._now()
        promise, expected = await self._promise_again(connection, conv, colleague, now)
        conv = await conversations.change_owner(
            connection, conv, Owner.QUEUE, promise_id=promise["id"], waiting_since=conv["waiting_since"] or now)
        await self._owner_event(connection, conv, None)
        said = f"{self._say(conv, words, name=colleague)} {self._who_and_when(conv, expected, promise['who'])}"
        await self._message(connection, conv, self._bot(conv["language"]), said)
        await timeline.append(connection, conv["id"], now, "promise", {"promise": promise_json(promise)})
        await self._queue_event(connection, conv, expected)
        await turns.settle(connection, Outcome.ACKNOWLEDGED, now, conversation_id=conv["id"])
        await self._refresh_brief(connection, conv["id"])
        return await conversations.get(connection, conv["id"])

    async def _promise_again(self, connection: Connection, conv: Row, colleague: str,
                             now: datetime) -> tuple[Row, Expectation]:
        """The promise that holds now. One that can still be kept keeps its time; the one who left is not named."""
        expected = expectation(now, self.deps.calendar)
        if expected.who == colleague:
            expected = replace(expected, who=None, roles={})
        who = expected.who or self._say(conv, "handoff.team")
        known = await self._promise_of_answer(connection, conv)
        if known is None:
            return await handoffs.add_promise(connection, conv["id"], now, who=who, what=self._say(
                conv, "handoff.what"), by=expected.answer_by), expected
        if known["by"] is not None and known["by"] > now + STILL_KEPT:
            changes: Row = {"who": who}
            expected = replace(expected, answer_by=known["by"])
        else:
            changes = {"who": who, "state": "late", "by": expected.answer_by}
        await handoffs.change_promise(connection, known["id"], **changes)
        return {**known, **changes}, expected
