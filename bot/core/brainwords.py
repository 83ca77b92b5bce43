"""The closed set of things actions may tell the front door beside words for the customer.

An action says one with `dispatcher.utter_message(json_message={"type": …})`; the channel sorts them into
the turn's answer. Owns the set and its check; must not interpret what the words mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STEP_STATES = ("shown", "tried", "failed", "done", "skipped")
TASK_STATES = ("started", "paused", "resumed", "done", "given_up")

# type -> key -> whether it must be present. Values are JSON.
_KEYS: dict[str, dict[str, bool]] = {
    "step": {
        "task": True, "run": True, "step": True, "n": True, "of": True, "label": True, "state": True,
        "value": False, "said": False, "hint": False, "irreversible": False,
    },
    "fact": {"name": True, "label": True, "value": True, "said": False},
    "promise": {"who": True, "what": True, "by": True},
    "document": {"ref": True, "name": True, "media_type": True, "label": True},
    "task": {"task": True, "run": True, "state": True},
}

# Where the channel puts each type in the turn's answer.
ANSWER_LIST = {"step": "steps", "fact": "facts", "promise": "promises", "document": "documents", "task": "tasks"}


class UnknownBrainWord(ValueError):
    """An action said something outside the closed set, or left out a key."""


def check(word: Mapping[str, Any]) -> dict[str, Any]:
    """Return `word` with every optional key present (None), or raise `UnknownBrainWord` saying what is wrong."""
    kind = word.get("type")
    keys = _KEYS.get(kind) if isinstance(kind, str) else None
    if keys is None:
        raise UnknownBrainWord(f"unknown type {kind!r}; known: {', '.join(_KEYS)}")
    missing = [k for k, required in keys.items() if required and k not in word]
    strange = [k for k in word if k != "type" and k not in keys]
    if missing or strange:
        raise UnknownBrainWord(f"{kind}: missing {missing}, unknown {strange}")
    if kind == "step" and word["state"] not in STEP_STATES:
        raise UnknownBrainWord(f"step: state {word['state']!r} is not one of {STEP_STATES}")
    if kind == "task" and word["state"] not in TASK_STATES:
        raise UnknownBrainWord(f"task: state {word['state']!r} is not one of {TASK_STATES}")
    return {"type": kind, **{k: word.get(k) for k in keys}}
