"""Learning from agents: what they say of a hand-over, kept once each, and read again for reports and evaluation.

Must not change a threshold or a word: feedback is measured, people decide (docs/handoff.md).
"""

from __future__ import annotations

from datetime import timedelta

from bot.core.escalation_rules import REASON_CODES
from bot.core.feedback import VERDICTS
from bot.core.messages import Agent
from bot.core.problems import Problem
from bot.service.base import Row, ServiceBase
from bot.store import conversations, feedback, timeline, turns
from bot.store.database import Connection

UNASKED = 0  # instead of a decision's number: a person took over and nobody had been called


class Feedback(ServiceBase):
    async def give_feedback(self, agent: Agent, conversation_id: str, verdict: str, reason: str | None) -> Row:
        """About the newest hand-over of the visit; without one, that it came too late is all there is to say.

        Returns `{"decision", "verdict", "reason"}`. `bad_request` for a verdict or reason that is none.
        """
        if verdict not in VERDICTS:
            raise Problem("bad_request", field="verdict")
        if reason is not None and reason not in REASON_CODES:
            raise Problem("bad_request", field="reason")
        async with self.deps.db.write() as connection:
            conv = await self._get(connection, conversation_id)
            seq = await self._newest_decision(connection, conv)
            if seq == UNASKED and verdict != "too_late":
                raise Problem("bad_request", field="verdict")
            await feedback.put(connection, conv["id"], seq, agent.id, self._now(), verdict=verdict, reason=reason)
            return await self._feedback(connection, agent, conv)

    async def _feedback(self, connection: Connection, agent: Agent, conv: Row) -> Row:
        """What this agent said of the newest hand-over; verdict None: nothing yet."""
        seq = await self._newest_decision(connection, conv)
        said = await feedback.of(connection, conv["id"], seq, agent.id)
        return {"decision": seq or None, "verdict": said["verdict"] if said else None,
                "reason": said["reason"] if said else None}

    @staticmethod
    async def _newest_decision(connection: Connection, conv: Row) -> int:
        start = await conversations.visit_start(connection, conv["id"])
        made = await timeline.latest(connection, conv["id"], private=True, kinds=("decision",), limit=1)
        return int(made[0]["seq"]) if made and made[0]["seq"] >= start else UNASKED

    async def judged(self, days: int) -> list[Row]:
        """What was said in the last `days`, with what the decision was made of, as `core.feedback` reads it."""
        since = self._now() - timedelta(days=days)
        async with self.deps.db.read() as connection:
            said = await feedback.since(connection, since)
            decided = await turns.decided_turns(connection, since - timedelta(days=days))
        # What an erasure took the decision of is no evidence any more.
        return [_judged(one, decided) for one in said if one["body"] or one["decision_seq"] == UNASKED]


def _judged(one: Row, decided: list[Row]) -> Row:
    """The last turn written before the decision (or the verdict) is the one it is about."""
    until = one["decided_at"] or one["at"]
    here = one["conversation_id"]
    own = [turn for turn in decided if turn["conversation_id"] == here and turn["created_at"] <= until]
    decision = one["body"]["decision"] if one["body"] else None
    shapes = [(turn["answer"] or {}).get("understanding") for turn in own]
    return {
        "conversation_id": one["conversation_id"], "turn": own[-1]["id"] if own else None,
        "day": one["at"].date().isoformat(), "language": one["language"],
        "decision": decision, "reasons": [reason["code"] for reason in decision["reasons"]] if decision else [],
        "understanding": shapes[-1] if shapes else None,
        "before": [{"feelings": shape["emotion"]["feelings"]} for shape in shapes[-6:-1] if shape],
        "verdict": one["verdict"], "reason": one["reason"],
    }
