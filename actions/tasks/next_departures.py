"""`next_departures`: what leaves next from a stop, found by its name or the digits on its sign. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from actions.backoffice import BackOffice
from actions.kinds import inform
from actions.talk import Talk
from actions.task import CannotGoOn, Outcome, Question, Task
from actions.values.hours import say_time
from bot.core.coaching import Step

MINUTES = {"fr": ("maintenant", "dans 1 minute", "dans {n} minutes"), "en": ("now", "in 1 minute", "in {n} minutes")}
SOON = 60  # minutes; later than that a time of day says more


class NextDepartures(Task):
    name = "next_departures"
    looks_up = True

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        found = await BackOffice().look_up("/stops")
        return list((found or {}).get("stops", []))

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        return list(talk.data)

    def named_things(self, talk: Talk) -> list[str]:
        return []  # « mon bus » is no thing of theirs to come back to

    async def question(self, talk: Talk, step: Step) -> Question:
        if not talk.data:
            raise CannotGoOn("no_stops")
        return Question()

    async def finish(self, talk: Talk) -> Outcome:
        key = str(talk.run.values["stop"])
        stop = next((s for s in talk.data if s["id"] == key), None)
        found = await BackOffice().look_up(f"/stops/{quote(key, safe='')}/departures")
        if stop is None or found is None:
            raise CannotGoOn("no_stops")
        name, seen = stop["label"][talk.language], _local(talk, found["at"])
        if not found["departures"]:
            first = say_time(_local(talk, found["first_tomorrow"]).time(), talk.language)
            return Outcome("none_left", {"stop": name, "first": first})
        lines = "\n".join(_line(talk, each, seen) for each in found["departures"])
        again = inform(talk.topic.choices["again"][talk.language], step="stop", value=key)
        again = {**again, "payload": again["payload"].replace("/inform", f"/{self.name}", 1)}
        return Outcome("departures", {"stop": name, "at": say_time(seen.time(), talk.language), "departures": lines},
                       buttons=(again,))


def _local(talk: Talk, moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(talk.heard.zone)


def _line(talk: Talk, departure: Mapping[str, Any], seen: datetime) -> str:
    """« Bus 7 vers la gare : dans 4 minutes »: in words, because a clock means nothing to somebody who runs."""
    leaves = _local(talk, departure["leaves_at"])
    minutes = max(0, round((leaves - seen).total_seconds() / 60))
    now, one, many = MINUTES[talk.language]
    when = now if minutes == 0 else one if minutes == 1 else many.format(n=minutes)
    if minutes > SOON:
        when = say_time(leaves.time(), talk.language)
    colon = "\u00a0: " if talk.language == "fr" else ": "
    return f"{departure['line'][talk.language]}{colon}{when}"


TASK = NextDepartures()
