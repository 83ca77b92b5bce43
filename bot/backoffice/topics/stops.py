"""Stops of the demo town and what leaves from them: every few minutes from five in the morning to midnight."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from litestar import get

from bot.backoffice.company import Company, Refused

ZONE = ZoneInfo("Europe/Paris")
FIRST, LAST = time(5, 0), time(23, 59)
SHOWN = 4

# line -> name, first minute after the hour, minutes between two.
LINES: dict[str, tuple[dict[str, str], int, int]] = {
    "7-gare": ({"fr": "Bus 7 vers la gare", "en": "Bus 7 to the station"}, 4, 12),
    "7-lac": ({"fr": "Bus 7 vers le lac", "en": "Bus 7 to the lake"}, 9, 12),
    "a-centre": ({"fr": "Tram A vers le centre", "en": "Tram A to the centre"}, 2, 8),
    "a-hopital": ({"fr": "Tram A vers l’hôpital", "en": "Tram A to the hospital"}, 6, 8),
}


def _stop(code: str, fr: str, en: str, words: tuple[str, ...], lines: tuple[str, ...]) -> dict[str, Any]:
    return {"id": code, "label": {"fr": fr, "en": en}, "words": [code, *words], "unless": [], "lines": lines}


STOPS = [
    _stop("4512", "Mairie", "Town Hall", ("mairie", "hôtel de ville", "town hall", "city hall"),
          ("7-gare", "a-centre")),
    _stop("4513", "Place du Marché", "Market Square", ("marché", "place du marché", "market", "market square"),
          ("7-gare", "7-lac")),
    _stop("4520", "Gare", "Station", ("gare", "station", "train station"), ("7-lac", "a-hopital")),
    _stop("4531", "Hôpital", "Hospital", ("hôpital", "hospital"), ("a-centre",)),
]


def routes(company: Company) -> list[Any]:
    @get("/stops", sync_to_thread=False)
    def stops() -> dict[str, Any]:
        return {"stops": [{key: stop[key] for key in ("id", "label", "words", "unless")} for stop in STOPS]}

    @get("/stops/{stop:str}/departures", sync_to_thread=False)
    def departures(stop: str) -> dict[str, Any]:
        found = next((s for s in STOPS if s["id"] == stop), None)
        if found is None:
            raise Refused(404, "not_found", "There is no such stop.")
        now = company.clock().astimezone(ZONE)
        tomorrow = datetime.combine(now.date() + timedelta(days=1), FIRST, ZONE)
        first = min(_leaving(line, tomorrow)[0] for line in found["lines"])
        leaving = sorted(((at, line) for line in found["lines"] for at in _leaving(line, now)), key=lambda one: one[0])
        return {
            "stop": stop, "at": now.isoformat(timespec="seconds"),
            "first_tomorrow": first.isoformat(timespec="seconds"),
            "departures": [{"line": LINES[line][0], "leaves_at": at.isoformat(timespec="seconds")}
                           for at, line in leaving[:SHOWN]],
        }

    return [stops, departures]


def _leaving(line: str, now: datetime) -> list[datetime]:
    """The next departures of a line today; [] once the night has begun."""
    _, offset, every = LINES[line]
    start = datetime.combine(now.date(), FIRST, ZONE) + timedelta(minutes=offset)
    end = datetime.combine(now.date(), LAST, ZONE)
    passed = max(0, -int(-((now - start).total_seconds()) // (every * 60))) if now > start else 0
    each = [start + timedelta(minutes=every * (passed + n)) for n in range(SHOWN)]
    return [at for at in each if now <= at <= end]
