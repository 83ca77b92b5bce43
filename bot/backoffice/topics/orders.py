"""Where an order is, and cancelling one that has not arrived."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post

from bot.backoffice.company import Company, Refused

UNDO = timedelta(minutes=30)
REFUND_DAYS = 14   # by law at most, from the day of the withdrawal


def routes(company: Company) -> list[Any]:
    @get("/customers/{customer:str}/orders/{order:str}/tracking", sync_to_thread=True)
    def tracking(customer: str, order: str) -> dict[str, Any]:
        return _tracking(company.order(customer, order))

    @post("/customers/{customer:str}/orders/{order:str}/cancellation", sync_to_thread=True)
    def cancel(customer: str, order: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        company.customer(customer)

        def work(key: str, now: datetime) -> dict[str, Any]:
            found = company.order(customer, order)
            if found["status"]["code"] not in ("prepared", "shipped"):
                raise Refused(422, "not_cancellable", "It has arrived, or was cancelled before.")
            return _cancellation(key, found, now)

        return company.once(request, customer, {"order": order, "reason": str(data.get("reason") or "")}, work)

    return [tracking, cancel]


def _tracking(order: dict[str, Any]) -> dict[str, Any]:
    code, day = order["status"]["code"], order["at"][:10]
    places = {
        "prepared": {"fr": "dans notre entrepôt de Lyon", "en": "in our warehouse in Lyon"},
        "shipped": {"fr": "chez le transporteur, en route vers le point de départ de la tournée",
                    "en": "with the carrier, on its way to the local depot"},
        "delivered": {"fr": "remis en boîte aux lettres", "en": "left in the letter box"},
        "cancelled": {"fr": "sur le chemin du retour vers l’entrepôt", "en": "on its way back to the warehouse"},
    }
    return {
        "order": order["id"], "code": code, "where": places[code], "carrier": "Colis Vert",
        "arrives_on": day if code in ("prepared", "shipped") else None,
        "delivered_on": day if code == "delivered" else None,
    }


def _cancellation(key: str, order: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "id": f"cancellation-{key}", "kind": "cancellation", "key": key, "order": order["id"],
        "label": {"fr": f"annulation : {order['label']['fr']}", "en": f"cancellation: {order['label']['en']}"},
        "status": {"code": "cancelled", "fr": "annulée", "en": "cancelled"},
        "at": now.isoformat(timespec="seconds"), "products": order["products"], "words": [], "of": order["label"],
        "refund": order["price"], "refund_by": (now + timedelta(days=REFUND_DAYS)).date().isoformat(),
        "undo_until": (now + UNDO).isoformat(timespec="seconds"),
    }
