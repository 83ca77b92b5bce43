"""What was done under an idempotency key, and undoing it while there is time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import get, post

from bot.backoffice.company import Company, Refused


def routes(company: Company) -> list[Any]:
    @get("/operations/{key:str}", sync_to_thread=True)
    def operation(key: str) -> dict[str, Any]:
        found = company.journal.find(key)
        if found is None:
            raise Refused(404, "not_found", "Nothing was done under this key.")
        return found

    @post("/customers/{customer:str}/operations/{key:str}/undo", sync_to_thread=True, status_code=200)
    def undo(customer: str, key: str) -> dict[str, Any]:
        found = company.journal.find(key)
        if found is None or found["customer"] != customer:
            raise Refused(404, "not_found", "This customer did nothing under this key.")
        until = found["result"].get("undo_until")
        if not found["result"].get("undone"):  # asked again, it is undone already
            if until is None or company.clock() > datetime.fromisoformat(until):
                raise Refused(409, "too_late", "It can no longer be undone.")
            found = company.journal.mark_undone(key)
        return dict(found["result"])

    return [operation, undo]
