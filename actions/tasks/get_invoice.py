"""`get_invoice`: the invoice of an order as a PDF in the conversation. Another name on it, or a gift: a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from actions import records
from actions.backoffice import BackOffice
from actions.papers import paper
from actions.talk import Talk
from actions.task import Outcome, Question, Reading, Task
from bot.core.coaching import Step, operation_key


class GetInvoice(Task):
    name = "get_invoice"

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        """What was paid for; a cancelled order has no invoice."""
        return [o for o in await records.orders(talk) if o["status"]["code"] != "cancelled"]

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        return records.to_choose_from(talk.data)

    def notice(self, talk: Talk, reading: Reading) -> None:
        """Whose name stands on it, and what somebody else paid, is not decided here."""
        for detour in ("other_name", "gift"):
            if self.topic.says(talk.heard.text, detour):
                reading.detour = detour

    def read(self, talk: Talk) -> Reading:
        reading = super().read(talk)
        if reading.detour in ("other_name", "gift"):
            reading.values.pop("order", None)  # nothing is drawn up that would be wrong
        return reading

    async def question(self, talk: Talk, step: Step) -> Question:
        return records.which_order(talk)

    async def finish(self, talk: Talk) -> Outcome:
        order = records.order_named(talk, talk.run.values["order"])
        key = operation_key(talk.run.id, "order")
        made = await BackOffice().act(f"/customers/{talk.customer}/orders/{quote(str(order['id']), safe='')}/invoice",
                                      {}, key)
        return Outcome("done", facts={"invoice": made["number"]}, documents=(paper(talk, "invoice", key),))


TASK = GetInvoice()
