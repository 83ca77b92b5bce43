"""The link of the account page: one tap in Telegram, and the chat is the customer's who is logged in there.

Owns its shape on the wire. Making and using links is the service's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody

from bot.channels.identity import Identities
from bot.clock import rfc3339
from bot.core.problems import Problem
from bot.limits import Limits
from bot.web import languages
from bot.web.bodies import Exact
from bot.web.gate import PUBLIC, needs
from bot.web.languages import AnyRequest

if TYPE_CHECKING:
    from bot.channels.telegram.connector import Connector
    from bot.service import Service


class WhoAsks(msgspec.Struct):
    identity: str


class Link(msgspec.Struct):
    url: str
    expires_at: str


class TelegramLinks(Controller):
    path = "/telegram"
    tags = ("telegram",)
    opt = needs(PUBLIC)

    @post("/links", dto=Exact[WhoAsks], return_dto=None, status_code=201)
    async def link(
        self,
        request: AnyRequest,
        data: JSONBody[WhoAsks],
        service: Given[Service],
        identities: Given[Identities],
        limits: Given[Limits],
        telegram: Given[Connector | None],
        default_language: Given[str],
    ) -> Link:
        """A link that works once, for ten minutes, for the customer this identity proves. 409 without Telegram."""
        limits.session(request.client.host if request.client else "")
        identity = identities.verify(data.identity)
        if telegram is None or not telegram.account.username:
            raise Problem("not_now")
        token, until = await service.make_start_link(identity, languages.of_reader(request, default_language))
        return Link(telegram.start_url(token), rfc3339(until))
