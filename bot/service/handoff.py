"""Handing a conversation over to people: promise, brief, owner and honest words, in one transaction.

Owns what the customer is told about who answers and when. Must not decide whether a person is needed
(`core.escalation`) nor build the brief (`briefing`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Literal

from bot.clock import rfc3339
from bot.core.conversation import Outcome, Owner, OwnerChange, may_change
from bot.core.escalation import decide, gather
from bot.core.exceptions import event_of, variant
from bot.core.promises import Expectation, expectation, say_moment, say_time
from bot.core.safety import SafetyFinding
from bot.core.turns import BrainMessage, DecisionShape, ReasonShape
from bot.service.base import Row
from bot.service.briefing import Briefing, promise_json
from bot.service.handed_over import HandedOver
from bot.service.standstill import Standstill
from bot.store import conversations, handoffs, timeline, turns
from bot.store.database import Connection

log = logging.getLogger(__name__)

# A choice with one of these intents is a wish, handled here, and never reaches the brain.
WISH_BOT = "wish:bot"
WISH_HUMAN = "wish:human"

HANDOFF_WORDS = "utter_handoff"  # the response by which the brain says that a person takes over


class Handoffs(Standstill, HandedOver, Briefing):
    """The hand-over itself. Every method runs inside the caller's transaction."""

    async def _hand_over(
        self, connection: Connection, conv: Row, customer: Row, decision: DecisionShape, *,
        orders: Row, words: str | None = None,
    ) -> Row:
        """Move the conversation to the queue with everything that belongs to it. Returns the new row.

        `words` is the human part (what was understood, why a person); who and by when is appended here,
        together with the promise that makes it true.
        """
        assert may_change(OwnerChange.HAND_OVER, Owner(conv["owner"]), Owner.QUEUE), conv["owner"]
        now = self._now()
        expected = expectation(now, self.deps.calendar)
        who = expected.who or self._say(conv, "handoff.team")
        promise = await handoffs.add_promise(
            connection, conv["id"], now, who=who, what=self._say(conv, "handoff.what"), by=expected.answer_by)
        decision = await self._with_seq(connection, conv, decision)
        await self._stand_still(connection, conv, decision)
        await self._bot_message_of_handoff(connection, conv, decision, expected, who, words)
        conv = await conversations.change_owner(
            connection, conv, Owner.QUEUE, waiting_since=now, priority=decision["priority"], decision=decision,
            reasons=[reason["code"] for reason in decision["reasons"]], promise_id=promise["id"])
        await turns.drop_open(connection, conv["id"], now)
        await turns.settle(connection, Outcome.ACKNOWLEDGED, now, conversation_id=conv["id"])
        await timeline.append(connection, conv["id"], now, "decision", {
            "text": ", ".join(conv["reasons"]), "decision": decision})
        await self._owner_event(connection, conv, None)
        await self._tell_all(connection, conv, "promise", {"promise": promise_json(promise)})
        await self._queue_event(connection, conv, expected)
        brief = await self._build_brief(connection, conv, customer, decision, orders)
        await conversations.change(connection, conv["id"], mood=brief["mood"]["now"])
        conv = await conversations.get(connection, conv["id"])
        await self._share(connection, conv)
        return conv

    async def _bot_message_of_handoff(
        self, connection: Connection, conv: Row, decision: DecisionShape, expected: Expectation, who: str,
        words: str | None,
    ) -> None:
        codes = {reason["code"] for reason in decision["reasons"]}
        await self._introduce(connection, conv)
        parts = [words or self._say(conv, "handoff.understood_safety" if "safety" in codes else "handoff.understood")]
        if "minor" in codes or conv["minor"]:
            parts.append(self._say(conv, "minor.invite_adult"))
        parts.append(self._who_and_when(conv, expected, who))
        await self._message(connection, conv, self._bot(conv["language"]), "\n\n".join(parts))

    def _opening(self, conv: Row, decision: DecisionShape) -> str | None:
        """The sentence of an event that comes first whatever the tone; None when the decision names none."""
        event = event_of(decision["reasons"], self.deps.knowledge.rules.thresholds["event_handoff"])
        return None if event is None else self._say(conv, f"exceptions.{event}.{variant(conv['id'])}")

    def _brain_words(self, conv: Row, decision: DecisionShape, messages: Sequence[BrainMessage]) -> str | None:
        """What the brain said, its hand-over sentence giving way to that of an event."""
        opening = self._opening(conv, decision)
        said = [message["text"] for message in messages if opening is None or message["key"] != HANDOFF_WORDS]
        return "\n\n".join([*said, *([opening] if opening else [])]) or None

    def _who_and_when(self, conv: Row, expected: Expectation, who: str) -> str:
        zone, language, now = self.deps.calendar.zone, conv["language"], self._now()
        role = expected.role(language)
        by = say_time(expected.answer_by, now, zone, language)
        person = who if role is None else self._say(conv, "handoff.person", name=who, role=role)
        if expected.opens_at is None:
            return self._say(conv, "handoff.answers_by", who=person, by=by)
        return self._say(conv, "handoff.closed_answers_by", who=person, by=by,
                         opens=say_moment(expected.opens_at, now, zone, language))

    async def _queue_event(self, connection: Connection, conv: Row, expected: Expectation) -> None:
        """What the page shows while a person is awaited, with a way back to the assistant."""
        offered = [{"id": handoffs.new_id(), "label": self._say(conv, "waiting.back_to_assistant"),
                    "intent": WISH_BOT, "entities": []}]
        seq = await self._tell_all(connection, conv, "queue", {
            "owner": Owner.QUEUE.value,
            "queue": {"answer_by": rfc3339(expected.answer_by), "open": expected.open},
            "text": self._say(conv, "waiting.while_queued"),
            "choices": [{"id": c["id"], "label": c["label"]} for c in offered],
        }, sender="bot")
        await handoffs.add_choices(connection, conv["id"], seq, offered)

    # --- decisions made here --------------------------------------------------------------------

    def _decide_here(self, conv: Row, text: str, *, failure: str | None = None,
                     safety: SafetyFinding | None = None) -> DecisionShape:
        """The same pure function the brain calls, for when the brain failed or was not asked."""
        signals = gather(
            text=text, language=conv["language"], understanding=None, knowledge=self.deps.knowledge,
            signals={"minor": conv["minor"], "handed_back": conv["handed_back"], "moods": [],
                     "step_failures": conv["step_failures"], "misunderstood": conv["misunderstood"]},
            failure=failure, safety=safety)
        return {**decide(signals, self.deps.knowledge), "decided_by": "front_door"}

    def _asked_for(self, words: str, language: str) -> DecisionShape:
        """The customer pressed "talk to someone": nothing to weigh."""
        return self._without_weighing("asked", [words], language)

    def _without_weighing(self, code: str, words: list[str], language: str) -> DecisionShape:
        return {"action": "handoff", "priority": "normal", "decided_by": "front_door", "reasons": [
            {"code": code, "words": words, "seq": [], "confidence": 1.0,
             "nearest": self.deps.knowledge.rules.nearest(code, language)}]}

    def _called_for(self, code: str, words: list[str], language: str) -> DecisionShape:
        """A task called a person for one of the reasons of data/escalation.yml; one it does not know is a wish."""
        rules = self.deps.knowledge.rules
        known = code if code in rules.reasons else "asked"
        urgency: Literal["urgent", "high", "normal"] = (
            "urgent" if known in rules.priority["urgent"] else "high" if known in rules.priority["high"] else "normal")
        return {**self._without_weighing(known, words, language), "priority": urgency, "decided_by": "brain"}

    async def _with_seq(self, connection: Connection, conv: Row, decision: DecisionShape) -> DecisionShape:
        """Say in which message each of a reason's words stands."""
        said = await self._customer_said(connection, conv)

        def located(reason: ReasonShape) -> ReasonShape:
            hits = {seq for seq, text in said for word in reason["words"] if word and word in text}
            return {**reason, "seq": sorted(hits)}

        return {**decision, "reasons": [located(reason) for reason in decision["reasons"]]}

    # --- the promise of an answer ----------------------------------------------------------------

    async def _promise_of_answer(self, connection: Connection, conv: Row) -> Row | None:
        """The promise made at the hand-over, while it is neither kept nor broken."""
        found = await handoffs.promises(connection, conv["id"], states=("open", "late"))
        return next((p for p in found if p["id"] == conv["promise_id"]), None)

    async def _end_promise(self, connection: Connection, conv: Row, state: str) -> None:
        """kept: answered. broken: the case left without an answer. lifted: the customer chose not to wait."""
        made = await self._promise_of_answer(connection, conv)
        if made is None:
            return
        await handoffs.change_promise(connection, made["id"], state=state)
        await self._tell_all(connection, conv, "promise", {"promise": promise_json({**made, "state": state})})
        await self._refresh_brief(connection, conv["id"])
