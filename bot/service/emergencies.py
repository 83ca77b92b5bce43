"""Danger in what was written: the reviewed text at once, a person, and an alert for whoever owns the conversation.

Owns what follows a finding. What is dangerous is found by `core.safety`, for every inbound, before anything else.
"""

from __future__ import annotations

from bot.core.conversation import Outcome, Owner
from bot.core.safety import SafetyFinding
from bot.core.turns import DecisionShape
from bot.service.base import Row
from bot.service.handoff import Handoffs
from bot.store import conversations, people, timeline, turns
from bot.store.database import Connection


class Emergencies(Handoffs):
    """Every method runs inside the caller's transaction."""

    async def _emergency(self, connection: Connection, conv: Row, finding: SafetyFinding, words: str,
                         orders: Row, seq: int) -> None:
        """The reviewed text at once in bot or queue; with an agent, the agent is alerted."""
        owner, now = Owner(conv["owner"]), self._now()
        if owner is Owner.AGENT:
            await timeline.append(connection, conv["id"], now, "note", {
                "text": self._say(conv, "safety_notice.agent_alert", words=" / ".join(finding.words)), "alert": True})
            await conversations.change(connection, conv["id"], priority="urgent")
            return
        await self._introduce(connection, conv)
        text = self.deps.safety.reply(finding.kind, conv["language"], conv["formality"] or "vous")
        await self._message(connection, conv, self._bot(conv["language"]), text)
        await turns.settle(connection, Outcome.ANSWERED, now, conversation_id=conv["id"], seq=seq)
        decision = self._decide_here(conv, words, safety=finding)
        if owner is Owner.QUEUE:
            await self._raise_to_urgent(connection, conv, decision)
            return
        customer = await people.customer_by_id(connection, conv["customer_id"])
        await self._hand_over(connection, conv, customer, {**decision, "action": "handoff"}, orders=orders)

    async def _raise_to_urgent(self, connection: Connection, conv: Row, decision: DecisionShape) -> None:
        """Someone already waiting is in danger: same place in the queue, new urgency and reason."""
        earlier = (conv["decision"] or {}).get("reasons", [])
        merged = await self._with_seq(connection, conv, {
            "action": "handoff", "priority": "urgent", "decided_by": "front_door",
            "reasons": [*decision["reasons"], *earlier]})
        await conversations.change(connection, conv["id"], priority="urgent", decision=merged,
                                   reasons=list(dict.fromkeys(r["code"] for r in merged["reasons"])))
        await timeline.append(connection, conv["id"], self._now(), "decision", {"text": "safety", "decision": merged})
        await self._refresh_brief(connection, conv["id"])
