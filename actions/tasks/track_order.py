"""`track_order`: where an order is and when it comes, found by recognising it. Looks up, changes nothing.

Read this one first to see how small a task is (docs/tasks.md walks through it).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from actions import records
from actions.backoffice import BackOffice
from actions.talk import Talk
from actions.task import Outcome, Question, Task
from actions.values.moments import say_day
from bot.core.coaching import Step


class TrackOrder(Task):
    name = "track_order"
    looks_up = True

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        return await records.orders(talk, kinds=("order", "replacement"))

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        return records.to_choose_from(talk.data)

    async def question(self, talk: Talk, step: Step) -> Question:
        return records.which_order(talk)

    async def finish(self, talk: Talk) -> Outcome:
        order = records.order_named(talk, talk.run.values["order"])
        path = f"/customers/{talk.customer}/orders/{quote(str(order['id']), safe='')}/tracking"
        found = await BackOffice().look_up(path) if order["kind"] == "order" else None
        if found is None:  # a replacement part: its own line says all there is
            arrives = date.fromisoformat(order["arrives_on"])
            return self._on_its_way(talk, order["status"][talk.language], arrives)
        where = found["where"][talk.language]
        if found["delivered_on"]:
            day = say_day(date.fromisoformat(found["delivered_on"]), talk.language, talk.today)
            return Outcome("delivered", {"day": day, "where": where}, facts={"where": where},
                           buttons=({**talk.person, "title": talk.topic.choices["not_received"][talk.language]},))
        if found["arrives_on"] is None:
            return Outcome("cancelled", {"where": where}, facts={"where": where}, buttons=(talk.person,))
        return self._on_its_way(talk, where, date.fromisoformat(found["arrives_on"]))

    @staticmethod
    def _on_its_way(talk: Talk, where: str, arrives: date) -> Outcome:
        day = say_day(arrives, talk.language, talk.today)
        return Outcome("on_its_way", {"day": day, "where": where}, facts={"where": where, "arrival": day},
                       arrives=arrives)


TASK = TrackOrder()
