"""Telegram on PostgreSQL: kept once, read once, one link for one chat; and two front doors that share one database."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.core.messages import WebIdentity
from bot.store.database import Database
from tests.store.conftest import new_database
from tests.telegram.every_kind import Maker
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.flood import heard, thrice, unanswered
from tests.telegram.mutations import STRANGE, stream
from tests.telegram.process import BrainHere, FrontDoorProcess
from tests.telegram.town import Town, open_town

pytestmark = [pytest.mark.needs("postgres"), pytest.mark.asyncio(loop_scope="module")]
PATIENCE = 60  # seconds; a crowded machine starts slowly
BOT = 4242


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    yield from new_database()


@pytest.fixture
def own_address() -> Iterator[str]:
    """A database nobody else is at work in."""
    yield from new_database()


@pytest_asyncio.fixture(loop_scope="module")
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    own = "own_address" in request.fixturenames
    opened = Database(request.getfixturevalue("own_address" if own else "address"))
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def open_all_along(address: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    async with FakeTelegram() as fake, open_town(folder, fake=fake, webhook=True,
                                                 SENSEI_DATABASE_URL=address) as opened:
        yield opened


async def ask(database: Database, question: str, **values: Any) -> list[Any]:
    async with database.read() as connection:
        return list((await connection.execute(sa.text(question), values)).all())


async def until_none(database: Database, question: str) -> None:
    """Wait until a question about the store finds nothing more."""
    until = time.monotonic() + PATIENCE
    while found := await ask(database, question):
        assert time.monotonic() < until, f"still {len(found)}: {question}"
        await asyncio.sleep(0.05)  # seen from outside, in the database: nothing to wait on


async def all_done(database: Database) -> None:
    for question in ("select 1 from telegram_update where state = 'new'",
                     "select 1 from turn where state in ('waiting', 'asked')",
                     "select 1 from outbox where state in ('pending', 'sending')"):
        await until_none(database, question)


async def test_updates_that_come_three_times_at_once_are_kept_and_answered_once(
        town: Town, database: Database, caplog: pytest.LogCaptureFixture) -> None:
    fake, made = town.fake, Maker(3)
    people = [fake.person(f"P{n}", known=True) for n in range(8)]
    texts = [fake.push({"message": fake.state.message(who.chat, who.user, text=f"numéro {n}")})
             for n, who in enumerate(people)]
    fake.state.open_to_all = True
    odd = [made.update("message", made.message("text") | {"x": one, "entities": one}) for one in STRANGE]
    others = [*made.every_kind()[::60], *list(stream(5, 3_000))[-15:], *odd]
    assert set(await thrice(town, [*texts, *others])) == {200}
    await all_done(database)
    kept = await ask(database, "select count(*), count(distinct update_id) from telegram_update")
    assert kept == [(len(texts) + len(others),) * 2]
    turns = Counter({asked["turn"]: asked["text"] for asked in town.brain.asked}.values())
    assert {text: turns[text] for text in turns if text.startswith("numéro")} == {f"numéro {n}": 1 for n in range(8)}
    assert [sum(heard(fake, who).values()) for who in people] == [1] * 8
    assert await unanswered(town.house) == []
    assert [r for r in caplog.records if r.levelname == "ERROR" and r.name.startswith("bot")] == []


async def test_one_link_tapped_by_two_at_once_makes_one_chat_hers(town: Town, database: Database) -> None:
    fake = town.fake
    word, _ = await town.house.front.service.make_start_link(WebIdentity("awa", name="Awa Diallo"), "fr")
    one, other = fake.person("Une", known=True), fake.person("Autre", known=True)
    taps = [fake.push({"message": fake.state.message(who.chat, who.user, text=f"/start {word}")}) for who in (one, other)]
    assert set(await thrice(town, taps)) == {200}
    await all_done(database)
    said = sorted("c’est bien vous" in fake.sent_to(who)[-1].text for who in (one, other))
    assert said == [False, True]
    known = await ask(database, "select conversation_id from identity where value in (:one, :other) and customer_id = "
                                "(select customer_id from start_link where used_at is not null)",
                      one=f"{BOT}:{one.chat.id}", other=f"{BOT}:{other.chat.id}")
    assert len(known) == 1


async def test_of_many_that_want_to_ask_at_once_one_does_and_the_next_only_after_it(town: Town) -> None:
    service, bot = town.house.front.service, 777
    got = await asyncio.gather(*(service.lease_poller(bot, f"door {n}") for n in range(8)))
    assert sorted(one is not None for one in got) == [False] * 7 + [True]
    really = service.deps.real_now
    service.deps.real_now = lambda: really() + timedelta(minutes=1)
    try:
        again = await asyncio.gather(*(service.lease_poller(bot, f"later {n}") for n in range(8)))
    finally:
        service.deps.real_now = really
    assert sorted(one is not None for one in again) == [False] * 7 + [True], "a lease that ran out is for one again"


async def on_duty(database: Database) -> str | None:
    return next((row[0] for row in await ask(database, "select poller from telegram_bot where bot_id = 4242")), None)


async def test_of_two_front_doors_one_works_and_the_other_goes_on_when_it_is_killed(
        own_address: str, database: Database, tmp_path: Path) -> None:
    """Both have the same bot and database. Killed while it sends: said again once, counted, and nothing is lost."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    brain = BrainHere()
    await brain.server.open()
    shared = {"SENSEI_DATABASE_URL": own_address}
    async with FakeTelegram() as fake, FrontDoorProcess(tmp_path / "one", fake, shared, brain) as first:
        people = [fake.person(f"P{n}") for n in range(3)]
        people[0].says("numéro 0")
        await fake.says_to(people[0], "numéro 0", PATIENCE)
        async with FrontDoorProcess(tmp_path / "other", fake, shared, brain) as second:
            worked = await on_duty(database)
            for n in range(1, 7):
                people[n % 3].says(f"numéro {n}")
            await fake.until(lambda: sum(sum(heard(fake, who).values()) for who in people) == 7, PATIENCE)
            assert first.child is not None and f"/{first.child.pid}/" in f"{worked}"
            assert await on_duty(database) == worked, "the other one looked on"

            fake.slow(60, to=people[0], after=True)  # accepted, and the caller does not know it yet
            people[0].says("numéro 7")
            await fake.says_to(people[0], "numéro 7", PATIENCE)
            people[1].says("numéro 8")
            await first.kill()
            fake.troubles.clear()
            people[2].says("numéro 9")
            await fake.says_to(people[2], "numéro 9", PATIENCE)
            await fake.until(lambda: heard(fake, people[0])["numéro 7"] == 2, PATIENCE)
            await all_done(database)
            assert second.child is not None and f"/{second.child.pid}/" in f"{await on_duty(database)}"
            total = sum((heard(fake, who) for who in people), Counter[str]())
            [(repeated,)] = await ask(database, "select count(*) from outbox where possibly_repeated")
            assert set(total) == {f"numéro {n}" for n in range(10)}
            assert sum(total.values()) <= 10 + repeated <= 10 + len(people), "one in flight for each chat at most"
            lines = Counter(line for text in brain.asked.values() for line in text.split("\n"))
            assert lines == {f"numéro {n}": 1 for n in range(10)}, "each update one turn"
    await brain.server.close()
