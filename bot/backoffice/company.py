"""What every topic of the demo back office shares: its journal, its clock, its faults, refusals, and acting once.

Must not know a topic: those are modules of `bot/backoffice/topics`, each with `routes(company)`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from bot.backoffice import data
from bot.backoffice.journal import Journal, KeyReused

_LONGEST_KEY = 200


class Refused(HTTPException):
    """An answer with the error shape of the contract."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(detail=message, status_code=status, extra={"code": code})


@dataclass
class Faults:
    """Ways to misbehave, for tests only: they can be set where the app is made, never over HTTP."""

    slow_before: float = 0.0  # seconds before a change is made
    slow_after: float = 0.0   # seconds between making it and answering
    slow_times: int = 1       # how many changes are slow
    failing: int = 0          # how many of the next calls answer 503
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: str) -> bool:
        """Use up one of `name`; False when none is left."""
        with self.lock:
            left: int = getattr(self, name)
            if left > 0:
                setattr(self, name, left - 1)
            return left > 0


@dataclass(frozen=True)
class Company:
    """Given to every topic. `clock` moves the dates of the sample data."""

    journal: Journal
    clock: Callable[[], datetime]
    faults: Faults

    def customer(self, customer: str) -> dict[str, Any]:
        record = data.CUSTOMERS.get(customer)
        if record is None:
            raise Refused(404, "not_found", "No such customer.")
        return record

    def order(self, customer: str, order: str) -> dict[str, Any]:
        """One order of theirs as it stands now."""
        found = next((o for o in self.orders(customer) if o["id"] == order), None)
        if found is None:
            raise Refused(404, "not_found", "This customer has no such order.")
        return found

    def orders(self, customer: str) -> list[dict[str, Any]]:
        """Their orders, newest first, as what was done since has left them."""
        self.customer(customer)
        done = [d for d in self.journal.of_customer(customer) if not d.get("undone")]
        cancelled = {d["order"] for d in done if d["kind"] == "cancellation"}
        moved = {d["order"]: d for d in reversed(done) if d["kind"] == "delivery"}  # the newest counts
        back = {d["order"] for d in done if d["kind"] == "return" and "order" in d}
        found = [data.moved(o, moved[o["id"]]) if o["id"] in moved else o for o in data.orders(customer, self.clock())]
        found = [{**order, "returning": True} if order["id"] in back else order for order in found]
        return [data.cancelled(order) if order["id"] in cancelled else order for order in found]

    def once(self, request: Request[Any, Any, Any], customer: str, body: dict[str, Any],
             work: Callable[[str, datetime], dict[str, Any]]) -> Response[Any]:
        """Do `work(key, now)` at most once under the request's key. Same key, other body: 409 `key_reused`."""
        key, now = _key(request), self.clock()
        slow = (self.faults.slow_before or self.faults.slow_after) and self.faults.take("slow_times")
        time.sleep(self.faults.slow_before if slow else 0)
        try:
            answer, repeated = self.journal.once(key, customer, body, now, lambda: work(key, now))
        except KeyReused as error:
            raise Refused(409, "key_reused", "This key was used for something else.") from error
        time.sleep(self.faults.slow_after if slow else 0)
        return Response(answer, status_code=201, headers={"Idempotent-Replayed": str(repeated).lower()})


def _key(request: Request[Any, Any, Any]) -> str:
    key = request.headers.get("idempotency-key", "").strip()
    if not key or len(key) > _LONGEST_KEY:
        raise Refused(422, "no_key", "An Idempotency-Key of 1 to 200 characters is needed.")
    return key
