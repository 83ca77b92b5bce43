"""Files of the web chat: upload one, and fetch what belongs to this conversation.

Owns these shapes on the wire. What may be kept, and who may read it, belongs to the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency as Given
from litestar.params import FromPath, MultipartBody

from bot.core.attachments import MAX_FILE
from bot.core.messages import ChatSession
from bot.limits import Limits
from bot.web.files import MAX_UPLOAD, Kept, Upload, download
from bot.web.gate import CHAT, needs

if TYPE_CHECKING:
    from bot.service import Service


class ChatFiles(Controller):
    """Upload first, then send the ids with a message."""

    path = "/chat/attachments"
    tags = ("chat",)
    opt = needs(CHAT)

    @post("/", status_code=201, request_max_body_size=MAX_UPLOAD)
    async def attach(
        self, data: MultipartBody[Upload], session: Given[ChatSession], service: Given[Service], limits: Given[Limits]
    ) -> Kept:
        """Keep a file (field `file`): images, PDF, text, audio, video, up to 10 MB."""
        limits.message(session.conversation_id)
        kept = await service.keep_file(
            session.conversation_id, name=data.file.filename or "", said_type=data.file.content_type,
            content=await data.file.read(MAX_FILE + 1))
        return Kept(**kept)

    @get("/{attachment_id:str}", media_type="application/octet-stream")
    async def file(
        self, attachment_id: FromPath[str], session: Given[ChatSession], service: Given[Service]
    ) -> Response[bytes]:
        """A file of this conversation, with its own type, as a download."""
        return download(await service.customers_file(session.conversation_id, attachment_id))
