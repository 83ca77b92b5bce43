"""Every kind of update, right and wrong, through the front door: stored, answered or politely noted; none raises.

`make fuzz-telegram` runs the same with 10,000 updates (UPDATES=…, SEED=…).
"""

from __future__ import annotations

import logging
import os
import random
from pathlib import Path
from typing import TypeVar

import pytest

from tests.telegram.every_kind import CONTENTS, UPDATE_KINDS, Json, Maker
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.flood import (
    all_read,
    all_turns_over,
    post_webhook,
    rows,
    same_words_twice,
    settled,
    states,
    thrice,
    unanswered,
)
from tests.telegram.mutations import STRANGE, stream
from tests.telegram.town import HASTY, LEISURELY, open_town

T = TypeVar("T")
UPDATES = int(os.environ.get("SENSEI_FUZZ_UPDATES") or 0)
SEED = int(os.environ.get("SENSEI_FUZZ_SEED") or 5)
BATCH = 250
SHORT = 25  # of each: enough to notice a mistake, short enough to run every time


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Errors our own code logged: none of them belongs into any of these tests."""
    return [f"{r.name}: {r.getMessage()} {r.exc_info[1]!r}" if r.exc_info else f"{r.name}: {r.getMessage()}"
            for r in caplog.records if r.levelno >= logging.ERROR and r.name.startswith("bot")]


def plainly(n: int, update_id: int) -> Json:
    """Somebody new who writes one line."""
    who = {"id": 500_000 + n, "is_bot": False, "first_name": "Awa", "language_code": "fr"}
    return {"update_id": update_id, "message": {
        "message_id": 1, "date": 1_760_000_000, "from": who, "text": f"mot numéro {n}",
        "chat": {"id": who["id"], "type": "private", "first_name": "Awa"}}}


def sample(updates: list[T], most: int) -> list[T]:
    """All of them in a long run, every n-th of them in a short one."""
    return updates if UPDATES else updates[:: max(1, len(updates) // most)]


async def test_every_kind_that_exists_is_stored_read_and_answered(
        folder: Path, fake: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    fake.state.open_to_all = True
    made = Maker(SEED)
    updates = sample(made.every_kind(), SHORT) + [made.update(kind) for kind in UPDATE_KINDS]
    async with open_town(folder, fake=fake) as town:
        for update in updates:
            fake.updates.pending.append(update)  # past allowed_updates: what was not asked for may come as well
        fake.push(made.update("message", made.message("text")))
        await fake.updates.until_confirmed(60)
        await all_read(folder, len(updates) + 1, 60 + len(updates))
        await all_turns_over(folder, 60 + len(updates))
        assert await unanswered(town.house) == []
    assert complaints(caplog) == []
    assert same_words_twice(folder) == []


async def test_every_content_a_person_can_send_gets_an_answer(
        folder: Path, fake: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a message brings, its writer hears something, unless it tells about the chat itself."""
    made = Maker(SEED)
    async with open_town(folder, fake=fake) as town:
        people = {content: fake.person(f"P{n}") for n, content in enumerate(sample(list(CONTENTS), SHORT))}
        for content, who in people.items():
            who.sends(**{k: v for k, v in made.message(content).items() if k == content})
        await settled(town, 240)
        silent = {content for content, who in people.items() if not fake.sent_to(who)}
        assert await unanswered(town.house) == []
    assert silent - SAYS_NOTHING == set()
    assert complaints(caplog) == []


async def test_updates_right_broken_and_unheard_of_each_three_times_at_once_are_one_turn_each(
        folder: Path, fake: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    """The webhook calls three times in parallel for each; among them people who write plainly, one by one."""
    fake.state.open_to_all = True
    count = UPDATES or SHORT
    strange = list(stream(SEED, count)) if UPDATES else list(stream(SEED, 3_000))[-count:]
    plain = [plainly(n, strange[-1]["update_id"] + 1_000 + n) for n in range(max(10, count // 20))]
    updates = [*strange, *plain]
    random.Random(SEED).shuffle(updates)
    async with open_town(folder, fake=fake, webhook=True, patience=LEISURELY if UPDATES else HASTY) as town:
        for stored in range(0, len(updates), BATCH):  # as many as wait in a bad hour, not the whole day
            some = updates[stored:stored + BATCH]
            assert set(await thrice(town, some)) == {200}
            await all_read(folder, stored + len(some), 120)
        await all_turns_over(folder, 120)
        assert await unanswered(town.house) == []
        print(f"fuzz-telegram: seed {SEED}, {len(updates)} updates, each three times, {states(folder)}, "
              f"{rows(folder, 'select count(*) from inbound')[0][0]} messages, {len(fake.calls)} calls")
        turns = {asked["turn"]: asked["text"] for asked in town.brain.asked}
        lines = [line for text in turns.values() for line in text.split("\n") if line.startswith("mot numéro")]
        assert sorted(lines) == sorted(u["message"]["text"] for u in plain), "each text made one turn"
        told = [line for c in fake.called("sendMessage") for line in c.params["text"].split("\n") if "echo: mot" in line]
        assert len(told) == len(plain), "and one answer"
    assert same_words_twice(folder) == []
    assert complaints(caplog) == []


async def test_what_is_no_update_is_refused_and_harms_nothing(
        folder: Path, fake: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    async with open_town(folder, fake=fake, webhook=True) as town:
        odd: list[object] = [b"", b"{", b"null", b"[]", b'"x"', b"[" * 5000, b"{\"update_id\": 1e400}", b"\xff\xfe", *(
            {"update_id": one, "message": {}} for one in STRANGE if not (isinstance(one, int) and one > 0)), {}]
        for body in odd:
            assert await post_webhook(town.house, body) in (400, 413, 422), body
        awa = fake.person("Awa")
        update = fake.push({"message": fake.state.message(awa.chat, awa.user, text="bonjour")})
        awa.chat.door = "open"
        assert await post_webhook(town.house, update, secret="wrong") == 404
        assert await post_webhook(town.house, update) == 200
        await fake.says_to(awa, "bonjour")
    assert complaints(caplog) == []
    assert set(states(folder)) == {"read"}


async def test_a_strange_update_by_polling_does_not_block_those_behind_it(
        folder: Path, fake: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    made = Maker(SEED)
    async with open_town(folder, fake=fake):
        for strange in sample(list(STRANGE), 9):
            message = made.message("text")
            fake.updates.pending.append(made.update("message", message | {"media_group_id": strange}))
            fake.updates.pending.append(made.update("business_message", message | {"business_connection_id": strange}))
            fake.updates.pending.append(made.update("message", message | {"chat": strange, "from": strange}))
        fake.updates.next_id = made.next_id + 1
        awa = fake.person("Awa")
        awa.says("après tout cela")
        await fake.says_to(awa, "après tout cela", 60)
    assert complaints(caplog) == []


# Tells something about the chat, not to us: agents may see it, nobody is spoken to.
# The last two name a connection nobody made, or us as the writer.
SAYS_NOTHING = {"business_connection_id", "sender_business_bot"} | {content for content in CONTENTS if content.startswith((
    "forum_", "general_forum", "video_chat", "giveaway", "boost", "chat_", "new_chat", "left_chat", "delete_chat",
    "migrate", "pinned", "message_auto", "group_chat", "supergroup", "channel_chat", "paid_message", "direct_message",
    "suggested_post", "managed_bot", "write_access", "connected_website", "proximity", "users_shared", "web_app_data",
    "checklist_tasks", "poll_option", "gift", "unique_gift", "refunded", "successful_payment"))}
