"""The demo company's back office over HTTP, as docs/backoffice.yml describes it.

Owns the token check and the error shape; routes live in `topics`, one module each. Must not be imported by anything
but its own start and tests: everyone else speaks HTTP to it, as they would to a real company's systems.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.exceptions import HTTPException, ValidationException

from bot.backoffice.company import Company, Faults, Refused
from bot.backoffice.journal import Journal
from bot.backoffice.topics import every_route

__all__ = ["Faults", "create_app"]


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    return {"status": "ok"}


def create_app(
    *,
    token: str,
    data_dir: Path,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    faults: Faults | None = None,
) -> Litestar:
    """Build the server. `token` is compared in constant time; `clock` moves the dates of the sample data."""
    wrong = faults or Faults()
    company = Company(Journal(data_dir / "backoffice.db"), clock, wrong)

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
        route_handlers=[health, *every_route(company)],
        before_request=authorise,
        exception_handlers={HTTPException: _error, Exception: _broken},
        openapi_config=None,  # the contract is docs/backoffice.yml, written first
        request_max_body_size=64 * 1024,
    )


def _error(_: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    code = error.extra.get("code") if isinstance(error.extra, dict) else None
    if code is None:
        bad = isinstance(error, ValidationException) or error.status_code == 400
        code = "bad_request" if bad else {404: "not_found", 405: "not_found", 413: "too_large"}.get(
            error.status_code, "internal")
    return Response({"error": {"code": code, "message": error.detail}}, status_code=error.status_code)


def _broken(_: Request[Any, Any, Any], __: Exception) -> Response[Any]:
    return Response({"error": {"code": "internal", "message": "Something broke here."}}, status_code=500)
