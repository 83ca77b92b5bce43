"""`online_check_in`: a seat and the luggage for a trip, then the boarding pass and the labels as files. Once.

What needs help on board (a baby, a wheelchair, an animal) is a person's, whenever it is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from actions import trips
from actions.backoffice import BackOffice
from actions.talk import Talk
from actions.task import Outcome, Question, Reading, Task
from bot.core.coaching import Step, operation_key

LABELS = {"fr": ("Carte d’embarquement", "Étiquette de bagage"), "en": ("Boarding pass", "Luggage label")}
NAMES = {"fr": ("carte-embarquement.pdf", "etiquette-bagage.pdf"), "en": ("boarding-pass.pdf", "luggage-label.pdf")}


class OnlineCheckIn(Task):
    name = "online_check_in"
    refusals = ("refused_not_open",)

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        return await trips.trips(talk, "flight")

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        return list(talk.data)

    def notice(self, talk: Talk, reading: Reading) -> None:
        if not talk.heard.choice and talk.topic.says(talk.heard.text, "special"):
            reading.detour = "special"

    async def question(self, talk: Talk, step: Step) -> Question:
        return trips.which_trip(talk) if step.name == "trip" else Question()

    async def finish(self, talk: Talk) -> Outcome:
        values = talk.run.values
        path = f"/customers/{talk.customer}/trips/{quote(str(values['trip']), safe='')}/check-in"
        key = operation_key(talk.run.id, "confirm")
        made = await BackOffice().act(path, {"seat": values["seat"], "bags": values["bags"]}, key)
        leaves = trips.say_moment(datetime.fromisoformat(made["leaves_at"]), talk)
        return Outcome(value=made["place"], values={"place": made["place"], "gate": made["gate"], "leaves": leaves},
                       facts={"seated": made["place"]}, documents=tuple(_documents(talk, made, key)))


def _documents(talk: Talk, made: Mapping[str, Any], key: str) -> list[Mapping[str, str]]:
    """The boarding pass, and a label when there is luggage; made by the back office when they are fetched."""
    (boarding, label), (pass_name, label_name) = LABELS[talk.language], NAMES[talk.language]
    pdf = "application/pdf"
    found = [{"ref": f"boarding.{talk.language}.{key}", "name": pass_name, "media_type": pdf, "label": boarding}]
    if made["bags"] != "none":
        found.append({"ref": f"luggage.{talk.language}.{key}", "name": label_name, "media_type": pdf, "label": label})
    return list(found)


TASK = OnlineCheckIn()
