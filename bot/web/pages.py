"""Pages and static files of the shop, the chat panel and the desk.

Owns which file answers which address, and caching by content. What pages say and look like stands in their folders.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from litestar import Controller, HttpMethod, MediaType, Response, route
from litestar.di import NamedDependency as Given
from litestar.params import FromPath

from bot.clock import Clock
from bot.core.messages import Agent
from bot.core.problems import Problem
from bot.core.texts import Texts
from bot.demo import LOGIN, time_chosen
from bot.desk.auth import CSRF_COOKIE, DeskCookies
from bot.settings import Settings
from bot.web import languages
from bot.web.gate import PUBLIC, needs
from bot.web.languages import AnyRequest

if TYPE_CHECKING:
    from bot.service import Service

BOT = Path(__file__).resolve().parent.parent
AREAS = ("shop", "widget", "desk")
LAUNCHER = ("widget", "launcher.js")

_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain",
}
_PACKED = (".js", ".css", ".svg")  # sent gzipped: a third of the way for a phone
_GET = (HttpMethod.GET, HttpMethod.HEAD)


class Pages:
    """Renders templates of all areas; their names are unique across areas."""

    def __init__(self, texts: Texts, settings: Settings) -> None:
        self._texts, self.settings = texts, settings
        self._jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader([BOT / area / "templates" for area in AREAS]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: str, language: str, section: str = "pages", **values: Any) -> str:
        """`template` in `language`; its scripts get the texts of `section`."""
        return self._jinja.get_template(template).render(
            t=lambda key, **filled: self._texts.say(key, language, **filled),
            language=language,
            zone=str(self.settings.timezone),
            demo=self.settings.demo,
            telegram=bool(self.settings.telegram_token),
            texts_json=json.dumps(self._texts.section(section, language), ensure_ascii=False),
            **values,
        )

    def answer(self, request: AnyRequest, template: str, section: str, **values: Any) -> Response[bytes]:
        language = languages.of_reader(request, self.settings.language)
        headers = {
            "Content-Language": language, "Vary": "Accept-Language, Accept-Encoding", "Cache-Control": "no-cache"}
        page = self.render(template, language, section, **values).encode()
        if _takes_gzip(request):  # the words of a page weigh most of it; nothing secret stands in a page
            headers["Content-Encoding"] = "gzip"
            page = gzip.compress(page, mtime=0)
        return Response(page, media_type=MediaType.HTML, headers=headers)


class PageRoutes(Controller):
    opt = needs(PUBLIC)
    include_in_schema = False

    @route("/", http_method=_GET)
    async def shop(self, request: AnyRequest, pages: Given[Pages], clock: Given[Clock]) -> Response[bytes]:
        return _of_shop(request, pages, clock, "shop.html")

    @route("/account", http_method=_GET)
    async def account(self, request: AnyRequest, pages: Given[Pages], clock: Given[Clock]) -> Response[bytes]:
        return _of_demo(request, pages, clock, "account.html")

    @route("/both", http_method=_GET)
    async def both(self, request: AnyRequest, pages: Given[Pages], clock: Given[Clock]) -> Response[bytes]:
        return _of_demo(request, pages, clock, "both.html")

    @route("/chat", http_method=_GET)
    async def chat(self, request: AnyRequest, pages: Given[Pages]) -> Response[bytes]:
        return pages.answer(request, "chat.html", "chat", origins=pages.settings.origins)

    @route("/desk", http_method=_GET)
    async def desk(
        self, request: AnyRequest, pages: Given[Pages], service: Given[Service], jar: Given[DeskCookies]
    ) -> Response[bytes]:
        token = jar.session(request)
        agent = await _agent(service, token) if token else None
        login = LOGIN if pages.settings.demo else None
        return _of_desk(request, pages, jar, agent, "desk.html", "desk", demo_login=login)

    @route("/desk/tasks", http_method=_GET)
    async def tasks(
        self, request: AnyRequest, pages: Given[Pages], service: Given[Service], jar: Given[DeskCookies]
    ) -> Response[bytes]:
        token = jar.session(request)
        agent = await _agent(service, token) if token else None
        return _of_desk(request, pages, jar, agent, "tasks.html", "tasks")

    @route("/widget.js", http_method=_GET)
    async def launcher(self, request: AnyRequest) -> Response[bytes]:
        return static_file(request, *LAUNCHER)

    @route("/static/{area:str}/{name:path}", http_method=_GET)
    async def static(self, request: AnyRequest, area: FromPath[str], name: FromPath[Path]) -> Response[bytes]:
        return static_file(request, area, str(name).lstrip("/"))


def _takes_gzip(request: AnyRequest) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _of_demo(request: AnyRequest, pages: Pages, clock: Clock, template: str) -> Response[bytes]:
    if not pages.settings.demo:
        raise Problem("not_found")
    return _of_shop(request, pages, clock, template)


def _of_shop(request: AnyRequest, pages: Pages, clock: Clock, template: str) -> Response[bytes]:
    """A page of the shop. Inside the page with both sides it has no bar of its own: that page has it."""
    framed = request.headers.get("sec-fetch-dest") == "iframe"
    page = pages.answer(request, template, "shop", tour=pages.settings.demo and not framed,
                        time=time_chosen(clock, pages.settings.timezone))
    page.headers["Vary"] = "Accept-Language, Accept-Encoding, Sec-Fetch-Dest"
    return page


def _of_desk(request: AnyRequest, pages: Pages, jar: DeskCookies, agent: Agent | None, template: str, section: str,
             **values: Any) -> Response[bytes]:
    """A page of the desk, for whoever the cookie speaks for. What it may ask for is decided by the routes."""
    shown = None if agent is None else {
        "id": agent.id, "name": agent.name, "lead": agent.lead,
        "role": agent.role_in(languages.of_reader(request, pages.settings.language))}
    page = pages.answer(request, template, section, agent=shown, **values)
    page.headers["Cache-Control"] = "no-store"
    if agent is not None and CSRF_COOKIE not in request.cookies:
        page.set_cookie(jar.csrf())
    return page


async def _agent(service: Service, token: str) -> Agent | None:
    try:
        return await service.agent(token)
    except Problem:
        return None


def static_file(request: AnyRequest, area: str, name: str) -> Response[bytes]:
    """A file of an area's static folder, revalidated each time: a new version shows at the next load."""
    folder = BOT / area / "static"
    try:
        path = (folder / name).resolve()
        if area not in AREAS or not path.is_relative_to(folder) or path.suffix not in _TYPES:
            raise Problem("not_found")
        stat = path.stat()
    except (OSError, ValueError):  # missing, a folder's name with NUL, too long
        raise Problem("not_found") from None
    packed = path.suffix in _PACKED and _takes_gzip(request)
    content, etag = _read(path, stat.st_mtime_ns, stat.st_size, packed=packed)
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if path.suffix in _PACKED:
        headers["Vary"] = "Accept-Encoding"
    if etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=_TYPES[path.suffix])
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(content, media_type=_TYPES[path.suffix], headers=headers)


@lru_cache(maxsize=200)
def _read(path: Path, changed: int, size: int, *, packed: bool) -> tuple[bytes, str]:
    content = path.read_bytes()
    if packed:
        content = gzip.compress(content, mtime=0)
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
