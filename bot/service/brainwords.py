"""What actions told beside words: steps, facts, promises, documents, tasks become ledger and progress.

The timeline is the ledger; `task_run` keeps where a task stands so that it can be resumed anywhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.core.turns import TurnAnswer
from bot.service.base import Row, ServiceBase
from bot.service.briefing import promise_json
from bot.service.documents import announce
from bot.store import conversations, handoffs, people, timeline
from bot.store.database import Connection

ENDED = ("done", "given_up")


class BrainWords(ServiceBase):
    async def _store_words(self, connection: Connection, conv: Row, customer: Row, answer: TurnAnswer) -> None:
        """Store every word of one answer in the order: tasks, facts, steps, promises, documents."""
        now = self._now()
        for word in answer.get("tasks", []):
            await self._task(connection, conv, customer, word)
        for word in answer["facts"]:
            if word["name"] == "pace":  # asked for in words: kept for the next time, as the setting would be
                await people.change_customer(connection, customer["id"], pace=word["value"])
            await timeline.append(connection, conv["id"], now, "fact", {
                "text": f"{word['label']}: {word['value']}", "fact": _body(word)})
        for word in answer["steps"]:
            await self._step(connection, conv, customer, word)
        for word in answer["promises"]:
            made = await handoffs.add_promise(connection, conv["id"], now, who=word["who"], what=word["what"],
                                              by=_moment(word["by"]))
            await self._tell_all(connection, conv, "promise", {"promise": promise_json(made)})
        for word in answer["documents"]:
            await announce(connection, conv["id"], now, word)

    async def _task(self, connection: Connection, conv: Row, customer: Row, word: dict[str, Any]) -> None:
        now = self._now()
        await timeline.append(connection, conv["id"], now, "task", {"text": word["state"], "task": _body(word)})
        await handoffs.put_task_run(connection, word["run"], {
            "conversation_id": conv["id"], "customer_id": customer["id"], "task": word["task"],
            "state": word["state"], "paused_at": now if word["state"] == "paused" else None, "updated_at": now})
        if word["state"] in ENDED:
            await conversations.change(connection, conv["id"], step_failures={})

    async def _step(self, connection: Connection, conv: Row, customer: Row, word: dict[str, Any]) -> None:
        """One step word: private ledger entry, public progress, and the run's position and values."""
        now = self._now()
        await timeline.append(connection, conv["id"], now, "step", {
            "text": f"{word['label']}: {word['state']}", "step": _body(word)})
        if word["state"] in ("shown", "done"):
            await self._tell_all(connection, conv, "progress", {
                "progress": {k: word[k] for k in ("task", "run", "step", "of", "label", "state")}
                | {"n": word["n"]}})
        await self._position(connection, conv, customer, word)
        failures = dict((await conversations.get(connection, conv["id"]))["step_failures"])
        if word["state"] == "failed":
            failures[word["step"]] = failures.get(word["step"], 0) + 1
        elif word["state"] in ("done", "skipped"):
            failures.pop(word["step"], None)
        await conversations.change(connection, conv["id"], step_failures=failures)

    async def _position(self, connection: Connection, conv: Row, customer: Row, word: dict[str, Any]) -> None:
        known = await handoffs.get_task_run(connection, word["run"])
        values = dict(known["values"]) if known else {}
        if word["state"] == "done":
            values[word["step"]] = word["value"]
        elif word["state"] == "shown":
            # A step shown again after going back is open again.
            values.pop(word["step"], None)
        changes: dict[str, Any] = {"values": values, "updated_at": self._now()}
        if word["state"] == "shown":
            changes["step"] = word["step"]
        if known is None:
            changes |= {"conversation_id": conv["id"], "customer_id": customer["id"], "task": word["task"]}
        await handoffs.put_task_run(connection, word["run"], changes)


def _body(word: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in word.items() if k != "type"}


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
