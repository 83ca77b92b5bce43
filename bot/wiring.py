"""The composition root: builds every part from the settings and ties them together. Nothing else knows them all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from litestar import Litestar

from bot import files, keys
from bot.app import create_app
from bot.brain.client import Brain, HttpBrain
from bot.channels.telegram.account import Address
from bot.channels.telegram.connector import STARTING, Connector
from bot.channels.telegram.delivery import NAME as TELEGRAM
from bot.clock import Clock
from bot.core import logs
from bot.core.texts import Texts
from bot.demo import LOGIN as DEMO_LOGIN
from bot.demo import share_shift
from bot.health import Health, Part
from bot.listener import Listener
from bot.office import Office
from bot.post import CONSOLE, DemoPost, Post, Postman, SmtpPost
from bot.service import Deps, Service
from bot.service.base import Kept
from bot.service.hub import Hub
from bot.settings import SettingError, Settings
from bot.store.database import Database
from bot.store.migrate import migrate as migrate_database
from bot.store.turns import conversations_with_open_turns
from bot.worker import Patience, Worker

# Known to everyone: the settings refuse demo mode anywhere but on loopback.
DEMO_AGENTS = (
    {"email": DEMO_LOGIN["email"], "name": "Claire", "lead": False,
     "role": {"fr": "service clients", "en": "customer care"}},
    {"email": "lead@maison-colibri.example", "name": "Nadia", "lead": True,
     "role": {"fr": "responsable du service clients", "en": "head of customer care"}},
)


@dataclass
class FrontDoor:
    """Everything that runs in the front door's process. The app starts and stops it."""

    app: Litestar
    service: Service
    worker: Worker
    clock: Clock
    start: Callable[[], Awaitable[None]]
    stop: Callable[[], Awaitable[None]]
    post: Post | None = None
    telegram: Connector | None = None


def build(settings: Settings, *, brain: Brain | None = None, clock: Clock | None = None,
          patience: Patience | None = None, office: Office | None = None) -> FrontDoor:
    """Tie the parts together; anything given wins over what the settings would make."""
    clock = clock or Clock()
    if settings.demo:
        share_shift(clock, settings.data_dir)
    database = Database(settings.database_url)
    texts = files.load_texts()
    if office is None and settings.backoffice_url:
        office = Office(settings.backoffice_url, settings.backoffice_token)
    service = Service(Deps(
        db=database, clock=clock, hub=Hub(), texts=texts, safety=files.load_safety(settings.country),
        knowledge=files.load_knowledge(), calendar=files.load_calendar(settings.timezone), office=office,
        ticket_key=settings.ticket_key, codes_key=keys.own_secret(settings.data_dir), language=settings.language,
        mediator=settings.mediator, files=settings.data_dir / "files", logs=settings.data_dir / "log",
        kept=Kept(settings.keep_customers, settings.keep_strangers, settings.keep_looks),
        topics=files.load_topics(), pushing=frozenset({TELEGRAM}) if settings.telegram_token else frozenset()))
    telegram = _telegram(settings, service, texts)
    asked = brain or HttpBrain(settings.brain_url, settings.brain_token)
    post = SmtpPost(settings.smtp_url) if settings.smtp_url else _demo_post(settings)
    service.deps.mails = post is not None
    postman = None if post is None else Postman(service, post)
    worker = Worker(service, asked, patience or Patience(quiet=settings.quiet_ms / 1000),
                    [telegram.channel] if telegram else [])

    running: list[asyncio.Task[None]] = []

    async def start() -> None:
        if settings.demo:
            for agent in DEMO_AGENTS:
                await service.put_agent(password=DEMO_LOGIN["password"], **agent)  # type: ignore[arg-type]
        await worker.start()
        if postman is not None:
            running.append(asyncio.create_task(postman.run(), name="post"))
        if telegram is not None:
            await telegram.start()

    async def stop() -> None:
        service.deps.hub.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await worker.stop()
        if telegram is not None:
            await telegram.stop()
        for part in (asked, office):
            if isinstance(part, HttpBrain | Office):
                await part.close()
        await database.close()

    async def store_answers() -> Part:
        async with database.read() as connection:
            await conversations_with_open_turns(connection)
        trouble = await database.trouble()
        return Part("down", trouble) if trouble else Part("ok")

    async def telegram_works() -> Part:
        if telegram is None:
            return Part("off")
        if telegram.trouble == STARTING:
            return Part("starting")
        return Part("down", telegram.trouble) if telegram.trouble else Part("ok")

    health = Health(settings, {"store": store_answers, "telegram": telegram_works})
    app = create_app(service, settings, clock, keys.load(settings), health, texts=texts, office=office,
                     telegram=telegram, on_startup=[start], on_shutdown=[stop])
    return FrontDoor(app, service, worker, clock, start, stop, post, telegram)


def _telegram(settings: Settings, service: Service, texts: Texts) -> Connector | None:
    if not settings.telegram_token:
        return None
    address = Address(settings.telegram_token, settings.telegram_api_url, settings.telegram_webhook_url,
                      settings.telegram_secret)
    return Connector(address, service, texts, settings.timezone)


def _demo_post(settings: Settings) -> DemoPost | None:
    if not settings.demo:
        return None
    console = settings.data_dir / "run" / CONSOLE
    return DemoPost(console if console.parent.is_dir() else None)


async def service_alone(settings: Settings) -> tuple[Service, Callable[[], Awaitable[None]]]:
    """The service without anything that runs: for commands. And how to close it."""
    front = build(settings)

    async def close() -> None:
        await front.stop()

    return front.service, close


def run_front_door(settings: Settings) -> None:
    """Serve until SIGTERM. Times go to the log, what people write never does."""
    logs.set_up()
    if not settings.ticket_key:
        raise SettingError("SENSEI_TICKET_KEY is missing: start the front door with `sensei run`, which makes one.")
    front = build(settings)
    asyncio.run(Listener(front.app, settings.host, settings.port, settings.proxies).serve())


def migrate(settings: Settings) -> None:
    """Bring the database up to date."""
    migrate_database(settings.database_url)
