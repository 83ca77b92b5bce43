"""Codes on their way out: who has the address, a fresh code, and the mail that carries it.

Runs beside intake, so that nobody can tell a known address from an unknown one by how long an answer takes. The code is
made here, told to nobody but the mail, and kept as a digest.
"""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from bot.core import codes as rules
from bot.core.mails import Mail
from bot.office import OfficeError
from bot.service.base import Row, ServiceBase
from bot.store import codes, conversations, identities, people
from bot.store.database import Connection

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(seconds=5)
MOST_MAILS = 5
LOOKUP_S = 4.0
_KEPT = ("id", "name", "given_name", "call_them", "since")


class CodeMail(ServiceBase):
    async def codes_due(self) -> list[Row]:
        async with self.deps.db.read() as connection:
            return await codes.due(connection, self.deps.real_now())

    async def write_code(self, request: Row) -> Mail | None:
        """The mail for this request, its code's digest stored; None when nobody has the address, or not now."""
        try:
            found = await self._who_has(request["address"])
        except OfficeError as error:
            log.warning("address not looked up", extra={"conversation": request["conversation_id"],
                                                        "error": str(error)})
            await self.code_not_sent(request)
            return None
        code = f"{secrets.randbelow(10 ** rules.DIGITS):0{rules.DIGITS}d}"
        async with self.deps.db.write() as connection:
            now = await codes.get(connection, request["id"])
            if now is None or now["state"] != "asked":
                return None
            digest = rules.digest(code, request["id"], self.deps.codes_key)
            await codes.change(connection, request["id"], state="sent", mails=now["mails"] + 1,
                               **({"code_hash": digest, "found": found} if found else {}))
            language = (await conversations.get(connection, request["conversation_id"]))["language"]
        if not found:
            return None
        say = self.deps.texts.say
        return Mail(request["address"], say("step_up.mail_subject", language, code=code),
                    say("step_up.mail_text", language, code=code), language)

    async def code_not_sent(self, request: Row) -> None:
        """Try again in a moment, with another code; not for ever."""
        async with self.deps.db.write() as connection:
            now = await codes.get(connection, request["id"])
            if now is None or now["state"] not in codes.OPEN:
                return
            mails = now["mails"] + (now["state"] == "asked")
            again = {"state": "asked", "next_at": self.deps.real_now() + AGAIN_AFTER} if mails < MOST_MAILS else {}
            await codes.change(connection, request["id"], mails=mails, **again)

    async def forget_codes(self) -> None:
        """Of yesterday's requests nothing is kept; of those that ended, what the limits count."""
        now = self.deps.real_now()
        async with self.deps.db.write() as connection:
            await codes.forget_before(connection, now - rules.KEPT, now - rules.LIFE)

    async def _who_has(self, address: str) -> list[Row]:
        """The company's records with this address; its word counts, ours only where it has no such question."""
        found = None if self.deps.office is None else await self.deps.office.find_by_email(address, seconds=LOOKUP_S)
        if found is None:
            async with self.deps.db.read() as connection:
                found = await self._ours(connection, address)
        return [{key: record.get(key) for key in _KEPT} for record in found]

    @staticmethod
    async def _ours(connection: Connection, address: str) -> list[Row]:
        known = await identities.find(connection, "email", address)
        customers = [await people.customer_by_id(connection, i["customer_id"]) for i in known]
        return [{"id": c["company_id"], "name": c["name"], "given_name": c["first_name"], "call_them": c["call_them"]}
                for c in customers if c["company_id"] is not None]
