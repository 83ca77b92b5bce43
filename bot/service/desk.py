"""The agents' side: see a conversation, claim, answer under one's name, hand back, resolve.

Reading changes nothing. Every change of owner is a compare-and-set; losing one says who was faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.conversation import Outcome, Owner
from bot.core.messages import Agent
from bot.core.problems import Problem
from bot.service.agents import Agents
from bot.service.base import Row, checked, event_json
from bot.service.feedback import Feedback
from bot.service.media import carried
from bot.service.presence import Presence
from bot.service.requeue import Requeue
from bot.service.retention import Retention
from bot.service.rows import Rows
from bot.store import conversations, handoffs, outbox, people, timeline, turns
from bot.store.database import Connection
from bot.store.errors import Changed


class Desk(Agents, Rows, Feedback, Presence, Requeue, Retention):
    # --- owning ----------------------------------------------------------------------------------

    async def claim(self, agent: Agent, conversation_id: str) -> Row:
        """Make the conversation this agent's. `claimed` (with `by`) when a colleague has it."""
        async with self.deps.db.write() as connection:
            conv = await self._get(connection, conversation_id)
            if conv["agent_id"] == agent.id:
                await conversations.mark_seen(connection, conv["id"], agent.id, self._now())
                return await self._row(connection, agent, conv)
            await self._free_or_claimed(connection, conv)
            try:
                conv = await self._take_over(connection, conv, agent)
            except Changed as error:
                await self._free_or_claimed(connection, await self._get(connection, conversation_id))
                raise Problem("not_now") from error
            row = await self._row(connection, agent, conv)
        self.deps.hub.publish(conversation_id)
        return row

    async def _free_or_claimed(self, connection: Connection, conv: Row) -> None:
        if conv["owner"] == Owner.AGENT.value:
            other = await people.agent_by_id(connection, conv["agent_id"])
            raise Problem("claimed", by={"id": other["id"], "name": other["name"]} if other else None)

    async def _take_over(self, connection: Connection, conv: Row, agent: Agent) -> Row:
        """After this transaction the bot says nothing more: unsent words are dropped, open turns end."""
        was = Owner(conv["owner"])
        if was is Owner.CLOSED:
            conv = await self._reopened_by_agent(connection, conv)
        dropped = await outbox.drop_bot_rows(connection, conv["id"])
        conv = await conversations.change_owner(
            connection, conv, Owner.AGENT, agent_id=agent.id, last_agent_id=agent.id, agent_seen_at=self._now(),
            waiting_since=conv["waiting_since"] or self._now())
        await turns.drop_open(connection, conv["id"], self._now())
        if dropped:
            await timeline.append(connection, conv["id"], self._now(), "delivery", {
                "text": "dropped", "dropped": dropped})
        row = await people.agent_by_id(connection, agent.id)
        await self._owner_event(connection, conv, row)
        if was is not Owner.QUEUE:
            # Taken without a hand-over: the agent still gets a brief.
            customer = await people.customer_by_id(connection, conv["customer_id"])
            none = {"state": "none", "items": []}
            brief = await self._build_brief(connection, conv, customer, conv["decision"], none)
            await conversations.change(connection, conv["id"], mood=brief["mood"]["now"])
        conv = await conversations.get(connection, conv["id"])
        await self._share(connection, conv)
        return conv

    async def _reopened_by_agent(self, connection: Connection, conv: Row) -> Row:
        await conversations.open_visit(connection, conv["id"], opened_seq=conv["last_seq"] + 1, now=self._now())
        return conv

    async def transfer(self, agent: Agent, conversation_id: str, to: str | None, note: str) -> Row:
        """To a colleague by id, who finds it unread, or back to the queue. `unknown_agent`: nobody here has that id."""
        async with self.deps.db.write() as connection:
            conv = await self._mine(connection, agent, conversation_id)
            target = await people.agent_by_id(connection, to) if to is not None else None
            if to is not None and target is None:
                raise Problem("unknown_agent", field="to")
            if to == agent.id:
                return await self._row(connection, agent, conv)
            await self._note(connection, conv, agent, note)
            if target is None:
                conv = await self._back_to_queue(connection, conv, agent.name, "handoff.passed_on")
            else:
                conv = await conversations.change_owner(
                    connection, conv, Owner.AGENT, agent_id=target["id"], last_agent_id=target["id"],
                    agent_seen_at=self._now())
                await self._unread_for(connection, conv, target)
                await self._owner_event(connection, conv, target)
                await self._share(connection, conv)
            row = await self._row(connection, agent, conv)
        self.deps.hub.publish(conversation_id)
        return row

    async def _unread_for(self, connection: Connection, conv: Row, target: Row) -> None:
        """The customer's last words are this colleague's to read, also when they had a look before."""
        said = await self._customer_said(connection, conv)
        if said:
            await people.unread_again(connection, target["id"], conv["id"], said[-1][0])

    async def hand_back(self, agent: Agent, conversation_id: str, note: str | None = None) -> Row:
        """To the bot, which then knows what was said and looks only at newer words."""
        async with self.deps.db.write() as connection:
            conv = await self._mine(connection, agent, conversation_id)
            await self._note(connection, conv, agent, note)
            await self._end_promise(connection, conv, "broken")
            conv = await conversations.change_owner(
                connection, conv, Owner.BOT, handed_back=True, decision=None, reasons=[], priority="normal",
                mood=None, mood_curve=[], misunderstood=0, refused=0, step_failures={}, waiting_since=None,
                promise_id=None, introduced=True)
            await self._owner_event(connection, conv, None)
            await self._bot_says(connection, conv, "handoff.back", name=agent.name)
            await self._answer_what_is_left(connection, conv)
            row = await self._row(connection, agent, await conversations.get(connection, conv["id"]))
        self.deps.hub.publish(conversation_id)
        self.deps.wake(conversation_id)
        return row

    async def _answer_what_is_left(self, connection: Connection, conv: Row) -> None:
        """What the person left unanswered becomes the bot's next turn: handing back answers nothing."""
        left = await turns.open_inbound(connection, conv["id"])
        if left:
            turn_id = await turns.add(connection, conv["id"], self._now())
            for seq in left:
                await turns.take(connection, conv["id"], seq, turn_id)

    async def resolve(self, agent: Agent, conversation_id: str, note: str | None = None) -> Row:
        """Close the visit. The next message opens a new one, and that one knows who helped."""
        async with self.deps.db.write() as connection:
            conv = await self._get(connection, conversation_id)
            if conv["owner"] == Owner.AGENT.value:
                conv = await self._mine(connection, agent, conversation_id)
            if conv["owner"] == Owner.CLOSED.value:
                return await self._row(connection, agent, conv)
            await self._note(connection, conv, agent, note)
            await self._end_promise(connection, conv, "broken")
            await turns.settle(connection, Outcome.CLOSED, self._now(), conversation_id=conv["id"])
            await turns.drop_open(connection, conv["id"], self._now())
            conv = await conversations.change_owner(connection, conv, Owner.CLOSED, waiting_since=None)
            await self._owner_event(connection, conv, None)
            await self._say_mediator(connection, conv)
            await conversations.close_visit(connection, conv["id"], reason="resolved", now=self._now())
            row = await self._row(connection, agent, await conversations.get(connection, conv["id"]))
        self.deps.hub.publish(conversation_id)
        return row

    # --- saying ----------------------------------------------------------------------------------

    async def reply(self, agent: Agent, conversation_id: str, *, client_id: str, text: str,
                    private: bool = False, attached: Sequence[str] = ()) -> int:
        """Answer under one's own name, or leave a private note. The same client_id says it once."""
        text = checked(text) if text.strip() or not attached else ""
        async with self.deps.db.write() as connection:
            conv = await self._get(connection, conversation_id)
            known = await self._said_before(connection, conv, client_id)
            if known is not None:
                return known
            await conversations.mark_seen(connection, conv["id"], agent.id, self._now())
            files = await self._unsent(connection, conv["id"], attached, "agent")
            if private:
                seq = await self._note(connection, conv, agent, text or ", ".join(f["name"] for f in files),
                                       client_id=client_id, attachments=carried(files))
            else:
                if conv["agent_id"] != agent.id:
                    raise Problem("not_owner")
                row = await people.agent_by_id(connection, agent.id)
                assert row is not None, "an agent with a session exists"
                sender = {"kind": "agent", **self._signed(row, conv["language"])}
                seq = await self._message(connection, conv, sender, text, client_id=client_id,
                                          attachments=carried(files))
                await turns.settle(connection, Outcome.ANSWERED_BY_HUMAN, self._now(), conversation_id=conv["id"])
                await self._end_promise(connection, conv, "kept")
            await self._sent(connection, files, seq or 0)
        self.deps.hub.publish(conversation_id)
        return seq or 0

    async def _note(self, connection: Connection, conv: Row, agent: Agent, text: str | None,
                    **extra: Any) -> int | None:
        if not text or not text.strip():
            return None
        return await timeline.append(connection, conv["id"], self._now(), "note", {
            "text": checked(text), "sender": {
                "kind": "agent", "name": agent.name, "role": agent.role, "roles": dict(agent.roles)}, **extra})

    async def _said_before(self, connection: Connection, conv: Row, client_id: str) -> int | None:
        recent = await timeline.after(connection, conv["id"], max(0, conv["last_seq"] - 200), private=True,
                                      kinds=("message", "note"))
        return next((e["seq"] for e in recent if e["body"].get("client_id") == client_id
                     and (e["body"].get("sender") or {}).get("kind") == "agent"), None)

    # --- looking a conversation up ---------------------------------------------------------------

    async def conversation(self, agent: Agent, conversation_id: str, language: str | None = None) -> Row:
        """Row, timeline with private kinds, brief and decision; colleagues' roles in the reader's language."""
        async with self.deps.db.read() as connection:
            conv = await self._get(connection, conversation_id)
            row = await self._row(connection, agent, conv)
            events = await timeline.latest(connection, conv["id"], private=True)
            brief = await handoffs.get_brief(connection, conv["id"])
            decided = {"handed_over_before": await self._handed_over_before(connection, conv),
                       "feedback": await self._feedback(connection, agent, conv),
                       "standstill": await self._standstill(connection, conv)}
        await self._seen(agent, conv)
        await self.note_look(agent, conv["id"], "conversation")
        return {**row, "timeline": [event_json(e, desk=True, language=language) for e in events], "brief": brief,
                "decision": conv["decision"], "customer_read": conv["customer_read"], **decided}
