"""The desk's page about tasks: figures beside who answers for each, what was decided, and customers' own wording.

Owns what a lead may change there. A hint is in force with the next turn; nothing of it reaches a customer untouched by
a person.
"""

from __future__ import annotations

from typing import Any

from bot.clock import rfc3339
from bot.core.cleaning import clean
from bot.core.messages import Agent
from bot.core.problems import Problem
from bot.service.base import Row
from bot.service.task_reviews import Period, TaskReviews
from bot.store import people, task_reviews
from bot.store.database import Connection

VERDICTS = ("keep", "fix", "take_back")
LONGEST_HINT = 160      # characters: it stands inside one bubble, with a few words around it
LONGEST_NOTE = 500
HISTORY = 5


class TaskBoard(TaskReviews):
    async def task_board(self, period: Period, language: str) -> dict[str, Any]:
        """The report; beside each task `verdict` (or None) and `history`, each step's `wordings` and hints `in_use`."""
        report = await self.task_report(period, language)
        async with self.deps.db.read() as connection:
            names = {row["id"]: row["name"] for row in await people.agents(connection)}
            decided = await task_reviews.verdicts(connection)
            told = await task_reviews.wordings_told(connection)
            hints = await task_reviews.hints(connection)
        for task in report["tasks"]:
            own = [_verdict_json(row, names) for row in decided if row["task"] == task["task"]]
            task |= {"verdict": own[0] if own else None, "history": own[1:HISTORY + 1]}
            for step in task["steps"]:
                here = (task["task"], step["step"])
                step["wordings"] = [_wording_json(row) for row in told if (row["task"], row["step"]) == here]
                step["in_use"] = [_hint_json(row, names) for row in hints if (row["task"], row["step"]) == here]
        return report

    async def decide_task(self, agent: Agent, task: str, verdict: str, owner: str, note: str) -> dict[str, Any]:
        """Keep, fix or take back; dated, with who answers for it. Raises `not_found`, `unknown_agent`."""
        if task not in self.deps.topics:
            raise Problem("not_found")
        if verdict not in VERDICTS:
            raise Problem("bad_request", field="verdict")
        async with self.deps.db.write() as connection:
            if await people.agent_by_id(connection, owner) is None:
                raise Problem("unknown_agent", field="owner")
            await task_reviews.add_verdict(connection, self._now(), task=task, verdict=verdict, owner_id=owner,
                                           note=clean(note)[:LONGEST_NOTE], by_id=agent.id)
            names = {row["id"]: row["name"] for row in await people.agents(connection)}
            newest = (await task_reviews.verdicts(connection))[0]
        return _verdict_json(newest, names)

    async def make_hint(self, agent: Agent, wording_id: str, text: str | None) -> dict[str, Any]:
        """A customer's words become help for their step, as they stand or as the lead put them. Twice is once."""
        async with self.deps.db.write() as connection:
            told = await task_reviews.wording(connection, wording_id)
            if told is None or told["state"] != "told":
                raise Problem("not_found")
            if told["hint_id"] is None:
                made = await task_reviews.add_hint(
                    connection, self._now(), task=told["task"], step=told["step"], language=told["language"],
                    text=_usable(text if text is not None else told["text"]), by_id=agent.id)
                await task_reviews.change_wording(connection, wording_id, hint_id=made)
            return await self._hints_json(connection, told)

    async def take_hint_off(self, hint_id: str) -> None:
        async with self.deps.db.write() as connection:
            if not await task_reviews.take_hint_off(connection, hint_id, self._now()):
                raise Problem("not_found")

    @staticmethod
    async def _hints_json(connection: Connection, told: Row) -> dict[str, Any]:
        names = {row["id"]: row["name"] for row in await people.agents(connection)}
        found = await task_reviews.hints(connection, told["task"])
        return {"in_use": [_hint_json(row, names) for row in found if row["step"] == told["step"]]}


def _usable(text: str) -> str:
    """As it may be said inside « »: one line, no quotation marks, no braces that a placeholder could be."""
    plain = " ".join(clean(text).translate(str.maketrans("", "", "«»“”\"{}")).split())
    if not plain:
        raise Problem("empty")
    if len(plain) > LONGEST_HINT:
        raise Problem("too_long", limit=LONGEST_HINT)
    return plain


def _verdict_json(row: Row, names: dict[str, str]) -> dict[str, Any]:
    return {"verdict": row["verdict"], "owner": {"id": row["owner_id"], "name": names.get(row["owner_id"], "")},
            "note": row["note"], "by": names.get(row["by_id"], ""), "at": rfc3339(row["at"])}


def _wording_json(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "text": row["text"], "language": row["language"], "at": rfc3339(row["at"]),
            "thanks": bool(row["thanks"]), "hint": row["hint_id"]}


def _hint_json(row: Row, names: dict[str, str]) -> dict[str, Any]:
    return {"id": row["id"], "text": row["text"], "language": row["language"], "by": names.get(row["by_id"], ""),
            "at": rfc3339(row["at"])}
