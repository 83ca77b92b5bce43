"""Requests about one's own data, answered in the chat without brain and without an agent.

Owns the dialogue: who may have what, the one confirmation before an erasure, and where the copy goes. Finding the
request is `core.rights`, doing it `takeout`, `erasure` and `memory`.
"""

from __future__ import annotations

import json

from bot.core.conversation import Level, Outcome, Owner
from bot.core.rights import asked_for
from bot.service.base import Row
from bot.service.handoff import WISH_HUMAN
from bot.service.media import carried
from bot.service.memory import FORGET, FORGET_ALL, KEEP, LEAVE, Memory
from bot.service.offers import PROVE
from bot.service.retention import Retention
from bot.service.takeout import Takeout
from bot.store import attachments, conversations, people, turns
from bot.store.database import Connection

COPY = "rights:copy"
ERASE = "rights:erase"
ERASE_YES = "rights:erase_yes"
ERASE_NO = "rights:erase_no"
_INTENTS = (COPY, ERASE, ERASE_YES, ERASE_NO, KEEP, LEAVE, FORGET, FORGET_ALL)


class Rights(Memory, Takeout, Retention):
    async def _about_data(self, connection: Connection, conv: Row, choice: Row | None, text: str | None,
                          seq: int) -> bool:
        """Whether this message was about the writer's own data; then it is answered here."""
        if conv["owner"] not in (Owner.BOT.value, Owner.QUEUE.value):
            return False
        wanted = choice["intent"] if choice is not None else asked_for(text) if text else None
        if wanted is None or (choice is not None and wanted not in _INTENTS):
            return False
        await self._introduce(connection, conv)
        if not await self._may_ask(connection, conv):
            await self._prove_first(connection, conv)
        else:
            await self._answer_right(connection, conv, str(wanted), choice)
        outcome = Outcome.ANSWERED if conv["owner"] == Owner.BOT.value else Outcome.ACKNOWLEDGED
        await turns.settle(connection, outcome, self._now(), conversation_id=conv["id"], seq=seq)
        return True

    async def _answer_right(self, connection: Connection, conv: Row, wanted: str, choice: Row | None) -> None:
        told = {e["entity"]: e["value"] for e in choice["entities"]} if choice is not None else {}
        if wanted == "know":
            await self._show_memory(connection, conv, *self._ways(conv))
        elif wanted in ("copy", COPY):
            await self._hand_out_copy(connection, conv)
        elif wanted in ("erase", ERASE):
            await self._bot_says(connection, conv, "privacy.sure", choices=[
                {"label": self._say(conv, "privacy.choice_erase_yes"), "intent": ERASE_YES},
                {"label": self._say(conv, "privacy.choice_erase_no"), "intent": ERASE_NO}])
        elif wanted == ERASE_YES:
            await self._bot_says(connection, conv, "privacy.erasing")
            await self._ask_erasure(connection, conv["customer_id"], "customer")
        elif wanted in ("stop", FORGET_ALL):
            await self._forget(connection, conv, None)
        elif wanted == FORGET:
            await self._forget(connection, conv, str(told.get("id")))
        elif wanted == KEEP:
            await self._keep(connection, conv, str(told["key"]), str(told["value"]), "agreed")
            await self._bot_says(connection, conv, "memory.agreed")
        else:
            await self._bot_says(connection, conv, "memory.left" if wanted == LEAVE else "privacy.kept")

    async def _may_ask(self, connection: Connection, conv: Row) -> bool:
        """A customer's record needs a proof; a stranger's words are theirs who hold the token or the account."""
        customer = await people.customer_by_id(connection, conv["customer_id"])
        return customer["company_id"] is None or conv["level"] == Level.VERIFIED.value

    async def _prove_first(self, connection: Connection, conv: Row) -> None:
        choices = [{"label": self._say(conv, "step_up.choice"), "intent": PROVE}] if self.deps.mails else []
        if choices:
            await conversations.change(connection, conv["id"], step_up="offered")
        if conv["owner"] == Owner.BOT.value:
            choices.append({"label": self._say(conv, "waiting.wish_human"), "intent": WISH_HUMAN})
        await self._bot_says(connection, conv, "privacy.prove_first", choices=choices)

    def _ways(self, conv: Row) -> list[Row]:
        return [{"label": self._say(conv, "privacy.choice_copy"), "intent": COPY},
                {"label": self._say(conv, "privacy.choice_erase"), "intent": ERASE}]

    async def _hand_out_copy(self, connection: Connection, conv: Row) -> None:
        """Two files in the chat, for people and for machines; local work only, so it may stand in the transaction."""
        taken = await self._taken(connection, conv["customer_id"])
        files = []
        for name, content in (
            (self._say(conv, "privacy.file_text"), self.takeout_text(taken, conv["language"])),
            (self._say(conv, "privacy.file_data"), json.dumps(taken, ensure_ascii=False, indent=1)),
        ):
            row = await self._kept_file(conv, name=name, kind="text/plain", content=content.encode(), sender="agent")
            await attachments.add(connection, row)
            files.append(row)
        seq = await self._message(connection, conv, self._bot(conv["language"]), self._say(conv, "privacy.copy"),
                                  attachments=carried(files))
        await self._sent(connection, files, seq)
