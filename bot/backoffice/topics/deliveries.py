"""Another day, a pick-up point or another address for an order on its way; where the pick-up points are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post

from bot.backoffice.company import Company, Refused

UNDO = timedelta(minutes=30)
FURTHEST = timedelta(days=14)
SUNDAY = 6


def _point(key: str, fr: str, en: str, *words: str, unless: Sequence[str] = ()) -> dict[str, Any]:
    return {"id": key, "label": {"fr": fr, "en": en}, "words": list(words), "unless": list(unless)}


POINTS = [
    _point("bakery", "la boulangerie Chez Paulette, rue de Paris", "Chez Paulette bakery, rue de Paris",
           "boulangerie", "paulette", "rue de Paris", "bakery"),
    _point("station", "la consigne de la gare", "the lockers at the station", "gare", "consigne", "casier", "station",
           "locker"),
    _point("shop", "notre boutique", "our shop", "boutique", "magasin", "shop", "store",
           unless=("store credit", "shop credit")),
]


def routes(company: Company) -> list[Any]:
    @get("/pickup-points", sync_to_thread=False)
    def points() -> dict[str, Any]:
        return {"points": POINTS}

    @post("/customers/{customer:str}/orders/{order:str}/delivery", sync_to_thread=True)
    def change(customer: str, order: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        company.customer(customer)
        body = {"order": order, **{k: str(data[k]) for k in ("day", "point", "address") if data.get(k)}}

        def work(key: str, now: datetime) -> dict[str, Any]:
            found = company.order(customer, order)
            if found["status"]["code"] not in ("prepared", "shipped"):
                raise Refused(422, "not_changeable", "It has arrived, or was cancelled.")
            return _delivery(key, found, body, now)

        return company.once(request, customer, body, work)

    return [points, change]


def _delivery(key: str, order: dict[str, Any], body: dict[str, str], now: datetime) -> dict[str, Any]:
    planned = date.fromisoformat(order["at"][:10])
    if "day" in body:
        arrives = _day(body["day"], now)
        where = {"fr": f"changée, le {arrives:%d/%m}", "en": f"moved to {arrives:%d/%m}"}
    elif "point" in body:
        point = next((p for p in POINTS if p["id"] == body["point"]), None)
        if point is None:
            raise Refused(422, "unknown_point", "There is no such pick-up point.")
        arrives, where = planned, {"fr": f"changée : {point['label']['fr']}", "en": f"to {point['label']['en']}"}
    elif "address" in body:
        arrives = planned + timedelta(days=2 if planned.weekday() == SUNDAY - 1 else 1)
        where = {"fr": f"changée : {body['address']}", "en": f"to {body['address']}"}
    else:
        raise Refused(422, "nothing_to_change", "One of day, point or address is needed.")
    return {"id": f"delivery-{key}", "kind": "delivery", "key": key, "order": order["id"], "where": where,
            "arrives_on": arrives.isoformat(), "at": now.isoformat(timespec="seconds"),
            "undo_until": (now + UNDO).isoformat(timespec="seconds")}


def _day(text: str, now: datetime) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(422, "no_such_day", "day is an ISO date.") from error
    if not now.date() < day <= (now + FURTHEST).date() or day.weekday() == SUNDAY:
        raise Refused(422, "no_such_day", "From tomorrow, within fourteen days, not on a Sunday.")
    return day
