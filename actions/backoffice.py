"""The actions' client of the back office (docs/backoffice.yml), with `requests` in a thread.

Owns calls, time-outs and what a silence means. Must not speak to the customer, nor log names, texts or the
token. `bot/office.py` is its twin; the same tests hold both.
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Any
from urllib.parse import quote

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

log = logging.getLogger(__name__)

TIMEOUT = (2.0, 4.0)  # connect, read: a customer is waiting for this turn


class BackOfficeError(Exception):
    """No usable answer."""


class BackOfficeDown(BackOfficeError):
    """Nothing was done: not reachable, or reading failed."""


class OutcomeUnknown(BackOfficeError):
    """Something was sent and nothing came back, even after asking again with the same key."""


class BackOfficeRefused(BackOfficeError):
    """It answered no; `status` and `code` as in the contract."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


class BackOffice:
    """Address and token come from the environment of the action server. Holds no connection, so no state."""

    def __init__(self, url: str | None = None, token: str | None = None,
                 timeout: tuple[float, float] = TIMEOUT) -> None:
        self._url = (url if url is not None else os.environ.get("SENSEI_BACKOFFICE_URL", "")).rstrip("/")
        self._token = token if token is not None else os.environ.get("SENSEI_BACKOFFICE_TOKEN", "")
        self._timeout = timeout

    async def customer(self, customer: str) -> dict[str, Any] | None:
        return await asyncio.to_thread(self._get, f"/customers/{quote(customer, safe='')}")

    async def orders(self, customer: str) -> list[dict[str, Any]]:
        """As in the contract, newest first; [] when unknown."""
        found = await asyncio.to_thread(self._get, f"/customers/{quote(customer, safe='')}/orders")
        return list((found or {}).get("orders", []))

    async def products(self) -> list[dict[str, Any]]:
        """Products that have parts, with words to recognise them by."""
        found = await asyncio.to_thread(self._get, "/products")
        return list((found or {}).get("products", []))

    async def operation(self, key: str) -> dict[str, Any] | None:
        return await asyncio.to_thread(self._get, f"/operations/{quote(key, safe='')}")

    async def look_up(self, path: str) -> dict[str, Any] | None:
        """Any GET of the contract; None when it is not there."""
        return await asyncio.to_thread(self._get, path)

    async def act(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Change something at most once. `key` stays the same over retries, replays and days.

        A silence after sending is *unknown*: first we ask whether the key did something, then send once more
        with the same key. Only then `OutcomeUnknown`, and the customer is told exactly that.
        """
        log.info("change sent", extra={"key": key})
        made = await asyncio.to_thread(self._act, path, body, key)
        log.info("change confirmed", extra={"key": key})
        return made

    def _act(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        try:
            return self._post(path, body, key)
        except OutcomeUnknown:
            try:
                done = self._get(f"/operations/{quote(key, safe='')}")
            except BackOfficeError as error:
                raise OutcomeUnknown("no answer about the key either") from error
            if done is not None:
                return dict(done["result"])
        try:
            return self._post(path, body, key)
        except BackOfficeDown as error:  # the first sending may still have arrived
            raise OutcomeUnknown("gone after the first sending") from error

    def _post(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        try:
            answer = self._call("POST", path, json=body, headers={"Idempotency-Key": key})
        except requests.RequestException as error:
            if _never_left(error):
                raise BackOfficeDown(type(error).__name__) from error
            raise OutcomeUnknown(type(error).__name__) from error
        if answer.status_code >= 500:
            raise OutcomeUnknown(str(answer.status_code))
        return _body(answer, (200, 201), unreadable=OutcomeUnknown)

    def _get(self, path: str) -> dict[str, Any] | None:
        try:
            answer = self._call("GET", path)
        except requests.RequestException as error:
            raise BackOfficeDown(type(error).__name__) from error
        if answer.status_code == 404:
            return None
        if answer.status_code >= 500:
            raise BackOfficeDown(str(answer.status_code))
        return _body(answer, (200,), unreadable=BackOfficeDown)

    def _call(self, method: str, path: str, *, headers: dict[str, str] | None = None,
              json: dict[str, Any] | None = None) -> requests.Response:
        if not self._url:
            raise requests.exceptions.InvalidURL("SENSEI_BACKOFFICE_URL is not set")
        with requests.Session() as session:
            session.trust_env = False  # a proxy or .netrc of the machine must not see our token
            return session.request(
                method, self._url + path, json=json, timeout=self._timeout, allow_redirects=False,
                headers={"Authorization": f"Bearer {self._token}", **(headers or {})},
            )


def _body(answer: requests.Response, good: tuple[int, ...], *, unreadable: type[BackOfficeError]) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError as error:
        raise unreadable("not JSON") from error
    if not isinstance(body, dict):
        raise unreadable("not an object")
    if answer.status_code not in good:
        raise BackOfficeRefused(answer.status_code, str((body.get("error") or {}).get("code", "internal")))
    return body


def _never_left(error: requests.RequestException) -> bool:
    """Whether the request surely did not reach the back office."""
    if isinstance(error, (requests.exceptions.ConnectTimeout, requests.exceptions.InvalidURL,
                          requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema)):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))
