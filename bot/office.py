"""The front door's client of the back office (docs/backoffice.yml): who a customer is, what they ordered,
whether an operation happened, the documents actions announced. For the brief, the desk, and turns without an answer.

Owns the calls and their time-outs. Must not decide anything, nor change anything at the company:
changes are made by actions only. `actions/backoffice.py` is its twin; the same tests hold both.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import httpx

CONNECT_SECONDS, READ_SECONDS = 2.0, 4.0
DOCUMENT_SECONDS = 20.0  # for the whole of a file, however slowly it drips


class OfficeError(Exception):
    """The back office gave no usable answer."""


class OfficeDown(OfficeError):
    """Not reachable, too slow, or broken (5xx)."""


class OfficeRefused(OfficeError):
    """It answered no; `status` and `code` as in the contract."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


class Office:
    """One per front door; `close()` it at the end. `seconds` on a call shortens the wait (the brief: 0.8)."""

    def __init__(self, url: str, token: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, transport=transport,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS), follow_redirects=False, trust_env=False,
        )

    async def customer(self, customer: str, *, seconds: float | None = None) -> dict[str, Any] | None:
        """The company's record: id, name, given_name, family_name, call_them, language, since, address; or None."""
        return await self._get(f"/customers/{quote(customer, safe='')}", seconds)

    async def find_by_email(self, email: str, *, seconds: float | None = None) -> list[dict[str, Any]] | None:
        """The company's records with this address, possibly several (a family); None when it has no such question."""
        found = await self._post("/customers/find", {"email": email}, seconds)
        if found is None:
            return None
        records = found.get("customers")
        if not isinstance(records, list) or not all(isinstance(r, dict) and r.get("id") for r in records):
            raise OfficeDown("customers not in the agreed shape")
        return records

    async def orders(
        self, customer: str, *, language: str = "fr", seconds: float | None = None
    ) -> list[dict[str, Any]]:
        """Orders and replacements, newest first, in words of `language`:
        `{"id", "kind": "order"|"replacement", "label", "status", "status_code", "at", "key"}`; [] when unknown."""
        found = await self._get(f"/customers/{quote(customer, safe='')}/orders", seconds)
        try:
            return [_in_words(order, language) for order in (found or {}).get("orders", [])]
        except (KeyError, TypeError) as error:
            raise OfficeDown("orders not in the agreed shape") from error

    async def operation(self, key: str, *, seconds: float | None = None) -> dict[str, Any] | None:
        """What was done under an idempotency key (`{"key", "customer", "at", "result"}`), or None: nothing was."""
        return await self._get(f"/operations/{quote(key, safe='')}", seconds)

    async def document(self, ref: str, *, most: int) -> tuple[bytes, str] | None:
        """A document's bytes and media type, or None: there is none. Larger than `most` bytes: `OfficeRefused`."""
        try:
            async with asyncio.timeout(DOCUMENT_SECONDS), self._http.stream(
                "GET", f"/documents/{quote(ref, safe='')}", headers={"Accept-Encoding": "identity"}
            ) as answer:
                return await _content(answer, most)
        except (httpx.HTTPError, TimeoutError) as error:
            raise OfficeDown(type(error).__name__) from error

    async def close(self) -> None:
        await self._http.aclose()

    async def _get(self, path: str, seconds: float | None) -> dict[str, Any] | None:
        return await self._ask("GET", path, seconds)

    async def _post(self, path: str, body: dict[str, Any], seconds: float | None) -> dict[str, Any] | None:
        """A question whose words must not stand in an address, where logs would keep them."""
        return await self._ask("POST", path, seconds, json=body)

    async def _ask(self, method: str, path: str, seconds: float | None, **more: Any) -> dict[str, Any] | None:
        timeout = httpx.Timeout(seconds) if seconds is not None else httpx.USE_CLIENT_DEFAULT
        try:
            answer = await self._http.request(method, path, timeout=timeout, **more)
        except httpx.HTTPError as error:
            raise OfficeDown(type(error).__name__) from error
        if answer.status_code in (404, 405):
            return None
        if answer.status_code >= 500:
            raise OfficeDown(str(answer.status_code))
        try:
            body = answer.json()
        except ValueError as error:
            raise OfficeDown("not JSON") from error
        if not isinstance(body, dict):
            raise OfficeDown("not an object")
        if answer.status_code != 200:
            raise OfficeRefused(answer.status_code, str((body.get("error") or {}).get("code", "internal")))
        return body


async def _content(answer: httpx.Response, most: int) -> tuple[bytes, str] | None:
    """The body as it came; a packed one is refused, because a small file may unpack to a huge one."""
    if answer.status_code == 404:
        return None
    if answer.status_code >= 500:
        raise OfficeDown(str(answer.status_code))
    if answer.status_code != 200:
        raise OfficeRefused(answer.status_code, "internal")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise OfficeRefused(200, "packed")
    content = bytearray()
    async for piece in answer.aiter_bytes():
        content += piece
        if len(content) > most:
            raise OfficeRefused(200, "too_large")
    return bytes(content), answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _in_words(order: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "id": order["id"], "kind": order["kind"], "key": order.get("key"), "at": order["at"],
        "label": order["label"][language], "status": order["status"][language],
        "status_code": order["status"]["code"],
    }
