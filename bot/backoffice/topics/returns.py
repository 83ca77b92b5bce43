"""Returns and exchanges: of one's own orders (the law's fourteen days, then thirty of the house), and of gifts.

A gift's answer has no price and nothing about whoever gave it; nobody is told of it. What is wrong or broken is in
`complaints`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from litestar import Request, Response, get, post

from bot.backoffice.articles import ARTICLES, Article
from bot.backoffice.company import Company, Refused
from bot.backoffice.paper import code_of
from bot.backoffice.topics.deliveries import POINTS

HOUSE_DAYS = 30         # unused, beyond the fourteen days of the law
WITHDRAWAL_DAYS = 14
HAND_IN_DAYS = 14       # by law, from the withdrawal
REFUND_DAYS = 14
SHOP, POSTING = "shop", 390  # handing in at the shop is free; elsewhere the post takes cents off a refund
WISHES = ("size", "colour", "refund", "voucher")


def routes(company: Company) -> list[Any]:
    @get("/articles", sync_to_thread=False)
    def articles() -> dict[str, Any]:
        return {"articles": list(ARTICLES.values()), "posting": {"cents": POSTING, "currency": "EUR"}}

    @post("/customers/{customer:str}/orders/{order:str}/return", sync_to_thread=True)
    def give_back(customer: str, order: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        company.customer(customer)

        def work(key: str, now: datetime) -> dict[str, Any]:
            found = company.order(customer, order)
            _may_come_back(found, now)
            body = _checked(data, ARTICLES[found["products"][0]], WISHES)
            return _return(key, found, body, now)

        return company.once(request, customer, {"return": order, "wish": data}, work)

    @post("/customers/{customer:str}/gift-exchanges", sync_to_thread=True)
    def exchange_gift(customer: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        company.customer(customer)
        article = ARTICLES.get(str(data.get("article")))
        if article is None:
            raise Refused(422, "unknown_article", "The shop sells no such article.")
        body = _checked(data, article, ("size", "colour", "voucher"))
        return company.once(request, customer, {"gift": article["id"], **body},
                            lambda key, now: _gift(key, article, body, now))

    return [articles, give_back, exchange_gift]


def _may_come_back(order: dict[str, Any], now: datetime) -> None:
    if order.get("returning"):
        raise Refused(422, "already_returned", "It is on its way back.")
    if order["status"]["code"] != "delivered":
        raise Refused(422, "not_delivered", "It has not arrived, or was cancelled.")
    if (now.date() - date.fromisoformat(order["at"][:10])).days > HOUSE_DAYS:
        raise Refused(422, "too_late", "More than thirty days ago.")


def _checked(body: dict[str, Any], article: Article, wishes: tuple[str, ...]) -> dict[str, str]:
    """What is asked for, or a refusal by name."""
    what, point = str(body.get("what")), str(body.get("point"))
    if what not in wishes:
        raise Refused(422, "unknown_wish", f"what is one of {', '.join(wishes)}.")
    if point not in [known["id"] for known in POINTS]:
        raise Refused(422, "unknown_point", "There is no such point.")
    kept = {"what": what, "point": point, **({"reason": str(body["reason"])} if body.get("reason") else {})}
    if what == "size" and body.get("size") not in article["sizes"]:
        raise Refused(422, "out_of_stock", "Not in that size.")
    if what == "colour" and body.get("colour") not in [colour["id"] for colour in article["colours"]]:
        raise Refused(422, "out_of_stock", "Not in that colour.")
    return {**kept, what: str(body[what])} if what in ("size", "colour") else kept


def _return(key: str, order: dict[str, Any], body: dict[str, str], now: datetime) -> dict[str, Any]:
    made = {**_back(key, order["label"], body, now), "order": order["id"], "products": order["products"]}
    if body["what"] in ("refund", "voucher"):
        cents = order["price"]["cents"] - (POSTING if body["what"] == "refund" and body["point"] != SHOP else 0)
        made["refund" if body["what"] == "refund" else "voucher"] = {"cents": cents, "currency": "EUR"}
        made["refund_by"] = (now + timedelta(days=REFUND_DAYS)).date().isoformat()
    days = (now.date() - date.fromisoformat(order["at"][:10])).days
    return {**made, "withdrawal": body["what"] == "refund" and days <= WITHDRAWAL_DAYS}


def _gift(key: str, article: Article, body: dict[str, str], now: datetime) -> dict[str, Any]:
    return {**_back(key, article["label"], body, now), "products": [article["id"]], "gift": True, "parcel": "neutral"}


def _back(key: str, label: dict[str, str], body: dict[str, str], now: datetime) -> dict[str, Any]:
    """What both have: a code for the hand-in, and until when that is possible. Undone until it is handed in."""
    by = (now + timedelta(days=HAND_IN_DAYS)).date()
    return {
        "id": f"return-{key}", "kind": "return", "key": key, "code": code_of(key), **body, "of": label,
        "label": {"fr": f"retour : {label['fr']}", "en": f"return: {label['en']}"},
        "status": {"code": "returning", "fr": "attendu au dépôt", "en": "to be handed in"},
        "at": now.isoformat(timespec="seconds"), "words": [], "hand_in_by": by.isoformat(),
        "undo_until": datetime.combine(by, time(23, 59), now.tzinfo).isoformat(timespec="seconds"),
    }
