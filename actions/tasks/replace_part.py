"""`replace_part`: a missing, broken or lost part of something bought here is sent, once.

Owns what is special to parts: their own things first, two parts at once, a part among their orders, a whole thing lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.backoffice import BackOffice
from actions.kinds import capital, inform
from actions.papers import paper
from actions.pointing import options
from actions.records import address_on_file, notice_address
from actions.talk import Button, Talk
from actions.task import CannotGoOn, Outcome, Question, Reading, Task
from actions.values.moments import say_day
from actions.values.numbers import say_cents
from bot.core.coaching import Step, operation_key
from bot.core.things import find

MOST_CHOICES = 4


@dataclass(frozen=True)
class Shelf:
    """Products that have parts; `owned` are those this person ordered, None when we do not know who it is."""

    products: tuple[Mapping[str, Any], ...]
    owned: frozenset[str] | None

    @classmethod
    async def of(cls, customer: str | None) -> Shelf:
        """Ask the back office. Orders only for someone whose ticket says they are verified."""
        office = BackOffice()
        if customer is None:
            return cls(tuple(await office.products()), None)
        products, orders = await asyncio.gather(office.products(), office.orders(customer))
        return cls(tuple(products), frozenset(p for order in orders for p in order["products"]))

    @property
    def likely(self) -> tuple[Mapping[str, Any], ...]:
        """What to look among, and offer, first: their own things."""
        return self.products if self.owned is None else tuple(p for p in self.products if p["id"] in self.owned)

    def product(self, key: object) -> Mapping[str, Any] | None:
        return next((p for p in self.products if p["id"] == key), None)

    def part(self, product: object, key: object) -> Mapping[str, Any] | None:
        return next((p for p in (self.product(product) or {}).get("parts", ()) if p["id"] == key), None)


class ReplacePart(Task):
    name = "replace_part"

    async def gather(self, talk: Talk) -> Shelf:
        return await Shelf.of(talk.customer)

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        shelf: Shelf = talk.data
        if step.name == "product":
            return list(shelf.likely)
        return list((shelf.product(talk.run.values.get("product")) or {}).get("parts", ()))

    def named_things(self, talk: Talk) -> list[str]:
        return [word for product in talk.data.products for word in product["words"]]

    def label(self, talk: Talk, step: Step) -> dict[str, str] | None:
        shelf, values = talk.data, talk.run.values
        found = (shelf.product(values.get("product")) if step.name == "product" else
                 shelf.part(values.get("product"), values.get("part")) if step.name == "part" else None)
        return dict(found["label"]) if found else None

    def words(self, talk: Talk) -> dict[str, str]:
        """`happened` as the recap puts it."""
        said = super().words(talk)
        if "what_happened" in said:
            said["happened"] = said["what_happened"]
        return said

    def after(self, talk: Talk, step: str, reading: Reading) -> None:
        values = talk.run.values
        if step == "product":
            talk.run.early = None  # it has been read with the product in mind; going back asks anew
            if not talk.data.part(values.get("product"), values.get("part")):
                talk.run.forget("part")
        if step == "what_happened" and values[step] == "lost" and reading.detour is None:
            price = (talk.data.product(values.get("product")) or (talk.data.likely or talk.data.products)[0]).get(
                "lost_part_price")
            if price:  # said before the recap, never discovered in it
                talk.say("lost_price", price=say_cents(price["cents"], talk.language))

    # --- reading ---------------------------------------------------------------------------------------

    def notice(self, talk: Talk, reading: Reading) -> None:
        shelf: Shelf = talk.data
        if talk.heard.choice:
            self._notice_choice(talk, reading, shelf)
            return
        self._notice_product(talk, reading, shelf)
        if reading.detour is None:
            self._notice_part(talk, reading, shelf)
        if talk.step and talk.step.name in ("product", "part") and "part" not in reading.values:
            self._notice_whole(talk, reading)
        if not reading.values and talk.step and talk.step.name == "address":
            notice_address(talk, reading)

    @staticmethod
    def _notice_choice(talk: Talk, reading: Reading, shelf: Shelf) -> None:
        step, value = talk.heard.choice.get("step"), talk.heard.choice.get("value")
        if step == "product" and shelf.product(value):
            reading.take("product", value, None)
        elif step == "part" and shelf.part(talk.run.values.get("product"), value):
            reading.take("part", value, None)
        elif step == "address" and value is False:
            reading.detour = "other_address"
        elif step == "address" and value is True:
            reading.take("address", True, None)
        if step == "product" and talk.run.early and reading.values:
            part = find(talk.run.early, options(list((shelf.product(value) or {}).get("parts", ()))))
            if len(part) == 1:  # said before we knew of which thing
                reading.take("part", part[0].id, part[0].words)

    def _notice_product(self, talk: Talk, reading: Reading, shelf: Shelf) -> None:
        heard, known = talk.heard, talk.run.values.get("product")
        named = find(heard.text, options(list(shelf.likely)))
        if len(named) == 1:
            reading.take("product", named[0].id, named[0].words)
            return
        elsewhere = [] if named else find(heard.text, options(list(shelf.products)))
        if elsewhere and elsewhere[0].id != known:
            reading.detour, reading.about = "not_ordered", (elsewhere[0].id,)
        elif talk.run.offered and talk.step and talk.step.name == "product" and not named:
            offered = [p for p in talk.run.offered if shelf.product(p)]
            if heard.intent == "affirm" and len(offered) == 1:
                reading.take("product", offered[0], heard.said)
            elif heard.intent == "deny":
                reading.detour = "other_product"
        if shelf.owned is not None and not known and not reading.answers and not named:
            # "il manque la roue gauche": their own orders tell of which thing.
            having = [p for p in shelf.likely if find(heard.text, options(p["parts"]))]
            if len(having) == 1:
                reading.take("product", having[0]["id"], None)

    @staticmethod
    def _notice_part(talk: Talk, reading: Reading, shelf: Shelf) -> None:
        known = talk.run.values.get("product")
        product = shelf.product(reading.values.get("product") or known)
        if product is None:
            return
        named = find(talk.heard.text, options(product["parts"]))
        if not named and known is None and talk.run.early:
            named = find(talk.run.early, options(product["parts"]))
        if len(named) == 1:
            reading.take("part", named[0].id, named[0].words)
        elif named and (talk.step is None or talk.step.name in ("product", "part")):
            reading.detour, reading.about = "one_at_a_time", tuple(n.id for n in named)

    def _notice_whole(self, talk: Talk, reading: Reading) -> None:
        happened = self.topic.values_in(talk.heard.text, "what_happened")
        lost = "lost" in happened or talk.run.values.get("what_happened") == "lost"
        entire = self.topic.says(talk.heard.text, "whole")
        if (entire and lost) or (talk.heard.intent == "lost_item" and not self.topic.says(talk.heard.text, "a_part")):
            reading.detour = "whole"

    # --- asking ------------------------------------------------------------------------------------------

    async def question(self, talk: Talk, step: Step) -> Question:
        shelf: Shelf = talk.data
        if step.name == "product":
            one = dict(shelf.likely[0]["label"]) if len(shelf.likely) == 1 else None
            return Question("ask_product_one" if one else None, self._products(talk, shelf),
                            {"label": one[talk.language]} if one else {},
                            (talk.choice("other_product", '/inform{"step":"detour","value":"other_product"}'),))
        if step.name == "part":
            also = [talk.choice("other_part", '/inform{"step":"detour","value":"other_part"}')]
            if talk.run.values.get("what_happened") == "lost":
                also.append(talk.choice("whole", '/inform{"step":"detour","value":"whole"}'))
            return Question(None, self._parts(talk, shelf), also=tuple(also))
        if step.name == "address":
            return Question(None, [
                talk.choice("this_address", '/inform{"step":"address","value":true}'),
                talk.choice("other_address", '/inform{"step":"address","value":false}'),
            ], {"address": await address_on_file(talk)})
        if step.name == "confirm":
            return await self._recap(talk, shelf)
        return Question()

    @staticmethod
    async def _recap(talk: Talk, shelf: Shelf) -> Question:
        values, lost = {"address": await address_on_file(talk)}, talk.run.values.get("what_happened") == "lost"
        if lost:
            price = (shelf.product(talk.run.values.get("product")) or {})["lost_part_price"]
            values["price"] = say_cents(price["cents"], talk.language)
        return Question("recap_paid" if lost else "recap_free", [
            talk.choice("order_lost" if lost else "order_free", '/inform{"step":"confirm","value":true}'),
            talk.choice("change", '/inform{"step":"detour","value":"change"}')], values)

    def detour(self, talk: Talk, reading: Reading) -> tuple[list[Button], dict[str, str]]:
        shelf, person = talk.data, talk.person
        if reading.detour == "other_address":
            return [talk.choice("this_address", '/inform{"step":"address","value":true}'), person], {}
        if reading.detour == "one_at_a_time":
            return [*self._parts(talk, shelf, reading.about), person], {}
        if reading.detour == "other_part":
            return [*self._parts(talk, shelf), person], {}
        if reading.detour == "whole":
            return [person, talk.choice("only_a_part", '/inform{"step":"what_happened","value":"lost"}')], {}
        product = shelf.product(reading.about[0]) if reading.about else None
        return [*self._products(talk, shelf), person], {"thing": product["label"][talk.language]} if product else {}

    @staticmethod
    def _products(talk: Talk, shelf: Shelf) -> list[Button]:
        return [inform(capital(p["label"][talk.language]), step="product", value=p["id"])
                for p in shelf.likely[:MOST_CHOICES]]

    @staticmethod
    def _parts(talk: Talk, shelf: Shelf, only: tuple[str, ...] = ()) -> list[Button]:
        parts = (shelf.product(talk.run.values.get("product")) or {}).get("parts", ())
        return [inform(capital(p["label"][talk.language]), step="part", value=p["id"])
                for p in parts if not only or p["id"] in only]

    # --- acting ------------------------------------------------------------------------------------------

    async def finish(self, talk: Talk) -> Outcome:
        values = talk.run.values
        if talk.customer is None:
            raise CannotGoOn("need_verified")
        key = operation_key(talk.run.id, "confirm")
        made = await BackOffice().act(
            f"/customers/{talk.customer}/replacements",
            {"product": values["product"], "part": values["part"], "reason": values["what_happened"],
             "address": "on_file"}, key)
        arrives = date.fromisoformat(made["arrives_on"])
        day, paid = say_day(arrives, talk.language, talk.today), made["price"]["cents"] > 0
        return Outcome("done_paid" if paid else "done_free", value="ordered", facts={"arrival": day}, arrives=arrives,
                       values={"arrival": day, "price": say_cents(made["price"]["cents"], talk.language)},
                       documents=(paper(talk, "confirmation", key),))


TASK = ReplacePart()
