"""Receiving: what a customer sends is cleaned, masked, checked for danger, stored once and given a way.

Runs for every message, whoever owns the conversation. Only after this returns is the channel told
"received". Must not ask the brain.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from bot.core.cleaning import clean
from bot.core.conversation import Level, Owner
from bot.core.language import detect
from bot.core.masking import Masked, mask
from bot.core.messages import Inbound, Received
from bot.core.problems import Problem
from bot.core.recognition import says_minor
from bot.core.safety import SafetyFinding, check
from bot.service.base import Row, checked
from bot.service.emergencies import Emergencies
from bot.service.media import Media, carried
from bot.service.pieces import Pieces
from bot.service.rights import Rights
from bot.service.routing import Routing
from bot.service.step_up import StepUp
from bot.service.task_links import TaskLinks, begun_by
from bot.service.visits import Visits
from bot.service.wishes import CHOSEN_WISHES
from bot.store import conversations, handoffs, people, turns
from bot.store.database import Connection

log = logging.getLogger(__name__)

SPLIT_WITHIN = timedelta(minutes=2)  # a number sent in pieces this close together is one number


class Intake(Pieces, Media, Emergencies, Routing, StepUp, Rights, Visits, TaskLinks):
    async def receive(self, inbound: Inbound) -> Received:
        """Store one inbound message and start what follows. The same provider id again changes nothing.

        Raises `Problem`: not_found, too_long, empty, unknown_choice, unsupported_type, bad_request (a link).
        """
        async with self.deps.db.read() as connection:
            before = await self._conversation(connection, inbound.conversation_id)
            known = await turns.inbound_by_provider_id(connection, before["id"], inbound.provider_id)
            customer = await people.customer_by_id(connection, before["customer_id"])
        if known is not None:
            return Received(known["seq"], duplicate=True)
        before["level"] = self._level(before, customer, inbound)
        text = None if inbound.text is None else checked(inbound.text)
        finding = check(text, self.deps.safety) if text else None
        orders = await self._orders(before, customer) if finding or inbound.wish == "human" else {
            "state": "none", "items": []}
        inbound = self._with_link_checked(await self._prepared(inbound, before))
        async with self.deps.db.write() as connection:
            received = await self._store(connection, inbound, text, finding, orders)
            stored = await turns.inbound_by_provider_id(connection, before["id"], inbound.provider_id)
        if not received.duplicate:  # after the commit: a line must not speak of what was rolled back
            log.info("message received", extra={
                "conversation": inbound.conversation_id, "seq": received.seq, "turn": stored and stored["turn_id"],
                "outcome": stored and stored["outcome"], "channel": before["channel"]})
        self.deps.hub.publish(inbound.conversation_id)
        self.deps.wake(inbound.conversation_id)
        if before["step_up"] is not None:  # after the commit: a code may be due
            self.deps.wake_post()
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
        shown = None if text is None else await self._hidden(connection, conv, text)
        conv, masked = await self._read(connection, conv, shown)
        words = masked.text if masked else self._words_without_text(conv, inbound, choice, wish, files)
        seq = await self._customer_event(connection, conv, inbound, words, masked, files, code=shown != text)
        if choice is not None:
            await handoffs.use_choice(connection, choice["id"], seq)
        if finding is not None:
            await self._emergency(connection, conv, finding, words, orders, seq)
        elif inbound.public:
            await self._in_public(connection, conv, seq)
        elif wish is not None:
            await self._wish(connection, conv, wish, words, orders, seq, inbound.copy)
        elif (await self._prove(connection, conv, inbound, choice, text, seq)
              or await self._about_data(connection, conv, choice, shown, seq)
              or await self._about_own_words(connection, conv, choice, masked.text if masked else None, seq)):
            pass
        elif masked is None and (files or inbound.media) and conv["owner"] == Owner.BOT.value:
            await self._media_alone(connection, conv, seq, inbound.media)
        else:
            if files or inbound.media:
                await self._say_kept(connection, conv, inbound.media)
            told = await self._note_memory(connection, conv, words) if text is not None else []
            await self._route(connection, conv, seq, choice or begun_by(inbound))
            if told and conv["owner"] == Owner.BOT.value:
                await self._ask_to_keep(connection, conv, told)
        return Received(seq, duplicate=False)

    async def _at_level(self, connection: Connection, conv: Row, inbound: Inbound) -> Row:
        """The conversation is known as well as whoever wrote last."""
        level = self._level(conv, await people.customer_by_id(connection, conv["customer_id"]), inbound)
        if level != conv["level"]:
            await conversations.change(connection, conv["id"], level=level)
        return {**conv, "level": level}

    def _level(self, conv: Row, customer: Row, inbound: Inbound) -> str:
        """Of someone the company knows: verified while what proved it holds, named after it."""
        if customer["company_id"] is None:
            return str(conv["level"])
        proven = inbound.proven
        if proven is None:  # a channel without sessions: the account itself was proven
            until = conv["proven_until"]
            proven = conv["level"] == Level.VERIFIED.value and (until is None or self.deps.real_now() < until)
        return str((Level.VERIFIED if proven else Level.NAMED).value)

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

    def _words_without_text(self, conv: Row, inbound: Inbound, choice: Row | None, wish: str | None,
                            files: list[Row]) -> str:
        if choice is not None:
            return str(choice["label"])
        if inbound.begin is not None:
            return self._said_by_link(conv, inbound.begin)
        if inbound.shown or files:
            return clean(inbound.shown)
        return self._say(conv, f"waiting.wish_{wish}") if wish else "…"

    async def _customer_event(self, connection: Connection, conv: Row, inbound: Inbound, words: str,
                              masked: Masked | None, files: list[Row], *, code: bool = False) -> int:
        """`code`: one of ours was taken out, which needs no word about it."""
        customer = await people.customer_by_id(connection, conv["customer_id"])
        kinds = (*inbound.hidden, *(masked.kinds if masked else ()))
        seq = await self._message(
            connection, conv, {"kind": "customer", "name": self._called(customer), "role": None}, words,
            client_id=inbound.provider_id, masked=bool(kinds) or code, attachments=carried(files), **inbound.about)
        await self._sent(connection, files, seq)
        await turns.add_inbound(connection, conversation_id=conv["id"], provider_id=inbound.provider_id, seq=seq,
                                at=self._now(), text=words, lapsed=inbound.proven is False)
        if conv["first_words"] is None and inbound.wish != "hello":
            await conversations.change(
                connection, conv["id"], first_words=(words or ", ".join(f["name"] for f in files))[:200])
        if kinds:
            await self._say_hidden(connection, conv, kinds[0])
        return seq

    async def _say_hidden(self, connection: Connection, conv: Row, kind: str) -> None:
        """Say what was masked; never over a person, and the message itself shows it, too."""
        if conv["owner"] != Owner.AGENT.value:
            await self._introduce(connection, conv)
            await self._bot_says(connection, conv, f"masking.{kind}")


def _wish_of(choice: Row | None) -> str | None:
    return CHOSEN_WISHES.get(choice["intent"]) if choice else None
