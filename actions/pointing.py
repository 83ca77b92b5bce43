"""Which of a person's own things a message points at, and how those are told apart when they are shown.

What has a day (orders, trips) is recognised by words, colour, day and state (`bot.core.owned`), everything else by its
words alone. Must not ask, nor decide what may be chosen: that is the task's `things`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from actions.talk import Talk
from bot.core.owned import Owned, recognise, say_which
from bot.core.things import Named, Option, find

Things = Sequence[Mapping[str, Any]]
SURELY = frozenset({"words", "number"})   # of what was not asked for, only this is taken


def options(things: Things) -> list[Option]:
    return [Option(t["id"], tuple(t["words"]), tuple(t.get("unless") or ())) for t in things]


def meant(talk: Talk, things: Things, *, asked: bool) -> tuple[list[Mapping[str, Any]], str | None]:
    """What of `things` this message means, and the exact words where there are some. Several: they fit equally well.

    `asked`: the message may answer which one; a day or a colour then is enough.
    """
    text = talk.heard.text
    if not all("at" in thing for thing in things):
        named = find(text, options(things))
        return [t for n in named for t in things if t["id"] == n.id], named[0].words if len(named) == 1 else None
    owned = [as_owned(talk, thing) for thing in things]
    found = recognise(text, owned, talk.today, asked=asked and bool(talk.run.offered))
    if not asked and not found.why & SURELY:
        return [], None
    chosen = [t for t in things if t["id"] in {one.id for one in found.things}]
    words: list[Named] = find(text, options(chosen)) if len(chosen) == 1 else []
    return chosen, words[0].words if words else None


def titles(talk: Talk, things: Things) -> list[str]:
    """How each is called on a choice: by its label, and its day where another is called the same."""
    if not all("at" in thing for thing in things):
        return [str(thing["label"][talk.language]) for thing in things]
    owned = [as_owned(talk, thing) for thing in things]
    return [say_which(one, owned, talk.today, talk.language) for one in owned]


def as_owned(talk: Talk, thing: Mapping[str, Any]) -> Owned:
    """An order or a trip of the back office. Its id is compared with a number the customer brings, and never said."""
    at = datetime.fromisoformat(str(thing["at"]))
    day = (at.astimezone(talk.heard.zone) if at.tzinfo else at).date()
    status = thing.get("status") or {}
    return Owned(str(thing["id"]), thing["label"], day, str(status.get("code") or "booked"), tuple(thing["words"]),
                 str(thing["id"]))
