"""A very small HTTP server for the fake Bot API, so that a test decides what happens to every connection.

Owns connections, request bodies (forms, JSON, files) and answers. A handler may raise `Cut`: the connection then
ends without a word, which no web framework lets one do on purpose. Knows nothing of Telegram.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import h11

MOST_BODY = 60_000_000  # bytes; Telegram takes files of 50 MB


class Cut(Exception):
    """Close the connection without an answer."""


@dataclass(frozen=True)
class Upload:
    name: str
    data: bytes
    media_type: str = "application/octet-stream"


@dataclass
class Request:
    """`params`: text as it came; JSON bodies keep their types. `files`: by form field."""

    path: str
    params: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    media_type: str = "application/json"


Handler = Callable[[Request], Awaitable[Answer]]


class Server:
    """Listens on a free loopback port between `open` and `close`; `cut_all` ends every connection at once."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, limit=2**20)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """No new connections, the running ones end. `open` again listens on the same port."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut_all(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            with contextlib.suppress(Cut, ConnectionError, h11.ProtocolError, asyncio.CancelledError):
                await self._converse(reader, writer)
        finally:
            writer.transport.abort() if task.cancelling() else writer.close()
            self._tasks.discard(task)
            self._writers.discard(writer)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = h11.Connection(h11.SERVER)
        while (heard := await _hear(talk, reader)) is not None:
            head, body = heard
            answer = await self._handler(understood(head, body))
            writer.write(talk.send(h11.Response(status_code=answer.status, headers=[
                ("Content-Type", answer.media_type), ("Content-Length", str(len(answer.body)))])) or b"")
            writer.write(talk.send(h11.Data(data=answer.body)) or b"")
            writer.write(talk.send(h11.EndOfMessage()) or b"")
            await writer.drain()
            if talk.our_state is not h11.DONE:
                return
            talk.start_next_cycle()


async def _hear(talk: h11.Connection, reader: asyncio.StreamReader) -> tuple[h11.Request, bytes] | None:
    """The next request with its body; None when the other side has gone."""
    head, body = None, bytearray()
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            talk.receive_data(await reader.read(2**18))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MOST_BODY:
                raise Cut
        elif isinstance(event, h11.EndOfMessage):
            assert head is not None
            return head, bytes(body)
        else:
            return None


def understood(head: h11.Request, body: bytes) -> Request:
    """The request with its parameters, from the address, a form, a multipart form or JSON."""
    address = urlsplit(head.target.decode("ascii"))
    request = Request(unquote(address.path), dict(parse_qsl(address.query, keep_blank_values=True)))
    kind = next((value.decode("latin-1") for name, value in head.headers if name == b"content-type"), "")
    if kind.startswith("application/json"):
        request.params.update(json.loads(body or b"{}"))
    elif kind.startswith("application/x-www-form-urlencoded"):
        request.params.update(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
    elif kind.startswith("multipart/form-data"):
        _multipart(request, body, kind.split("boundary=")[1].strip('"').encode("ascii"))
    return request


def _multipart(request: Request, body: bytes, boundary: bytes) -> None:
    for part in body.split(b"--" + boundary)[1:-1]:
        lines, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        about = lines.decode("utf-8")
        name = re.search(r'\bname="([^"]*)"', about)
        file_name = re.search(r'filename="([^"]*)"', about)
        media_type = re.search(r"(?i)^content-type:\s*(\S+)", about, re.MULTILINE)
        assert name is not None
        content = content.removesuffix(b"\r\n")
        if file_name is None:
            request.params[name[1]] = content.decode("utf-8")
        else:
            request.files[name[1]] = Upload(
                file_name[1], content, media_type[1] if media_type else "application/octet-stream")
