"""Updates that are nearly right: parts missing, of another type, enormous, or of a kind nobody knows yet.

Owns what a broken or a future Telegram could send. Every result can be written as JSON. Seeded by its `random`.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from tests.telegram.every_kind import UPDATE_KINDS, Json, Maker

STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**53, 2**63, 2**70, -(2**70), 1.5, 1e308, "", "x", "\ud800", "\x00", "a" * 100_000,
    [], [None], [[[]]], {}, {"a": {"b": None}}, "9" * 30, "💥", "<b>", {"id": "seven"}, [{"file_id": 7}],
)
FUTURE = ("hologram_message", "mind_reading", "message2", "edited_edited_message", "", "update", "Message", "text")


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every part inside."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in parts:
        yield (*path, key)
        yield from _places(one, (*path, key))


def _holder(update: Json, path: tuple[Any, ...]) -> Any:
    found: Any = update
    for key in path[:-1]:
        found = found[key]
    return found


def mutated(update: Json, dice: random.Random) -> Json:
    """A copy with one to three parts gone, replaced or added; its number stays."""
    made = copy.deepcopy(update)
    for _ in range(dice.randint(1, 3)):
        places = [p for p in _places(made) if p != ("update_id",)]
        if not places:
            break
        path = dice.choice(places)
        holder, how = _holder(made, path), dice.randrange(4)
        if how == 0:
            del holder[path[-1]]
        elif how == 1 and isinstance(holder, dict):
            holder[dice.choice(("hologram", "kind", "0", "from", "chat", "id"))] = copy.deepcopy(dice.choice(STRANGE))
        else:
            holder[path[-1]] = copy.deepcopy(dice.choice(STRANGE))
    return made


def future(maker: Maker) -> Json:
    """A kind of update that does not exist yet, in the form of one that does."""
    dice = maker.random
    body = maker.update(dice.choice(UPDATE_KINDS))
    kind = next(k for k in body if k != "update_id")
    return {"update_id": body["update_id"], dice.choice(FUTURE): body[kind]}


def future_content(maker: Maker) -> Json:
    """A message that brings something nobody knows yet."""
    message = maker.message() | {maker.random.choice(("hologram", "smell", "touch")): {"file_id": "x", "duration": 3}}
    return maker.update("message", message)


def deep(maker: Maker, levels: int = 200) -> Json:
    """Something nested far deeper than anything real."""
    inner: Any = "x"
    for level in range(levels):
        inner = {"reply_to_message": inner} if level % 2 else [inner]
    return maker.update("message", maker.message("text") | {"external_reply": inner})


def stream(seed: int, count: int) -> Iterator[Json]:
    """`count` updates: first every kind as it should be, then half right ones, half wrong ones."""
    maker = Maker(seed)
    dice = maker.random
    given = 0
    while given < count:
        batch = maker.every_kind()
        if given:
            batch = [mutated(one, dice) if dice.random() < 0.6 else one for one in batch]
        batch += [future(maker), future_content(maker), deep(maker)]
        yield from batch[:count - given]
        given += min(len(batch), count - given)
