"""Every refusal a person or program can meet, by code: one table, one shape (docs/web-chat.md).

Owns codes and their HTTP status. The sentence a reader sees comes from `bot/texts` under `errors.<code>`.
"""

from __future__ import annotations

from typing import Any

STATUS: dict[str, int] = {
    "bad_json": 400,
    "bad_token": 401,
    "bad_identity": 401,
    "bad_login": 401,
    "forbidden": 403,
    "bad_csrf": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "claimed": 409,
    "not_owner": 409,
    "not_now": 409,
    "too_long": 413,
    "too_large": 413,
    "no_room": 413,
    "unsupported_type": 415,
    "bad_request": 422,
    "empty": 422,
    "unknown_choice": 422,
    "unknown_item": 422,
    "unknown_agent": 422,
    "slow_down": 429,
    "internal": 500,
}


class Problem(Exception):
    """A refusal. `details` are added to the JSON beside code and message (`by`, `field`, `retry_after` …)."""

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.status = STATUS[code]
        self.details = details
        super().__init__(code)
