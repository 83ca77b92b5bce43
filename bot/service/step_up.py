"""Proving who writes, in the chat, by a code sent to an address the company knows.

Owns the dialogue: the question for the address, the tries, and what opens. The same words and the same work for an
address nobody has. Runs at intake, without brain: a code is read before the message is stored, and stored masked.
Limits and comparison are in `core.codes`; looking the address up and sending is `code_mail`, later, so that no answer's
time tells.
"""

from __future__ import annotations

from typing import Any

from bot.core import codes as rules
from bot.core.brief_words import Said, writes_for
from bot.core.conversation import Outcome, Owner
from bot.core.folding import fold
from bot.core.identities import Proof, find_email, same_person
from bot.core.messages import Inbound
from bot.service.base import Row
from bot.service.handoff import WISH_HUMAN, Handoffs
from bot.service.identities import Identities
from bot.service.offers import PROVE, PROVE_ADDRESS, PROVE_AGAIN, PROVE_MINE
from bot.store import codes, conversations, handoffs, people, timeline, turns
from bot.store.database import Connection

_SHORT = 8  # words: a longer text with an address in it is about something else
_STARTS = (PROVE, PROVE_AGAIN, PROVE_ADDRESS, PROVE_MINE)


class StepUp(Identities, Handoffs):
    async def _hidden(self, connection: Connection, conv: Row, text: str) -> str:
        """What may be stored of a message: no code that is awaited, nor one that was used."""
        if conv["step_up"] not in ("code", "done"):
            return text
        request = await codes.newest(connection, conv["id"])
        if request is None or self.deps.real_now() > request["ends_at"] + rules.LIFE:
            conv["step_up"] = None  # given up: six figures are six figures again
            await conversations.change(connection, conv["id"], step_up=None)
            return text
        if conv["step_up"] == "done" and not self._is_code(rules.find(text), request):
            return text
        return rules.hide(text, conv["language"])

    def _is_code(self, typed: str | None, request: Row) -> bool:
        return typed is not None and rules.matches(typed, request["code_hash"], request["id"], self.deps.codes_key)

    async def _prove(self, connection: Connection, conv: Row, inbound: Inbound, choice: Row | None, text: str | None,
                     seq: int) -> bool:
        """Whether this message was about proving who writes; then it is answered, and the brain never sees it."""
        taken = await self._step_up_took(connection, conv, inbound, choice, text, seq)
        if taken:
            await self._settled(connection, conv["id"], seq)
        return taken

    async def _step_up_took(self, connection: Connection, conv: Row, inbound: Inbound, choice: Row | None,
                            text: str | None, seq: int) -> bool:
        if choice is not None:
            if choice["intent"] in _STARTS:
                await self._begin(connection, conv, again=choice["intent"] == PROVE_AGAIN,
                                  mine=choice["intent"] == PROVE_MINE)
                return True
            return False
        if text is None or conv["step_up"] is None:
            return False
        code = rules.find(text)
        if conv["step_up"] == "code" and code is not None:
            await self._code_typed(connection, conv, inbound, code, seq)
            return True
        if conv["step_up"] == "done":
            request = await codes.newest(connection, conv["id"])
            again = request is not None and self._is_code(code, request)
            if again:
                await self._tell_step(connection, conv, "proven_before")
            return again
        if conv["owner"] == Owner.AGENT.value:
            return False
        if conv["step_up"] == "code" and rules.only_digits(text):
            await self._tell_step(connection, conv, "six_digits")
            return True
        if conv["step_up"] == "which":
            return await self._name_typed(connection, conv, inbound, text, seq)
        address = find_email(text)
        if address is None or (conv["step_up"] == "offered" and len(text.split()) > _SHORT):
            return False
        await self._ask_code(connection, conv, address)
        return True

    # --- asking for a code ------------------------------------------------------------------------

    async def _begin(self, connection: Connection, conv: Row, *, again: bool, mine: bool) -> None:
        """The one gentle question. Nothing is looked up before it is answered, so it tells nothing about anybody."""
        if not self.deps.mails:
            await self._tell_step(connection, conv, "no_mail", person=True)
        elif conv["minor"]:
            await self._tell_step(connection, conv, "minor", person=True)
        elif not mine and await self._for_somebody_else(connection, conv):
            await self._tell_step(connection, conv, "someone_else", PROVE_MINE, person=True)
        elif again and (before := await codes.newest(connection, conv["id"])) and before["address"]:
            await self._ask_code(connection, conv, before["address"])
        else:
            await conversations.change(connection, conv["id"], step_up="address")
            await self._tell_step(connection, conv, "ask_address")

    async def _for_somebody_else(self, connection: Connection, conv: Row) -> bool:
        said = await self._customer_said(connection, conv)
        return writes_for([Said(seq, text) for seq, text in said], conv["language"]) is not None

    async def _ask_code(self, connection: Connection, conv: Row, address: str) -> None:
        """Note the request. Who has this address, if anybody, is found out when the mail is written."""
        now, key = self.deps.real_now(), self.deps.codes_key
        hashed = rules.address_digest(address, key)
        since = now - rules.KEPT
        to_address = [now - at for at in await codes.asked_for(connection, since, address_hash=hashed)]
        from_here = [now - at for at in await codes.asked_for(connection, since, conversation_id=conv["id"])]
        if rules.too_many(to_address, rules.ADDRESS_LIMITS) or rules.too_many(from_here, rules.CONVERSATION_LIMITS):
            await self._tell_step(connection, conv, "enough", person=True)
            return
        request = await codes.add(
            connection, conversation_id=conv["id"], address=address, address_hash=hashed, code_hash="", made_at=now,
            next_at=now, ends_at=now + rules.LIFE)
        await codes.change(connection, request["id"], code_hash=self._unguessable(request["id"]))
        await conversations.change(connection, conv["id"], step_up="code")
        await self._tell_step(connection, conv, "sent", PROVE_AGAIN, PROVE_ADDRESS)

    def _unguessable(self, request: str) -> str:
        """The digest of no code at all, until the mail is written, and for good when nobody has the address."""
        return rules.digest(handoffs.new_id(), request, self.deps.codes_key)

    # --- a code was typed -------------------------------------------------------------------------

    async def _code_typed(self, connection: Connection, conv: Row, inbound: Inbound, code: str, seq: int) -> None:
        """One try, counted before it is compared: however many arrive at once, three are looked at."""
        request = await codes.open_of(connection, conv["id"], self.deps.real_now())
        if request is None or not await codes.take_try(connection, request["id"], rules.TRIES):
            await self._tell_step(connection, conv, "spent", PROVE_AGAIN, person=True)
            return
        if self._is_code(code, request) and request["found"]:
            await codes.change(connection, request["id"], state="used")
            await self._right_code(connection, conv, inbound, request, seq)
            return
        left = rules.TRIES - request["tries"] - 1
        if left:
            await self._tell_step(connection, conv, "wrong_two" if left == 2 else "wrong_one")
        else:
            await codes.change(connection, request["id"], state="spent", found=[])
            await self._tell_step(connection, conv, "spent", PROVE_AGAIN, person=True)

    async def _right_code(self, connection: Connection, conv: Row, inbound: Inbound, request: Row, seq: int) -> None:
        found: list[Row] = request["found"]
        if len(found) > 1:
            await conversations.change(connection, conv["id"], step_up="which")
            await self._tell_step(connection, conv, "which")
            return
        await self._open_for(connection, conv, inbound, found[0], request, seq)

    async def _name_typed(self, connection: Connection, conv: Row, inbound: Inbound, text: str, seq: int) -> bool:
        """A family's address was proven: the first name chooses, once, and only when it fits one of them."""
        request = await codes.newest(connection, conv["id"])
        if request is None or request["state"] != "used" or len(text.split()) > _SHORT:
            return False
        said = set(fold(text).text.replace(",", " ").replace(".", " ").split())
        fitting = [record for record in request["found"]
                   if set(fold(record.get("given_name") or "").text.split()) & said]
        if len(fitting) == 1:
            await self._open_for(connection, conv, inbound, fitting[0], request, seq)
        else:
            await codes.change(connection, request["id"], address=None, found=[])
            await conversations.change(connection, conv["id"], step_up=None)
            await self._tell_step(connection, conv, "not_clear", person=True)
        return True

    async def _open_for(self, connection: Connection, conv: Row, inbound: Inbound, record: Row, request: Row,
                        seq: int) -> None:
        """The conversation is this person's from here on; a task that waited goes on."""
        await codes.change(connection, request["id"], address=None, found=[])
        await conversations.change(connection, conv["id"], step_up="done")
        customer = await people.customer_by_id(connection, conv["customer_id"])
        if same_person(customer["company_id"], record["id"]) is False:
            await self._tell_step(connection, conv, "other_account", person=True)
            return
        proof = Proof("code", record["id"], self.deps.real_now() + rules.PROOF_HOLDS)
        conv = await self._link(connection, conv, proof, record, inbound.session)
        await turns.mark_proven(connection, conv["id"], seq)
        note = {"text": self._say(conv, "step_up.proven_note")}
        await timeline.append(connection, conv["id"], self._now(), "note", note)
        await self._refresh_brief(connection, conv["id"])
        customer = await people.customer_by_id(connection, conv["customer_id"])
        name = self._called(customer)
        if name is None:
            await self._tell_step(connection, conv, "proven_unnamed")
        else:
            await self._tell_step(connection, conv, "proven", name=name)
        await self._go_on(connection, conv, seq)

    async def _go_on(self, connection: Connection, conv: Row, seq: int) -> None:
        """The paused task comes back as if its button had been pressed; this message waits for that answer."""
        run = await handoffs.open_task_run(connection, conv["customer_id"])
        if conv["owner"] == Owner.BOT.value and run is not None and run["paused_at"] is not None:
            resume: Row = {"intent": "resume_task", "entities": []}
            turn = await turns.add(connection, conv["id"], self._now(), choice=resume)
            await turns.take(connection, conv["id"], seq, turn)

    # --- saying it --------------------------------------------------------------------------------

    async def _tell_step(self, connection: Connection, conv: Row, key: str, *offers: str, person: bool = False,
                         **values: Any) -> None:
        """Never over a person: while one owns the conversation they are told by the note, and tell it themselves."""
        if conv["owner"] == Owner.AGENT.value:
            return
        labels = {PROVE_AGAIN: "choice_again", PROVE_ADDRESS: "choice_address", PROVE_MINE: "choice_mine"}
        choices = [{"label": self._say(conv, f"step_up.{labels[offer]}"), "intent": offer} for offer in offers]
        if person and conv["owner"] == Owner.BOT.value:
            choices.append({"label": self._say(conv, "waiting.wish_human"), "intent": WISH_HUMAN})
        await self._introduce(connection, conv)
        await self._bot_says(connection, conv, f"step_up.{key}", choices=choices, **values)

    async def _settled(self, connection: Connection, conversation_id: str, seq: int) -> None:
        conv = await conversations.get(connection, conversation_id)
        if conv["owner"] != Owner.AGENT.value and not await turns.waits_for_a_turn(connection, conv["id"], seq):
            outcome = Outcome.ANSWERED if conv["owner"] == Owner.BOT.value else Outcome.ACKNOWLEDGED
            await turns.settle(connection, outcome, self._now(), conversation_id=conv["id"], seq=seq)
