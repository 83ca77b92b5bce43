"""What the demo shop's guided tour needs: signed identities of sample people, a movable clock, their orders.

Owns the routes below /demo/, which exist only when `SENSEI_DEMO=1` (and that only on loopback), and the file by which
the demo back office, a process of its own, learns how far the clock was moved.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency as Given
from litestar.params import FromQuery, JSONBody

from bot.channels.identity import Identities
from bot.clock import Clock, rfc3339
from bot.core.problems import Problem
from bot.office import OfficeError
from bot.web import languages
from bot.web.bodies import Exact
from bot.web.gate import DEMO, needs
from bot.web.languages import AnyRequest

if TYPE_CHECKING:
    from bot.office import Office

LOGIN = {"email": "agent@maison-colibri.example", "password": "colibri"}

IDENTITY_S = 12 * 60 * 60

# What the shop would sign for a person who is logged in there. Ages are theirs on any day the demo runs.
_PEOPLE: dict[str, tuple[dict[str, str], int | None]] = {
    "luka": ({"name": "Luka", "given_name": "Luka", "locale": "fr"}, 7),
    "awa": ({"name": "Awa", "given_name": "Awa", "family_name": "Diallo", "locale": "fr"}, None),
    "moreau": ({"name": "Madame Moreau", "given_name": "Simone", "family_name": "Moreau", "locale": "fr"}, 79),
}
_NOBODY = ("unknown", "stranger")

# Which drawing of the shop shows an invented order; anything else is shown as a parcel.
_PICTURES = {"awa-trainers": "shoes", "awa-robot": "robot", "awa-jumper": "jumper", "moreau-kettle": "kettle"}

# Beyond these a clock that runs on would overflow.
_EARLIEST, _LATEST = 2000, 2100


class Who(msgspec.Struct):
    who: str | None


class DemoIdentity(msgspec.Struct):
    identity: str | None
    name: str | None


class MoveClock(msgspec.Struct):
    now: Annotated[datetime, msgspec.Meta(tz=True)] | None


class Now(msgspec.Struct):
    now: str


class Orders(msgspec.Struct):
    orders: list[dict[str, Any]]


class Account(msgspec.Struct):
    name: str
    since: str | None
    orders: list[dict[str, Any]]


class Demo(Controller):
    path = "/demo"
    tags = ("demo",)
    opt = needs(DEMO)

    @post("/identity", dto=Exact[Who], return_dto=None, status_code=200)
    async def identity(self, data: JSONBody[Who], identities: Given[Identities], clock: Given[Clock]) -> DemoIdentity:
        """A signed identity of a sample person; nothing for someone unknown."""
        if data.who is None or data.who in _NOBODY:
            return DemoIdentity(None, None)
        if data.who not in _PEOPLE:
            raise Problem("not_found", field="who")
        claims, age = _PEOPLE[data.who]
        extra = {} if age is None else {"birthdate": _birthdate(clock.now(), age)}
        return DemoIdentity(identities.sign({"sub": data.who, **claims, **extra}, IDENTITY_S), claims["name"])

    @post("/clock", dto=Exact[MoveClock], return_dto=None, status_code=200)
    async def move_clock(self, data: JSONBody[MoveClock], clock: Given[Clock]) -> Now:
        """Move the one clock; null: real time again."""
        if data.now is not None and not _EARLIEST <= data.now.year < _LATEST:
            raise Problem("bad_request", field="now")
        return Now(rfc3339(clock.move(data.now)))

    @get("/orders")
    async def orders(
        self, request: AnyRequest, customer: FromQuery[str], office: Given[Office | None], default_language: Given[str]
    ) -> Orders:
        """A sample person's orders and replacements, so that "once" can be seen from outside."""
        found = await _orders(office, customer, languages.of_reader(request, default_language))
        return Orders([{key: order[key] for key in ("id", "kind", "label", "status", "key")} for order in found])

    @get("/account")
    async def account(
        self, request: AnyRequest, customer: FromQuery[str], office: Given[Office | None], default_language: Given[str]
    ) -> Account:
        """What a sample person's account page shows: the name as they want it said, and what they ordered."""
        if customer not in _PEOPLE:
            raise Problem("not_found", field="customer")
        found = await _orders(office, customer, languages.of_reader(request, default_language))
        shown = [{**{key: order[key] for key in ("kind", "label", "status", "at")},
                  "picture": _PICTURES.get(order["id"], "parcel")} for order in found]
        return Account(_PEOPLE[customer][0]["name"], await _since(office, customer), shown)


def time_chosen(clock: Clock, zone: ZoneInfo) -> str:
    """Which button of the tour tells the clock's time: it is one clock for everybody, whatever tab moved it."""
    if not clock.shift:
        return "now"
    return {1: "tuesday", 5: "saturday"}.get(clock.now().astimezone(zone).weekday(), "")


def share_shift(clock: Clock, folder: Path) -> None:
    """Keep in `<folder>/run/clock` how many seconds the clock is moved, from now on. No file: real time."""
    path = folder / "run" / "clock"

    def write() -> None:
        if clock.shift == timedelta(0):
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".clock.{os.getpid()}")
        fresh.write_text(str(clock.shift.total_seconds()), "ascii")
        fresh.replace(path)

    clock.on_move(write)
    write()


async def _orders(office: Office | None, customer: str, language: str) -> list[dict[str, Any]]:
    if office is None:
        raise Problem("not_now")
    try:
        return await office.orders(customer, language=language)
    except OfficeError:
        raise Problem("not_now") from None


async def _since(office: Office | None, customer: str) -> str | None:
    """The day this person became a customer; their page can do without it."""
    try:
        record = await office.customer(customer) if office else None
    except OfficeError:
        return None
    return (record or {}).get("since")


def _birthdate(now: datetime, age: int) -> str:
    # Half a year past the birthday, so that no time zone makes the age another one.
    year, month = (now.year - age, now.month - 6) if now.month > 6 else (now.year - age - 1, now.month + 6)
    return f"{year:04d}-{month:02d}-01"
