"""Receiving: what a customer sends is cleaned, masked, checked for danger, stored once and given a way.

Runs for every message, whoever owns the conversation. Only after this returns is the channel told
"received". Must not ask the brain.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from bot.core.conversation import Level, Outcome, Owner
from bot.core.language import detect
from bot.core.masking import Masked, mask
from bot.core.messages import Inbound, Received
from bot.core.problems import Problem
from bot.core.recognition import says_minor
from bot.core.safety import SafetyFinding, check
from bot.service.base import Row, checked
from bot.service.emergencies import Emergencies
from bot.service.handoff import WISH_BOT, WISH_HUMAN
from bot.service.media import Media, carried
from bot.service.pieces import Pieces
from bot.service.sessions import Sessions
from bot.service.visits import Visits
from bot.store import conversations, handoffs, people, timeline, turns
from bot.store.database import Connection

log = logging.getLogger(__name__)

# While someone waits, "noted" is said again only after this much silence from us.
NOTED_AGAIN_AFTER = timedelta(minutes=2)
SPLIT_WITHIN = timedelta(minutes=2)  # a number sent in pieces this close together is one number


class Intake(Pieces, Media, Emergencies, Sessions, Visits):
    async def receive(self, inbound: Inbound) -> Received:
        """Store one inbound message and start what follows. The same provider id again changes nothing.

        Raises `Problem`: not_found, too_long, empty, unknown_choice, unsupported_type.
        """
        async with self.deps.db.read() as connection:
            before = await self._conversation(connection, inbound.conversation_id)
            known = await turns.inbound_by_provider_id(connection, before["id"], inbound.provider_id)
            customer = await people.customer_by_id(connection, before["customer_id"])
        if known is not None:
            return Received(known["seq"], duplicate=True)
        before["level"] = _level(before, customer, inbound)
        text = None if inbound.text is None else checked(inbound.text)
        finding = check(text, self.deps.safety) if text else None
        orders = await self._orders(before, customer) if finding or inbound.wish == "human" else {
            "state": "none", "items": []}
        async with self.deps.db.write() as connection:
            received = await self._store(connection, inbound, text, finding, orders)
            stored = await turns.inbound_by_provider_id(connection, before["id"], inbound.provider_id)
        if not received.duplicate:  # after the commit: a line must not speak of what was rolled back
            log.info("message received", extra={
                "conversation": inbound.conversation_id, "seq": received.seq, "turn": stored and stored["turn_id"],
                "outcome": stored and stored["outcome"], "channel": before["channel"]})
        self.deps.hub.publish(inbound.conversation_id)
        self.deps.wake(inbound.conversation_id)
        return received

    @staticmethod
    async def _conversation(connection: Connection, conversation_id: str) -> Row:
        try:
            return await conversations.get(connection, conversation_id)
        except LookupError as error:
            raise Problem("not_found") from error

    async def _store(self, connection: Connection, inbound: Inbound, text: str | None,
                     finding: SafetyFinding | None, orders: Row) -> Received:
        conv = await conversations.get(connection, inbound.conversation_id)
        known = await turns.inbound_by_provider_id(connection, inbound.conversation_id, inbound.provider_id)
        if known is not None:  # redelivered while we were looking
            return Received(known["seq"], duplicate=True)
        conv = await self._at_level(connection, await self._open_visit(connection, conv), inbound)
        choice = await self._choice(connection, conv, inbound)
        wish = inbound.wish or _wish_of(choice)
        if choice is not None and choice["used_seq"] is not None and wish is None:
            return Received(choice["used_seq"], duplicate=True)  # a double click is one click
        files = await self._unsent(connection, conv["id"], inbound.attachments, "customer")
        conv, masked = await self._read(connection, conv, text)
        words = masked.text if masked else "" if files else self._words_of(conv, choice, wish)
        seq = await self._customer_event(connection, conv, inbound, words, masked, files)
        if choice is not None:
            await handoffs.use_choice(connection, choice["id"], seq)
        if finding is not None:
            await self._emergency(connection, conv, finding, words, orders, seq)
        elif wish is not None:
            await self._wish(connection, conv, wish, words, orders, seq)
        elif files and not words and conv["owner"] == Owner.BOT.value:
            await self._media_alone(connection, conv, seq)
        else:
            if files:
                await self._say_kept(connection, conv)
            await self._route(connection, conv, seq, choice)
        return Received(seq, duplicate=False)

    @staticmethod
    async def _at_level(connection: Connection, conv: Row, inbound: Inbound) -> Row:
        """The conversation is known as well as whoever wrote last."""
        level = _level(conv, await people.customer_by_id(connection, conv["customer_id"]), inbound)
        if level != conv["level"]:
            await conversations.change(connection, conv["id"], level=level)
        return {**conv, "level": level}

    async def _open_visit(self, connection: Connection, conv: Row) -> Row:
        """closed → bot when the customer writes; a day of silence with the bot ends a visit too."""
        if self._silent(conv):  # the watchdog had not looked yet
            conv = await self._end_silent_visit(connection, conv)
        return await self._reopen(connection, conv) if conv["owner"] == Owner.CLOSED.value else conv

    @staticmethod
    async def _choice(connection: Connection, conv: Row, inbound: Inbound) -> Row | None:
        """A choice is known only in the conversation it was offered in; anything else is refused."""
        if inbound.choice_id is None:
            return None
        choice = await handoffs.choice_by_id(connection, conv["id"], inbound.choice_id)
        if choice is None:
            raise Problem("unknown_choice")
        return choice

    async def _read(self, connection: Connection, conv: Row, text: str | None) -> tuple[Row, Masked | None]:
        """Language, masking and a child's age: what must be known before and without the brain."""
        if text is None:
            return conv, None
        language = detect(text, conv["language"], self.deps.language)
        changes: dict[str, Any] = {} if language == conv["language"] else {"language": language}
        if says_minor(text, language) is not None:
            changes |= {"minor": True, "formality": "tu"}
        before = await turns.just_said(connection, conv["id"], self._now() - SPLIT_WITHIN)
        masked = mask(text, language, "\n".join(row["text"] for row in before))
        conv = await self._mask_pieces(connection, conv, before, text, language)
        if conv["first_words"] is None:
            changes["first_words"] = masked.text[:200]
        await conversations.change(connection, conv["id"], **changes)
        if "language" in changes:
            await people.set_session_language(connection, conv["id"], language)
        return {**conv, **changes}, masked

    def _words_of(self, conv: Row, choice: Row | None, wish: str | None) -> str:
        return str(choice["label"]) if choice is not None else self._say(conv, f"waiting.wish_{wish}")

    async def _customer_event(self, connection: Connection, conv: Row, inbound: Inbound, words: str,
                              masked: Masked | None, files: list[Row]) -> int:
        customer = await people.customer_by_id(connection, conv["customer_id"])
        hidden = bool(masked and masked.kinds)
        seq = await self._message(
            connection, conv, {"kind": "customer", "name": self._called(customer), "role": None}, words,
            client_id=inbound.provider_id, masked=hidden, attachments=carried(files))
        await self._sent(connection, files, seq)
        await turns.add_inbound(connection, conversation_id=conv["id"], provider_id=inbound.provider_id, seq=seq,
                                at=self._now(), text=words, lapsed=inbound.proven is False)
        if conv["first_words"] is None:
            await conversations.change(
                connection, conv["id"], first_words=(words or ", ".join(f["name"] for f in files))[:200])
        if hidden and masked is not None:
            await self._say_hidden(connection, conv, masked.kinds[0])
        return seq

    async def _say_hidden(self, connection: Connection, conv: Row, kind: str) -> None:
        """Say what was masked; never over a person, and the message itself shows it, too."""
        if conv["owner"] != Owner.AGENT.value:
            await self._introduce(connection, conv)
            await self._bot_says(connection, conv, f"masking.{kind}")

    # --- where it goes ---------------------------------------------------------------------------

    async def _route(self, connection: Connection, conv: Row, seq: int, choice: Row | None) -> None:
        """Bot: a turn. Queue: an honest word, and the brief learns it. Agent: theirs to answer."""
        owner, now = Owner(conv["owner"]), self._now()
        if owner is Owner.BOT:
            waiting = None if choice else await turns.waiting_turn(connection, conv["id"])
            turn_id = waiting["id"] if waiting else await turns.add(
                connection, conv["id"], now,
                choice={"intent": choice["intent"], "entities": choice["entities"]} if choice else None)
            await turns.take(connection, conv["id"], seq, turn_id)
        elif owner is Owner.QUEUE:
            await self._note_while_waiting(connection, conv)
            await turns.settle(connection, Outcome.ACKNOWLEDGED, now, conversation_id=conv["id"], seq=seq)

    async def _note_while_waiting(self, connection: Connection, conv: Row) -> None:
        """What is added while waiting reaches the brief; "noted" is said, but not after every line."""
        await self._refresh_brief(connection, conv["id"])
        brief = await handoffs.get_brief(connection, conv["id"])
        if brief is not None:  # the list and the brief show the same mood
            await conversations.change(connection, conv["id"], mood=brief["mood"]["now"])
        recent = await timeline.after(connection, conv["id"], max(0, conv["last_seq"] - 20), kinds=("message",))
        ours = [e["at"] for e in recent if e["body"]["sender"]["kind"] == "bot"]
        if not ours or self._now() - ours[-1] > NOTED_AGAIN_AFTER:
            await self._bot_says(connection, conv, "waiting.noted")

    async def _wish(self, connection: Connection, conv: Row, wish: str, words: str, orders: Row, seq: int) -> None:
        """Wishes need no brain: a person, the assistant again, or to stop here."""
        owner, now = Owner(conv["owner"]), self._now()
        if wish == "close":
            await turns.drop_open(connection, conv["id"], now)
            await self._end_promise(connection, conv, "lifted")
            if owner is not Owner.CLOSED:
                conv = await conversations.change_owner(connection, conv, Owner.CLOSED, waiting_since=None)
                await self._owner_event(connection, conv, None)
            await conversations.close_visit(connection, conv["id"], reason="customer", now=now)
            await turns.settle(connection, Outcome.CLOSED, now, conversation_id=conv["id"])
        elif wish == "human" and owner is Owner.BOT:
            customer = await people.customer_by_id(connection, conv["customer_id"])
            await self._hand_over(connection, conv, customer, self._asked_for(words, conv["language"]), orders=orders,
                                  words=self._say(conv, "handoff.understood_asked"))
        elif wish == "bot" and owner is Owner.QUEUE:
            await self._end_promise(connection, conv, "lifted")
            conv = await conversations.change_owner(connection, conv, Owner.BOT, waiting_since=None, promise_id=None)
            await self._owner_event(connection, conv, None)
            await self._bot_says(connection, conv, "waiting.assistant_again")
            await turns.settle(connection, Outcome.ANSWERED, now, conversation_id=conv["id"])
        elif owner is Owner.QUEUE:
            await self._bot_says(connection, conv, "waiting.still_waiting")
            await turns.settle(connection, Outcome.ACKNOWLEDGED, now, conversation_id=conv["id"])
        elif owner is Owner.BOT:
            await self._bot_says(connection, conv, "waiting.assistant_here")
            # This wish only: what an open turn holds is answered when that turn ends.
            await turns.settle(connection, Outcome.ANSWERED, now, conversation_id=conv["id"], seq=seq)


def _level(conv: Row, customer: Row, inbound: Inbound) -> str:
    """Of someone the company knows: verified while the signed identity holds, named after it."""
    if inbound.proven is None or customer["company_id"] is None:
        return str(conv["level"])
    return str((Level.VERIFIED if inbound.proven else Level.NAMED).value)


def _wish_of(choice: Row | None) -> str | None:
    return {WISH_BOT: "bot", WISH_HUMAN: "human"}.get(choice["intent"]) if choice else None
