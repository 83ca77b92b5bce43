"""Replacement parts: free when missing or broken (two-year conformity), paid when their owner lost them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Response, post

from bot.backoffice import data as demo
from bot.backoffice.company import Company, Refused

REASONS = ("missing", "broken", "lost")


def routes(company: Company) -> list[Any]:
    @post("/customers/{customer:str}/replacements", sync_to_thread=True)
    def replace(customer: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        body = _body(company, customer, data)
        return company.once(request, customer, body, lambda key, now: _replacement(key, body, now))

    return [replace]


def _body(company: Company, customer: str, body: dict[str, Any]) -> dict[str, Any]:
    """The checked request, or a refusal saying which field is wrong."""
    record = company.customer(customer)
    owned = {p for order in company.orders(customer) for p in order["products"]}
    product = demo.PRODUCTS.get(str(body.get("product")))
    if product is None or product["id"] not in owned:
        raise Refused(422, "not_ordered", "This customer did not order that product.")
    if body.get("part") not in [part["id"] for part in product["parts"]]:
        raise Refused(422, "unknown_part", "The product has no such part.")
    if body.get("reason") not in REASONS:
        raise Refused(422, "unknown_reason", f"reason is one of {', '.join(REASONS)}.")
    if body.get("address") != "on_file" or record["address"] is None:
        raise Refused(422, "no_address", "Parts are sent to the address on file only.")
    return {key: body[key] for key in ("product", "part", "reason", "address")}


def _replacement(key: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    product = demo.PRODUCTS[body["product"]]
    part = next(p for p in product["parts"] if p["id"] == body["part"])
    lost = body["reason"] == "lost"
    return {
        "id": f"replacement-{key}", "kind": "replacement", "key": key,
        "label": {
            "fr": f"pièce de remplacement : {part['label']['fr']} ({product['label']['fr']})",
            "en": f"replacement part: {part['label']['en']} ({product['label']['en']})",
        },
        "status": {"code": "ordered", "fr": "en préparation", "en": "being prepared"},
        "at": now.isoformat(timespec="seconds"), "words": part["words"],
        "products": [body["product"]], "part": body["part"], "reason": body["reason"],
        "price": {"cents": product["lost_part_price"]["cents"] if lost else 0, "currency": "EUR"},
        "arrives_on": demo.arrival(now).date().isoformat(),
    }
