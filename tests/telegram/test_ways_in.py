"""How updates come in: one poller by lease, a webhook with its secret, and servers that behave oddly."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.service.updates import Update
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.flood import post_webhook, rows
from tests.telegram.town import open_town


async def test_without_the_secret_the_webhook_is_not_there(folder: Path, fake: FakeTelegram) -> None:
    async with open_town(folder, fake=fake, webhook=True) as town:
        awa = fake.person("Awa")
        update = {"update_id": 5, "message": fake.state.message(awa.chat, awa.user, text="bonjour")}
        for secret in ("", "wrong", "a-secret-of-the-test", "A-SECRET-OF-THE-TESTS"):
            assert await post_webhook(town.house, update, secret=secret) == 404
    assert not rows(folder, "select 1 from telegram_update")


async def test_two_pollers_of_one_bot_are_told_apart(folder: Path, fake: FakeTelegram) -> None:
    """Two front doors on one store: one polls, by lease, and Telegram never sees a conflict."""
    async with open_town(folder, fake=fake), open_town(folder, fake=fake):
        awa = fake.person("Awa")
        for n in range(3):
            awa.says(f"mot {n}")
            await fake.says_to(awa, f"mot {n}", 20)
    assert not [c for c in fake.calls if c.error]
    assert rows(folder, "select count(*) from inbound")[0][0] == 3


async def test_a_server_that_answers_at_once_is_not_asked_without_pause(folder: Path, fake: FakeTelegram) -> None:
    """A Bot API server that cannot wait, or that hands out what has no number, must not keep us busy."""
    asked = 0
    really = fake.updates.get
    nonsense: list[dict[str, object]] = [{"update_id": "x"}, {"message": {}}]

    async def at_once(**parameters: object) -> list[dict[str, object]]:
        nonlocal asked
        asked += 1
        found = await really(**{**parameters, "timeout": 0})  # type: ignore[arg-type]
        return found or nonsense[: asked % 3]

    fake.updates.get = at_once  # type: ignore[method-assign,assignment]
    async with open_town(folder, fake=fake):
        awa = fake.person("Awa")
        awa.says("bonjour")
        await fake.says_to(awa, "bonjour")
        before = asked
        await asyncio.sleep(2)  # what is measured is how much is done while nothing happens
        assert asked - before <= 5, f"{asked - before} questions in two idle seconds"
        awa.says("encore")
        await fake.says_to(awa, "encore")


async def test_one_who_writes_a_thousand_lines_hides_nobody(folder: Path, fake: FakeTelegram) -> None:
    """What is kept is read lane by lane: of each no more than is read together."""
    async with open_town(folder, fake=fake, webhook=True) as town:
        service = town.house.front.service
        many = [Update(n, "1:", "message", {"message": {}}) for n in range(1, 601)]
        assert town.house.front.telegram is not None
        await town.house.front.telegram.stop()  # nobody reads meanwhile
        await service.keep_updates(4242, [*many, Update(700, "2:", "message", {"message": {}})])
        lanes = [row["lane"] for row in await service.open_updates(4242)]
        assert lanes == ["1:"] * 10 + ["2:"]
