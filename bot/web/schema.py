"""The OpenAPI document, as JSON at one address. No page is rendered: those load scripts from elsewhere.

Owns what the framework would describe wrongly: refusals have our shape, not its own.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from bot.web.gate import PUBLIC, needs

PATH = "/desk/api/schema"

_REFUSAL = {
    "description": "Refused: docs/web-chat.md lists the codes.",
    "content": {"application/json": {"schema": {
        "type": "object", "required": ["error"], "properties": {"error": {
            "type": "object", "required": ["code", "message"], "additionalProperties": True,
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}}}}}}},
}


class _Document(JsonRenderPlugin):
    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        for path in openapi_schema["paths"].values():
            for operation in path.values():
                told = {code: answer for code, answer in operation["responses"].items() if code < "400"}
                if "204" in told:  # nothing is sent, whatever a handler's annotation says
                    told["204"].pop("content", None)
                operation["responses"] = {**told, "default": _REFUSAL}
        return super().render(request, openapi_schema)


def document() -> OpenAPIConfig:
    """The application's OpenAPI settings."""
    router = Router(PATH, route_handlers=[], include_in_schema=False, opt=needs(PUBLIC))
    bearer = SecurityScheme(type="http", scheme="bearer", description="A session's token, chat or desk.")
    return OpenAPIConfig(
        title="Sensei", version="1", openapi_router=router, components=Components(security_schemes={"bearer": bearer}),
        render_plugins=[_Document(path=["/", "/openapi.json"])])
