"""A Telegram of our own for tests: the Bot API on a free loopback port, with people one can play.

    async with FakeTelegram() as fake:
        bot = telegram.Bot(fake.token, base_url=f"{fake.url}/bot", base_file_url=f"{fake.url}/file/bot")
        awa = fake.person("Awa")
        awa.says("bonjour")
        answer = await fake.message_to(awa)
        awa.presses(answer.labels[0])

Behaves as core.telegram.org documents it, refusals included; `refuse`, `slow`, `cut` and `limits` make it behave
badly. Owns the HTTP side and the waiting; what is not in the documentation is not imitated. Message text is HTML or
plain (no Markdown), and nothing is pushed to other bots.
"""

from __future__ import annotations

import asyncio
import copy
import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.telegram.methods import Methods, plain
from tests.telegram.people import Message, Person, Sent
from tests.telegram.reading import Call, Reading
from tests.telegram.state import Chat, State, person, private_chat
from tests.telegram.troubles import Limits, Refusal, Trouble, Troubles, writes
from tests.telegram.updates import Updates
from tests.telegram.wire import Answer, Request, Server

TOKEN = "4242:test-token"


@dataclass
class FakeTelegram(Reading):
    token: str = TOKEN
    limits: Limits = field(default_factory=Limits)
    keep_calls: bool = True

    def __post_init__(self) -> None:
        self.state, self.updates, self.troubles = State(self.token), Updates(), Troubles()
        self.methods = Methods(self.state, self.updates)
        self.server = Server(self._answer)
        self.handed_out = 0  # updates in answers to getUpdates, confirmed or not
        self.start_reading()

    async def __aenter__(self) -> FakeTelegram:
        await self.server.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.updates.close()
        await self.server.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    # --- the HTTP side -------------------------------------------------------------------------------------------

    async def _answer(self, request: Request) -> Answer:
        if request.path.startswith("/file/bot"):
            return self._download(request.path)
        token, _, method = request.path.removeprefix("/bot").partition("/")
        try:
            if token != self.token:
                raise Refusal(401, "Unauthorized")
            result = await self._call(method, request)
        except Refusal as no:
            parameters = {"parameters": no.parameters} if no.parameters else {}
            return _json(no.code, {"ok": False, "error_code": no.code, "description": no.description, **parameters})
        return _json(200, {"ok": True, "result": result})

    async def _call(self, method: str, request: Request) -> Any:
        p = plain(request.params)
        name, chat, at = method.lower(), p.get("chat_id"), asyncio.get_running_loop().time()
        if name == "getupdates" or name.startswith("getwebhook"):  # asked all the time, not worth a line
            result = await self.troubles.around(name, chat, lambda: self.methods.call(method, p, request.files))
            if name == "getupdates" and result:
                self.handed_out += len(result)
                self.news.tell()
            return result

        async def effect() -> Any:
            if writes(name) and isinstance(chat, int):
                self.limits.check(chat)
            result = await self.methods.call(method, p, request.files)
            self.note(Call(method, p, at, None, result))
            return result

        try:
            return await self.troubles.around(name, chat, effect)
        except Refusal as no:
            self.note(Call(method, p, at, no.description))
            raise

    def _download(self, path: str) -> Answer:
        wanted = path.removeprefix(f"/file/bot{self.token}/")
        stored = next((f for f in self.state.files.values() if f.path == wanted), None)
        if stored is None:
            return _json(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        return Answer(200, stored.data, "application/octet-stream")

    # --- people and updates --------------------------------------------------------------------------------------

    def person(self, first_name: str, *, language: str | None = "fr", known: bool = False, **more: Any) -> Person:
        """Somebody new. `known`: has started the bot before, so that it may write first."""
        user = person(10_000 + self.state.fresh(), first_name, **more)
        user |= {"language_code": language} if language else {}
        chat = self.state.add_chat(private_chat(user), "open" if known else "unstarted")
        return Person(self, user, chat)

    def group(self, title: str, kind: str = "supergroup") -> Chat:
        return self.state.add_chat({"id": -1_000_000_000_000 - self.state.fresh(), "type": kind, "title": title})

    def migrate(self, group: Chat) -> Chat:
        """The group becomes a supergroup with another id; both are told, as Telegram does."""
        after = self.group(group.about["title"])
        group.migrated_to = after.id
        self.push({"message": self.state.message(group, None, migrate_to_chat_id=after.id)})
        self.push({"message": self.state.message(after, None, migrate_from_chat_id=group.id)})
        return after

    def connects(self, owner: Person, *, can_reply: bool = True, enabled: bool = True, number: str = "") -> str:
        """The owner makes the bot the secretary of the account; the same `number` changes that connection."""
        number = number or f"business{self.state.fresh()}"
        self.state.connections[number] = {
            "id": number, "user": owner.user, "user_chat_id": owner.chat.id, "date": self.state.now(),
            "rights": {"can_reply": True} if can_reply else {}, "is_enabled": enabled}
        self.push({"business_connection": self.state.connections[number]})
        return number

    def push(self, update: dict[str, Any]) -> dict[str, Any]:
        """Queue any update; it gets a number unless it has one. Returned as queued, to be sent again."""
        numbered = {"update_id": self.updates.number(), **copy.deepcopy(update)}  # later edits do not change it
        self.updates.put(numbered)
        return numbered

    async def post(self, update: dict[str, Any], *, secret: str | None = None) -> int:
        """Bring one update to the webhook once, past the queue; the HTTP status, 0 when there was none."""
        hook = self.updates.webhook
        header = {"X-Telegram-Bot-Api-Secret-Token": hook.get("secret", "") if secret is None else secret}
        async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
            try:
                return (await client.post(hook["url"], content=json.dumps(update), headers={
                    **header, "Content-Type": "application/json"})).status_code
            except httpx.HTTPError:
                return 0

    # --- trouble -------------------------------------------------------------------------------------------------

    def refuse(self, refusal: Refusal, *, method: str | None = None, to: Person | None = None,
               times: int = 1) -> Trouble:
        """The next calls are refused; `method` None: whatever sends."""
        return self.troubles.plan(Trouble("refuse", method, to.chat.id if to else None, times, refusal))

    def slow(self, seconds: float, *, method: str | None = None, to: Person | None = None, times: int = 1,
             after: bool = False) -> Trouble:
        """The answer comes late; `after`: what was asked is done at once, only its answer is late."""
        return self.troubles.plan(Trouble("slow_after" if after else "slow", method, to.chat.id if to else None,
                                          times, seconds=seconds))

    def cut(self, *, method: str | None = None, to: Person | None = None, times: int = 1,
            after: bool = True) -> Trouble:
        """The connection ends without an answer; `after`: although the call was accepted."""
        return self.troubles.plan(Trouble("cut_after" if after else "cut_before", method,
                                          to.chat.id if to else None, times))


def _json(status: int, body: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(body).encode())


__all__ = ["Call", "Chat", "FakeTelegram", "Message", "Person", "Sent"]
