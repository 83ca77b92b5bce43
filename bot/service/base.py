"""What every part of the service shares: the store, the clock, the texts, and how words reach a timeline.

The service is the only writer. Its parts are split by topic (sessions, intake, turns, handoff, desk);
each public method is one transaction, and no network is awaited inside one.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import Clock, rfc3339
from bot.core.cleaning import clean
from bot.core.conversation import Level, Owner
from bot.core.escalation import Knowledge
from bot.core.messages import MAX_TEXT
from bot.core.problems import Problem
from bot.core.promises import Calendar
from bot.core.safety import SafetyRules
from bot.core.texts import Texts
from bot.core.topics import Topics
from bot.office import Office, OfficeError
from bot.service.hub import Hub
from bot.store import conversations, handoffs, outbox, people, timeline
from bot.store.database import Connection, Database

Row = dict[str, Any]

log = logging.getLogger(__name__)

SESSION_DAYS = 30
OFFICE_S = 0.8  # the brief says "not reachable" rather than keep a person waiting longer


async def _nothing(conversation_id: str) -> None:
    """Without a brain there is nothing to forget."""


@dataclass(frozen=True)
class Kept:
    """How long, in days after the last sign of life; 0: for ever."""

    customers: int = 1095
    strangers: int = 90
    looks: int = 365


@dataclass
class Deps:
    """The service's surroundings, put together in `bot.wiring` or in a test."""

    db: Database
    clock: Clock
    hub: Hub
    texts: Texts
    safety: SafetyRules
    knowledge: Knowledge
    calendar: Calendar
    office: Office | None
    ticket_key: bytes
    language: str = "fr"
    assistant: str = "Sensei"
    mediator: str = ""  # of consumer disputes: who they are and where to write; empty: none named
    # A signed identity ends in real time, however the clock is moved.
    real_now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    # Told when a conversation has a turn to run; the worker puts itself here.
    wake: Callable[[str], None] = field(default=lambda conversation_id: None)
    # Told when documents were announced; the fetcher puts itself here.
    fetch: Callable[[], None] = field(default=lambda: None)
    # Asked to forget a conversation; the worker, who knows the brain, puts the brain's own here.
    forget: Callable[[str], Awaitable[None]] = field(default=_nothing)
    # Told when a mail is due; whoever sends them puts itself here. `mails`: whether any can be sent at all.
    wake_post: Callable[[], None] = field(default=lambda: None)
    mails: bool = False
    # This installation's own secret, for codes and what is left of an erasure.
    codes_key: bytes = b""
    kept: Kept = field(default_factory=Kept)
    kept_at: datetime | None = None  # when the periods were last looked at, by this process
    # The self-service tasks: names to check, labels to show.
    topics: Topics = field(default_factory=dict)
    # Where log files lie, to take ids out of them; None: there are none.
    logs: Path | None = None
    # Channels that push (Telegram) need outbox rows sent; the web is read.
    pushing: frozenset[str] = frozenset()
    # Where the files people send lie; None: none are taken.
    files: Path | None = None


