"""Puts the front door's web application together: routes, gate, refusals, headers, limits, pages.

Owns composition only. Everything it needs is handed in by `bot.wiring`, or by a test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from litestar import Controller, Litestar, Response, get
from litestar.di import NamedDependency as Given
from litestar.di import Provide
from litestar.types import LifespanHook

from bot.channels.attachments import ChatFiles
from bot.channels.export import ChatExport
from bot.channels.identity import Identities
from bot.channels.live import ChatLive
from bot.channels.memory import ChatMemory
from bot.channels.sharing import ChatBrief
from bot.channels.telegram.links import TelegramLinks
from bot.channels.telegram.webhook import TelegramWebhook
from bot.channels.web import Chat
from bot.clock import Clock
from bot.demo import Demo
from bot.desk.attachments import DeskFiles
from bot.desk.auth import DeskCookies
from bot.desk.decisions import DeskDecisions
from bot.desk.live import DeskStream
from bot.desk.routes import Desk, DeskConversation, DeskLooks
from bot.desk.tasks import DeskTasks
from bot.files import load_texts
from bot.health import Health
from bot.keys import Keys
from bot.limits import Limits
from bot.settings import Settings
from bot.web.bodies import MAX_BODY
from bot.web.gate import PUBLIC, Gate, give_agent, give_session, needs
from bot.web.headers import headers_for
from bot.web.pages import PageRoutes, Pages
from bot.web.refusals import Refusals
from bot.web.schema import document

if TYPE_CHECKING:
    from bot.channels.telegram.connector import Connector
    from bot.core.texts import Texts
    from bot.office import Office
    from bot.service import Service

def create_app(
    service: Service,
    settings: Settings,
    clock: Clock,
    keys: Keys,
    health: Health,
    *,
    texts: Texts | None = None,
    office: Office | None = None,
    limits: Limits | None = None,
    telegram: Connector | None = None,
    on_startup: Sequence[LifespanHook] = (),
    on_shutdown: Sequence[LifespanHook] = (),
) -> Litestar:
    """The application. `app.state.closing.set()` ends every long poll at once (see `bot.listener`)."""
    texts = texts or load_texts()
    pages = Pages(texts, settings)
    cookies = DeskCookies(settings.public_url, settings.port)
    closing = asyncio.Event()
    given: dict[str, Any] = {
        "service": service,
        "clock": clock,
        "pages": pages,
        "jar": cookies,
        "closing": closing,
        "office": office,
        "telegram": telegram,
        "health": health,
        "limits": limits or Limits(on=settings.rate_limits),
        "identities": Identities(keys.identity),
        "default_language": settings.language,
    }
    app = Litestar(
        route_handlers=[
            Chat, ChatLive, ChatBrief, ChatFiles, ChatExport, ChatMemory,
            Desk, DeskLooks, DeskStream, DeskConversation, DeskDecisions, DeskFiles, DeskTasks,
            TelegramLinks, TelegramWebhook, PageRoutes, health_route, *_demo(settings)],
        guards=[Gate(service, cookies, demo=settings.demo)],
        dependencies={
            **{name: _constant(value) for name, value in given.items()},
            "session": Provide(give_session, sync_to_thread=False),
            "agent": Provide(give_agent, sync_to_thread=False),
        },
        signature_namespace={"Service": Any, "Office": Any, "Connector": Any},
        exception_handlers=Refusals(texts, settings.language, pages.render).handlers(),
        before_send=[
            headers_for(settings.origins, https=settings.public_url.startswith("https://"), demo=settings.demo)],
        request_max_body_size=MAX_BODY,
        openapi_config=document(),
        logging_config=None,  # the process decides where lines go; the framework's own would print request data
        on_startup=list(on_startup),
        on_shutdown=list(on_shutdown),
    )
    app.state.closing = closing
    return app


@get("/health", opt=needs(PUBLIC), tags=["health"])
async def health_route(health: Given[Health]) -> Response[dict[str, Any]]:
    """The state of every part; 200 when all are well or switched off."""
    status, body = await health.report()
    return Response(body, status_code=status)


def _demo(settings: Settings) -> list[type[Controller]]:
    return [Demo] if settings.demo else []


def _constant(value: Any) -> Provide:
    def give() -> Any:
        return value

    return Provide(give, sync_to_thread=False)
