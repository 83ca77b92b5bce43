"""Documents that actions announced, made when they are fetched (bot/backoffice/documents.py)."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from bot.backoffice import documents
from bot.backoffice.company import Company, Refused


def routes(company: Company) -> list[Any]:
    @get("/documents/{ref:str}", sync_to_thread=True)
    def document(ref: str) -> Response[bytes]:
        found = documents.find(company.journal, ref)
        if found is None:
            raise Refused(404, "not_found", "No such document.")
        return Response(found.content, media_type=found.media_type, headers={
            "Content-Disposition": f'attachment; filename="{found.name}"'})

    return [document]
