"""Every kind of update and of message content the Bot API knows, made from python-telegram-bot's own types.

Nothing is listed by hand: kinds are `telegram.Update`'s attributes, contents are the parameters of
`telegram.Message`, and each value is built from the annotations of its class. When the library learns a kind, it is
generated here. Seeded: the same seed makes the same updates.
"""

from __future__ import annotations

import collections.abc
import datetime as dtm
import functools
import importlib
import inspect
import pkgutil
import random
import re
import sys
import types
import typing
from typing import Any

import telegram

Json = dict[str, Any]
UPDATE_KINDS = tuple(sorted(name for name in telegram.Update.__slots__ if name[0] != "_" and name != "update_id"))
MESSAGE_KINDS = tuple(kind for kind in UPDATE_KINDS if kind.endswith(("message", "channel_post")))
# A message's envelope is not what it brings.
_ENVELOPE = {"message_id", "date", "chat", "from_user", "api_kwargs", "self"}
CONTENTS = tuple(sorted(set(inspect.signature(telegram.Message.__init__).parameters) - _ENVELOPE))
DEEPEST = 4  # below this only what must be there is filled in
WORDS = (
    "bonjour", "Il me manque la roue de Pixel 🐦", "hello there", "<b>Awa</b> & \"Co\"", "  ", "/intent{\"a\": 1}",
    "\u202eabc", "مرحبا", "Z\u0351\u036b\u0343a\u0328l\u0348g\u034eo", "\u0000\u0007", "4111 1111 1111 1111",
    "je suis triste", "😢", "a" * 4096, "https://example.org/?a=<b>", "@sensei_test_bot bonjour", "", "None", "ok",
)


@functools.cache
def _names() -> dict[str, Any]:
    """Every class of the library by name: annotations are partly written as text."""
    found: dict[str, Any] = {"FileCredentials": object}
    for module in pkgutil.walk_packages(telegram.__path__, "telegram."):
        if not module.name.startswith(("telegram.ext", "telegram.__main__")):
            for name, value in vars(importlib.import_module(module.name)).items():
                if inspect.isclass(value):
                    found.setdefault(name, value)
    return found


@functools.cache
def _fields(kind: Any) -> tuple[tuple[str, Any, bool], ...]:
    """(name in JSON, annotation, required) of a type."""
    hints = typing.get_type_hints(kind.__init__, {**_names(), **vars(sys.modules[kind.__module__])}, _names())
    parameters = inspect.signature(kind.__init__).parameters
    return tuple(("from" if name == "from_user" else name, hints[name], one.default is inspect.Parameter.empty)
                 for name, one in parameters.items() if name not in ("self", "api_kwargs"))


@functools.cache
def _required(kind: Any) -> frozenset[str]:
    """What must be there: parameters without default, and those the library asks for all the same."""
    needed = {name for name, _, required in _fields(kind) if required}
    while True:
        try:
            kind(**{"from_user" if name == "from" else name: False for name in needed})
        except TypeError as error:
            missing = re.match(r"`(\w+)` is (?:a )?required", str(error))
            if missing is None:  # it looks into a part that is only a stand-in here
                return frozenset(needed)
            needed.add(missing[1])
        except (AttributeError, ValueError):
            return frozenset(needed)
        else:
            return frozenset(needed)


@functools.cache
def _constants(kind: Any) -> Json:
    """What tells this type from its sisters and is no parameter: type, status, source, or a date of nought."""
    names = {name for name, _, _ in _fields(kind)}
    try:
        made = kind(**{"from_user" if name == "from" else name: False for name in _required(kind)})
    except (AttributeError, TypeError, ValueError):
        return {}
    found = {key: getattr(made, key, None) for key in ("type", "status", "source", "date") if key not in names}
    return {key: str(one) if isinstance(one, str) else 0 for key, one in found.items() if one is not None}


def _variants(kind: Any) -> list[Any]:
    """The types that can stand where this one is named."""
    below = [one for sub in kind.__subclasses__() if sub.__module__.startswith("telegram.") for one in _variants(sub)]
    return below or [kind]


