"""Postage: what it costs, and buying it once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from bot.backoffice.company import Company, Refused

CENTS = {
    "letter": {"france": 139, "europe": 210, "world": 210},
    "thick": {"france": 542, "europe": 990, "world": 1290},
    "parcel": {"france": 895, "europe": 1690, "world": 2980},
}


def routes(company: Company) -> list[Any]:
    @get("/postage", sync_to_thread=False)
    def postage() -> dict[str, Any]:
        return {"prices": {item: {to: {"cents": cents, "currency": "EUR"} for to, cents in each.items()}
                           for item, each in CENTS.items()}}

    @post("/customers/{customer:str}/postage", sync_to_thread=True)
    def buy(customer: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        company.customer(customer)
        if data.get("item") not in CENTS or data.get("to") not in CENTS[data["item"]]:
            raise Refused(422, "unknown_postage", "item is letter, thick or parcel; to is france, europe or world.")
        body = {"item": data["item"], "to": data["to"]}
        return company.once(request, customer, body, lambda key, now: _bought(key, body, now))

    return [postage, buy]


def _bought(key: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {"id": f"postage-{key}", "kind": "postage", "key": key, **body,
            "price": {"cents": CENTS[body["item"]][body["to"]], "currency": "EUR"},
            "label": {"fr": "affranchissement", "en": "postage"},
            "status": {"code": "done", "fr": "acheté", "en": "bought"}, "at": now.isoformat(timespec="seconds"),
            "products": [], "words": []}
