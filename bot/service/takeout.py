"""Everything we hold of a customer, to take away: as data for machines, as a text for people, with the files.

Reading only. Owns these two shapes. Unlike `export`, which is what a conversation's holder sees, this has private
events, briefs, tasks and identities, too: whoever asks for their data gets all of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.clock import rfc3339
from bot.office import OfficeError
from bot.service.attachments import Attachments, File
from bot.service.base import Row
from bot.service.export import Export
from bot.store import attachments, people, personal
from bot.store.database import Connection

FORMAT = 1


class Takeout(Export, Attachments):
    async def take_out(self, customer_id: str) -> Row:
        """`{"format", "at", "customer", "company", "tables": {<table>: [row]}}`, times as RFC 3339."""
        async with self.deps.db.read() as connection:
            taken = await self._taken(connection, customer_id)
        return {**taken, "company": await self._of_the_company(taken["customer"])}

    async def _taken(self, connection: Connection, customer_id: str) -> Row:
        """The same without the company's own record, which is asked over the network."""
        customer = await people.customer_by_id(connection, customer_id)
        tables = await personal.everything(connection, customer_id)
        return {"format": FORMAT, "at": rfc3339(self._now()), "customer": _plain(customer), "tables": _plain(tables)}

    async def files_of(self, taken: Row, conversations: set[str] | None = None) -> list[tuple[str, File]]:
        """The files of an export, each with its opaque id; those whose bytes are gone are left out."""
        found = []
        for row in taken["tables"]["attachment"]:
            if conversations is None or row["conversation_id"] in conversations:
                async with self.deps.db.read() as connection:
                    known = await attachments.get(connection, row["conversation_id"], row["id"])
                if known is not None and self._path(row["id"]).exists():
                    found.append((row["id"], await self._file(known)))
        return found

    def takeout_text(self, taken: Row, language: str) -> str:
        """The same to read: who we think you are, what we remember, and every conversation, oldest first."""
        say, customer = self.deps.texts.say, taken["customer"]
        at = self._moment(taken["at"], language)
        lines = [say("privacy.export_title", language, at=at), "", say("privacy.export_who", language)]
        lines += [f"  {name}: {value}" for name, value in customer.items() if value not in (None, "")]
        for kind in ("identity", "memory", "promise", "task_run"):
            rows = taken["tables"].get(kind) or []
            if rows:
                lines += ["", say(f"privacy.export_{kind}", language)]
                lines += ["  " + ", ".join(f"{k}: {v}" for k, v in row.items() if v not in (None, "", [], {}))
                          for row in rows]
        for conversation in taken["tables"]["conversation"]:
            lines += ["", say("privacy.export_conversation", language, channel=conversation["channel"],
                              at=self._moment(conversation["created_at"], language)), ""]
            for event in taken["tables"]["event"]:
                if event["conversation_id"] == conversation["id"]:
                    lines += self._line(event, language)
        return "\n".join([*lines, ""])

    def _line(self, event: Row, language: str) -> list[str]:
        body = event["body"]
        shown = {"kind": event["kind"], **body}
        told = self._told(shown, language) if not event["private"] else None
        words = told or _words(body)
        private = self.deps.texts.say("privacy.export_private", language) + " " if event["private"] else ""
        return [f"{self._moment(event['at'], language)}  {private}{words}"] if words else []

    async def _of_the_company(self, customer: Row) -> Row:
        """What the back office tells us of them; not kept here, shown because we read it."""
        if self.deps.office is None or customer["company_id"] is None:
            return {}
        try:
            return {"record": await self.deps.office.customer(customer["company_id"]),
                    "orders": await self.deps.office.orders(customer["company_id"])}
        except OfficeError as error:
            return {"not_reachable": str(error)}


def _words(body: Row) -> str:
    """The words of a private event: a note, a step, a fact."""
    told: list[Any] = [body.get("text")]
    for part in ("step", "fact"):
        told += [(body.get(part) or {}).get(key) for key in ("label", "value", "said")]
    return ", ".join(str(one) for one in told if one not in (None, ""))


def _plain(value: Any) -> Any:
    """As JSON knows it."""
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
