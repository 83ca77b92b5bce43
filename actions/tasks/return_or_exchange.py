"""`return_or_exchange`: a purchase or a gift comes back for another size, a colour, money or a voucher; once.

A gift is told by what it is, never by an order: no price is said, and whoever gave it is neither named nor told. Undone
until it is handed in. What is broken or wrong is for `damaged_or_wrong_item`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from actions import records
from actions.backoffice import BackOffice, BackOfficeRefused
from actions.kinds import KINDS, button, capital
from actions.papers import paper
from actions.pointing import options
from actions.talk import Button, Talk
from actions.task import CannotGoOn, Outcome, Question, Reading, Task
from actions.undoing import take_back
from actions.values.moments import say_day
from actions.values.numbers import find_size, say_cents
from bot.core.coaching import Step, operation_key
from bot.core.things import find

GIFT = "gift"
HOUSE_DAYS = 30         # unused; the law's fourteen days are within it
SHOP = "shop"           # handing in is free there
UNTIL = {"fr": "la remise du colis", "en": "the parcel is handed in"}
_ELISION = re.compile(r"\b[cdjlmnst]['’]", re.IGNORECASE)  # the l of « l’affaire » is no size
_GIFT = {"fr": "un cadeau reçu", "en": "a gift I received"}


@dataclass(frozen=True)
class Known:
    """The person's orders (none of a stranger); articles with sizes and colours, points and what posting costs."""

    orders: list[dict[str, Any]]
    articles: list[dict[str, Any]]
    points: list[dict[str, Any]]
    posting: int

    def article(self, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What comes back, with its sizes and colours."""
        order = next((o for o in self.orders if o["id"] == values.get("order")), None)
        wanted = values.get("gift") if values.get("order") == GIFT else order["products"][0] if order else None
        return next((article for article in self.articles if article["id"] == wanted), None)


class ReturnOrExchange(Task):
    name = "return_or_exchange"

    async def gather(self, talk: Talk) -> Known:
        office = BackOffice()
        orders, shop, points = await asyncio.gather(
            records.orders(talk), office.look_up("/articles"), office.look_up("/pickup-points"))
        return Known(orders, list((shop or {}).get("articles", [])), list((points or {}).get("points", [])),
                     int(((shop or {}).get("posting") or {}).get("cents", 0)))

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        if step.name == "point":
            return list(talk.data.points)
        if step.name == "gift":
            return list(talk.data.articles)
        if step.name == "colour":
            return list((talk.data.article(talk.run.values) or {}).get("colours", ()))
        return records.to_choose_from([o for o in talk.data.orders if self._may_come_back(talk, o)])

    @staticmethod
    def _may_come_back(talk: Talk, order: Mapping[str, Any]) -> bool:
        days = (talk.today - date.fromisoformat(order["at"][:10])).days
        return order["status"]["code"] == "delivered" and days <= HOUSE_DAYS and not order.get("returning")

    def named_things(self, talk: Talk) -> list[str]:
        return [word for article in talk.data.articles for word in article["words"]]

    def first_thing(self, talk: Talk) -> str | None:
        """A gift is spoken of by what it is, never as an order."""
        labels = talk.run.labels
        return labels[GIFT][talk.language] if GIFT in labels else super().first_thing(talk)

    def label(self, talk: Talk, step: Step) -> dict[str, str] | None:
        return dict(_GIFT) if step.name == "order" and talk.run.values.get("order") == GIFT else None

    # --- reading ---------------------------------------------------------------------------------------

    def notice(self, talk: Talk, reading: Reading) -> None:
        heard, values, says = talk.heard, talk.run.values, self.topic.says
        if heard.choice:
            if (heard.choice.get("step"), heard.choice.get("value")) == ("order", GIFT):
                reading.take("order", GIFT, None)
            return
        if says(heard.text, "gift") and not values.get("order"):
            reading.take("order", GIFT, heard.said)
        if (sized := says(_ELISION.sub(" ", heard.text), "sized")) and (size := find_size(sized)):
            reading.take("size", *size)
        if says(heard.text, "swap") and (fit := says(heard.text, "does_not_fit")) and not values.get("what"):
            reading.take("what", "size", fit)
        named = records.recognised(talk, [o for o in talk.data.orders if not self._may_come_back(talk, o)],
                                   talk.data.orders)
        if named is not None and not values.get("order") and "order" not in reading.values:
            reading.about = (str(named["id"]),)
            reading.detour = ("under_way" if named.get("returning") else "too_late"
                              if named["status"]["code"] == "delivered" else "not_arrived")
        elif says(heard.text, "defective"):
            reading.detour = "defective"
        elif GIFT in (values.get("order"), reading.values.get("order")) and says(heard.text, "giver"):
            reading.detour = "giver"

    def read(self, talk: Talk) -> Reading:
        """Named beside « cadeau », a thing is the gift and not an order; what the article has not is not kept."""
        reading = super().read(talk)
        order = reading.values.get("order", talk.run.values.get("order"))
        if order == GIFT and not talk.heard.choice:
            found = find(talk.heard.text, options(talk.data.articles))
            if len(found) == 1 and talk.run.values.get("gift") != found[0].id:
                reading.take("gift", found[0].id, found[0].words)
        elif order != GIFT:
            reading.values.pop("gift", None)
        self._read_wish(talk, reading)
        if talk.step is not None and talk.step.name == "reason" and not reading.answers and (
                talk.run.ledger.failures.get("reason")):
            reading.take("reason", "unsaid", talk.heard.said)  # asked for, never demanded
        if reading.detour in ("defective", "too_late", "not_arrived", "under_way"):
            if reading.detour == "defective" and reading.values.get("order", GIFT) != GIFT:
                reading.about = (str(reading.values["order"]),)
            reading.values.clear()
        return reading

    def _read_wish(self, talk: Talk, reading: Reading) -> None:
        values = {**talk.run.values, **reading.values}
        article = talk.data.article(values)
        for step in ("size", "colour"):
            if step in reading.values and "what" not in reading.values and not talk.run.values.get("what"):
                reading.take("what", step, None)
        if values.get("order") == GIFT and reading.values.get("what") == "refund":
            del reading.values["what"]
            reading.detour = "gift_refund"
        wanted = reading.values.get("what", talk.run.values.get("what"))
        if wanted != "size":
            reading.values.pop("size", None)
        if wanted != "refund":
            reading.values.pop("reason", None)
        if article is None or wanted not in ("size", "colour"):
            return
        if not article[f"{wanted}s"] or (reading.values.get("size") and reading.values["size"] not in article["sizes"]):
            reading.values.pop("size", None)
            reading.detour = "out_of_stock" if article[f"{wanted}s"] else "only_one"
            if reading.detour == "only_one":
                reading.values.pop("what", None)

    def after(self, talk: Talk, step: str, reading: Reading) -> None:
        """Another thing has other sizes and colours."""
        if step in ("order", "gift"):
            for other in ("size", "colour"):
                if other not in reading.values:
                    talk.run.forget(other)
        if step == "order" and talk.run.values[step] == GIFT:
            talk.fact("gift_kept", {"fr": "sans prix, sans prévenir la personne qui l’a offert",
                                    "en": "no price, and whoever gave it is not told"}[talk.language])

    def detour(self, talk: Talk, reading: Reading) -> tuple[list[Button], dict[str, str]]:
        order = next((o for o in talk.data.orders if o["id"] in reading.about), None)
        said = {"label": order["label"][talk.language]} if order else {}
        if reading.detour == "not_arrived":
            return [talk.instead("cancel_order", "cancel_order", reading.about[0]), talk.person], said
        if reading.detour == "defective":
            return [talk.instead("put_right", "damaged_or_wrong_item", self._order(talk, reading)), talk.person], said
        if reading.detour in ("gift_refund", "only_one"):
            return [*self._wishes(talk), talk.person], said
        if reading.detour == "out_of_stock":
            return [*self._sizes(talk), talk.person], said
        if reading.detour == "giver" and talk.step is not None:
            return [*KINDS[talk.step.kind].buttons(talk, talk.step), talk.person], said
        return [talk.person], said

    @staticmethod
    def _order(talk: Talk, reading: Reading) -> str | None:
        known = reading.about[0] if reading.about else talk.run.values.get("order")
        return None if known in (None, GIFT) else str(known)

    # --- asking ----------------------------------------------------------------------------------------

    async def question(self, talk: Talk, step: Step) -> Question:
        article = talk.data.article(talk.run.values)
        if step.name == "order":
            also = (button(capital(_GIFT[talk.language]), step, GIFT),
                    talk.choice("another", '/inform{"step":"detour","value":"other_order"}'))
            between = "ask_order_between" if talk.run.between else "ask_order"
            return Question(between if self.things(talk, step) else "ask_order_none", also=also)
        if step.name == "what":
            return Question(buttons=self._wishes(talk))
        if step.name == "size":
            return Question(buttons=self._sizes(talk))
        if step.name == "point" and talk.run.values.get("what") == "refund":
            return Question("ask_point_paid", values={"cost": say_cents(talk.data.posting, talk.language)})
        if step.name == "confirm":
            if article is None:
                raise CannotGoOn("no_orders")
            return self._recap(talk)
        return Question()

    def _recap(self, talk: Talk) -> Question:
        values = talk.run.values
        if values["what"] in ("size", "colour"):
            return Question("recap_exchange", values={"into": self._into(talk)})
        if values["order"] == GIFT:
            return Question("recap_gift_voucher")
        if values["what"] == "voucher":
            return Question("recap_voucher", values={"price": say_cents(self._price(talk), talk.language)})
        less = 0 if values["point"] == SHOP else talk.data.posting
        return Question("recap", values={"price": say_cents(self._price(talk) - less, talk.language)})

    @staticmethod
    def _price(talk: Talk) -> int:
        order = next((o for o in talk.data.orders if o["id"] == talk.run.values["order"]), None)
        if order is None:
            raise CannotGoOn("no_orders")
        return int(order["price"]["cents"])

    @staticmethod
    def _into(talk: Talk) -> str:
        """« en taille 39 », “in white”."""
        what = talk.run.values["what"]
        said = talk.run.labels[what][talk.language]
        if what == "colour":
            return f"en {said}" if talk.language == "fr" else f"in {said}"
        return f"en taille {said}" if talk.language == "fr" else f"in size {said}"

    def _wishes(self, talk: Talk) -> list[Button]:
        """What can be wished for with this thing; the price of a gift is nobody's but the giver's."""
        article, gift = talk.data.article(talk.run.values), talk.run.values.get("order") == GIFT
        step = next(step for step in self.topic.steps if step.name == "what")
        possible = [what for what in self.topic.values["what"]
                    if not (what == "refund" and gift) and not (
                        what in ("size", "colour") and article is not None and not article[f"{what}s"])]
        return [button(self.topic.value_label("what", what, talk.language), step, what) for what in possible]

    def _sizes(self, talk: Talk) -> list[Button]:
        step = next(step for step in self.topic.steps if step.name == "size")
        article = talk.data.article(talk.run.values) or {}
        return [button(capital(size), step, size) for size in article.get("sizes", ())]

    # --- acting ----------------------------------------------------------------------------------------

    async def finish(self, talk: Talk) -> Outcome:
        values, key = talk.run.values, operation_key(talk.run.id, "confirm")
        what, gift = str(values["what"]), values["order"] == GIFT
        body = {name: values[name] for name in ("what", "point", "size", "colour", "reason") if values.get(name)}
        path = (f"/customers/{talk.customer}/gift-exchanges" if gift else
                f"/customers/{talk.customer}/orders/{quote(str(values['order']), safe='')}/return")
        try:
            made = await BackOffice().act(path, {**body, "article": values["gift"]} if gift else body, key)
        except BackOfficeRefused as error:
            if error.code in ("not_delivered", "already_returned", "too_late", "out_of_stock"):
                raise CannotGoOn("not_any_more") from error
            raise
        by = say_day(date.fromisoformat(made["hand_in_by"]), talk.language, talk.today)
        said, facts = {"by": by}, {"hand_in": by}
        if what in ("size", "colour"):
            response, said["into"] = "done_exchange", self._into(talk)
        elif gift:
            response = "done_gift_voucher"
        else:
            response = "done" if what == "refund" else "done_voucher"
            said["price"] = say_cents(made[what]["cents"], talk.language)
            facts["refund"] = said["price"]
        kinds = ("label", "withdrawal") if made.get("withdrawal") else ("label",)
        return Outcome(response, said, value="returning", facts=facts, undo_until=UNTIL[talk.language],
                       documents=tuple(paper(talk, kind, key) for kind in kinds))

    async def undo(self, talk: Talk, key: str) -> Outcome:
        return await take_back(talk, key)


TASK = ReturnOrExchange()
