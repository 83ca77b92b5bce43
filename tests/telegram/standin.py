"""telegram-test-api, a stand-in for Telegram that we did not write, with the same people as our own fake.

Development only: `make test-telegram-standin` installs it into an ignored folder. It has no long polling, no limits, no
media, no groups and checks nothing it is sent; what it shares with `FakeTelegram` is words, commands and buttons.
Owns the process and the translation; docs/telegram-tests.md says what it cannot do.
"""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from typing import Any

import httpx

from tests.telegram.markup import noticed, seen
from tests.telegram.people import Sent

HERE = Path(__file__).parent / "standin_server"
TOKEN = "666:stand-in"
Json = dict[str, Any]


class StandInPerson:
    def __init__(self, standin: StandIn, user: Json) -> None:
        self.standin, self.user = standin, user
        self.heard: list[Sent] = []
        self.read = 0

    async def says(self, text: str) -> None:
        message = {"botToken": TOKEN, "from": self.user, "chat": {"id": self.user["id"], "type": "private"},
                   "date": 1_760_000_000, "text": text}
        if text.startswith("/"):
            await self.standin.post("sendCommand", {**message, "entities": noticed(text)})
        else:
            await self.standin.post("sendMessage", message)

    async def starts(self, payload: str = "") -> None:
        await self.says(f"/start {payload}".rstrip())

    async def presses(self, label: str) -> None:
        for sent in reversed(self.heard):
            for button in sent.buttons:
                if button["text"] == label:
                    await self.standin.post("sendCallback", {
                        "botToken": TOKEN, "from": self.user, "data": button["callback_data"],
                        "message": {"message_id": sent.id, "date": 1_760_000_000, "text": sent.text,
                                    "chat": {"id": self.user["id"], "type": "private"}}})
                    return
        raise AssertionError(f"no button {label!r}; there are {[s.labels for s in self.heard]}")


class StandIn:
    """Open between `async with`; the people do what those of `FakeTelegram` do, awaited."""

    token = TOKEN

    def __init__(self) -> None:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = int(one.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx.AsyncClient(base_url=self.url, trust_env=False)
        self.said: list[str] = []
        self._next = 30_000

    async def __aenter__(self) -> StandIn:
        self.process = await asyncio.create_subprocess_exec(
            "node", "serve.js", str(self.port), cwd=HERE, stdout=asyncio.subprocess.PIPE)
        await asyncio.wait_for(self._until_ready(), 30)
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()
        self.process.kill()
        await self.process.wait()
        await self._listening

    async def _until_ready(self) -> None:
        assert self.process.stdout is not None
        while (line := await self.process.stdout.readline()).strip() != b"ready":
            assert line, "the stand-in ended at once"

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.said.append(line.decode().strip())

    async def post(self, path: str, body: Json) -> Any:
        response = await self.http.post(f"/{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()["result"]

    def person(self, first_name: str, *, language: str | None = "fr") -> StandInPerson:
        self._next += 1
        more = {"language_code": language} if language else {}
        return StandInPerson(self, {"id": self._next, "is_bot": False, "first_name": first_name, **more})

    async def message_to(self, who: StandInPerson, seconds: float = 15.0) -> Sent:
        """The bot's next message there."""
        async with asyncio.timeout(seconds):
            while who.read >= len(who.heard):
                for one in await self.post("getUpdates", {"token": TOKEN, "chatId": who.user["id"]}):
                    who.heard.append(_as_seen(one))
                if who.read >= len(who.heard):
                    await asyncio.sleep(0.03)  # it offers nothing to wait on over HTTP
        who.read += 1
        return who.heard[who.read - 1]

    async def says_to(self, who: StandInPerson, words: str, seconds: float = 15.0) -> Sent:
        while words not in (found := await self.message_to(who, seconds)).text:
            pass
        return found


def _as_seen(update: Json) -> Sent:
    """It keeps what was posted as it was posted: read here as Telegram would, which also proves it readable."""
    posted = dict(update["message"])
    source = str(posted.get("text", ""))
    markup = posted.get("reply_markup")
    text, entities = seen(source) if str(posted.get("parse_mode")).lower() == "html" else (source, [])
    return Sent({"message_id": update["messageId"], "text": text, "entities": entities,
                 "reply_markup": json.loads(markup) if isinstance(markup, str) else markup or {}}, source)
