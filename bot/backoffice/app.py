"""The demo company's back office over HTTP, as docs/backoffice.yml describes it.

Owns routes, the token check and the error shape. Must not be imported by anything but its own start and
tests: everyone else speaks HTTP to it, as they would to a real company's systems.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, get, post
from litestar.exceptions import HTTPException, ValidationException

from bot.backoffice import data
from bot.backoffice.journal import Journal, KeyReused

REASONS = ("missing", "broken", "lost")
_LONGEST_KEY = 200


@dataclass
class Faults:
    """Ways to misbehave, for tests only: they can be set where the app is made, never over HTTP."""

    slow_before: float = 0.0  # seconds before a replacement is made
    slow_after: float = 0.0   # seconds between making it and answering
    slow_times: int = 1       # how many replacements are slow
    failing: int = 0          # how many of the next calls answer 503
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: str) -> bool:
        """Use up one of `name`; False when none is left."""
        with self.lock:
            left: int = getattr(self, name)
            if left > 0:
                setattr(self, name, left - 1)
            return left > 0


class Refused(HTTPException):
    """An answer with the error shape of the contract."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(detail=message, status_code=status, extra={"code": code})


def create_app(
    *,
    token: str,
    data_dir: Path,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    faults: Faults | None = None,
) -> Litestar:
    """Build the server. `token` is compared in constant time; `clock` moves the dates of the sample data."""
    journal, wrong = Journal(data_dir / "backoffice.db"), faults or Faults()

    def authorise(request: Request[Any, Any, Any]) -> Response[Any] | None:
        if request.url.path == "/health":
            return None
        given = request.headers.get("authorization", "")
        if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise Refused(401, "bad_token", "A bearer token is needed.")
        if wrong.take("failing"):
            raise Refused(503, "unavailable", "The back office is closed for a moment.")
        return None

    return Litestar(
        route_handlers=_routes(journal, clock, wrong),
        before_request=authorise,
        exception_handlers={HTTPException: _error, Exception: _broken},
        openapi_config=None,  # the contract is docs/backoffice.yml, written first
        request_max_body_size=64 * 1024,
    )


def _routes(journal: Journal, clock: Callable[[], datetime], wrong: Faults) -> list[Any]:
    @get("/health", sync_to_thread=False)
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @get("/products", sync_to_thread=False)
    def products() -> dict[str, Any]:
        return {"products": [p for p in data.PRODUCTS.values() if p["parts"]]}

    @get("/customers/{customer:str}", sync_to_thread=False)
    def customer_record(customer: str) -> dict[str, Any]:
        return _customer(customer)

    @get("/customers/{customer:str}/orders", sync_to_thread=True)
    def customer_orders(customer: str) -> dict[str, Any]:
        _customer(customer)
        return {"orders": journal.of_customer(customer) + data.orders(customer, clock())}

    @post("/customers/{customer:str}/replacements", sync_to_thread=True)
    def replace(customer: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        body = _replacement_body(customer, data, clock())
        key = _key(request)
        slow = (wrong.slow_before or wrong.slow_after) and wrong.take("slow_times")
        time.sleep(wrong.slow_before if slow else 0)
        now = clock()
        try:
            answer, repeated = journal.once(key, customer, body, now, lambda: _replacement(key, body, now))
        except KeyReused as error:
            raise Refused(409, "key_reused", "This key was used for something else.") from error
        time.sleep(wrong.slow_after if slow else 0)
        return Response(answer, status_code=201, headers={"Idempotent-Replayed": str(repeated).lower()})

    @get("/operations/{key:str}", sync_to_thread=True)
    def operation(key: str) -> dict[str, Any]:
        found = journal.find(key)
        if found is None:
            raise Refused(404, "not_found", "Nothing was done under this key.")
        return found

    return [health, products, customer_record, customer_orders, replace, operation]


def _customer(customer: str) -> dict[str, Any]:
    record = data.CUSTOMERS.get(customer)
    if record is None:
        raise Refused(404, "not_found", "No such customer.")
    return record


def _key(request: Request[Any, Any, Any]) -> str:
    key = request.headers.get("idempotency-key", "").strip()
    if not key or len(key) > _LONGEST_KEY:
        raise Refused(422, "no_key", "An Idempotency-Key of 1 to 200 characters is needed.")
    return key


def _replacement_body(customer: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The checked request, or a refusal saying which field is wrong."""
    record = _customer(customer)
    owned = {p for order in data.orders(customer, now) for p in order["products"]}
    product = data.PRODUCTS.get(str(body.get("product")))
    if product is None or product["id"] not in owned:
        raise Refused(422, "not_ordered", "This customer did not order that product.")
    if body.get("part") not in [part["id"] for part in product["parts"]]:
        raise Refused(422, "unknown_part", "The product has no such part.")
    if body.get("reason") not in REASONS:
        raise Refused(422, "unknown_reason", f"reason is one of {', '.join(REASONS)}.")
    if body.get("address") != "on_file" or record["address"] is None:
        raise Refused(422, "no_address", "Parts are sent to the address on file only.")
    return {key: body[key] for key in ("product", "part", "reason", "address")}


def _replacement(key: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    product = data.PRODUCTS[body["product"]]
    part = next(p for p in product["parts"] if p["id"] == body["part"])
    lost = body["reason"] == "lost"
    return {
        "id": f"replacement-{key}", "kind": "replacement", "key": key,
        "label": {
            "fr": f"pièce de remplacement : {part['label']['fr']} ({product['label']['fr']})",
            "en": f"replacement part: {part['label']['en']} ({product['label']['en']})",
        },
        "status": {"code": "ordered", "fr": "en préparation", "en": "being prepared"},
        "at": now.isoformat(timespec="seconds"),
        "products": [body["product"]], "part": body["part"], "reason": body["reason"],
        "price": {"cents": product["lost_part_price"]["cents"] if lost else 0, "currency": "EUR"},
        "arrives_on": data.arrival(now).date().isoformat(),
    }


def _error(_: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    code = error.extra.get("code") if isinstance(error.extra, dict) else None
    if code is None:
        bad = isinstance(error, ValidationException) or error.status_code == 400
        code = "bad_request" if bad else {404: "not_found", 405: "not_found", 413: "too_large"}.get(
            error.status_code, "internal")
    return Response({"error": {"code": code, "message": error.detail}}, status_code=error.status_code)


def _broken(_: Request[Any, Any, Any], __: Exception) -> Response[Any]:
    return Response({"error": {"code": "internal", "message": "Something broke here."}}, status_code=500)