class ServiceBase:
    """Helpers shared by the parts. Not for use from outside the package."""

    def __init__(self, deps: Deps) -> None:
        self.deps = deps

    async def _get(self, connection: Connection, conversation_id: str) -> Row:
        """The conversation an agent named. Raises `not_found`."""
        try:
            return await conversations.get(connection, conversation_id)
        except LookupError as error:
            raise Problem("not_found") from error

    # --- small readings --------------------------------------------------------------------------

    def _now(self) -> datetime:
        return self.deps.clock.now()

    def _say(self, conv: Mapping[str, Any], key: str, **values: Any) -> str:
        """A front-door sentence in the conversation's language and form of address."""
        return self.deps.texts.say(key, conv["language"], formality=conv.get("formality") or "vous", **values)

    def _bot(self, language: str) -> Row:
        return {"kind": "bot", "name": self.deps.assistant,
                "role": self.deps.texts.say("welcome.role", language)}

    @staticmethod
    def _person(agent: Mapping[str, Any], language: str) -> Row:
        """How an agent appears to the customer: a name and a role, never an id."""
        return {"name": agent["name"], "role": agent["role"].get(language) or agent["role"]["fr"]}

    def _signed(self, agent: Mapping[str, Any], language: str) -> Row:
        """The same as it is stored: with the role in every language, so that each reader gets their own."""
        return {**self._person(agent, language), "roles": dict(agent["role"])}

    @staticmethod
    def _called(customer: Mapping[str, Any]) -> str | None:
        """How this person wants to be greeted, if we know."""
        called: str | None = customer["call_them"] or customer["first_name"] or customer["name"]
        return called

    # --- writing to the timeline -----------------------------------------------------------------

    async def _message(
        self, connection: Connection, conv: Row, sender: Row, text: str, *,
        choices: list[Row] | None = None, private: bool = False, **extra: Any,
    ) -> int:
        """Append one message; bot's and agents' also go to the outbox of channels that push."""
        now = self._now()
        offered = [{"id": handoffs.new_id(), "entities": [], **choice} for choice in choices or []]
        body = {
            "sender": sender, "text": text, "lang": extra.pop("lang", None) or conv["language"],
            "choices": [{"id": c["id"], "label": c["label"]} for c in offered],
            "attachments": [], "masked": False, **extra,
        }
        seq = await timeline.append(connection, conv["id"], now, "message", body, private=private)
        await handoffs.add_choices(connection, conv["id"], seq, offered)
        if sender["kind"] != "customer" and not private:
            await outbox.add(
                connection, conversation_id=conv["id"], seq=seq, sender=sender["kind"],
                owner_version=(await conversations.get(connection, conv["id"]))["owner_version"], now=now,
                delivered=conv["channel"] not in self.deps.pushing)
        return seq

    async def _tell_all(self, connection: Connection, conv: Row, kind: str, body: Row, *,
                        sender: str = "notice") -> int:
        """Append something the customer sees that is no message; where words are pushed, it is shown there, too.

        `sender` "bot": not shown any more once a person has taken over.
        """
        now = self._now()
        seq = await timeline.append(connection, conv["id"], now, kind, body)
        if conv["channel"] in self.deps.pushing:
            await outbox.add(
                connection, conversation_id=conv["id"], seq=seq, sender=sender, now=now, delivered=False,
                owner_version=(await conversations.get(connection, conv["id"]))["owner_version"])
        return seq

    async def _bot_says(self, connection: Connection, conv: Row, key: str, *,
                        choices: list[Row] | None = None, **values: Any) -> int:
        return await self._message(
            connection, conv, self._bot(conv["language"]), self._say(conv, key, **values), choices=choices)

    async def _introduce(self, connection: Connection, conv: Row, *, greet: bool = True) -> None:
        """Say once a visit that this is an automatic assistant, before its first word.

        `greet` False when the brain's own words are the greeting.
        """
        if not conv["introduced"]:
            name = self._called(await people.customer_by_id(connection, conv["customer_id"])) if greet else None
            if name is None:
                await self._bot_says(connection, conv, "welcome.introduction")
            else:
                await self._bot_says(connection, conv, "welcome.introduction_named", name=name)
            await conversations.change(connection, conv["id"], introduced=True)
            conv["introduced"] = True

    async def _owner_event(self, connection: Connection, conv: Row, agent: Mapping[str, Any] | None,
                           **about: Any) -> None:
        self.deps.hub.forget_signs(conv["id"])
        waits = conv["owner"] == Owner.QUEUE.value
        log.info("owner changed", extra={
            "conversation": conv["id"], "owner": conv["owner"], "agent": None if agent is None else agent["id"],
            "reasons": conv["reasons"] if waits else None, "priority": conv["priority"] if waits else None})
        await timeline.append(connection, conv["id"], self._now(), "owner", {
            "owner": conv["owner"], "agent": None if agent is None else self._signed(agent, conv["language"]),
            **about})

    # --- the back office: always before a transaction, never inside one --------------------------

    async def _orders(self, conv: Mapping[str, Any], customer: Mapping[str, Any]) -> Row:
        """Orders for the brief: `state` is ok, not_reachable, not_allowed or none."""
        if self.deps.office is None or customer["company_id"] is None:
            return {"state": "none", "items": []}
        if conv["level"] != Level.VERIFIED.value:
            return {"state": "not_allowed", "items": []}
        try:
            found = await self.deps.office.orders(customer["company_id"], language=conv["language"], seconds=OFFICE_S)
        except OfficeError as error:
            log.warning("orders not reachable", extra={"conversation": conv["id"], "error": str(error)})
            return {"state": "not_reachable", "items": []}
        return {"state": "ok", "items": [{k: order[k] for k in ("label", "status", "at")} for order in found]}

    async def _company_record(self, company_id: str, language: str) -> tuple[Row, list[Row]]:
        """What the company knows of a proven customer, and their orders; both empty when it is silent."""
        if self.deps.office is None:
            return {}, []
        try:
            record = await self.deps.office.customer(company_id, seconds=OFFICE_S)
            return record or {}, await self.deps.office.orders(company_id, language=language, seconds=OFFICE_S)
        except OfficeError as error:
            log.warning("customer record not reachable", extra={"error": str(error)})
            return {}, []


def checked(text: str) -> str:
    """What somebody wrote, cleaned. Raises `Problem`: too_long, empty."""
    if len(text) > MAX_TEXT:
        raise Problem("too_long", limit=MAX_TEXT)
    cleaned = clean(text)
    if not cleaned:
        raise Problem("empty")
    return cleaned


def event_json(row: Mapping[str, Any], *, desk: bool = False, language: str | None = None) -> Row:
    """One timeline row as protocols.md shows it: files with the address this reader may ask, people's roles in
    `language` (None: the conversation's when it happened)."""
    shown = {"seq": row["seq"], "at": rfc3339(row["at"]), "kind": row["kind"], **row["body"]}
    for who in ("sender", "agent"):
        if shown.get(who):
            shown[who] = in_words(shown[who], language)
    if shown.get("shared"):
        shown["shared"] = shared_json(shown["shared"], language)
    if shown.get("attachments"):
        shown["attachments"] = [attachment_json(a, row["conversation_id"], desk=desk) for a in shown["attachments"]]
    if shown["kind"] == "document" and "id" in shown["document"]:  # with the address only once there is a file
        label = shown["document"]["label"]
        shown["document"] = {**attachment_json(shown["document"], row["conversation_id"], desk=desk), "label": label}
    return shown


def in_words(person: Mapping[str, Any], language: str | None) -> Row:
    """A person as a reader of `language` is shown them."""
    roles = person.get("roles") or {}
    shown = {key: value for key, value in person.items() if key != "roles"}
    return {**shown, "role": roles[language]} if language in roles else shown


def shared_json(shared: Row, language: str | None) -> Row:
    """S of protocols.md."""
    return {**shared, "to": in_words(shared["to"], language) if shared["to"] else None}


def attachment_json(row: Mapping[str, Any], conversation_id: str, *, desk: bool) -> Row:
    """A of protocols.md."""
    base = f"/desk/api/conversations/{conversation_id}" if desk else "/chat"
    return {**{key: row[key] for key in ("id", "name", "type", "size")}, "url": f"{base}/attachments/{row['id']}"}


def session_end(now: datetime) -> datetime:
    return now + timedelta(days=SESSION_DAYS)
