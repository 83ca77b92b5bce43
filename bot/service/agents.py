"""People at the desk as accounts: passwords, sessions, who is behind a token. Must not touch conversations."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from bot.core.messages import Agent, AgentSession
from bot.core.problems import Problem
from bot.core.recognition import sort_key
from bot.service.base import Row, ServiceBase
from bot.store import people

SESSION_HOURS = 12
_hasher = PasswordHasher()
# Verified against when the address is unknown, so that both answers take the same time.
_NOBODY = _hasher.hash("nobody has this password")
# One guess at a time: many at once would take all processors, and 64 MB each, from the customers.
_checking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


class Agents(ServiceBase):
    async def login(self, email: str, password: str) -> AgentSession:
        """A session for twelve hours, or `bad_login` (the same, in time and words, for both mistakes)."""
        async with self.deps.db.read() as connection:
            row = await people.agent_by_email(connection, email)
        try:
            # In a thread: it is slow on purpose, and everybody else is waiting.
            await asyncio.get_running_loop().run_in_executor(
                _checking, _hasher.verify, row["password_hash"] if row else _NOBODY, password)
        except Argon2Error as error:
            raise Problem("bad_login") from error
        if row is None:
            raise Problem("bad_login")
        async with self.deps.db.write() as connection:
            token = await people.add_agent_session(
                connection, row["id"], self._now() + timedelta(hours=SESSION_HOURS))
        return AgentSession(token, _agent(row))

    async def agent(self, token: str) -> Agent:
        async with self.deps.db.read() as connection:
            row = await people.agent_by_token(connection, token, self._now())
        if row is None:
            raise Problem("bad_token")
        return _agent(row)

    async def colleagues(self) -> list[Agent]:
        """Everybody who may be given a conversation, A–Z by name."""
        async with self.deps.db.read() as connection:
            found = await people.agents(connection)
        return sorted(map(_agent, found), key=lambda agent: (sort_key(agent.name), agent.id))

    async def logout(self, token: str) -> None:
        async with self.deps.db.write() as connection:
            await people.drop_agent_session(connection, token)

    async def put_agent(self, *, email: str, name: str, role: dict[str, str], lead: bool, password: str) -> None:
        """Make sure this agent exists (the demo's, or an administrator's wish)."""
        hashed = await asyncio.to_thread(hash_password, password)
        async with self.deps.db.write() as connection:
            await people.put_agent(connection, email=email, name=name, role=role, lead=lead, password_hash=hashed)


def _agent(row: Row) -> Agent:
    return Agent(row["id"], row["name"], row["role"]["fr"], row["email"], bool(row["lead"]), dict(row["role"]))
