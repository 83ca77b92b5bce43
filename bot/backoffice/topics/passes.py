"""Transit passes of the members' travel desk: which there are, and topping one up once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post

from bot.backoffice.company import Company, Refused

UNDO = timedelta(minutes=30)
PRICES = {"ten": 1540, "week": 1890, "month": 5200}  # cents
REDUCED = {"ten": 990, "week": 1190, "month": 2990}


def _pass(key: str, fr: str, en: str, words: list[str], prices: dict[str, int]) -> dict[str, Any]:
    return {"id": key, "label": {"fr": fr, "en": en}, "words": words, "unless": [],
            "prices": {fare: {"cents": cents, "currency": "EUR"} for fare, cents in prices.items()}}


PASSES: dict[str, list[dict[str, Any]]] = {
    "awa": [
        _pass("awa-pass", "la carte d’Awa", "Awa’s pass", ["awa", "la mienne", "ma carte", "à moi", "mine", "my pass"],
              PRICES),
        _pass("awa-child", "la carte de Binta", "Binta’s pass",
              ["binta", "fille", "ma fille", "daughter", "enfant", "child"], REDUCED),
    ],
    "moreau": [_pass("moreau-pass", "la carte de Madame Moreau", "Madame Moreau’s pass",
                     ["moreau", "la mienne", "ma carte", "mine", "my pass"], REDUCED)],
}


def routes(company: Company) -> list[Any]:
    @get("/customers/{customer:str}/passes", sync_to_thread=False)
    def passes(customer: str) -> dict[str, Any]:
        company.customer(customer)
        return {"passes": PASSES.get(customer, [])}

    @post("/customers/{customer:str}/passes/{card:str}/top-ups", sync_to_thread=True)
    def top_up(customer: str, card: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        company.customer(customer)
        found = next((p for p in PASSES.get(customer, []) if p["id"] == card), None)
        if found is None:
            raise Refused(404, "not_found", "This customer has no such pass.")
        if data.get("fare") not in PRICES:
            raise Refused(422, "unknown_fare", f"fare is one of {', '.join(PRICES)}.")
        body = {"pass": card, "fare": data["fare"]}
        return company.once(request, customer, body, lambda key, now: _top_up(key, found, body, now))

    return [passes, top_up]


def _top_up(key: str, card: dict[str, Any], body: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "id": f"top-up-{key}", "kind": "top_up", "key": key, **body, "price": card["prices"][body["fare"]],
        "label": {"fr": f"recharge : {card['label']['fr']}", "en": f"top-up: {card['label']['en']}"},
        "status": {"code": "done", "fr": "faite", "en": "done"}, "at": now.isoformat(timespec="seconds"),
        "products": [], "words": [], "valid_from": now.date().isoformat(),
        "undo_until": (now + UNDO).isoformat(timespec="seconds"),
    }
