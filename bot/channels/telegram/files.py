"""Files people send: fetched in pieces, given up as soon as they are too large or of no kind we keep.

Owns the fetching only; what may be kept, and where, is the service's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.account import Account
from bot.channels.telegram.reading import FileRef
from bot.core.attachments import HEAD, MAX_FILE, type_of
from bot.core.problems import Problem

if TYPE_CHECKING:
    from bot.service import Service


class NotFetched(Exception):
    """The network or Telegram: worth another try."""


async def keep(service: Service, account: Account, conversation_id: str, file: FileRef) -> str:
    """Fetch and keep one file; its id. Raises `Problem` (too_large, unsupported_type, no_room), `NotFetched`."""
    if file.size > MAX_FILE:
        raise Problem("too_large", limit=MAX_FILE)
    content = await _fetch(account, file)
    kept = await service.keep_file(conversation_id, name=file.name, said_type=file.type, content=content)
    return str(kept["id"])


async def _fetch(account: Account, file: FileRef) -> bytes:
    try:
        found = await account.ask("getFile", file_id=file.file_id)
    except BadRequest as error:
        raise Problem("too_large" if "too big" in error.message.lower() else "unsupported_type") from error
    except TelegramError as error:
        raise NotFetched from error
    path = str(found.get("file_path") or "")
    if not path or path.startswith("/") or ".." in path:  # a "local" server names its own disk: not ours to read
        raise Problem("unsupported_type")
    content = bytearray()
    try:
        async with account.http.stream("GET", account.files_at + path) as response:
            if response.status_code != 200:
                raise NotFetched
            async for piece in response.aiter_bytes():
                content += piece
                _check(content, file.type, whole=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotFetched from error
    _check(content, file.type, whole=True)
    return bytes(content)


def _check(content: bytearray, said: str, *, whole: bool) -> None:
    if len(content) > MAX_FILE:
        raise Problem("too_large", limit=MAX_FILE)
    # A text is one only as a whole; anything else is known by its first bytes.
    head = bytes(content[:HEAD])
    if not whole and len(head) == HEAD and b"\x00" in head and type_of(head, said) is None:
        raise Problem("unsupported_type")
    if whole and not content:
        raise Problem("empty")
