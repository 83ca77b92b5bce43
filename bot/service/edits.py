"""Messages their writer changed, and smiles put under ours: marked on the timeline, read again while unanswered.

A changed message is an event of its own that points to the first; what people have read is never rewritten under them.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.conversation import Outcome, Owner
from bot.core.language import detect
from bot.core.masking import mask
from bot.core.messages import Inbound, Received
from bot.core.safety import check
from bot.service.base import Row, checked
from bot.service.intake import Intake
from bot.store import conversations, timeline, turns
from bot.store.database import Connection


class Edits(Intake):
    async def receive_edit(self, inbound: Inbound, of: str) -> Received:
        """`inbound` is the newer version of the message with provider id `of`; one never seen is a message of its own.

        Raises `Problem`: not_found, too_long, empty.
        """
        text = checked(inbound.text or "")
        async with self.deps.db.read() as connection:
            conv = await self._conversation(connection, inbound.conversation_id)
            known = await turns.inbound_by_provider_id(connection, conv["id"], inbound.provider_id)
            first = await turns.inbound_by_provider_id(connection, conv["id"], of)
        if known is not None:
            return Received(known["seq"], duplicate=True)
        finding = check(text, self.deps.safety)
        if first is None or finding is not None or inbound.public:
            about = {**inbound.about, **({"edit_of": first["seq"]} if first else {})}
            return await self.receive(_with(inbound, about))
        async with self.deps.db.write() as connection:
            received = await self._store_edit(connection, inbound, of, text)
        self.deps.hub.publish(inbound.conversation_id)
        self.deps.wake(inbound.conversation_id)
        return received

    async def _store_edit(self, connection: Connection, inbound: Inbound, of: str, text: str) -> Received:
        conv = await conversations.get(connection, inbound.conversation_id)
        known = await turns.inbound_by_provider_id(connection, conv["id"], inbound.provider_id)
        if known is not None:
            return Received(known["seq"], duplicate=True)
        first = await turns.inbound_by_provider_id(connection, conv["id"], of)
        assert first is not None, "nothing deletes an inbound message"
        masked = mask(text, detect(text, conv["language"], self.deps.language))
        about = {**inbound.about, "edit_of": first["seq"]}
        seq = await self._customer_event(connection, conv, _with(inbound, about), masked.text, masked, [])
        await self._read_again(connection, conv, first, masked.text, seq)
        return Received(seq, duplicate=False)

    async def _read_again(self, connection: Connection, conv: Row, first: Row, text: str, seq: int) -> None:
        """Unanswered: the newer words count. Answered: it is marked, and shares what the first one got."""
        now = self._now()
        if first["outcome"] is not None:
            await turns.settle(connection, Outcome(first["outcome"]), now, conversation_id=conv["id"], seq=seq)
            if conv["owner"] == Owner.QUEUE.value:
                await self._refresh_brief(connection, conv["id"])
            return
        waiting = first["turn_id"] and (await turns.get(connection, first["turn_id"]))["state"] == "waiting"
        if conv["owner"] == Owner.BOT.value and waiting:
            # One turn reads one version: the newer words in the place of the first, nothing twice.
            await turns.change_text(connection, conv["id"], first["seq"], text)
            await turns.change_text(connection, conv["id"], seq, "")
            await turns.take(connection, conv["id"], seq, first["turn_id"])
        else:
            await self._route(connection, conv, seq, None)

    async def note_sign(self, conversation_id: str, provider_id: str, sign: str, of: int | None) -> None:
        """A smile (or its end) under a message: for agents to see. Nothing answers it."""
        async with self.deps.db.write() as connection:
            conv = await conversations.get(connection, conversation_id)
            recent = await timeline.after(connection, conv["id"], max(0, conv["last_seq"] - 50), private=True,
                                          kinds=("note",))
            if any(event["body"].get("client_id") == provider_id for event in recent):
                return
            said = await timeline.after(connection, conv["id"], of - 1, limit=1) if of else []
            about = str(said[0]["body"].get("text") or "")[:80] if said else ""
            key = ("reaction" if sign else "reaction_gone") + ("_to" if about else "")
            await timeline.append(connection, conv["id"], self._now(), "note", {
                "text": self._say(conv, f"telegram_note.{key}", sign=sign or "…", words=about or "…"),
                "client_id": provider_id, **({"of": of} if of else {})})
        self.deps.hub.publish(conversation_id)


def _with(inbound: Inbound, about: Row) -> Inbound:
    return replace(inbound, about=about)
