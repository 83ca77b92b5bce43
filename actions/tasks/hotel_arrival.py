"""`hotel_arrival`: a hotel is told when its guest comes. Who stays somewhere is confirmed to nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from actions import trips
from actions.backoffice import BackOffice
from actions.talk import Talk
from actions.task import Outcome, Question, Reading, Task
from bot.core.coaching import Step, operation_key


class HotelArrival(Task):
    name = "hotel_arrival"

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        return await trips.trips(talk, "stay")

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        return list(talk.data)

    def notice(self, talk: Talk, reading: Reading) -> None:
        if not talk.heard.choice and talk.topic.says(talk.heard.text, "about_somebody"):
            reading.detour = "privacy"

    async def question(self, talk: Talk, step: Step) -> Question:
        return trips.which_trip(talk) if step.name == "trip" else Question()

    async def finish(self, talk: Talk) -> Outcome:
        values = talk.run.values
        path = f"/customers/{talk.customer}/trips/{quote(str(values['trip']), safe='')}/arrival"
        made = await BackOffice().act(path, {"time": values["arrival"]}, operation_key(talk.run.id, "confirm"))
        return Outcome(value=values["arrival"], values={"how": made["how"][talk.language]},
                       facts={"told": talk.run.labels["arrival"][talk.language]})


TASK = HotelArrival()
