"""A person's own Telegram account with the bot as secretary: when it may write, and that the person's own words are
a person taking over.

Owns business connections. The person is an agent like any other, only without a password: they answer in Telegram.
"""

from __future__ import annotations

import asyncio
import secrets

from bot.core.conversation import Outcome
from bot.core.messages import Agent
from bot.service.agents import hash_password
from bot.service.base import Row
from bot.service.desk import Desk
from bot.service.telegram_chats import called
from bot.store import conversations, outbox, people, telegram, turns
from bot.store.database import Connection


class Business(Desk):
    async def business_connection(self, bot_id: int, connection_id: str, *, user_id: int, name: tuple[str, str],
                                  can_reply: bool, enabled: bool) -> None:
        """A person connected, changed or ended the bot's work for their account."""
        email = f"telegram-{user_id}@business.invalid"
        full = called(name) or self.deps.texts.say(
            "telegram.owner", self.deps.language)
        role = {code: self.deps.texts.say("telegram.owner_role", code) for code in ("fr", "en")}
        password = await asyncio.to_thread(hash_password, secrets.token_urlsafe(32))  # nobody has it
        async with self.deps.db.write() as connection:
            await people.put_agent(connection, email=email, name=full, role=role, lead=False, password_hash=password)
            agent = await people.agent_by_email(connection, email)
            assert agent is not None, "just made sure of"
            await telegram.put_business(connection, {
                "id": connection_id, "bot_id": bot_id, "user_id": user_id, "agent_id": agent["id"],
                "can_reply": can_reply, "enabled": enabled, "at": self.deps.real_now()})

    async def business_of(self, connection_id: str) -> Row | None:
        async with self.deps.db.read() as connection:
            return await telegram.business(connection, connection_id)

    async def person_answered(self, conversation_id: str, connection_id: str, *, text: str, provider_id: str) -> None:
        """The account's owner wrote to this customer themselves: theirs from now on, and the bot is silent."""
        async with self.deps.db.write() as connection:
            through = await telegram.business(connection, connection_id)
            row = through and await people.agent_by_id(connection, through["agent_id"])
            conv = await conversations.get(connection, conversation_id)
            if row is None or await self._said_before(connection, conv, provider_id) is not None:
                return
            agent = Agent(row["id"], row["name"], row["role"]["fr"], row["email"], bool(row["lead"]))
            if conv["agent_id"] is None:
                conv = await self._take_over(connection, conv, agent)
            await conversations.mark_seen(connection, conv["id"], agent.id, self._now())
            await self._words_already_there(connection, conv, row, text, provider_id)
        self.deps.hub.publish(conversation_id)

    async def _words_already_there(self, connection: Connection, conv: Row, row: Row, text: str,
                                   provider_id: str) -> None:
        sender = {"kind": "agent", **self._person(row, conv["language"])}
        seq = await self._message(connection, conv, sender, text, client_id=provider_id)
        await outbox.mark_seq(connection, conv["id"], seq, "sent", self._now())
        await turns.settle(connection, Outcome.ANSWERED_BY_HUMAN, self._now(), conversation_id=conv["id"])
        await self._end_promise(connection, conv, "kept")
