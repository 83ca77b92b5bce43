"""One shape for everything that is refused: `{"error": {"code", "message", …}}`, in the reader's language.

Owns the way from an exception to an answer, Litestar's own exceptions included. Must not let a detail of ours,
or a word of a customer, reach the reader or the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from litestar import MediaType, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from bot.core.problems import STATUS, Problem
from bot.core.texts import Texts, UnknownText
from bot.web import languages
from bot.web.languages import AnyRequest

log = logging.getLogger(__name__)

PageOf = Callable[[str, str], str]  # template, language -> HTML

# What the framework refuses by itself, in our codes. A body that lacks or breaks something is 422 everywhere.
_FRAMEWORK = {
    400: "bad_request",
    401: "bad_token",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_type",
    422: "bad_request",
    429: "slow_down",
}
METHOD_NOT_ALLOWED = 405

# How the framework calls a body whose sender went away in the middle of it: nothing broke, and nobody reads an answer.
_GONE = "client disconnected prematurely"

# Below these, an address is for programs; anything else that is missing gets a page.
_API = ("/chat/", "/desk/api", "/demo/", "/health", "/static/", "/widget.js")


class Refusals:
    """Exception handlers for the app. `page` renders `not_found.html` and `error.html` for browsers."""

    def __init__(self, texts: Texts, language: str, page: PageOf) -> None:
        self._texts, self._language, self._page = texts, language, page

    def handlers(self) -> ExceptionHandlersMap:
        return {Problem: self.problem, HTTPException: self.framework, Exception: self.crash}

    def problem(self, request: AnyRequest, problem: Problem) -> Response[Any]:
        return self._answer(request, problem.code, problem.status, problem.details)

    def framework(self, request: AnyRequest, error: HTTPException) -> Response[Any]:
        if error.detail == _GONE:
            return self._answer(request, "bad_request", STATUS["bad_request"], {})
        if error.status_code >= 500:
            return self.crash(request, error)
        code = _FRAMEWORK.get(error.status_code, "bad_request")
        if code == "bad_request" and request.method == "POST" and _empty(request):
            code = "bad_json"  # a body was needed and none came
        return self._answer(request, code, STATUS.get(code, error.status_code), {}, dict(error.headers or {}))

    def crash(self, request: AnyRequest, error: Exception) -> Response[Any]:
        session = getattr(request.state, "session", None)
        log.error("request broke", exc_info=error, extra={
            "method": request.method, "path": repr(request.scope["path"]),
            "conversation": getattr(session, "conversation_id", None)})
        return self._answer(request, "internal", STATUS["internal"], {})

    def _answer(
        self,
        request: AnyRequest,
        code: str,
        status: int,
        details: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> Response[Any]:
        language = languages.of_reader(request, self._language)
        sent = {**(headers or {}), "Content-Language": language}
        if "retry_after" in details:
            sent["Retry-After"] = str(details["retry_after"])
        if code in ("not_found", "internal") and _wants_page(request):
            template = "not_found.html" if code == "not_found" else "error.html"
            return Response(self._page(template, language), media_type=MediaType.HTML, status_code=status, headers=sent)
        error = {"code": code, "message": self.message(code, language, details), **details}
        return Response({"error": error}, media_type=MediaType.JSON, status_code=status, headers=sent)

    def message(self, code: str, language: str, details: dict[str, Any]) -> str:
        """The sentence for `code`. `by` (who claimed) may be named in it."""
        by = details.get("by")
        name = by.get("name") if isinstance(by, dict) else None
        try:
            return self._texts.say(f"errors.{code}", language, name=name, **_plain(details))
        except UnknownText:
            # A value it needs is unknown (nobody claimed it by now): say less rather than something untrue.
            return self._texts.say("errors.not_now" if STATUS.get(code, 500) < 500 else "errors.internal", language)


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in details.items() if isinstance(value, str | int | float) and key != "name"}


def _empty(request: AnyRequest) -> bool:
    return request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers


def _wants_page(request: AnyRequest) -> bool:
    if request.method not in ("GET", "HEAD"):
        return False
    path = str(request.scope["path"])
    # A browser that is sent to an API address by a link still gets a page; its scripts ask for anything (*/*).
    return "text/html" in request.headers.get("accept", "") or not path.startswith(_API)
