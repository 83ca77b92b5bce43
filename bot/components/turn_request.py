"""Reads and checks the body of `POST …/turns` (docs/brain-contract.md). Unknown keys are ignored: additions are free.

Owns the refusals of the contract and their status. Must not touch Rasa.
"""

from __future__ import annotations

import json
from typing import Any, cast

from bot.core.turns import TurnRequest

MAX_ID = 255          # what Rasa's SQL tracker stores as sender id
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_OBJECTS = ("known", "signals")
_WORDS = ("now", "ticket")
_ONE_OF = {"language": ("fr", "en"), "level": ("stranger", "named", "verified")}


class Refused(Exception):
    """The request cannot be taken; asking again the same way is pointless."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status, self.code, self.message = status, code, message
        super().__init__(message)


def read(body: bytes) -> TurnRequest:
    """The request, or `Refused` with 400 (not JSON) or 422 (which field, and why)."""
    try:
        raw = json.loads(body)
    except ValueError as error:
        raise Refused(400, "bad_json", "The body is not JSON.") from error
    if not isinstance(raw, dict):
        raise Refused(422, "bad_request", "The body must be an object.")
    for name in ("conversation", "turn"):
        value = raw.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= MAX_ID:
            raise _wrong(name, f"must be a text of 1 to {MAX_ID} characters")
    _check_context(raw)
    _check_choice(raw.get("choice"))
    _check_text(raw)
    return cast(TurnRequest, raw)


def is_command(text: str) -> bool:
    """Whether Rasa, or anything that strips a little more than Rasa, could take `text` for `/intent{…}`."""
    return text.strip().strip(_INVISIBLE).lstrip().lstrip(_INVISIBLE).startswith("/")


def _check_context(raw: dict[str, Any]) -> None:
    for name, allowed in _ONE_OF.items():
        if raw.get(name) not in allowed:
            raise _wrong(name, f"must be one of {', '.join(allowed)}")
    for name in _OBJECTS:
        if not isinstance(raw.get(name), dict):
            raise _wrong(name, "must be an object")
    for name in _WORDS:
        if not isinstance(raw.get(name), str):
            raise _wrong(name, "must be a text")
    if not isinstance(raw.get("open_task"), (dict, type(None))):
        raise _wrong("open_task", "must be an object or null")
    if not isinstance(raw.get("since_last_turn"), (list, type(None))):
        raise _wrong("since_last_turn", "must be a list")


def _check_choice(choice: Any) -> None:
    if choice is None:
        return
    entities = choice.get("entities") if isinstance(choice, dict) else None
    fine = isinstance(entities, list) and isinstance(choice.get("intent"), str) and all(
        isinstance(e, dict) and isinstance(e.get("entity"), str) and "value" in e for e in entities
    )
    if not fine:
        raise _wrong("choice", 'must look like {"intent": …, "entities": [{"entity": …, "value": …}]}')


def _check_text(raw: dict[str, Any]) -> None:
    text = raw.get("text")
    if not isinstance(text, str):
        raise _wrong("text", "must be a text")
    if raw.get("choice") is not None:
        return
    if not text.strip():
        raise _wrong("text", "is empty")
    if is_command(text):
        raise Refused(422, "command", "Text that begins with a slash is a command and is never taken.")


def _wrong(name: str, why: str) -> Refused:
    return Refused(422, "bad_request", f"`{name}` {why}.")