class Maker:
    """Makes updates from a seed. `filled`: the share of optional fields that are there."""

    def __init__(self, seed: int, filled: float = 0.15) -> None:
        self.random = random.Random(seed)
        self.filled = filled
        self.next_id = 900_000_000 + seed % 1000 * 100_000

    # --- values --------------------------------------------------------------------------------------------------

    def value(self, hint: Any, name: str = "", depth: int = 0) -> Any:
        origin = typing.get_origin(hint)
        if origin in (typing.Union, types.UnionType):
            return self._one_of(hint, name, depth)
        if origin is typing.Literal:
            return self.random.choice(typing.get_args(hint))
        if origin in (collections.abc.Sequence, tuple, list):
            count = self.random.randint(1, 2) if depth < DEEPEST else 1
            return [self.value(typing.get_args(hint)[0], name, depth + 1) for _ in range(count)]
        if inspect.isclass(hint) and issubclass(hint, telegram.TelegramObject):
            return self.object(self.random.choice(_variants(hint)), depth + 1)
        return self._simple(hint, name)

    def _one_of(self, hint: Any, name: str, depth: int) -> Any:
        options = [one for one in typing.get_args(hint) if one is not type(None)]
        if dtm.timedelta in options:  # seconds on the wire
            return self.random.randint(0, 600)
        return self.value(options[0], name, depth)

    def _simple(self, hint: Any, name: str) -> Any:
        if hint is bool:
            return self.random.random() < 0.5
        if hint is int:
            return self.random.randint(1, 2**31)
        if hint is float:
            return round(self.random.uniform(-80, 80), 5)
        if hint is dtm.datetime:
            return 1_760_000_000 + self.random.randint(0, 10_000_000)
        if hint is dtm.timedelta:
            return self.random.randint(0, 600)
        return self.text(name)

    def text(self, name: str = "") -> str:
        if name.endswith("_id") or name == "id":
            return f"id{self.random.randint(1, 10**9)}"
        return self.random.choice(WORDS)

    def object(self, kind: type, depth: int = 0, **given: Any) -> Json:
        """One object of a type: what is required, a share of the rest, and what is `given`."""
        made = dict(_constants(kind)) | given
        for name, hint, _ in _fields(kind):
            wanted = name in _required(kind) or (depth < DEEPEST and self.random.random() < self.filled)
            if name not in made and wanted:
                made[name] = self.value(hint, name, depth)
        return made

    # --- updates -------------------------------------------------------------------------------------------------

    def user(self) -> Json:
        number = self.random.randint(10_000, 99_999)
        return {"id": number, "is_bot": False, "first_name": self.random.choice(("Awa", "لوكا", "<i>Zoé</i>", "Luka")),
                "language_code": self.random.choice(("fr", "en", "ar", "fr-CA"))}

    def message(self, content: str | None = None, *, user: Json | None = None, chat: Json | None = None) -> Json:
        """A message that brings this content (a parameter of `telegram.Message`)."""
        user = user or self.user()
        made: Json = {"message_id": self.random.randint(1, 2**31), "date": 1_760_000_000, "from": user,
                      "chat": chat or {"id": user["id"], "type": "private", "first_name": user["first_name"]}}
        if content is not None:
            hint = next(hint for name, hint, _ in _fields(telegram.Message) if name == content)
            made[content] = self.value(hint, content, 1)
        return made

    def update(self, kind: str, body: Any = None) -> Json:
        """One update of this kind; its body is made from the type unless given."""
        hint = next(hint for name, hint, _ in _fields(telegram.Update) if name == kind)
        self.next_id += 1
        return {"update_id": self.next_id, kind: body if body is not None else self.value(hint, kind, 0)}

    def every_kind(self) -> list[Json]:
        """Each update kind, and each content in each kind that carries a message, once."""
        made = [self.update(kind) for kind in UPDATE_KINDS]
        return made + [self.update(kind, self.message(content)) for kind in MESSAGE_KINDS for content in CONTENTS]
