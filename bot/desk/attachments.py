"""Files at the desk: what a customer sent, and what an agent sends along with an answer.

Owns these shapes on the wire. What may be kept, and who may read it, belongs to the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency as Given
from litestar.params import FromPath, MultipartBody

from bot.core.attachments import MAX_FILE
from bot.core.messages import Agent
from bot.web.files import MAX_UPLOAD, Kept, Upload, download
from bot.web.gate import DESK_ANSWER, DESK_READ, needs

if TYPE_CHECKING:
    from bot.service import Service


class DeskFiles(Controller):
    """Upload first, then send the ids with an answer."""

    path = "/desk/api/conversations/{conversation_id:str}/attachments"
    tags = ("desk",)
    opt = needs(DESK_ANSWER)

    @post("/", status_code=201, request_max_body_size=MAX_UPLOAD)
    async def attach(
        self, conversation_id: FromPath[str], data: MultipartBody[Upload], agent: Given[Agent],
        service: Given[Service],
    ) -> Kept:
        """Keep a file (field `file`) to send with an answer."""
        return Kept(**await service.keep_file(
            conversation_id, name=data.file.filename or "", said_type=data.file.content_type,
            content=await data.file.read(MAX_FILE + 1), agent=agent))

    @get("/{attachment_id:str}", media_type="application/octet-stream", opt=needs(DESK_READ))
    async def file(
        self, conversation_id: FromPath[str], attachment_id: FromPath[str], agent: Given[Agent],
        service: Given[Service],
    ) -> Response[bytes]:
        """A file of this conversation, with its own type, as a download. That it was opened is noted."""
        found = await service.desk_file(conversation_id, attachment_id)
        await service.note_look(agent, conversation_id, "file")
        return download(found)
