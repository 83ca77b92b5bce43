"""`cancel_order`: an order that has not arrived is cancelled, once; it can be brought back for a short while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from actions import records
from actions.backoffice import BackOffice, BackOfficeRefused
from actions.papers import paper
from actions.talk import Button, Talk
from actions.task import CannotGoOn, Outcome, Question, Reading, Task
from actions.undoing import take_back, until
from actions.values.moments import say_day
from actions.values.numbers import say_cents
from bot.core.coaching import Step, operation_key

CAN_BE = ("prepared", "shipped")


class CancelOrder(Task):
    name = "cancel_order"

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        return await records.orders(talk)

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        """Only what can still be cancelled is offered; what was delivered is recognised in `notice`."""
        return records.to_choose_from([o for o in talk.data if o["status"]["code"] in CAN_BE])

    def notice(self, talk: Talk, reading: Reading) -> None:
        late = [o for o in talk.data if o["status"]["code"] not in CAN_BE]
        named = records.recognised(talk, late, talk.data)
        if named is not None and talk.step is not None and talk.step.name == "order" and not talk.heard.choice:
            reading.detour, reading.about = "arrived", (str(named["id"]),)

    def detour(self, talk: Talk, reading: Reading) -> tuple[list[Button], dict[str, str]]:
        order = next((o for o in talk.data if o["id"] in reading.about), None)
        return ([talk.instead("give_back", "return_or_exchange", str(order["id"]) if order else None), talk.person],
                {"label": order["label"][talk.language]} if order else {})

    async def question(self, talk: Talk, step: Step) -> Question:
        if step.name == "order":
            return records.which_order(talk)
        order = records.order_named(talk, talk.run.values["order"])
        return Question(values={"price": say_cents(order["price"]["cents"], talk.language),
                                "status": order["status"][talk.language]})

    async def finish(self, talk: Talk) -> Outcome:
        order = quote(str(talk.run.values["order"]), safe="")
        path, key = f"/customers/{talk.customer}/orders/{order}/cancellation", operation_key(talk.run.id, "confirm")
        try:
            made = await BackOffice().act(path, {}, key)
        except BackOfficeRefused as error:
            if error.code == "not_cancellable":
                raise CannotGoOn("arrived_meanwhile") from error
            raise
        price = say_cents(made["refund"]["cents"], talk.language)
        by = say_day(date.fromisoformat(made["refund_by"]), talk.language, talk.today)
        return Outcome(value="cancelled", values={"price": price, "by": by}, facts={"refund": f"{price}, {by}"},
                       undo_until=until(talk, made), documents=(paper(talk, "withdrawal", key),))

    async def undo(self, talk: Talk, key: str) -> Outcome:
        return await take_back(talk, key)


TASK = CancelOrder()
