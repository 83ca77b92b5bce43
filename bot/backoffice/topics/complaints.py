"""What arrived damaged, does not work, or is the wrong thing: sent again or refunded, nothing to pay.

The wrong thing comes back with a label; what is damaged stays. Two years of conformity stand above every rule.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from litestar import Request, Response, post

from bot.backoffice.company import Company, Refused
from bot.backoffice.data import arrival
from bot.backoffice.paper import code_of

UNDO = timedelta(minutes=30)
CONFORMITY_DAYS = 730
REFUND_DAYS = 14
WHAT, WANTED = ("damaged", "faulty", "wrong"), ("replace", "refund")


def routes(company: Company) -> list[Any]:
    @post("/customers/{customer:str}/orders/{order:str}/complaint", sync_to_thread=True)
    def complain(customer: str, order: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        record = company.customer(customer)
        body = {"what": data.get("what"), "wanted": data.get("wanted")}

        def work(key: str, now: datetime) -> dict[str, Any]:
            found = company.order(customer, order)
            if body["what"] not in WHAT or body["wanted"] not in WANTED:
                raise Refused(422, "unknown_wish", f"what: {', '.join(WHAT)}; wanted: {', '.join(WANTED)}.")
            if found["status"]["code"] != "delivered":
                raise Refused(422, "not_delivered", "It has not arrived, or was cancelled.")
            if (now.date() - date.fromisoformat(found["at"][:10])).days > CONFORMITY_DAYS:
                raise Refused(422, "too_late", "More than two years ago.")
            if body["wanted"] == "replace" and record["address"] is None:
                raise Refused(422, "no_address", "Sent to the address on file only.")
            if _settled(company, customer, order):
                raise Refused(422, "already_settled", "It was sent again or refunded before.")
            return _complaint(key, found, body, now)

        return company.once(request, customer, {"complaint": order, **body}, work)

    return [complain]


def _settled(company: Company, customer: str, order: str) -> bool:
    return any(done["kind"] in ("complaint", "return") and done.get("order") == order and not done.get("undone")
               for done in company.journal.of_customer(customer))


def _complaint(key: str, order: dict[str, Any], body: dict[str, Any], now: datetime) -> dict[str, Any]:
    label = order["label"]
    made: dict[str, Any] = {
        "id": f"complaint-{key}", "kind": "complaint", "key": key, "order": order["id"], **body, "of": label,
        "label": {"fr": f"article à reprendre : {label['fr']}", "en": f"put right: {label['en']}"},
        "status": {"code": "done", "fr": "pris en charge", "en": "under way"}, "words": [],
        "at": now.isoformat(timespec="seconds"), "products": order["products"],
        "undo_until": (now + UNDO).isoformat(timespec="seconds"),
    }
    if body["what"] == "wrong":
        made |= {"code": code_of(key), "point": "shop", "hand_in_by": (now + timedelta(days=30)).date().isoformat()}
    if body["wanted"] == "replace":
        return {**made, "arrives_on": arrival(now).date().isoformat()}
    return {**made, "refund": order["price"], "refund_by": (now + timedelta(days=REFUND_DAYS)).date().isoformat()}
