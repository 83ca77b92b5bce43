"""Turns: what the brain is asked, and how its answer becomes words, facts and owner in one transaction.

Decided once: a turn ends in exactly one of answered, dropped or failed. Must not call the brain itself
(the worker does) nor wait for the network inside a transaction.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from bot.clock import rfc3339
from bot.core.cleaning import without_command
from bot.core.conversation import Level, Outcome, Owner
from bot.core.tickets import Ticket, issue
from bot.core.turns import DecisionShape, Known, SinceLastTurn, TurnAnswer, TurnRequest
from bot.service.base import Row
from bot.service.learning import Learning
from bot.service.offers import Offers
from bot.service.own_words import OwnWords
from bot.service.recovery import Found, Recovery
from bot.store import conversations, handoffs, people, timeline, turns
from bot.store.database import Connection

TICKET_S = 120
GIVE_UP_AFTER = timedelta(seconds=30)
ACTION_FAILURE = "action_failure"
CALLS = "person:"   # of a tried step: the reason for which a task calls a person
GREETINGS = ("utter_greet", "utter_say_name")


@dataclass(frozen=True)
class TurnWork:
    """What the worker needs to run one turn. `reset_first`: the brain ran ahead of the customer."""

    turn_id: str
    conversation_id: str
    request: TurnRequest
    reset_first: bool
    orders: Row
    excused: bool
    channel: str


class Turns(OwnWords, Recovery, Learning, Offers):
    async def open_conversations(self) -> list[str]:
        """Where turns were left open, for the worker's start."""
        async with self.deps.db.read() as connection:
            return await turns.conversations_with_open_turns(connection)

    async def next_turn(self, conversation_id: str) -> tuple[str, bool] | None:
        """The next open turn and whether it may start at once (a choice, or asked before a kill)."""
        async with self.deps.db.read() as connection:
            row = await turns.next_open(connection, conversation_id)
        return None if row is None else (row["id"], row["state"] == "asked" or row["choice"] is not None)

    async def start_turn(self, turn_id: str) -> TurnWork | None:
        """Mark the turn asked and gather what the brain must know; None when it has ended meanwhile."""
        now = self._now()
        found = await self._lost_before(turn_id)
        async with self.deps.db.write() as connection:
            row = await turns.get(connection, turn_id)
            conv = await conversations.get(connection, row["conversation_id"])
            row = await turns.get(connection, turn_id)  # again, now that it is held: a message may just have joined
            if conv["owner"] != Owner.BOT.value:
                await turns.drop_open(connection, conv["id"], now)
                return None
            if not await turns.change(connection, turn_id, state="asked", asked_at=row["asked_at"] or now,
                                      deadline=row["deadline"] or now + GIVE_UP_AFTER):
                return None
            await self._tell_found(connection, conv["id"], found)
            if row["lapsed"] and conv["level"] == Level.VERIFIED.value:
                conv["level"] = Level.NAMED.value  # proven again meanwhile, but not by whoever wrote this
            customer = await people.customer_by_id(connection, conv["customer_id"])
            request = await self._request(connection, conv, customer, row)
        if found is not None:
            self.deps.hub.publish(conv["id"])
        orders = await self._orders(conv, customer)
        return TurnWork(turn_id, conv["id"], request, bool(conv["brain_out_of_step"]), orders, bool(row["excused"]),
                        conv["channel"])

    async def _lost_before(self, turn_id: str) -> Found | None:
        """A step whose answer was lost with an earlier turn: known done before the brain may offer it again."""
        async with self.deps.db.read() as connection:
            row = await turns.get(connection, turn_id)
            conv = await conversations.get(connection, row["conversation_id"])
        found = await self._look_behind(conv["id"]) if conv["brain_out_of_step"] else None
        return found if found is not None and found.done else None

    async def back_in_step(self, conversation_id: str) -> None:
        """The brain was reset: it knows no more than the customer read."""
        async with self.deps.db.write() as connection:
            await conversations.change(connection, conversation_id, brain_out_of_step=False)

    async def is_open(self, work: TurnWork) -> bool:
        """Whether this turn still waits for its answer: nobody took the conversation over, nothing ended it."""
        async with self.deps.db.read() as connection:
            row = await turns.get(connection, work.turn_id)
        return bool(row["state"] == "asked")

    # --- ends of a turn --------------------------------------------------------------------------

    async def finish_turn(self, work: TurnWork, answer: TurnAnswer) -> None:
        """Store everything the brain said and did, or drop its words if a person has taken over."""
        # An action that failed may have done its work all the same: asked before a word of it is said or stored.
        found = await self._look_behind(work.conversation_id) if _action_failed(answer) else None
        async with self.deps.db.write() as connection:
            await self._finish(connection, work, answer, found)
        self.deps.hub.publish(work.conversation_id)
        self.deps.fetch()

    async def _finish(self, connection: Connection, work: TurnWork, answer: TurnAnswer, found: Found | None) -> None:
        conv = await conversations.get(connection, work.conversation_id)  # held first, as a claim holds it
        if not await turns.change(connection, work.turn_id, only_from=("asked",), state="answered",
                                  ended_at=self._now(), answer=answer, decision=answer["decision"]):
            await self._keep_what_was_done(connection, work, answer)
            return
        conv, customer = await self._learn(connection, conv, work.turn_id, answer)
        await self._store_words(connection, conv, customer, answer)
        decision = answer["decision"] or self._after_failed_action(conv, work, answer) or self._after_call(conv, answer)
        if decision is not None and decision["action"] == "handoff":
            words = self._brain_words(conv, decision, answer["messages"])
            known = await self._note_found(connection, conv, found)
            if found is not None and found.done:
                words = known or words  # « je ne sais pas » is no longer true
            await self._hand_over(connection, conv, customer, decision, orders=work.orders, words=words)
        else:
            await self._stand_still(connection, conv, decision)
            await self._say_answer(connection, conv, answer)
            await turns.settle(connection, Outcome.ANSWERED, self._now(), conversation_id=conv["id"],
                               turn_id=work.turn_id)
            await self._ask_own_words(connection, conv, answer)
        await self._brain_has_seen(connection, conv["id"])

    def _after_failed_action(self, conv: Row, work: TurnWork, answer: TurnAnswer) -> DecisionShape | None:
        """An action that could not do its work (the back office was down) needs a person, with the ledger."""
        if not _action_failed(answer):
            return None
        decision = self._decide_here(conv, work.request["text"], failure=ACTION_FAILURE)
        return {**decision, "action": "handoff"}

    def _after_call(self, conv: Row, answer: TurnAnswer) -> DecisionShape | None:
        """A task that calls a person at once, and why: a deception, a thing that may hurt somebody."""
        step = next((s for s in answer["steps"] if s["state"] == "tried" and str(s["value"]).startswith(CALLS)), None)
        if step is None:
            return None
        code = str(step["value"]).removeprefix(CALLS)
        return self._called_for(code, [step["said"]] if step["said"] else [], conv["language"])

    async def excuse(self, work: TurnWork, *, starting: bool) -> None:
        """The first honest sentence while the brain is away; once a turn."""
        async with self.deps.db.write() as connection:
            conv = await conversations.get(connection, work.conversation_id)
            row = await turns.get(connection, work.turn_id)
            if row["excused"] or not await turns.change(connection, work.turn_id, only_from=("asked",), excused=True):
                return
            await self._introduce(connection, conv)
            await self._bot_says(connection, conv, "waiting.getting_ready" if starting else "waiting.one_moment")
        self.deps.hub.publish(work.conversation_id)

    async def fail_turn(self, work: TurnWork, failure: str) -> None:
        """No usable answer in time: a person takes over, with the reason, and the customer is told both."""
        found = await self._look_behind(work.conversation_id)
        async with self.deps.db.write() as connection:
            conv = await conversations.get(connection, work.conversation_id)
            if await turns.change(connection, work.turn_id, only_from=("asked",), state="failed",
                                  ended_at=self._now()):
                await self._hand_over_failed(connection, conv, work, failure, found)
            else:  # dropped: a person is there, and must know what was done
                await self._tell_found(connection, conv["id"], found)
        self.deps.hub.publish(work.conversation_id)

    async def _hand_over_failed(self, connection: Connection, conv: Row, work: TurnWork, failure: str,
                                found: Found | None) -> None:
        known = await self._note_found(connection, conv, found)
        customer = await people.customer_by_id(connection, conv["customer_id"])
        decision = self._decide_here(conv, work.request["text"], failure=failure)
        await conversations.change(connection, conv["id"], brain_out_of_step=True)
        opening = self._opening(conv, decision) or self._say(conv, "handoff.understood_failure")
        words = "\n\n".join(filter(None, (opening, known)))
        await self._hand_over(connection, conv, customer, {**decision, "action": "handoff"}, orders=work.orders,
                              words=words)

    async def _keep_what_was_done(self, connection: Connection, work: TurnWork, answer: TurnAnswer) -> None:
        """Words never delivered did not happen, but what an action did stays, and the desk may read both."""
        await turns.change(connection, work.turn_id, only_from=("dropped",), answer=answer)
        conv = await conversations.get(connection, work.conversation_id)
        await conversations.change(connection, conv["id"], brain_out_of_step=True)
        for message in answer["messages"]:
            await timeline.append(connection, conv["id"], self._now(), "dropped", {
                "text": message["text"], "sender": self._bot(conv["language"])})
        done = [step for step in answer["steps"] if step["state"] == "done"]
        customer = await people.customer_by_id(connection, conv["customer_id"])
        await self._store_words(connection, conv, customer, cast("TurnAnswer", {**answer, "steps": done}))

    # --- what the brain must know ----------------------------------------------------------------

    async def _request(self, connection: Connection, conv: Row, customer: Row, row: Row) -> TurnRequest:
        now = self._now()
        run = await handoffs.open_task_run(connection, customer["id"])
        proven = customer["company_id"] if conv["level"] == Level.VERIFIED.value else None
        ticket = Ticket(conversation=conv["id"], customer=proven, level=conv["level"], turn=row["id"],
                        expires=int(time.time()) + TICKET_S)  # real time: the demo's clock moves
        request: TurnRequest = {
            "conversation": conv["id"], "turn": row["id"],
            "text": _written(row) if row["choice"] is None else "",
            "now": rfc3339(now), "language": conv["language"], "level": conv["level"],
            "known": {**self._known(conv, customer), "preferences": await self._usual(connection, conv),
                      "tasks_done": await handoffs.tasks_done(connection, customer["id"])},
            "signals": {
                "step_failures": conv["step_failures"], "misunderstood": conv["misunderstood"],
                "moods": [{"feelings": point["feelings"]} for point in conv["mood_curve"][-5:]],
                "handed_back": bool(conv["handed_back"]), "minor": bool(conv["minor"]),
                "refused": conv["refused"], "handled": await self._handled(connection, conv),
            },
            "open_task": None if run is None else {
                "task": run["task"], "run": run["run"], "step": run["step"], "values": run["values"],
                "paused_at": None if run["paused_at"] is None else rfc3339(run["paused_at"])},
            "hints": {} if run is None else await self._hints(connection, run["task"], conv["language"]),
            "since_last_turn": await self._since_last_turn(connection, conv),
            "ticket": issue(ticket, self.deps.ticket_key),
        }
        if row["choice"] is not None:
            request["choice"] = row["choice"]
        return request

    @staticmethod
    def _known(conv: Row, customer: Row) -> Known:
        known: dict[str, Any] = {
            "first_name": customer["first_name"], "call_them": customer["call_them"],
            "formality": conv["formality"] or customer["formality"], "minor": bool(conv["minor"]),
            "pace": customer["pace"], "preferences": {}, "asked_name": bool(conv["asked_name"]),
        }
        return cast("Known", known)

    async def _since_last_turn(self, connection: Connection, conv: Row) -> list[SinceLastTurn]:
        """What people said since the brain last spoke: it must not contradict or re-ask it."""
        events = await timeline.after(connection, conv["id"], conv["brain_seen_seq"], kinds=("message",))
        return [
            {"at": rfc3339(e["at"]), "who": "agent", "name": e["body"]["sender"]["name"], "kind": "message",
             "text": e["body"]["text"]}
            for e in events if e["body"]["sender"]["kind"] == "agent" and not e["private"]
        ]

    async def _brain_has_seen(self, connection: Connection, conversation_id: str) -> None:
        conv = await conversations.get(connection, conversation_id)
        await conversations.change(connection, conversation_id, brain_seen_seq=conv["last_seq"])

    async def _say_answer(self, connection: Connection, conv: Row, answer: TurnAnswer) -> None:
        greets = any(message["key"] in GREETINGS for message in answer["messages"])
        await self._introduce(connection, conv, greet=not greets)
        for message in answer["messages"]:
            await self._message(connection, conv, self._bot(conv["language"]), message["text"],
                                choices=await self._with_offers(connection, conv, message))


def _written(row: Row) -> str:
    """The words of all messages of a turn; one that only changed another has none of its own."""
    return without_command("\n".join(text for _, text in row["texts"] if text))


def usable(answer: TurnAnswer) -> bool:
    """An answer without a word, a document or a decision is a failure unless silence was meant."""
    decision: DecisionShape | None = answer["decision"]
    return bool(answer["messages"] or answer["documents"] or answer["silent"]
                or (decision is not None and decision["action"] == "handoff"))


def _action_failed(answer: TurnAnswer) -> bool:
    return any(step["state"] == "failed" and step["value"] == ACTION_FAILURE for step in answer["steps"])
