"""Done but never said: when a turn ends without its answer, the back office knows whether its irreversible step ran.

Owns that question and what follows: the ledger, the brief, honest words. The question is asked before a transaction,
under the step's own key. Must not call a change: a step found undone is left to the task.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from bot.core.coaching import operation_key
from bot.core.conversation import Owner
from bot.office import OfficeError
from bot.service.base import OFFICE_S, Row
from bot.service.brainwords import BrainWords
from bot.service.briefing import UNVERIFIED
from bot.service.handoff import Handoffs
from bot.store import conversations, handoffs, people, timeline
from bot.store.database import Connection

log = logging.getLogger(__name__)

OPEN = ("started", "paused", "resumed")


@dataclass(frozen=True)
class Found:
    """An irreversible step that may have run unseen: its last `shown` word, and whether it is known to be done."""

    step: dict[str, Any]
    done: bool


class Recovery(BrainWords, Handoffs):
    async def _look_behind(self, conversation_id: str) -> Found | None:
        """Ask the back office about the customer's open irreversible step. None: there is none, or it did not run."""
        if self.deps.office is None:
            return None
        async with self.deps.db.read() as connection:
            conv = await conversations.get(connection, conversation_id)
            run = await handoffs.open_task_run(connection, conv["customer_id"])
            step = None if run is None else await self._irreversible_next(connection, conv, run)
        if step is None:
            return None
        try:
            done = await self.deps.office.operation(operation_key(step["run"], step["step"]), seconds=OFFICE_S)
        except OfficeError as error:
            log.warning("operation not known", extra={"conversation": conversation_id, "error": str(error)})
            return Found(step, done=False)
        return None if done is None else Found(step, done=True)

    @staticmethod
    async def _irreversible_next(connection: Connection, conv: Row, run: Row) -> dict[str, Any] | None:
        """The step this run stands at, as last shown, if it cannot be undone."""
        steps = await timeline.latest(connection, run["conversation_id"], private=True, kinds=("step",))
        if run["conversation_id"] != conv["id"]:  # begun on another channel
            steps += await timeline.latest(connection, conv["id"], private=True, kinds=("step",))
        shown = [s for s in (e["body"]["step"] for e in steps)
                 if s["run"] == run["run"] and s["step"] == run["step"] and s["state"] == "shown"]
        return shown[-1] if shown and shown[-1].get("irreversible") else None

    async def _note_found(self, connection: Connection, conv: Row, found: Found | None) -> str | None:
        """Put what was found into the ledger, once, and return the sentence a customer may read about it."""
        if found is None:
            return None
        run = await handoffs.get_task_run(connection, found.step["run"])
        if run is None or run["state"] not in OPEN:
            return None  # its words came after all, or it was noted before
        if not found.done:
            words = self._say(conv, "handoff.perhaps_done")
            await timeline.append(connection, conv["id"], self._now(), "fact", {
                "text": words, "fact": {"name": UNVERIFIED, "label": found.step["label"], "value": words}})
            return words
        customer = await people.customer_by_id(connection, conv["customer_id"])
        await self._step(connection, conv, customer, {
            **found.step, "type": "step", "state": "done", "value": True, "said": None})
        if found.step["n"] == found.step["of"]:
            await self._task(connection, conv, customer, {
                "type": "task", "task": found.step["task"], "run": found.step["run"], "state": "done"})
        return self._say(conv, "handoff.already_done")

    async def _tell_found(self, connection: Connection, conversation_id: str, found: Found | None) -> None:
        """Outside a hand-over: said to the customer by the bot, or noted for the person who owns."""
        conv = await conversations.get(connection, conversation_id)
        words = await self._note_found(connection, conv, found)
        if words is None:
            return
        if conv["owner"] in (Owner.BOT.value, Owner.QUEUE.value):
            await self._introduce(connection, conv)
            await self._message(connection, conv, self._bot(conv["language"]), words)
        else:
            await timeline.append(connection, conv["id"], self._now(), "note", {"text": words, "alert": True})
        await self._refresh_brief(connection, conv["id"])
