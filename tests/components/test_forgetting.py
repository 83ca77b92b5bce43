"""What the brain forgets is gone from its file, byte by byte; what it keeps of others stays."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered

from bot.components.conversations import Conversations, _delete


def test_a_forgotten_conversation_leaves_no_byte_in_the_file(tmp_path: Path) -> None:
    async def talk() -> None:
        store = SQLTrackerStore(Domain.empty(), dialect="sqlite", db=str(tmp_path / "tracker.db"))
        for n in range(60):
            for who, words in (("erased", f"mon hérisson numéro {n} est perdu " * 20), ("kept", "ma bouilloire " * 20)):
                tracker = await store.retrieve(who) or store.init_tracker(who)
                tracker.update(UserUttered(words))
                await store.save(tracker)
        _delete(store, "erased")
        assert await store.retrieve_full_tracker("erased") is None
        assert await store.retrieve_full_tracker("kept") is not None

    asyncio.run(talk())
    found = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for told in ("hérisson", "h\\u00e9risson", "est perdu", "erased"):
        assert told.encode() not in found, told
    assert b"bouilloire" in found


def test_what_is_recorded_of_a_conversation_is_taken_out_whole_and_nothing_of_another(tmp_path: Path) -> None:
    async def talk() -> None:
        store = SQLTrackerStore(Domain.empty(), dialect="sqlite", db=str(tmp_path / "tracker.db"))
        for who, words in (("hers", "mon hérisson"), ("his", "ma bouilloire"), ("hers", "il est vert")):
            tracker = await store.retrieve(who) or store.init_tracker(who)
            tracker.update(UserUttered(words))
            await store.save(tracker)
        agent = SimpleNamespace(tracker_store=store, is_ready=lambda: True)
        brain = Conversations(lambda: agent)  # type: ignore[arg-type, return-value]
        assert [event["text"] for event in await brain.recall("hers")] == ["mon hérisson", "il est vert"]
        assert await brain.recall("nobody's") == []

    asyncio.run(talk())
