"""`refund_status`: where a refund is and by when it must be there, found by what was bought. Changes nothing.

A late one is our fault: said so, with what the law adds, and a person is offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions import records
from actions.backoffice import BackOffice
from actions.talk import Talk
from actions.task import CannotGoOn, Outcome, Question, Reading, Task
from actions.values.moments import say_day
from actions.values.numbers import say_cents
from bot.core.coaching import Step


class RefundStatus(Task):
    name = "refund_status"
    looks_up = True

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        if talk.customer is None:
            return []
        found = await BackOffice().look_up(f"/customers/{talk.customer}/refunds")
        return list((found or {}).get("refunds", []))

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        return records.to_choose_from(talk.data)

    def notice(self, talk: Talk, reading: Reading) -> None:
        """A single refund needs no question."""
        if len(talk.data) == 1 and not talk.run.offered and not talk.heard.choice:
            reading.take("order", talk.data[0]["id"], None)

    async def question(self, talk: Talk, step: Step) -> Question:
        if not talk.data:
            raise CannotGoOn("no_refunds")
        if len(talk.data) == 1 and not talk.run.offered:
            return Question("ask_order_one", values={"label": talk.data[0]["label"][talk.language]})
        return records.which_order(talk)

    async def finish(self, talk: Talk) -> Outcome:
        refund = next((r for r in talk.data if r["id"] == talk.run.values["order"]), None)
        if refund is None:
            raise CannotGoOn("no_refunds")
        amount, where = say_cents(refund["amount"]["cents"], talk.language), refund["where"][talk.language]
        day = say_day(date.fromisoformat(refund["paid_on"] or refund["by"]), talk.language, talk.today)
        said = "paid" if refund["paid_on"] else "late" if refund["code"] == "late" else "in_progress"
        return Outcome(said, {"amount": amount, "day": day, "where": where}, facts={"refund": f"{amount}, {where}"},
                       buttons=() if said == "in_progress" else (talk.person,))


TASK = RefundStatus()
