"""Files on the wire: one form field in, a download out.

Owns the headers that keep a file from acting in a browser. What a file is, and who may have it, say others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

import msgspec
from litestar import Response
from litestar.datastructures import UploadFile

from bot.core.attachments import MAX_FILE

MAX_UPLOAD = MAX_FILE + 64_000  # the form around the file


@dataclass
class Upload:
    """`multipart/form-data` with one field."""

    file: UploadFile


class Kept(msgspec.Struct):
    id: str
    name: str
    type: str
    size: int
    url: str


class Downloadable(Protocol):
    """What `download` needs of a file."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def content(self) -> bytes: ...


def download(file: Downloadable) -> Response[bytes]:
    """Always saved, never opened in place: whatever it is, it runs nothing as our page."""
    kind = f"{file.type}; charset=utf-8" if file.type == "text/plain" else file.type
    plain = file.name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "") or "file"
    return Response(file.content, media_type=kind, headers={
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    })
