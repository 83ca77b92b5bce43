"""Headers every answer carries: what a browser may do with it, who may frame it, who may read it.

Owns Content-Security-Policy, CORS and caching. Must not depend on a route: refusals carry them too.
"""

from __future__ import annotations

from litestar.datastructures import MutableScopeHeaders
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

_POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors "


# What the demo's page with both sides shows side by side.
_BOTH_SIDES = ("/", "/account", "/desk")


def headers_for(origins: tuple[str, ...], *, https: bool, demo: bool = False) -> BeforeMessageSendHookHandler:
    """A Litestar `before_send` hook. `origins` may frame the chat panel and call the chat API, nothing else; in the
    demo our own pages may also frame the shop and the desk."""

    async def set_headers(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        path = scope["path"]
        embeddable = path.rstrip("/") == "/chat"
        frames = ("'self'", *origins) if embeddable else ("'none'",)
        own = demo and (path.rstrip("/") or "/") in _BOTH_SIDES
        if own:
            frames = ("'self'",)
        headers.setdefault("Content-Security-Policy", _POLICY + " ".join(frames))  # a file's own is stricter
        headers["X-Content-Type-Options"] = "nosniff"
        # Not "no-referrer": browsers would then hide the Origin that form posts are checked by.
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if not embeddable:
            headers["X-Frame-Options"] = "SAMEORIGIN" if own else "DENY"
        if https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        headers.setdefault("Cache-Control", "no-store")
        if path.startswith("/chat/"):
            _allow_origin(headers, _header(scope, b"origin"), origins, preflight=str(scope.get("method")) == "OPTIONS")

    return set_headers


def _allow_origin(headers: MutableScopeHeaders, origin: str, origins: tuple[str, ...], *, preflight: bool) -> None:
    headers.extend_header_value("Vary", "Origin")
    if origin not in origins:
        return
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = "Retry-After"
    if preflight:
        headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
        headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Last-Event-ID"
        headers["Access-Control-Max-Age"] = "600"


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")
