"""The last attempts to pay: what became of each, so that nobody pays twice. No card number is kept here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from litestar import get

from bot.backoffice.company import Company

# customer -> cents, minutes ago, what became of it, why; as the payment service names them
_SAMPLES: dict[str, list[tuple[int, int, str, str | None]]] = {
    "awa": [(5990, 12, "refused", "limit")],
    "moreau": [(4290, 30, "charged", None)],
}


def routes(company: Company) -> list[Any]:
    @get("/customers/{customer:str}/payments", sync_to_thread=False)
    def payments(customer: str) -> dict[str, Any]:
        company.customer(customer)
        now = company.clock()
        return {"payments": [
            {"amount": {"cents": cents, "currency": "EUR"}, "code": code, "reason": reason,
             "at": (now - timedelta(minutes=minutes)).isoformat(timespec="seconds")}
            for cents, minutes, code, reason in _SAMPLES.get(customer, [])]}

    return [payments]
