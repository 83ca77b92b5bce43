"""What the travel tasks share: a verified person's trips, flights and stays, as things to recognise.

Must not be asked for anybody whose ticket does not prove who they are: that somebody travels, or stays somewhere, is
nobody else's business.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from actions.backoffice import BackOffice
from actions.talk import Talk
from actions.task import CannotGoOn, Question
from actions.values.hours import say_time
from actions.values.moments import say_day


async def trips(talk: Talk, kind: str) -> list[dict[str, Any]]:
    """Their trips of a kind (`flight`, `stay`), the nearest first; [] for somebody who has not proven who they are."""
    if talk.customer is None:
        return []
    found = await BackOffice().look_up(f"/customers/{talk.customer}/trips")
    return [trip for trip in (found or {}).get("trips", []) if trip["kind"] == kind]


def which_trip(talk: Talk) -> Question:
    """Which trip is meant, shown and never asked for by a number. Nothing to show is for a person."""
    if not talk.data:
        raise CannotGoOn("no_trips")
    if len(talk.data) == 1:
        return Question("ask_trip_one", values={"label": talk.data[0]["label"][talk.language]})
    return Question()


def say_moment(moment: datetime, talk: Talk) -> str:
    """A day and a time in words, in the customer's zone."""
    local = moment.astimezone(talk.heard.zone)
    day, hour = say_day(local.date(), talk.language, talk.today), say_time(local.time(), talk.language)
    return f"{day} à {hour}" if talk.language == "fr" else f"{day} at {hour}"
