"""Transfers of the demo's members: payees known to the account, whose name was checked, and sending once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from bot.backoffice.company import Company, Refused

MOST = 100_000  # cents from a chat


def _payee(key: str, fr: str, en: str, holder: str, words: list[str], *, matches: bool = True) -> dict[str, Any]:
    return {"id": key, "label": {"fr": fr, "en": en}, "words": words, "unless": [], "holder": holder,
            "matches": matches}


PAYEES: dict[str, list[dict[str, Any]]] = {
    "awa": [
        _payee("sister", "Fatou, la sœur d’Awa", "Fatou, Awa’s sister", "Fatou Diallo", ["fatou", "soeur", "sister"]),
        _payee("rent", "Le loyer", "The rent", "Régie des Lilas", ["loyer", "propriétaire", "rent", "landlord"]),
        _payee("plumber", "Le plombier", "The plumber", "K. Novak", ["plombier", "plumber"], matches=False),
    ],
    "moreau": [_payee("grandson", "Paul, le petit-fils", "Paul, the grandson", "Paul Moreau",
                      ["paul", "petit-fils", "petit fils", "grandson"])],
}


def routes(company: Company) -> list[Any]:
    @get("/customers/{customer:str}/payees", sync_to_thread=False)
    def payees(customer: str) -> dict[str, Any]:
        company.customer(customer)
        return {"payees": PAYEES.get(customer, [])}

    @post("/customers/{customer:str}/payees/{payee:str}/transfers", sync_to_thread=True)
    def transfer(customer: str, payee: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        company.customer(customer)
        found = next((p for p in PAYEES.get(customer, []) if p["id"] == payee), None)
        if found is None:
            raise Refused(404, "not_found", "This customer has no such payee.")
        cents = data.get("cents")
        if not isinstance(cents, int) or isinstance(cents, bool) or cents <= 0:
            raise Refused(422, "unknown_amount", "cents is a whole number above zero.")
        if cents > MOST:
            raise Refused(422, "too_much", "More than a chat may send.")
        body = {"payee": payee, "cents": cents}
        return company.once(request, customer, body, lambda key, now: _made(key, found, body, now))

    return [payees, transfer]


def _made(key: str, payee: dict[str, Any], body: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {"id": f"transfer-{key}", "kind": "transfer", "key": key, **body,
            "label": {"fr": f"virement : {payee['label']['fr']}", "en": f"transfer: {payee['label']['en']}"},
            "status": {"code": "done", "fr": "envoyé", "en": "sent"}, "at": now.isoformat(timespec="seconds"),
            "products": [], "words": []}
