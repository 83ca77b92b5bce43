"""The desk's cookies: session, CSRF token, and where a request comes from.

Owns names and attributes of cookies and the double-submit check. Passwords and tokens belong to the service.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from bot.core.problems import Problem

Connection = ASGIConnection[Any, Any, Any, Any]

CSRF_COOKIE = "csrftoken"
CSRF_HEADER = "x-csrftoken"
PATH = "/desk"


class DeskCookies:
    """Cookies of one front door. Its port is in the session's name: browsers share cookies between ports."""

    def __init__(self, public_url: str, port: int) -> None:
        self._name = f"sensei_desk_{port}"
        self._secure = public_url.startswith("https://")
        self._origin = _origin(public_url)

    def session(self, connection: Connection) -> str:
        return connection.cookies.get(self._name, "")

    def start(self, token: str) -> list[Cookie]:
        """Both cookies of a fresh login; they end with the browser, or before when the session does."""
        return [
            Cookie(key=self._name, value=token, path=PATH, httponly=True, secure=self._secure, samesite="strict"),
            self.csrf(),
        ]

    def csrf(self) -> Cookie:
        """Readable by our own pages' scripts, which send it back as a header."""
        return Cookie(
            key=CSRF_COOKIE, value=secrets.token_urlsafe(32), path=PATH, secure=self._secure, samesite="strict"
        )

    def end(self) -> list[Cookie]:
        return [
            Cookie(
                key=name,
                value="",
                path=PATH,
                max_age=0,
                secure=self._secure,
                samesite="strict",
                httponly=name != CSRF_COOKIE,
            )
            for name in (self._name, CSRF_COOKIE)
        ]

    def check_csrf(self, connection: Connection) -> None:
        """Header and cookie must be the same secret, and the page must be ours."""
        cookie = connection.cookies.get(CSRF_COOKIE, "")
        header = connection.headers.get(CSRF_HEADER, "")
        if not cookie or not hmac.compare_digest(cookie.encode(), header.encode()):
            raise Problem("bad_csrf")
        self.check_origin(connection)

    def check_origin(self, connection: Connection) -> None:
        """Refuse a browser that says another site sent it. Programs send no Origin and pass."""
        origin = connection.headers.get("origin")
        if origin is None:
            return
        own = (self._origin, f"{connection.scope['scheme']}://{connection.headers.get('host', '')}".lower())
        if origin.lower() not in own:
            raise Problem("bad_csrf")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
