"""Chat sessions: opening one, signing in, the welcome by name, and what a person prefers.

A session is a token, nothing else; the conversation and the customer live longer than it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.clock import rfc3339
from bot.core.conversation import Level, Outcome, Owner
from bot.core.messages import ChatSession, SessionOpened, WebIdentity
from bot.core.problems import Problem
from bot.core.recognition import first_name
from bot.service.base import Row, ServiceBase, event_json, session_end
from bot.service.handoff import WISH_HUMAN
from bot.store import conversations, handoffs, people, timeline, turns
from bot.store.database import Connection

WEB = "web"
ADULT_TO_US = 15  # below it French law asks for a parent's consent


class Sessions(ServiceBase):
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
            await self._close_anonymous(connection, known, theirs)
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
            return await people.add_customer(
                connection, self._now(), company_id=identity.company_id, language=_language_of(identity), **names)
        await people.change_customer(connection, customer["id"], **{k: v for k, v in names.items() if v})
        return await people.customer_by_id(connection, customer["id"])

    async def _note_child(self, connection: Connection, conv: Row, identity: WebIdentity) -> None:
        """A signed birth date under 15: `tu`, and a person answers. Kept with the conversation only."""
        if identity.birthdate and _age(identity.birthdate, self._now().date()) < ADULT_TO_US:
            await conversations.change(connection, conv["id"], minor=True, formality="tu")

    async def _sign_in_here(self, connection: Connection, conv: Row, customer: Row,
                            identity: WebIdentity) -> Row:
        """The anonymous conversation becomes the proven customer's: same id, same words, nothing re-asked.

        Its tokens end: whoever opened it on this device before must not read on as this customer.
        """
        await people.drop_chat_sessions(connection, conv["id"])
        await people.change_customer(connection, conv["customer_id"], name=None, first_name=None, call_them=None)
        await conversations.change(
            connection, conv["id"], customer_id=customer["id"], level=Level.VERIFIED.value, asked_name=False)
        run = await handoffs.open_task_run(connection, conv["customer_id"])
        if run is not None:
            await handoffs.put_task_run(connection, run["run"], {"customer_id": customer["id"]})
        await self._note_child(connection, conv, identity)
        return await conversations.get(connection, conv["id"])

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
        await people.drop_chat_sessions(connection, anonymous["id"])

    # --- the welcome -----------------------------------------------------------------------------

    async def _welcome(self, connection: Connection, conv: Row, orders: list[Row]) -> Row:
        """Greet once a visit, by name when we know it. Nothing is said over a person or to someone waiting."""
        if conv["owner"] == Owner.CLOSED.value:
            conv = await self._reopen(connection, conv)
        if conv["owner"] != Owner.BOT.value or conv["introduced"]:
            return conv
        customer = await people.customer_by_id(connection, conv["customer_id"])
        name = self._called(customer)
        if conv["formality"] is None:
            conv["formality"] = customer["formality"]
        helper = await self._last_helper(connection, conv)
        truth = _something_true(orders)
        talk = {"label": self._say(conv, "waiting.wish_human"), "intent": WISH_HUMAN}
        if name is None:
            await self._bot_says(connection, conv, "welcome.stranger")
        elif helper is not None:
            await self._bot_says(connection, conv, "welcome.after_person", name=name, person=helper, choices=[talk])
        elif truth is not None:
            await self._bot_says(connection, conv, "welcome.with_truth", name=name, label=truth[0], status=truth[1])
        else:
            await self._bot_says(connection, conv, "welcome.named", name=name)
        await conversations.change(connection, conv["id"], introduced=True, asked_name=name is None)
        return await conversations.get(connection, conv["id"])

    async def _reopen(self, connection: Connection, conv: Row) -> Row:
        """closed → bot: a new visit. What was decided before is past; who helped is remembered."""
        conv = await conversations.change_owner(
            connection, conv, Owner.BOT, introduced=False, handed_back=False, decision=None, reasons=[],
            priority="normal", mood=None, mood_curve=[], misunderstood=0, step_failures={}, waiting_since=None,
            promise_id=None)
        await self._owner_event(connection, conv, None)
        await conversations.open_visit(connection, conv["id"], opened_seq=conv["last_seq"] + 1, now=self._now())
        return await conversations.get(connection, conv["id"])

    async def _last_helper(self, connection: Connection, conv: Row) -> str | None:
        """The first name of the person who answered last, in an earlier visit."""
        if conv["last_agent_id"] is None:
            return None
        agent = await people.agent_by_id(connection, conv["last_agent_id"])
        return None if agent is None else str(agent["name"])

    # --- reading ---------------------------------------------------------------------------------

    async def events(self, conversation_id: str, after: int, *, private: bool = False) -> tuple[list[Row], int]:
        """Events above `after` and the number to ask from next time."""
        async with self.deps.db.read() as connection:
            found = await timeline.after(connection, conversation_id, after, private=private)
        return [event_json(row) for row in found], found[-1]["seq"] if found else after




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


def _something_true(orders: list[Row]) -> tuple[str, str] | None:
    """One true thing to open with: an order on its way. Old deliveries would be reciting, not recognising."""
    coming = next((o for o in orders if o["status_code"] == "shipped"), None)
    if coming is None:
        return None
    return coming["label"][:1].upper() + coming["label"][1:], coming["status"]


def _language_of(identity: WebIdentity) -> str | None:
    start = (identity.locale or "")[:2].lower()
    return start if start in ("fr", "en") else None
