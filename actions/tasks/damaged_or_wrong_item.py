"""`damaged_or_wrong_item`: what arrived damaged, faulty or wrong is sent again or refunded, once, at no cost.

If somebody could get hurt nothing goes on here: a person is called at once. A picture helps and is never needed; a gift
and anything older than two years are for a person.
"""

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

CONFORMITY_DAYS = 730   # by law


class DamagedOrWrongItem(Task):
    name = "damaged_or_wrong_item"

    async def gather(self, talk: Talk) -> list[dict[str, Any]]:
        return await records.orders(talk)

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        return records.to_choose_from([order for order in talk.data if self._is_here(talk, order)])

    @staticmethod
    def _is_here(talk: Talk, order: Mapping[str, Any]) -> bool:
        days = (talk.today - date.fromisoformat(order["at"][:10])).days
        return order["status"]["code"] == "delivered" and days <= CONFORMITY_DAYS and not order.get("returning")

    # --- reading ---------------------------------------------------------------------------------------

    def notice(self, talk: Talk, reading: Reading) -> None:
        heard, says, known = talk.heard, self.topic.says, talk.run.values
        if heard.choice:
            if heard.choice.get("step") == "address" and heard.choice.get("value") is True:
                reading.take("address", True, None)
            elif heard.choice.get("step") == "address":
                reading.detour = "other_address"
            return
        elsewhere = records.recognised(
            talk, [order for order in talk.data if not self._is_here(talk, order)], talk.data)
        if elsewhere is not None and not known.get("order"):
            late = elsewhere["status"]["code"] == "delivered" and not elsewhere.get("returning")
            reading.detour = "too_late" if late else "not_arrived"
            reading.about = (str(elsewhere["id"]),)
        elif says(heard.text, "missing") and not known.get("what"):
            reading.detour = "missing"
        elif says(heard.text, "gift") and not known.get("order"):
            reading.detour = "gift"
        elif talk.step is not None and talk.step.name == "address":
            records.notice_address(talk, reading)

    def read(self, talk: Talk) -> Reading:
        """The danger is read before anything else, and then nothing else counts."""
        reading = super().read(talk)
        told = not talk.heard.choice and self.topic.says(talk.heard.text, "danger") is not None
        asked = talk.step is not None and talk.step.name == "danger"
        if reading.values.get("danger") is True or (told and not (asked and reading.values.get("danger") is False)):
            return Reading(detour="stop_using", calls="product_safety", thing=reading.thing)
        if reading.detour is not None:
            reading.values.clear()
        if "wanted" in reading.values and talk.run.values.get("wanted"):
            reading.values.pop("what", None)  # « renvoyez-m'en un neuf » tells what is wanted, not what came
        before = talk.step is not None and talk.step.kind != "confirm"
        if talk.run.values.get("what") and before and not self.topic.says(talk.heard.text, "corrects"):
            reading.values.pop("what", None)  # « envoyez-moi un autre article » wishes, and tells nothing new
        if reading.values.get("picture") == "none" and not (talk.step is not None and talk.step.name == "picture"):
            del reading.values["picture"]  # a « non » to another question says nothing of pictures
        return reading

    def detour(self, talk: Talk, reading: Reading) -> tuple[list[Button], dict[str, str]]:
        order = next((o for o in talk.data if o["id"] in reading.about), None)
        if reading.detour == "missing":
            return [talk.instead("replace_part", "replace_part"), talk.person], {}
        if reading.detour == "other_address":
            return [talk.choice("this_address", '/inform{"step":"address","value":true}'), talk.person], {}
        return [talk.person], {"label": order["label"][talk.language]} if order else {}

    # --- asking ----------------------------------------------------------------------------------------

    async def question(self, talk: Talk, step: Step) -> Question:
        if step.name == "order":
            return records.which_order(talk)
        if step.name == "address":
            return Question(None, [
                talk.choice("this_address", '/inform{"step":"address","value":true}'),
                talk.choice("other_address", '/inform{"step":"address","value":false}'),
            ], {"address": await records.address_on_file(talk)})
        if step.name == "confirm":
            if talk.run.values["wanted"] == "replace":
                return Question("recap_replace", values={"address": await records.address_on_file(talk)})
            order = records.order_named(talk, talk.run.values["order"])
            return Question(values={"price": say_cents(order["price"]["cents"], talk.language)})
        return Question()

    # --- acting ----------------------------------------------------------------------------------------

    async def finish(self, talk: Talk) -> Outcome:
        values, key = talk.run.values, operation_key(talk.run.id, "confirm")
        path = f"/customers/{talk.customer}/orders/{quote(str(values['order']), safe='')}/complaint"
        try:
            made = await BackOffice().act(path, {"what": values["what"], "wanted": values["wanted"]}, key)
        except BackOfficeRefused as error:
            if error.code in ("already_settled", "not_delivered", "too_late"):
                raise CannotGoOn("not_any_more") from error
            raise
        wrong = values["what"] == "wrong"
        documents = (paper(talk, "label", key),) if wrong else ()
        if values["wanted"] == "replace":
            arrives = date.fromisoformat(made["arrives_on"])
            day = say_day(arrives, talk.language, talk.today)
            return Outcome("done_replace_wrong" if wrong else "done_replace", {"arrival": day}, value="sent_again",
                           facts={"arrival": day}, arrives=arrives, undo_until=until(talk, made), documents=documents)
        price = say_cents(made["refund"]["cents"], talk.language)
        by = say_day(date.fromisoformat(made["refund_by"]), talk.language, talk.today)
        return Outcome("done_wrong" if wrong else "done", {"price": price, "by": by}, value="refunded",
                       facts={"refund": f"{price}, {by}"}, undo_until=until(talk, made), documents=documents)

    async def undo(self, talk: Talk, key: str) -> Outcome:
        return await take_back(talk, key)


TASK = DamagedOrWrongItem()
