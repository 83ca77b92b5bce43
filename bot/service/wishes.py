"""Wishes beyond a person, the assistant and an end: to be greeted, a language, not to be written to, one's own data.

Owns what is said to them. None needs the brain. Nothing is said over a person who owns the conversation.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.conversation import Outcome, Owner
from bot.core.messages import Inbound
from bot.service.attachments import Attachments
from bot.service.base import Row
from bot.service.export import Export
from bot.service.handoff import WISH_BOT, WISH_HUMAN, Handoffs
from bot.service.welcome import RESUME
from bot.store import conversations, handoffs, people, telegram, turns
from bot.store.database import Connection

LANGUAGE_WISHES = {"wish:fr": "fr", "wish:en": "en"}
# What a choice with one of these intents wishes; it never reaches the brain.
CHOSEN_WISHES = {WISH_BOT: "bot", WISH_HUMAN: "human", **LANGUAGE_WISHES}
MORE_WISHES = ("hello", "language", "fr", "en", "data")


class Wishes(Export, Handoffs, Attachments):
    async def _prepared(self, inbound: Inbound, conv: Row) -> Inbound:
        """What must be made before the transaction: the copy of one's data."""
        if inbound.wish != "data" or self.deps.files is None:
            return inbound
        copy = self.as_text(await self.export_of(conv["id"], conv["language"]), conv["language"])
        kept = await self.keep_file(conv["id"], name=self._say(conv, "telegram.data_file"), said_type="text/plain",
                                    content=copy.encode(), sender="bot")
        return replace(inbound, copy=str(kept["id"]))

    async def _further_wish(self, connection: Connection, conv: Row, wish: str, seq: int,
                            copy: str | None) -> None:
        """Greet, change the language, or give the data; with a person the bot only does it."""
        if wish in ("fr", "en"):
            await conversations.change(connection, conv["id"], language=wish)
            await people.set_session_language(connection, conv["id"], wish)
            conv = {**conv, "language": wish}
        owner = Owner(conv["owner"])
        if owner is not Owner.AGENT:
            await self._answer_wish(connection, conv, wish, copy)
        outcome = Outcome.ANSWERED if owner is Owner.BOT else Outcome.ACKNOWLEDGED
        await turns.settle(connection, outcome, self._now(), conversation_id=conv["id"], seq=seq)

    async def _answer_wish(self, connection: Connection, conv: Row, wish: str, copy: str | None) -> None:
        if wish == "hello":
            await self._greet(connection, conv)
        elif wish == "language":
            await self._introduce(connection, conv)
            await self._bot_says(connection, conv, "telegram.which_language", choices=[
                {"label": self._say(conv, f"telegram.{code}"), "intent": f"wish:{code}"} for code in ("fr", "en")])
        elif wish == "data":
            await self._introduce(connection, conv)
            await self._give_copy(connection, conv, copy)
        else:
            await self._introduce(connection, conv)
            await self._bot_says(connection, conv, "telegram.language_kept")

    async def _greet(self, connection: Connection, conv: Row) -> None:
        """By name; what was begun elsewhere is offered to go on with."""
        if conv["owner"] == Owner.QUEUE.value:
            await self._bot_says(connection, conv, "waiting.still_waiting")
            return
        if conv["introduced"]:
            await self._bot_says(connection, conv, "waiting.assistant_here")
            await self._offer_open_task(connection, conv)
            return
        offered = await self.offers_to_go_on(connection, conv)
        conv = await self._welcome(connection, conv, [])
        if not offered:
            await self._offer_open_task(connection, conv)

    async def _offer_open_task(self, connection: Connection, conv: Row) -> None:
        run = await handoffs.open_task_run(connection, conv["customer_id"])
        if run is not None and conv["owner"] == Owner.BOT.value:
            await self._bot_says(connection, conv, "telegram.go_on", choices=[
                {"label": self._say(conv, "telegram.go_on_choice"), "intent": RESUME}])

    async def _give_copy(self, connection: Connection, conv: Row, copy: str | None) -> None:
        files = await self._unsent(connection, conv["id"], [copy], "bot") if copy else []
        seq = await self._message(connection, conv, self._bot(conv["language"]),
                                  self._say(conv, "telegram.data"), attachments=[
                                      {key: row[key] for key in ("id", "name", "type", "size")} for row in files])
        await self._sent(connection, files, seq)

    async def _stop_writing(self, connection: Connection, conv: Row) -> None:
        """Never written to first again, until they write themselves."""
        chat = await telegram.chat_of(connection, conv["id"])
        if chat is not None:
            await telegram.change_chat(connection, chat["account"], stopped_at=self._now())
        await self._bot_says(connection, conv, "telegram.stopped")

    async def _in_public(self, connection: Connection, conv: Row, seq: int) -> None:
        """Others read along: nothing about anybody is said, the way to a private talk is shown."""
        if conv["owner"] != Owner.AGENT.value:
            await self._message(connection, conv, self._bot(conv["language"]),
                                self._say(conv, "telegram.in_public"), invite=True)
        outcome = Outcome.ANSWERED if conv["owner"] == Owner.BOT.value else Outcome.ACKNOWLEDGED
        await turns.settle(connection, outcome, self._now(), conversation_id=conv["id"], seq=seq)
