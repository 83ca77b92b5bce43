"""One record for one person: accounts of channels, and a conversation that was proven to be a customer's.

Owns linking and merging. Nothing is merged on a claim: every way in takes a `Proof`, and a record that is somebody
else's already is never touched.
"""

from __future__ import annotations

import logging

from bot.core.conversation import Level, Owner
from bot.core.identities import Proof, same_person
from bot.core.messages import WebIdentity
from bot.core.problems import Problem
from bot.core.recognition import first_name
from bot.service.base import Row
from bot.service.sessions import Sessions
from bot.store import conversations, identities, people
from bot.store.database import Connection

log = logging.getLogger(__name__)


class Identities(Sessions):
    async def conversation_of_account(
        self, *, kind: str, value: str, channel: str, language: str | None = None, name: str | None = None
    ) -> Row:
        """The conversation held with a channel's account (`kind` telegram, `value` the provider's own id of it).

        Made at its first message, with a customer of its own. `name`: what the account calls itself, already cleaned;
        a claim, used to greet and for nothing else.
        """
        async with self.deps.db.write() as connection:
            found = [i for i in await identities.find(connection, kind, value) if i["conversation_id"]]
            if found:
                return await conversations.get(connection, found[0]["conversation_id"])
            now = self._now()
            called = {"name": name, "first_name": first_name(name)} if name else {}
            customer = await people.add_customer(connection, now, language=language, **called)
            conv = await conversations.add(
                connection, channel=channel, customer_id=customer["id"], now=now,
                level=(Level.NAMED if name else Level.STRANGER).value, language=language or self.deps.language)
            await identities.put(connection, customer_id=customer["id"], kind=kind, value=value, now=now,
                                 proven_by=None, conversation_id=conv["id"])
            return conv

    async def link_identity(self, conversation_id: str, proof: Proof, *, session: str | None = None) -> str:
        """Let a conversation be the proven customer's: one record, level verified. Returns the id it goes on under.

        `session`: the hash of the one token that may read on (web); every other ends. A conversation that is another
        proven customer's is left as it is: a channel account goes on in a new one, the web is refused (`forbidden`).
        """
        async with self.deps.db.read() as connection:
            language = (await self._held(connection, conversation_id))["language"]
        record, _ = await self._company_record(proof.company_id, language)
        async with self.deps.db.write() as connection:
            conv = await self._link(
                connection, await conversations.get(connection, conversation_id), proof, record, session)
        log.info("identity linked", extra={"conversation": conv["id"], "proof": proof.by})
        self.deps.hub.publish(conversation_id)
        return str(conv["id"])

    async def unlink_identity(self, conversation_id: str) -> None:
        """From now on this conversation proves nothing; it stays the customer's, who is greeted by name."""
        async with self.deps.db.write() as connection:
            conv = await self._held(connection, conversation_id)
            if conv["level"] == Level.VERIFIED.value:
                await conversations.change(connection, conv["id"], level=Level.NAMED.value, proven_until=None)
            await people.unprove_chat_sessions(connection, conv["id"])
        self.deps.hub.publish(conversation_id)

    async def _link(self, connection: Connection, conv: Row, proof: Proof, record: Row, session: str | None) -> Row:
        """`link_identity` inside the caller's transaction."""
        before = await people.customer_by_id(connection, conv["customer_id"])
        same = same_person(before["company_id"], proof.company_id)
        if same is False:
            return await self._link_elsewhere(connection, conv, proof, record)
        customer = await self._customer_of(connection, WebIdentity(proof.company_id), record)
        if same is None:
            await self._become(connection, conv, customer, keep=session, child=bool(conv["minor"]))
        await conversations.change(
            connection, conv["id"], level=Level.VERIFIED.value, asked_name=False, proven_until=proof.until)
        if session is not None:
            await people.prove_chat_session(connection, session, proof.until)
        account = await identities.of_conversation(connection, conv["id"])
        if account is not None:
            await identities.move(connection, account["id"], proven_by=proof.by, proven_at=self._now())
        return await conversations.get(connection, conv["id"])

    async def _link_elsewhere(self, connection: Connection, conv: Row, proof: Proof, record: Row) -> Row:
        """A channel account that changed hands: what was said stays with whom it belongs to."""
        account = await identities.of_conversation(connection, conv["id"])
        if account is None:
            raise Problem("forbidden")
        now = self._now()
        customer = await self._customer_of(connection, WebIdentity(proof.company_id), record)
        if conv["owner"] != Owner.CLOSED.value:
            closed = await conversations.change_owner(connection, conv, Owner.CLOSED)
            await self._owner_event(connection, closed, None)
            await conversations.close_visit(connection, conv["id"], reason="signed_in", now=now)
        fresh = await conversations.add(
            connection, channel=conv["channel"], customer_id=customer["id"], level=Level.VERIFIED.value,
            language=conv["language"], now=now)
        await conversations.change(connection, fresh["id"], proven_until=proof.until)
        await identities.move(connection, account["id"], customer_id=customer["id"], conversation_id=fresh["id"],
                              proven_by=proof.by, proven_at=now)
        return await conversations.get(connection, fresh["id"])

    @staticmethod
    async def _held(connection: Connection, conversation_id: str) -> Row:
        try:
            return await conversations.get(connection, conversation_id)
        except LookupError as error:
            raise Problem("not_found") from error
