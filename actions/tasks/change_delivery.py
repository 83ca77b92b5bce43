"""`change_delivery`: another day, a pick-up point or another address for what is on its way; can be taken back.

Everything that tells where somebody lives, or sends a parcel elsewhere, needs proof of who writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from actions import records
from actions.backoffice import BackOffice, BackOfficeRefused
from actions.kinds import capital, inform
from actions.talk import Button, Talk
from actions.task import CannotGoOn, Outcome, Question, Reading, Task
from actions.undoing import take_back, until
from actions.values.moments import say_day
from bot.core.coaching import Step, operation_key

CAN_BE = ("prepared", "shipped")
FURTHEST = timedelta(days=14)
SUNDAY = 6
DAYS_OFFERED = 3


@dataclass(frozen=True)
class Known:
    """The person's orders (none of a stranger) and the pick-up points, which everybody may know."""

    orders: list[dict[str, Any]]
    points: list[dict[str, Any]]


class ChangeDelivery(Task):
    name = "change_delivery"

    async def gather(self, talk: Talk) -> Known:
        found = await BackOffice().look_up("/pickup-points")
        return Known(await records.orders(talk), list((found or {}).get("points", [])))

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        if step.name == "point":
            return list(talk.data.points)
        return records.to_choose_from([o for o in talk.data.orders if o["status"]["code"] in CAN_BE])

    def named_things(self, talk: Talk) -> list[str]:
        return [word for order in talk.data.orders for word in order["words"]]

    # --- reading ---------------------------------------------------------------------------------------

    def notice(self, talk: Talk, reading: Reading) -> None:
        late = [o for o in talk.data.orders if o["status"]["code"] not in CAN_BE]
        named = records.recognised(talk, late, talk.data.orders)
        if named is not None and talk.step is not None and talk.step.name == "order" and not talk.heard.choice:
            reading.detour, reading.about = "arrived", (str(named["id"]),)
        elif self.topic.says(talk.heard.text, "neighbour"):
            reading.detour = "neighbour"

    def read(self, talk: Talk) -> Reading:
        """A value tells what is to change; « absent jeudi » names the day that does not suit."""
        reading = super().read(talk)
        if "day" in reading.values and not talk.heard.choice and self.topic.says(talk.heard.text, "away"):
            del reading.values["day"]
            reading.take("what", "day", talk.heard.said)
        if "day" in reading.values and not talk.heard.choice and self._planned(talk, str(reading.values["day"])):
            del reading.values["day"]
        for step, what in (("day", "day"), ("address", "address"), ("point", "point")):
            if step in reading.values and "what" not in reading.values and not talk.run.values.get("what"):
                reading.take("what", what, None)
        if "day" in reading.values and not self._possible(talk, date.fromisoformat(str(reading.values["day"]))):
            del reading.values["day"]
            reading.detour = "no_such_day"
        wanted = reading.values.get("what", talk.run.values.get("what"))
        for step in ("day", "address", "point"):  # « vendredi, à la gare » : what does not belong is not kept
            if step != wanted:
                reading.values.pop(step, None)
        return reading

    @staticmethod
    def _planned(talk: Talk, day: str) -> bool:
        """« La livraison de demain tombe mal »: a day something comes on already is what it is called, not a wish."""
        return any(o["status"]["code"] in CAN_BE and o["at"].startswith(day) for o in talk.data.orders)

    def _note_goal(self, talk: Talk) -> None:
        """A day said here is the one to deliver on, not what something is needed for."""

    @staticmethod
    def _possible(talk: Talk, day: date) -> bool:
        return talk.today < day <= talk.today + FURTHEST and day.weekday() != SUNDAY

    def detour(self, talk: Talk, reading: Reading) -> tuple[list[Button], dict[str, str]]:
        if reading.detour == "no_such_day":
            return [*self._days(talk), talk.person], {}
        order = next((o for o in talk.data.orders if o["id"] in reading.about), None)
        return [talk.person], {"label": order["label"][talk.language]} if order else {}

    def _days(self, talk: Talk) -> list[Button]:
        """The first days that can be had, later than planned."""
        order = next((o for o in talk.data.orders if o["id"] == talk.run.values.get("order")), None)
        planned = date.fromisoformat(order["at"][:10]) if order else talk.today
        days = (max(planned, talk.today) + timedelta(days=n) for n in range(1, 8))
        possible = [day for day in days if self._possible(talk, day)][:DAYS_OFFERED]
        return [inform(capital(say_day(day, talk.language, talk.today)), step="day", value=day.isoformat())
                for day in possible]

    # --- asking ----------------------------------------------------------------------------------------

    async def question(self, talk: Talk, step: Step) -> Question:
        if step.name == "order":
            return records.which_order(talk)
        if step.name == "day":
            return Question(buttons=self._days(talk))
        if step.name == "confirm":
            what = talk.run.values["what"]
            return Question("recap_point" if what == "point" else "recap_address" if what == "address" else None)
        return Question()

    # --- acting ----------------------------------------------------------------------------------------

    async def finish(self, talk: Talk) -> Outcome:
        what, order = talk.run.values["what"], quote(str(talk.run.values["order"]), safe="")
        try:
            made = await BackOffice().act(f"/customers/{talk.customer}/orders/{order}/delivery",
                                          {what: talk.run.values[what]}, operation_key(talk.run.id, "confirm"))
        except BackOfficeRefused as error:
            if error.code == "not_changeable":
                raise CannotGoOn("arrived_meanwhile") from error
            if error.code == "no_such_day":
                raise CannotGoOn("day_gone") from error
            raise
        arrives = date.fromisoformat(made["arrives_on"])
        said = say_day(arrives, talk.language, talk.today)
        return Outcome("done_point" if what == "point" else "done_address" if what == "address" else "done",
                       {"arrival": said}, value="changed", facts={"arrival": said}, arrives=arrives,
                       undo_until=until(talk, made))

    async def undo(self, talk: Talk, key: str) -> Outcome:
        return await take_back(talk, key)


TASK = ChangeDelivery()
