"""Drawing up the invoice of an order. Asked for again under another key, it has the same number."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from litestar import Request, Response, post

from bot.backoffice.company import Company, Refused


def routes(company: Company) -> list[Any]:
    @post("/customers/{customer:str}/orders/{order:str}/invoice", sync_to_thread=True)
    def draw_up(customer: str, order: str, request: Request[Any, Any, Any]) -> Response[Any]:
        record = company.customer(customer)

        def work(key: str, now: datetime) -> dict[str, Any]:
            found = company.order(customer, order)
            if found["status"]["code"] == "cancelled":
                raise Refused(422, "no_invoice", "A cancelled order has none.")
            return _invoice(key, record, found, now)

        return company.once(request, customer, {"invoice": order}, work)

    return [draw_up]


def _invoice(key: str, record: dict[str, Any], order: dict[str, Any], now: datetime) -> dict[str, Any]:
    address = record["address"] or {}
    billed = [record["name"], *(str(address[part]) for part in ("line", "postal_code", "city") if part in address)]
    number = "F" + hashlib.sha256(order["id"].encode()).hexdigest()[:8].upper()
    return {"id": f"invoice-{key}", "kind": "invoice", "key": key, "order": order["id"], "number": number,
            "of": order["label"], "total": order["price"], "billed_to": ", ".join(billed),
            "issued_on": min(order["at"][:10], now.date().isoformat()), "at": now.isoformat(timespec="seconds")}
