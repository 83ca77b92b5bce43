"""Sends mails: by SMTP, or in the demo into a box on this machine. And the loop that sends codes.

Owns the connection and its time-outs. Must not decide what is sent to whom (the service does) nor log a word of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bot.core.mails import Mail
from bot.service import Service

log = logging.getLogger(__name__)

CONSOLE = "console.txt"  # in the data folder's run/: what `sensei run` shows of the demo's mails
TIMEOUT_S = 10.0
LOOK_S = 5.0  # besides being woken: mails that failed, and what a kill left


class NotSent(Exception):
    """The mail did not leave; it may be tried again."""


class Post(Protocol):
    async def send(self, mail: Mail) -> None:
        """Raises `NotSent`."""


class SmtpPost:
    """`smtp://user:password@host:587` (STARTTLS where the server has it), `smtps://…:465`; `?from=` is the sender."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._tls = parts.hostname or "", parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        asked = dict(p.partition("=")[::2] for p in parts.query.split("&") if p)
        self._sender = unquote(asked.get("from", "")) or self._user or f"sensei@{self._host}"

    async def send(self, mail: Mail) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, mail.to, mail.subject
        message["Auto-Submitted"] = "auto-generated"  # no holiday reply comes back
        message["Content-Language"] = mail.language
        message.set_content(mail.text)
        try:
            await aiosmtplib.send(
                message, hostname=self._host, port=self._port, use_tls=self._tls, timeout=TIMEOUT_S,
                username=self._user or None, password=self._password or None)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise NotSent(type(error).__name__) from error


class DemoPost:
    """The demo's letter box: the last mails in memory, and each code on the terminal of `sensei run`."""

    def __init__(self, console: Path | None = None) -> None:
        self.box: deque[Mail] = deque(maxlen=50)
        self._console = console

    async def send(self, mail: Mail) -> None:
        self.box.append(mail)
        if self._console is not None:
            with contextlib.suppress(OSError), self._console.open("a", encoding="utf-8") as file:
                file.write(f"{mail.to}: {mail.subject}\n")


class Postman:
    """`run()` it as a task, one in a process; it ends when cancelled."""

    def __init__(self, service: Service, post: Post) -> None:
        self._service, self._post = service, post
        self._wake = asyncio.Event()
        service.deps.wake_post = self._wake.set

    async def run(self) -> None:
        while True:
            try:
                await self.round()
            except Exception:
                log.exception("post round failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_S)
            self._wake.clear()

    async def round(self) -> None:
        """Everything that is due, once."""
        for request in await self._service.codes_due():
            mail = await self._service.write_code(request)
            if mail is None:
                continue
            try:
                await self._post.send(mail)
            except NotSent as error:
                log.warning("mail not sent", extra={"conversation": request["conversation_id"], "error": str(error)})
                await self._service.code_not_sent(request)
