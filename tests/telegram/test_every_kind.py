"""The generator forgets nothing, and what it makes is what python-telegram-bot would read from Telegram."""

from __future__ import annotations

import json
from typing import Any

import pytest
import telegram

from tests.telegram.every_kind import CONTENTS, MESSAGE_KINDS, UPDATE_KINDS, Maker
from tests.telegram.mutations import stream


def unknown_parts(made: Any, path: str = "") -> list[str]:
    """Fields the library does not know, anywhere inside."""
    if not isinstance(made, telegram.TelegramObject):
        return [p for one in made for p in unknown_parts(one, path)] if isinstance(made, tuple) else []
    constant = {"date"} if isinstance(made, telegram.InaccessibleMessage) else set()  # always 0, so not a parameter
    found = [f"{path}.{key}" for key in made.api_kwargs if key not in constant]
    for name in (slot for kind in type(made).__mro__ for slot in getattr(kind, "__slots__", ()) if slot[0] != "_"):
        if name != "api_kwargs" and hasattr(made, name):
            found += unknown_parts(getattr(made, name), f"{path}.{name}")
    return found


def test_every_kind_and_every_content_is_there() -> None:
    made = Maker(1).every_kind()
    kinds = {next(k for k in update if k != "update_id") for update in made}
    assert kinds >= {str(kind) for kind in telegram.constants.UpdateType}
    assert {"business_message", "guest_message", "message_reaction", "managed_bot"} < kinds
    contents = {key for update in made if "message" in update for key in update["message"]}
    assert set(CONTENTS) <= contents
    assert {str(one) for one in telegram.constants.MessageType} - {"migrate_from_chat_id"} <= set(CONTENTS)
    assert len(made) == len(UPDATE_KINDS) + len(MESSAGE_KINDS) * len(CONTENTS)


@pytest.mark.parametrize("seed", range(3))
def test_every_update_is_one_the_library_understands_whole(seed: int) -> None:
    for update in Maker(seed, filled=0.3).every_kind():
        read = telegram.Update.de_json(update, None)
        kind = next(k for k in update if k != "update_id")
        assert read is not None and getattr(read, kind) is not None, update
        assert unknown_parts(read) == [], update


def test_the_same_seed_makes_the_same_updates_and_all_can_be_sent() -> None:
    first, again = list(stream(7, 2_000)), list(stream(7, 2_000))
    assert [json.dumps(u) for u in first] == [json.dumps(u) for u in again]
    assert len({u["update_id"] for u in first}) == len(first)
    assert json.dumps(first) != json.dumps(list(stream(8, 2_000)))
