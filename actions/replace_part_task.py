"""`replace_part` as a coached task: what it knows of products, and how it reads an answer.

Owns recognition for this task. Must not say anything (actions/replace_part.py does) nor order anything.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from actions.backoffice import BackOffice, BackOfficeError
from actions.coaching import CoachedTask, Heard
from actions.taskfile import TaskFile, load
from bot.core.coaching import Step
from bot.core.things import Option, as_yours, find, own_words
from bot.core.tickets import Ticket

MOST_CHOICES = 4
_STREET_NUMBER = re.compile(r"\b\d{1,4}\s*(bis|ter)?,?\s+\w+|\b\d{5}\b")


@dataclass(frozen=True)
class Shelf:
    """Products that have parts; `owned` are those this person ordered, None when we do not know who it is."""

    products: tuple[Mapping[str, Any], ...]
    owned: frozenset[str] | None

    @classmethod
    async def of(cls, ticket: Ticket) -> Shelf:
        """Ask the back office. Orders only for someone whose ticket says they are verified."""
        office = BackOffice()
        if ticket.level != "verified" or not ticket.customer:
            return cls(tuple(await office.products()), None)
        products, orders = await asyncio.gather(office.products(), office.orders(ticket.customer))
        return cls(tuple(products), frozenset(p for order in orders for p in order["products"]))

    @property
    def likely(self) -> tuple[Mapping[str, Any], ...]:
        """What to look among, and offer, first: their own things."""
        return self.products if self.owned is None else tuple(p for p in self.products if p["id"] in self.owned)

    def product(self, key: object) -> Mapping[str, Any] | None:
        return next((p for p in self.products if p["id"] == key), None)

    def part(self, product: object, key: object) -> Mapping[str, Any] | None:
        return next((p for p in (self.product(product) or {}).get("parts", ()) if p["id"] == key), None)


@dataclass
class Reading:
    """What one message told: values by slot, the words that said so, or a detour to take instead."""

    values: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str | None] = field(default_factory=dict)
    detour: str | None = None
    reset: str | None = None       # the slot the customer wants to be asked again
    about: tuple[str, ...] = ()    # ids a detour speaks of
    thing: str | None = None

    def take(self, slot: str, value: Any, said: str | None) -> None:
        self.values[slot], self.said[slot] = value, said

    @property
    def answers(self) -> bool:
        return bool(self.values) or self.detour is not None or self.reset is not None


class ReplacePart(CoachedTask):
    run_slot, state_slot = "rp_run", "rp_state"

    def __init__(self) -> None:
        self.file: TaskFile = load("replace_part")

    def values(self, tracker: Tracker, heard: Heard) -> dict[str, str]:
        """Placeholders that can be filled now: `thing`, `part`, `happened`."""
        state = self.state(tracker)
        labels, said = state.get("labels") or {}, {}
        thing = state.get("thing") or (labels.get("product") or {}).get(heard.language)
        if thing:
            said["thing"] = as_yours(str(thing), heard.language, heard.formality)
        if labels.get("part"):
            said["part"] = str(labels["part"][heard.language])
        happened = tracker.get_slot("what_happened")
        if happened in self.file.values["what_happened"]:
            said["happened"] = self.file.value_label("what_happened", happened, heard.language, "said")
        return said

    async def labels(self, values: Mapping[str, Any], ticket: Ticket) -> dict[str, dict[str, str]]:
        """Names of the resumed product and part; a silent back office will be met by the next question."""
        try:
            shelf = await Shelf.of(ticket)
        except BackOfficeError:
            return {}
        found = {"product": shelf.product(values.get("product")),
                 "part": shelf.part(values.get("product"), values.get("part"))}
        return {slot: dict(thing["label"]) for slot, thing in found.items() if thing}

    def read(self, heard: Heard, slots: Mapping[str, Any], state: Mapping[str, Any], step: Step,
             shelf: Shelf) -> Reading:
        """Everything this message tells about the task, whatever was asked: early values and corrections too."""
        reading = Reading(thing=None if heard.choice else own_words(
            heard.text, [w for p in shelf.products for w in p["words"]]))
        self._read_choice(heard, reading, slots, step, shelf)
        if not heard.choice:
            self._read_product(heard, reading, slots, step, state, shelf)
            self._read_what_happened(heard, reading, step)
        if "part" not in reading.values and reading.detour is None:
            self._read_part(heard, reading, slots, step, state, shelf)
        if step.name in ("product", "part") and "part" not in reading.values and not heard.choice:
            self._read_whole(heard, reading, slots)
        reading.values = {k: v for k, v in reading.values.items() if slots.get(k) != v or k == step.slot}
        if not reading.answers and step.name == "address":
            self._read_address(heard, reading)
        if not reading.answers and step.name == "confirm":
            self._read_confirm(heard, reading)
        return reading

    def _read_choice(self, heard: Heard, reading: Reading, slots: Mapping[str, Any], step: Step,
                     shelf: Shelf) -> None:
        choice = heard.choice
        product, part = choice.get("product"), choice.get("part")
        if product == "other" or part in ("other", "whole"):
            reading.detour = "other_product" if product == "other" else "other_part" if part == "other" else "whole"
        if shelf.product(product):
            reading.take("product", product, None)
        if shelf.part(reading.values.get("product") or slots.get("product"), part):
            reading.take("part", part, None)
        if choice.get("what_happened") in self.file.values["what_happened"]:
            reading.take("what_happened", choice["what_happened"], None)
        if isinstance(choice.get("address_ok"), bool):
            self._address(reading, choice["address_ok"], None)
        confirmed = choice.get("confirmed")
        if confirmed is True and step.slot == "confirmed":  # the button of an earlier recap agrees to nothing
            reading.take("confirmed", True, None)
        elif confirmed == "change":
            reading.detour = "change"
        elif confirmed in ("product", "part", "what_happened"):
            reading.reset = str(confirmed)

    def _read_product(self, heard: Heard, reading: Reading, slots: Mapping[str, Any], step: Step,
                      state: Mapping[str, Any], shelf: Shelf) -> None:
        named = find(heard.text, _options(shelf.likely))
        if len(named) == 1:
            reading.take("product", named[0].id, named[0].words)
            return
        elsewhere = [] if named else find(heard.text, _options(shelf.products))
        if elsewhere and elsewhere[0].id != slots.get("product"):
            reading.detour, reading.about = "not_ordered", (elsewhere[0].id,)
        elif step.name == "product" and not named:
            offered = state.get("offered") or []
            if heard.intent == "affirm" and len(offered) == 1 and shelf.product(offered[0]):
                reading.take("product", offered[0], heard.said)
            elif heard.intent == "deny" and offered:
                reading.detour = "other_product"
        if shelf.owned is not None and not slots.get("product") and not reading.answers and not named:
            # "il manque la roue gauche": their own orders tell of which thing.
            having = [p for p in shelf.likely if find(heard.text, _options(p["parts"]))]
            if len(having) == 1:
                reading.take("product", having[0]["id"], None)

    def _read_part(self, heard: Heard, reading: Reading, slots: Mapping[str, Any], step: Step,
                   state: Mapping[str, Any], shelf: Shelf) -> None:
        product = shelf.product(reading.values.get("product") or slots.get("product"))
        if product is None:
            return
        options = _options(product["parts"])
        named = [] if heard.choice else find(heard.text, options)
        if not named and slots.get("product") is None and state.get("early"):
            named = find(str(state["early"]), options)  # said before we knew of which thing
        if len(named) == 1:
            reading.take("part", named[0].id, named[0].words)
        elif named and step.name in ("product", "part"):
            reading.detour, reading.about = "one_at_a_time", tuple(n.id for n in named)

    def _read_what_happened(self, heard: Heard, reading: Reading, step: Step) -> None:
        named = self.file.values_in(heard.text, "what_happened")
        if set(named) == {"missing", "lost"}:
            named.pop("missing")  # « il manque la roue, on l’a perdue »: the second says how
        if len(named) == 1:
            value, words = next(iter(named.items()))
            reading.take("what_happened", value, words)

    def _read_whole(self, heard: Heard, reading: Reading, slots: Mapping[str, Any]) -> None:
        lost = (reading.values.get("what_happened") or slots.get("what_happened")) == "lost"
        entire = self.file.says(heard.text, "whole")
        if (entire and lost) or (heard.intent == "lost_item" and not self.file.says(heard.text, "a_part")):
            reading.detour = "whole"

    def _read_address(self, heard: Heard, reading: Reading) -> None:
        elsewhere = self.file.says(heard.text, "other_address") or _STREET_NUMBER.search(heard.text)
        if elsewhere or heard.intent == "deny":
            self._address(reading, False, heard.said)
        elif heard.agrees or self.file.says(heard.text, "go_ahead"):
            self._address(reading, True, heard.said)

    def _read_confirm(self, heard: Heard, reading: Reading) -> None:
        if heard.intent == "deny":
            reading.detour = "change"
        elif heard.agrees or (self.file.says(heard.text, "go_ahead") and not heard.asks):
            reading.take("confirmed", True, heard.said)

    @staticmethod
    def _address(reading: Reading, right: bool, said: str | None) -> None:
        if right:
            reading.take("address_ok", True, said)
        else:
            reading.detour = "other_address"


def _options(things: Iterable[Mapping[str, Any]]) -> list[Option]:
    return [Option(t["id"], tuple(t["words"]), tuple(t.get("unless") or ())) for t in things]


REPLACE_PART = ReplacePart()
