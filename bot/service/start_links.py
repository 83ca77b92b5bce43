"""One tap to be known: a link from the account page makes a Telegram chat the same customer's.

Used once, within ten minutes, by real time; only its hash is stored. What was begun on the web goes on.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal

from bot.core.conversation import Outcome, Owner
from bot.core.identities import Proof
from bot.core.messages import Inbound, Received, WebIdentity
from bot.core.task_links import PREFIX
from bot.service.base import Row
from bot.service.intake import Intake
from bot.store import conversations, people, start_links, timeline, turns
from bot.store.database import Connection

LINK_HOLDS = timedelta(minutes=10)
START_LINK: Literal["start_link"] = "start_link"


class StartLinks(Intake):
    async def make_start_link(self, identity: WebIdentity, language: str) -> tuple[str, datetime]:
        """The word after `?start=` for this proven customer, and until when it can be used."""
        record, _ = await self._company_record(identity.company_id, language)
        token, until = _secret_word(), self.deps.real_now() + LINK_HOLDS
        async with self.deps.db.write() as connection:
            customer = await self._customer_of(connection, identity, record)
            await start_links.add(connection, token, customer_id=customer["id"], language=language,
                                  minor=self._child(identity), expires_at=until)
        return token, until

    async def start_with_link(self, inbound: Inbound, hashed: str) -> Received:
        """`/start <word>`: this chat becomes the customer's, or is told why not. Stored like every message.

        `hashed`: the word as it was kept with its update (`service.updates`), never the word itself.
        """
        async with self.deps.db.write() as connection:
            conv = await conversations.get(connection, inbound.conversation_id)
            known = await turns.inbound_by_provider_id(connection, conv["id"], inbound.provider_id)
            if known is not None:
                return Received(known["seq"], duplicate=True)
            link = await start_links.get(connection, hashed)
            if link is not None and await start_links.use(connection, hashed, conv["id"], self.deps.real_now()):
                conv, said = await self._with_link(connection, conv, link), "telegram.linked"
            else:
                again = link is not None and link["customer_id"] == conv["customer_id"]
                said = "telegram.linked_already" if again else "telegram.link_over"
            conv = await self._open_visit(connection, conv)
            seq = await self._customer_event(connection, conv, inbound, inbound.shown, None, [])
            await self._say_linked(connection, conv, said, seq)
        for touched in {inbound.conversation_id, conv["id"]}:
            self.deps.hub.publish(touched)
        return Received(seq, duplicate=False)

    async def _with_link(self, connection: Connection, conv: Row, link: Row) -> Row:
        customer = await people.customer_by_id(connection, link["customer_id"])
        child = bool(conv["minor"] or link["minor"])
        conv = await self._link(
            connection, {**conv, "minor": child}, Proof(START_LINK, customer["company_id"]), {}, None)
        if link["minor"]:
            await conversations.change(connection, conv["id"], minor=True, formality="tu")
        return await conversations.get(connection, conv["id"])

    async def _say_linked(self, connection: Connection, conv: Row, said: str, seq: int) -> None:
        customer = await people.customer_by_id(connection, conv["customer_id"])
        name = self._called(customer)
        await timeline.append(connection, conv["id"], self._now(), "note", {
            "text": self._say(conv, f"telegram_note.{said.removeprefix('telegram.')}")})
        if conv["owner"] == Owner.AGENT.value:  # a person is speaking; they see the note
            await turns.settle(connection, Outcome.ACKNOWLEDGED, self._now(), conversation_id=conv["id"], seq=seq)
            return
        await self._introduce(connection, conv, greet=False)
        if said == "telegram.linked" and name is not None:
            await self._bot_says(connection, conv, "telegram.linked_named", name=name)
        else:
            await self._bot_says(connection, conv, said)
        if said != "telegram.link_over":
            await self._offer_open_task(connection, conv)
        await turns.settle(connection, Outcome.ANSWERED, self._now(), conversation_id=conv["id"], seq=seq)


def _secret_word() -> str:
    """Never one that looks like the name of a task: those are kept as they stand."""
    word = secrets.token_urlsafe(32)
    return word if not word.startswith(PREFIX) else _secret_word()
