"""`recharge_pass`: a transit pass is topped up, once; undone for half an hour, as long as it was not used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from actions.backoffice import BackOffice, BackOfficeRefused
from actions.talk import Talk
from actions.task import CannotGoOn, Outcome, Question, Task
from actions.values.hours import say_time
from actions.values.moments import say_day
from actions.values.numbers import say_cents
from bot.core.coaching import Step, operation_key


class RechargePass(Task):
    name = "recharge_pass"
    refusals = ("refused_payment_refused",)

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        if talk.customer is None:
            return []
        found = await BackOffice().look_up(f"/customers/{talk.customer}/passes")
        return list((found or {}).get("passes", []))

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        return list(talk.data)

    async def question(self, talk: Talk, step: Step) -> Question:
        if step.name == "pass":
            if not talk.data:
                raise CannotGoOn("no_passes")
            if len(talk.data) == 1:
                return Question("ask_pass_one", values={"label": talk.data[0]["label"][talk.language]})
        if step.name == "confirm":
            return Question(values={"price": self._price(talk)})
        return Question()

    async def finish(self, talk: Talk) -> Outcome:
        path = f"/customers/{talk.customer}/passes/{quote(str(talk.run.values['pass']), safe='')}/top-ups"
        made = await BackOffice().act(path, {"fare": talk.run.values["fare"]}, operation_key(talk.run.id, "confirm"))
        valid = say_day(date.fromisoformat(made["valid_from"]), talk.language, talk.today)
        valid = f"à partir d’{valid}" if talk.language == "fr" and valid == "aujourd’hui" else valid
        until = datetime.fromisoformat(made["undo_until"]).astimezone(talk.heard.zone)
        fare = self.topic.value_label("fare", made["fare"], talk.language, "said")
        return Outcome(values={"from": valid}, value=made["fare"], undo_until=say_time(until.time(), talk.language),
                       facts={"topped_up": f"{fare}, {say_cents(made['price']['cents'], talk.language)}"})

    async def undo(self, talk: Talk, key: str) -> Outcome:
        try:
            path = f"/customers/{talk.customer}/operations/{quote(key, safe='')}/undo"
            await BackOffice().act(path, {}, f"{key}:undo")
        except BackOfficeRefused as error:
            raise CannotGoOn("undo_too_late") from error
        return Outcome("undone", facts={"undone": self.topic.label[talk.language]})

    def _price(self, talk: Talk) -> str:
        found = next((p for p in talk.data if p["id"] == talk.run.values["pass"]), None)
        if found is None:
            raise CannotGoOn("no_passes")
        return say_cents(found["prices"][talk.run.values["fare"]]["cents"], talk.language)


TASK = RechargePass()
