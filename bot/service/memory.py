"""What is remembered of a person: kept as they say it, shown when they ask, changed and forgotten by themselves.

Owns when something is kept and what is said about it. What may be remembered at all is `core.memory`'s. Nothing is kept
of a child, of somebody we could not recognise again, or of somebody who writes for another.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import rfc3339
from bot.core.brief_words import Said, writes_for
from bot.core.conversation import Owner
from bot.core.memory import THINGS, Heard, Permission, heard, keeps_until, may_remember
from bot.core.messages import ChatSession
from bot.core.problems import Problem
from bot.service.base import Row, checked
from bot.service.becoming import HOW_TO_SPEAK
from bot.service.recall import Recall
from bot.service.sessions import Sessions
from bot.store import conversations, memories, people
from bot.store.database import Connection

KEEP = "memory:keep"
LEAVE = "memory:leave"
FORGET = "memory:forget"
FORGET_ALL = "memory:forget_all"
_LONGEST_LIST = 10


class Memory(Sessions, Recall):
    # --- keeping ----------------------------------------------------------------------------------

    async def _note_memory(self, connection: Connection, conv: Row, text: str) -> list[Heard]:
        """Keep what this message tells to be remembered; what is sensitive is returned, to be asked about."""
        found = heard(text)
        if not found or writes_for([Said(1, text)], conv["language"]) is not None:
            return []
        if not await self._recognisable(connection, conv):
            await self._for_this_visit(connection, conv, found)
            return []
        kept = [one for one in found if not one.sensitive
                and await self._keep(connection, conv, one.key, one.value, "said")]
        if kept and conv["owner"] == Owner.BOT.value and not conv["minor"]:
            listed = ", ".join(self._in_words(one.key, one.value, conv["language"]) for one in kept)
            await self._introduce(connection, conv)
            await self._bot_says(connection, conv, "memory.kept", what=listed)
        return [one for one in found if one.sensitive and not conv["minor"]]

    async def _ask_to_keep(self, connection: Connection, conv: Row, found: Sequence[Heard]) -> None:
        """One question, about the first sensitive thing; nothing is kept before the yes."""
        one = found[0]
        entities = [{"entity": "key", "value": one.key}, {"entity": "value", "value": one.value}]
        await self._introduce(connection, conv)
        await self._bot_says(connection, conv, "memory.may_i", choices=[
            {"label": self._say(conv, "memory.choice_keep"), "intent": KEEP, "entities": entities},
            {"label": self._say(conv, "memory.choice_leave"), "intent": LEAVE}])

    async def _keep(self, connection: Connection, conv: Row, key: str, value: str, permission: Permission,
                    source: str = "chat") -> bool:
        """Whether it was kept, and new."""
        recognisable = await self._recognisable(connection, conv)
        if not may_remember(key, permission, minor=bool(conv["minor"]), recognisable=recognisable):
            return False
        now, period = self._now(), keeps_until(key)
        new = await memories.put(
            connection, customer_id=conv["customer_id"], key=key, value=value, source=source, permission=permission,
            now=now, until=None if period is None else now + period, many=THINGS[key].many)
        if key in HOW_TO_SPEAK:
            await people.change_customer(connection, conv["customer_id"], **{key: value})
        if key == "formality":
            await conversations.change(connection, conv["id"], formality=value)
            conv["formality"] = value
        return new

    @staticmethod
    async def _for_this_visit(connection: Connection, conv: Row, found: Sequence[Heard]) -> None:
        """Somebody we will not recognise: how to speak holds here, and nothing is remembered."""
        for one in found:
            if one.key == "formality":
                await conversations.change(connection, conv["id"], formality=one.value)
                conv["formality"] = one.value

    # --- showing and changing ---------------------------------------------------------------------

    async def _show_memory(self, connection: Connection, conv: Row, *more: Row) -> None:
        """Everything remembered, each with a way to forget it; what else there is of their data stands beside."""
        rows = await memories.of_customer(connection, conv["customer_id"], self._now())
        customer = await people.customer_by_id(connection, conv["customer_id"])
        lines = [f"• {self._in_words(row['key'], row['value'], conv['language'])} "
                 f"({self._since(row, conv['language'])})" for row in rows[:_LONGEST_LIST]]
        choices = [{"label": self._say(conv, "memory.choice_forget", what=self._in_words(
            row["key"], row["value"], conv["language"])), "intent": FORGET,
            "entities": [{"entity": "id", "value": row["id"]}]} for row in rows[:_LONGEST_LIST]]
        if len(rows) > 1:
            choices.append({"label": self._say(conv, "memory.choice_forget_all"), "intent": FORGET_ALL})
        name = self._called(customer) or self._say(conv, "memory.no_name")
        key = "memory.shown" if rows else "memory.nothing"
        await self._bot_says(connection, conv, key, name=name, what="\n".join(lines), choices=[*choices, *more])

    async def _forget(self, connection: Connection, conv: Row, memory_id: str | None) -> None:
        if memory_id is None:
            await memories.drop(connection, conv["customer_id"])
            await self._back_to_default(connection, conv, *HOW_TO_SPEAK)
            await self._bot_says(connection, conv, "memory.forgot_all")
            return
        row = await memories.get(connection, conv["customer_id"], memory_id)
        if row is not None:
            await memories.drop(connection, conv["customer_id"], memory_id)
            await self._back_to_default(connection, conv, row["key"])
        await self._bot_says(connection, conv, "memory.forgot")

    @staticmethod
    async def _back_to_default(connection: Connection, conv: Row, *keys: str) -> None:
        defaults = {"call_them": None, "formality": "vous", "pace": "normal", "language": None}
        changes = {key: defaults[key] for key in keys if key in defaults}
        await people.change_customer(connection, conv["customer_id"], **changes)
        if "formality" in changes and not conv["minor"]:
            await conversations.change(connection, conv["id"], formality=None)
            conv["formality"] = None

    async def memory(self, session: ChatSession) -> list[Row]:
        """For the account page: `{"id", "key", "label", "value", "since", "source", "permission", "until"}`."""
        async with self.deps.db.read() as connection:
            conv = await self._private(connection, session)
            rows = await memories.of_customer(connection, conv["customer_id"], self._now())
        label = self.deps.texts.say
        return [{"id": row["id"], "key": row["key"], "label": label(f"memory.label_{row['key']}", session.language),
                 "value": row["value"], "since": rfc3339(row["at"]), "source": row["source"],
                 "permission": row["permission"], "until": None if row["until"] is None else rfc3339(row["until"])}
                for row in rows]

    async def put_memory(self, session: ChatSession, key: str, value: str) -> None:
        """Set one thing from the account page; pressing "save" there is the explicit yes."""
        if key not in THINGS:
            raise Problem("unknown_item", field="key")
        value = checked(value)[:120]
        allowed = {"formality": ("vous", "tu"), "pace": ("normal", "easy"), "language": ("fr", "en")}
        if key in allowed and value not in allowed[key]:
            raise Problem("bad_request", field="value")
        async with self.deps.db.write() as connection:
            conv = await self._private(connection, session)
            permission: Permission = "agreed" if THINGS[key].sensitive else "chosen"
            if conv["minor"]:
                raise Problem("forbidden")
            await self._keep(connection, conv, key, value, permission, source="account")

    async def drop_memory(self, session: ChatSession, memory_id: str | None) -> None:
        async with self.deps.db.write() as connection:
            conv = await self._private(connection, session)
            row = None if memory_id is None else await memories.get(connection, conv["customer_id"], memory_id)
            if memory_id is not None and row is None:
                raise Problem("unknown_item", field="id")
            await memories.drop(connection, conv["customer_id"], memory_id)
            await self._back_to_default(connection, conv, *(HOW_TO_SPEAK if row is None else (row["key"],)))

    async def _private(self, connection: Connection, session: ChatSession) -> Row:
        """The conversation, when this very token proves whose it is."""
        if not self.proven(session):
            raise Problem("forbidden")
        return await conversations.get(connection, session.conversation_id)

    # --- words ------------------------------------------------------------------------------------

    def _in_words(self, key: str, value: str, language: str) -> str:
        """« pointure : 38 »; what has one fixed value is said whole."""
        say = self.deps.texts.say
        fixed = f"memory.says_{key}_{value}"
        if fixed in self.deps.texts.sentences.get(language, {}):
            return say(fixed, language)
        return say("memory.one", language, label=say(f"memory.label_{key}", language), value=value)

    def _since(self, row: Row, language: str) -> str:
        day = "%d/%m/%Y" if language == "fr" else "%d %b %Y"
        zone = self.deps.calendar.zone
        at = row["at"].astimezone(zone).strftime(day)
        if row["until"] is None:
            return self.deps.texts.say("memory.since", language, at=at)
        return self.deps.texts.say("memory.since_until", language, at=at,
                                   until=row["until"].astimezone(zone).strftime(day))
