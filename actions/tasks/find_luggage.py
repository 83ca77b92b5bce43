"""`find_luggage`: a bag that did not come out is reported once and looked for. Medicine in it is a person's at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from actions import trips
from actions.backoffice import BackOffice
from actions.kinds import button
from actions.records import address_on_file, notice_address
from actions.talk import Talk
from actions.task import Outcome, Question, Reading, Task
from actions.values.moments import say_day
from bot.core.coaching import Step, operation_key


class FindLuggage(Task):
    name = "find_luggage"

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        return await trips.trips(talk, "flight")

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        return list(talk.data)

    def named_things(self, talk: Talk) -> list[str]:
        return ["valise", "bagage", "sac", "poussette", "suitcase", "luggage", "bag", "case", "stroller"]

    def notice(self, talk: Talk, reading: Reading) -> None:
        if not talk.heard.choice and talk.topic.says(talk.heard.text, "needed"):
            reading.detour = "needed"
        elif talk.step is not None and talk.step.name == "address":
            if talk.heard.choice.get("step") == "address":
                reading.take("address", True, None)
            elif not talk.heard.choice:
                notice_address(talk, reading)

    async def question(self, talk: Talk, step: Step) -> Question:
        if step.name == "trip":
            return trips.which_trip(talk)
        if step.name not in ("address", "confirm"):
            return Question()
        address = await address_on_file(talk)
        if step.name == "confirm":
            return Question(values={"address": address})
        here = button(talk.topic.choices["this_address"][talk.language], step, True)
        there = talk.choice("other_address", '/inform{"step":"detour","value":"other_address"}')
        return Question(buttons=[here, there], values={"address": address})

    async def finish(self, talk: Talk) -> Outcome:
        values = talk.run.values
        path = f"/customers/{talk.customer}/trips/{quote(str(values['trip']), safe='')}/luggage-reports"
        body = {"bag": values["bag"], "colour": values["colour"], "address": "on_file"}
        made = await BackOffice().act(path, body, operation_key(talk.run.id, "confirm"))
        if made["found_at"] is None:
            return Outcome("searching", value="searching", facts={"search": self.topic.label[talk.language]})
        by = date.fromisoformat(made["arrives_on"])
        where, day = made["found_at"][talk.language], say_day(by, talk.language, talk.today)
        return Outcome("found", value="found", values={"where": where, "by": day}, facts={"search": f"{where}, {day}"},
                       arrives=by)


TASK = FindLuggage()
