"""The travel desk: flights and stays of members, checking in, telling a hotel, and luggage that did not come out."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post

from bot.backoffice.company import Company, Refused

ZONE = ZoneInfo("Europe/Paris")
OPENS = timedelta(hours=48)
CLOSED_AT = time(22, 0)   # a hotel's desk
PLACES = {"window": "12A", "aisle": "12C", "any": "4B"}
BAGS = ("none", "one", "two")
LUGGAGE = ("suitcase", "backpack", "stroller", "other")
IN_PERSON = {"fr": "l’accueil est ouvert, la clé y attend.", "en": "the desk is open, and the key is there."}
AT_NIGHT = {"fr": "la clé attend dans le coffret près de la porte ; le code part à l’adresse du compte.",
            "en": "the key is in the safe by the door; its code goes to the address of the account."}


def _trip(key: str, kind: str, fr: str, en: str, words: list[str], at: datetime) -> dict[str, Any]:
    return {"id": key, "kind": kind, "label": {"fr": fr, "en": en}, "words": words, "unless": [],
            "at": at.isoformat(timespec="seconds")}


def trips_of(customer: str, now: datetime) -> list[dict[str, Any]]:
    """Their trips as they stand at `now`, the nearest first."""
    tomorrow = datetime.combine(now.astimezone(ZONE).date() + timedelta(days=1), time(10, 25), ZONE)
    if customer == "awa":
        return [
            _trip("awa-lisbon", "flight", "le vol pour Lisbonne", "the flight to Lisbon",
                  ["lisbonne", "lisbon", "portugal", "demain", "tomorrow"], tomorrow),
            _trip("awa-porto", "stay", "les nuits à Porto, hôtel des Tuiles", "the nights in Porto, Hotel das Telhas",
                  ["porto", "tuiles", "telhas"], tomorrow + timedelta(days=2)),
            _trip("awa-rome", "flight", "le vol pour Rome", "the flight to Rome", ["rome", "italie", "italy"],
                  tomorrow + timedelta(days=30)),
        ]
    if customer == "moreau":
        return [_trip("moreau-nice", "stay", "le séjour à Nice, hôtel du Port", "the stay in Nice, Hôtel du Port",
                      ["nice", "port", "mer", "sea"], tomorrow + timedelta(days=5))]
    return []


def routes(company: Company) -> list[Any]:
    def trip(customer: str, key: str, kind: str) -> dict[str, Any]:
        company.customer(customer)
        found = next((t for t in trips_of(customer, company.clock()) if t["id"] == key and t["kind"] == kind), None)
        if found is None:
            raise Refused(404, "not_found", "This customer has no such trip.")
        return found

    @get("/customers/{customer:str}/trips", sync_to_thread=False)
    def trips(customer: str) -> dict[str, Any]:
        company.customer(customer)
        return {"trips": trips_of(customer, company.clock())}

    @post("/customers/{customer:str}/trips/{key:str}/check-in", sync_to_thread=True)
    def check_in(customer: str, key: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        found = trip(customer, key, "flight")
        if data.get("seat") not in PLACES or data.get("bags") not in BAGS:
            raise Refused(422, "unknown_seat", "seat is window, aisle or any; bags is none, one or two.")

        def work(operation: str, now: datetime) -> dict[str, Any]:
            if datetime.fromisoformat(found["at"]) - now > OPENS:
                raise Refused(422, "not_open", "Check-in opens two days before.")
            return _made("check_in", operation, found, now, place=PLACES[data["seat"]], gate="B7", bags=data["bags"],
                         leaves_at=found["at"], passenger=company.customer(customer)["name"])

        return company.once(request, customer, {"trip": key, "seat": data["seat"], "bags": data["bags"]}, work)

    @post("/customers/{customer:str}/trips/{key:str}/arrival", sync_to_thread=True)
    def arrival(customer: str, key: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        found = trip(customer, key, "stay")
        try:
            at = time.fromisoformat(str(data.get("time")))
        except ValueError as error:
            raise Refused(422, "unknown_time", "time is HH:MM.") from error
        how = AT_NIGHT if at >= CLOSED_AT or at.hour < 6 else IN_PERSON
        return company.once(request, customer, {"trip": key, "time": data["time"]}, lambda operation, now: _made(
            "arrival", operation, found, now, time=data["time"], how=how))

    @post("/customers/{customer:str}/trips/{key:str}/luggage-reports", sync_to_thread=True)
    def report(customer: str, key: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        found = trip(customer, key, "flight")
        if data.get("bag") not in LUGGAGE or data.get("address") != "on_file":
            raise Refused(422, "unknown_luggage", f"bag is one of {', '.join(LUGGAGE)}; address is on_file.")
        body = {"trip": key, "bag": data["bag"], "colour": str(data.get("colour"))}
        return company.once(request, customer, body, lambda operation, now: _report(operation, found, body, now))

    return [trips, check_in, arrival, report]


def _report(key: str, trip: dict[str, Any], body: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Suitcases and bags were seen by a scanner; for the rest the search begins."""
    seen = body["bag"] in ("suitcase", "backpack")
    return _made("luggage_report", key, trip, now, bag=body["bag"], colour=body["colour"],
                 found_at={"fr": "à Madrid, en attente du prochain vol", "en": "in Madrid, waiting for the next flight"}
                 if seen else None, arrives_on=(now + timedelta(days=1)).date().isoformat() if seen else None)


def _made(kind: str, key: str, trip: dict[str, Any], now: datetime, **more: Any) -> dict[str, Any]:
    label = trip["label"]
    return {"id": f"{kind}-{key}", "kind": kind, "key": key, "trip": trip["id"], "label": label,
            "status": {"code": "done", "fr": "fait", "en": "done"}, "at": now.isoformat(timespec="seconds"),
            "products": [], "words": [], **more}
