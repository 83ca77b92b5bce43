"""Chat sessions: opening one, signing in, and what a person prefers.

A session is a token, nothing else; the conversation and the customer live longer than it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.clock import rfc3339
from bot.core.conversation import Level, Outcome, Owner
from bot.core.identities import normal_email
from bot.core.messages import ChatSession, SessionOpened, WebIdentity
from bot.core.problems import Problem
from bot.core.recognition import first_name
from bot.service.base import Row, event_json, session_end
from bot.service.becoming import become
from bot.service.welcome import Welcome
from bot.store import conversations, identities, people, timeline, turns
from bot.store.database import Connection
from bot.store.errors import Changed

WEB = "web"
ADULT_TO_US = 15  # below it French law asks for a parent's consent


class Sessions(Welcome):
    async def session(self, token: str) -> ChatSession:
        """What this token opens; `bad_token` when it is unknown or expired."""
        async with self.deps.db.read() as connection:
            row = await people.chat_session_by_token(connection, token, self._now())
        if row is None:
            raise Problem("bad_token")
        return ChatSession(row["conversation_id"], row["language"], row["token_hash"], row["proven_until"])

    def proven(self, session: ChatSession) -> bool:
        """Whether the signed identity this session was opened with holds still."""
        return session.proven_until is not None and self.deps.real_now() < session.proven_until

    async def sign_out(self, session: ChatSession) -> None:
        """End this token. The conversation stays; other devices keep theirs."""
        async with self.deps.db.write() as connection:
            await people.drop_chat_session(connection, session.token_hash)
        self.deps.hub.publish(session.conversation_id)

    async def open_session(
        self, *, identity: WebIdentity | None, language: str | None, greet: bool, old: ChatSession | None
    ) -> SessionOpened:
        """Open the right conversation: the old token's, the proven customer's, or a new one for a stranger."""
        speaks = language or (_language_of(identity) if identity else None) or self.deps.language
        record, orders = await self._company_record(identity.company_id, speaks) if identity else ({}, [])
        async with self.deps.db.write() as connection:
            conv = await self._conversation_for(connection, identity, record, language, old)
            await self._once(connection, identity, conv, old)
            if language and language != conv["language"]:
                await conversations.change(connection, conv["id"], language=language)
                conv["language"] = language
            if greet:
                conv = await self._welcome(connection, conv, orders)
            end = session_end(self._now())
            until = identity.until if identity else old.proven_until if old else None
            token = await people.add_chat_session(connection, conv["id"], conv["language"], end, until)
            conv = await conversations.get(connection, conv["id"])
        self.deps.hub.publish(conv["id"])
        return SessionOpened(token, conv["id"], conv["last_seq"], rfc3339(end))

    @staticmethod
    async def _once(connection: Connection, identity: WebIdentity | None, conv: Row, old: ChatSession | None) -> None:
        """A token with an id of its own is no longer good once used, but for the session that came of it."""
        if identity is None or identity.token_id is None or identity.until is None:
            return
        try:
            before = await people.use_token(connection, identity.token_id, conv["id"], identity.until)
        except Changed as error:
            raise Problem("bad_identity") from error
        if before is not None and (old is None or old.conversation_id != before):
            raise Problem("bad_identity")

    async def preferences(self, session: ChatSession, *, language: str | None = None,
                          formality: str | None = None, pace: str | None = None) -> Row:
        """Keep what the person chose, and say what is kept."""
        async with self.deps.db.write() as connection:
            conv = await conversations.get(connection, session.conversation_id)
            changes: Row = {k: v for k, v in (("language", language), ("formality", formality)) if v}
            await conversations.change(connection, conv["id"], **changes)
            if language:
                await people.set_session_language(connection, conv["id"], language)
            if pace and not conv["minor"]:
                await people.change_customer(connection, conv["customer_id"], pace=pace)
            conv = await conversations.get(connection, conv["id"])
            customer = await people.customer_by_id(connection, conv["customer_id"])
        return {"language": conv["language"], "formality": conv["formality"] or customer["formality"],
                "pace": customer["pace"]}

    # --- which conversation ----------------------------------------------------------------------

    async def _conversation_for(self, connection: Connection, identity: WebIdentity | None,
                                record: Row, language: str | None, old: ChatSession | None) -> Row:
        known = None if old is None else await conversations.get(connection, old.conversation_id)
        if identity is None:
            return known or await self._stranger(connection, language)
        customer = await self._customer_of(connection, identity, record)
        theirs = await conversations.of_customer(connection, customer["id"], WEB)
        anonymous = known is not None and await self._anonymous(connection, known)
        if theirs is None and known is not None and anonymous:
            return await self._sign_in_here(connection, known, customer, identity)
        if theirs is None:
            theirs = await conversations.add(
                connection, channel=WEB, customer_id=customer["id"], level=Level.VERIFIED.value,
                language=language or _language_of(identity) or self.deps.language, now=self._now())
        await conversations.change(connection, theirs["id"], level=Level.VERIFIED.value)
        await self._note_child(connection, theirs, identity)
        if known is not None and known["id"] != theirs["id"] and anonymous:
            await self._close_anonymous(connection, known, await conversations.get(connection, theirs["id"]))
        return await conversations.get(connection, theirs["id"])

    @staticmethod
    async def _anonymous(connection: Connection, conv: Row) -> bool:
        """Whether nobody ever signed in here. Its level does not tell: that ends with the signed identity."""
        return (await people.customer_by_id(connection, conv["customer_id"]))["company_id"] is None

    async def _stranger(self, connection: Connection, language: str | None) -> Row:
        customer = await people.add_customer(connection, self._now())
        return await conversations.add(
            connection, channel=WEB, customer_id=customer["id"], level=Level.STRANGER.value,
            language=language or self.deps.language, now=self._now())

    async def _customer_of(self, connection: Connection, identity: WebIdentity, record: Row) -> Row:
        """The customer of this proven identity; signed claims win over the company's record."""
        given = identity.given_name or record.get("given_name") or first_name(identity.name or "") or None
        both = " ".join(filter(None, (identity.given_name, identity.family_name)))
        since = record.get("since")
        names = {
            "name": record.get("name") or identity.name or both or None, "first_name": given,
            "call_them": _how_to_say(identity) or record.get("call_them"),
            "since": datetime.fromisoformat(since).replace(tzinfo=UTC) if since else None,
        }
        customer = await people.customer_by_company_id(connection, identity.company_id)
        if customer is None:
            customer = await people.add_customer(
                connection, self._now(), company_id=identity.company_id, language=_language_of(identity), **names)
        else:
            await people.change_customer(connection, customer["id"], **{k: v for k, v in names.items() if v})
        email = normal_email(identity.email or "")
        if email is not None and not self._child(identity):
            await identities.put_only(connection, customer_id=customer["id"], kind="email", value=email,
                                      now=self._now(), proven_by="signed_token")
        return await people.customer_by_id(connection, customer["id"])

    def _child(self, identity: WebIdentity) -> bool:
        return bool(identity.birthdate) and _age(identity.birthdate or "", self._now().date()) < ADULT_TO_US

    async def _note_child(self, connection: Connection, conv: Row, identity: WebIdentity) -> None:
        """A signed birth date under 15: `tu`, and a person answers. Kept with the conversation only."""
        if self._child(identity):
            await conversations.change(connection, conv["id"], minor=True, formality="tu")

    async def _sign_in_here(self, connection: Connection, conv: Row, customer: Row,
                            identity: WebIdentity) -> Row:
        """The anonymous conversation becomes the proven customer's: same id, same words, nothing re-asked."""
        await self._become(connection, conv, customer, child=self._child(identity))
        await conversations.change(connection, conv["id"], level=Level.VERIFIED.value, asked_name=False)
        await self._note_child(connection, conv, identity)
        return await conversations.get(connection, conv["id"])

    @staticmethod
    async def _become(connection: Connection, conv: Row, customer: Row, keep: str | None = None, *,
                      child: bool) -> None:
        """A record nobody proved becomes `customer`, with all that hangs on it.

        Its tokens end, but for the one whose hash is `keep`: whoever opened it on this device before must not read on.
        """
        await people.drop_chat_sessions(connection, conv["id"], keep=keep)
        await become(connection, conv["customer_id"], customer["id"], child=child)

    async def _close_anonymous(self, connection: Connection, anonymous: Row, theirs: Row) -> None:
        now = self._now()
        await turns.drop_open(connection, anonymous["id"], now)
        await turns.settle(connection, Outcome.CLOSED, now, conversation_id=anonymous["id"])
        if anonymous["owner"] != Owner.CLOSED.value:
            closed = await conversations.change_owner(connection, anonymous, Owner.CLOSED)
            await self._owner_event(connection, closed, None)
            await conversations.close_visit(connection, anonymous["id"], reason="signed_in", now=now)
        await timeline.append(connection, theirs["id"], now, "note", {
            "text": self._say(theirs, "welcome.linked_note"), "linked": anonymous["id"]})
        await self._become(connection, anonymous, {"id": theirs["customer_id"]}, child=bool(theirs["minor"]))
        await conversations.change(connection, anonymous["id"], linked_to=theirs["id"])

    # --- reading ---------------------------------------------------------------------------------

    async def events(self, conversation_id: str, after: int, *, private: bool = False,
                     language: str | None = None) -> tuple[list[Row], int]:
        """Events above `after`, people's roles in the reader's `language`, and the number to ask from next time."""
        async with self.deps.db.read() as connection:
            found = await timeline.after(connection, conversation_id, after, private=private)
        return [event_json(row, language=language) for row in found], found[-1]["seq"] if found else after


def _how_to_say(identity: WebIdentity) -> str | None:
    """"Madame Moreau" stays as given: a title in the signed name wins over the first name."""
    name = identity.name or ""
    titles = ("madame ", "monsieur ", "mme ", "m. ", "mrs ", "mr ", "ms ", "dr ")
    return name if name.lower().startswith(titles) else None


def _age(birthdate: str, today: date) -> int:
    """Whole years; someone whose date cannot be read counts as an adult."""
    try:
        born = date.fromisoformat(birthdate)
    except ValueError:
        return ADULT_TO_US
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _language_of(identity: WebIdentity) -> str | None:
    start = (identity.locale or "")[:2].lower()
    return start if start in ("fr", "en") else None
