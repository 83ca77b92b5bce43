"""« Comme d'habitude » as an answer: what somebody wanted remembered, read as if they had said it again.

A step names what may answer it (`usual: pick_up_point`); the value comes with the turn (`known.preferences`), so that
nobody's habit is known here but the writer's own. Must not guess one: where none is remembered, the question is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from actions.talk import Talk
from bot.core.coaching import Step
from bot.core.folding import fold
from bot.core.things import denied

Found = tuple[Any, str]


class Reads(Protocol):
    """A kind of answer."""

    def read(self, talk: Talk, step: Step) -> Found | None: ...


def asked_for(talk: Talk, step: Step) -> str | None:
    """The words that ask for the usual, at a step that can have one: never « pas comme d'habitude »."""
    words = talk.topic.says(talk.heard.text, "as_usual") if step.usual and not talk.heard.choice else None
    if words is None:
        return None
    plain = fold(talk.heard.text).text
    return None if denied(plain[: plain.find(fold(words).text)]) else words


def value(talk: Talk, step: Step, kind: Reads) -> Any:
    """What is remembered for this step, as the kind understands it; None when there is nothing that fits today."""
    preferences = (talk.heard.metadata.get("known") or {}).get("preferences")
    told = preferences.get(step.usual) if step.usual and isinstance(preferences, Mapping) else None
    if not told:
        return None
    heard, at = talk.heard, talk.step
    talk.heard, talk.step = replace(heard, text=str(told), intent="inform", choice={}), step
    try:
        found = kind.read(talk, step)
    finally:
        talk.heard, talk.step = heard, at
    return found[0] if found else None
