"""The five questions of `replace_part`, one action each, as Rasa's form looks for them.

Owns how a step is asked now: the first time, after a failure, with a person offered; and the pause when we do
not know well enough who is writing. Must not read answers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import saying
from actions.backoffice import BackOffice, BackOfficeError
from actions.coaching import Event, Heard, Speaker
from actions.failing import fail
from actions.replace_part_detours import Buttons, part_buttons, product_buttons
from actions.replace_part_task import REPLACE_PART as TASK
from actions.replace_part_task import Shelf
from bot.core.coaching import Step, by_name
from bot.core.tickets import BadTicket, Ticket

Question = tuple[str, Buttons, Mapping[str, str]]  # response, choices, values


class Ask(Action, ABC):
    """Asks the step `asks`. Subclasses only say which."""

    asks = "product"

    def name(self) -> str:
        return f"action_ask_{TASK.file.form}_{self._step.slot}"

    @property
    def _step(self) -> Step:
        step = by_name(TASK.file.steps, self.asks)
        assert step is not None
        return step

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        speaker, heard, state = Speaker(dispatcher), Heard.of(tracker), TASK.state(tracker)
        run, ledger = TASK.run(tracker), TASK.ledger(tracker)
        if state.pop("quiet", False):
            return [TASK.keep(state, ledger)]
        try:
            ticket = heard.ticket()
            if ticket is None:
                raise BadTicket("none")
            if self._step.level == "verified" and (ticket.level != "verified" or not ticket.customer):
                return _pause_until_known(speaker, heard, tracker, run, self._step)
            asked = await self._question(heard, tracker, ticket)
        except (BadTicket, BackOfficeError) as error:
            return fail(speaker, TASK, self._step, run, heard, error)
        if asked is None:
            return _no_address(speaker, heard, tracker, run, self._step)
        response, buttons, values = asked
        way = ledger.way(self.asks)
        if way == "person":
            response, buttons = "person", [TASK.person(heard.language), *buttons]
        elif way != "ask":
            response = f"{way}_{self.asks}"
        hint = ledger.hints.get(self.asks)
        speaker.step(TASK.file, self._step, run, "shown", heard.language, **({"hint": hint} if hint else {}))
        speaker.say(TASK.response(response), buttons, **{**TASK.values(tracker, heard), **values})
        if self.asks == "product":
            state["offered"] = [b["payload"].split('"')[3] for b in buttons if '"product"' in b["payload"]
                                and '"other"' not in b["payload"]]
            return [TASK.keep(state, ledger)]
        return []

    @abstractmethod
    async def _question(self, heard: Heard, tracker: Tracker, ticket: Ticket) -> Question | None:
        """Response, choices and values of the plain question; None when there is no address to speak of."""


class AskProduct(Ask):
    """Their own things first; a single one is only to be agreed to."""

    async def _question(self, heard: Heard, tracker: Tracker, ticket: Ticket) -> Question | None:
        shelf = await Shelf.of(ticket)
        other = TASK.choice("other_product", heard.language, '/inform{"product":"other"}')
        buttons = [*product_buttons(shelf, heard.language), other]
        if len(shelf.likely) == 1:
            return "ask_product_one", buttons, {"label": str(shelf.likely[0]["label"][heard.language])}
        return "ask_product", buttons, {}


class AskPart(Ask):
    asks = "part"

    async def _question(self, heard: Heard, tracker: Tracker, ticket: Ticket) -> Question | None:
        buttons = part_buttons(await Shelf.of(ticket), tracker.get_slot("product"), heard.language)
        buttons.append(TASK.choice("other_part", heard.language, '/inform{"part":"other"}'))
        if tracker.get_slot("what_happened") == "lost":
            buttons.append(TASK.choice("whole", heard.language, '/inform{"part":"whole"}'))
        return "ask_part", buttons, {}


class AskWhatHappened(Ask):
    asks = "what_happened"

    async def _question(self, heard: Heard, tracker: Tracker, ticket: Ticket) -> Question | None:
        return "ask_what_happened", [
            {"title": TASK.file.value_label("what_happened", value, heard.language),
             "payload": f'/inform{{"what_happened":"{value}"}}'}
            for value in TASK.file.values["what_happened"]], {}


class AskAddress(Ask):
    asks = "address"

    async def _question(self, heard: Heard, tracker: Tracker, ticket: Ticket) -> Question | None:
        record = await BackOffice().customer(str(ticket.customer))
        if record is None or record["address"] is None:
            return None
        return "ask_address", [
            TASK.choice("this_address", heard.language, '/inform{"address_ok":true}'),
            TASK.choice("other_address", heard.language, '/inform{"address_ok":false}'),
        ], {"address": saying.address(record["address"])}


class AskConfirm(Ask):
    """The recap: everything that will happen, in their words, before it does."""

    asks = "confirm"

    async def _question(self, heard: Heard, tracker: Tracker, ticket: Ticket) -> Question | None:
        record = await BackOffice().customer(str(ticket.customer))
        if record is None or record["address"] is None:
            return None
        values = {"address": saying.address(record["address"])}
        lost = tracker.get_slot("what_happened") == "lost"
        if lost:
            product = (await Shelf.of(ticket)).product(tracker.get_slot("product")) or {}
            values["price"] = saying.price(product["lost_part_price"], heard.language)
        return "recap_paid" if lost else "recap_free", [
            TASK.choice("order_lost" if lost else "order_free", heard.language, '/inform{"confirmed":true}'),
            TASK.choice("change", heard.language, '/inform{"confirmed":"change"}'),
        ], values


def _pause_until_known(speaker: Speaker, heard: Heard, tracker: Tracker, run: str, step: Step) -> list[Event]:
    """An address is private: say why, offer signing in or a person, and keep everything for later."""
    speaker.step(TASK.file, step, run, "shown", heard.language)
    speaker.task(TASK.file, run, "paused")
    speaker.say(TASK.response("need_verified"), [
        TASK.choice("resume", heard.language, "/resume_task"), TASK.person(heard.language)],
        **TASK.values(tracker, heard))
    return TASK.pause(tracker)


def _no_address(speaker: Speaker, heard: Heard, tracker: Tracker, run: str, step: Step) -> list[Event]:
    speaker.step(TASK.file, step, run, "tried", heard.language)
    speaker.task(TASK.file, run, "paused")
    speaker.say(TASK.response("no_address"), [TASK.person(heard.language)], **TASK.values(tracker, heard))
    return TASK.pause(tracker)
