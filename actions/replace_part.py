"""`replace_part`, the coach replaces a missing, broken or lost part: its start, its answers, its order.

Thin: reading is in replace_part_task.py, questions in replace_part_questions.py, rules in bot/core/coaching.py.
Must not call the back office without a ticket that holds, nor order without a recap agreed to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import saying
from actions.backoffice import BackOffice, BackOfficeError, BackOfficeRefused, OutcomeUnknown
from actions.coaching import Event, Heard, Speaker, is_digression, is_fresh, with_value_before
from actions.failing import fail
from actions.replace_part_detours import take_detour
from actions.replace_part_task import REPLACE_PART as TASK
from actions.replace_part_task import Reading, Shelf
from bot.core.coaching import Ledger, Step, by_slot, operation_key, run_id
from bot.core.tickets import BadTicket, Ticket

STEPS = TASK.file.steps


class StartReplacePart(Action):
    """Says what to have at hand and how long it takes, takes what was already told, and begins the form."""

    def name(self) -> str:
        return "action_start_replace_part"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        speaker, heard = Speaker(dispatcher), Heard.of(tracker)
        run = run_id(str(heard.metadata.get("turn") or ""), TASK.file.name)
        try:
            ticket = heard.ticket()
            if ticket is None:
                speaker.say(TASK.response("practise"))
                return []
            if _offer_to_resume(speaker, heard):
                return []
            shelf = await Shelf.of(ticket)
        except (BadTicket, BackOfficeError) as error:
            return fail(speaker, TASK, STEPS[0], run, heard, error)
        speaker.task(TASK.file, run, "started")
        speaker.say(TASK.response("intro"))
        heard = with_value_before(heard, tracker)
        reading = TASK.read(heard, {}, {}, STEPS[0], shelf)
        events = take(speaker, heard, reading, {}, {"early": heard.said}, Ledger(), run, shelf)
        return [*_empty(), SlotSet(TASK.run_slot, run), *events, FollowupAction(TASK.file.form)]


class ValidateReplacePart(Action):
    """Reads one answer. Nothing usable: the coach's question was not clear, and it is asked another way."""

    def name(self) -> str:
        return f"validate_{TASK.file.form}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        step = by_slot(STEPS, tracker.get_slot("requested_slot"))
        if step is None or not is_fresh(tracker):
            return []
        speaker, heard = Speaker(dispatcher), Heard.of(tracker)
        slots = {slot: tracker.get_slot(slot) for slot in TASK.slots}
        state, run = TASK.state(tracker), TASK.run(tracker)
        try:
            shelf = await Shelf.of(_needed(heard.ticket()))
        except (BadTicket, BackOfficeError) as error:
            if is_digression(heard, has_value=False):
                return []  # "a person, please" must work while the back office is down
            return fail(speaker, TASK, step, run, heard, error)
        reading, ledger = TASK.read(heard, slots, state, step, shelf), TASK.ledger(tracker)
        if is_digression(heard, has_value=reading.answers):
            return []
        if not reading.values and heard.intent == "deny" and TASK.file.says(heard.text, "no_person"):
            speaker.say("utter_offer_declined")  # a no to the person offered, not to the question
            return [TASK.keep(state, ledger)]
        if reading.answers:
            return take(speaker, heard, reading, slots, state, ledger, run, shelf, step)
        speaker.step(TASK.file, step, run, "failed", heard.language, said=heard.said)
        return [TASK.keep(state, ledger.failed(step.name))]


class SubmitReplacePart(Action):
    """Orders the part, once. Runs whenever the form ends, so it does nothing unless the recap was agreed to."""

    def name(self) -> str:
        return "action_submit_replace_part"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        slots = {slot: tracker.get_slot(slot) for slot in TASK.slots}
        run = TASK.run(tracker)
        if not run or slots["confirmed"] is not True or any(value is None for value in slots.values()):
            return []
        speaker, heard = Speaker(dispatcher), Heard.of(tracker)
        step = STEPS[-1]
        try:
            ticket = _needed(heard.ticket())
            if ticket.level != "verified" or not ticket.customer:
                raise BadTicket("not verified")
            made = await BackOffice().replace(ticket.customer, _order(slots), operation_key(run, step.name))
        except OutcomeUnknown as error:
            return fail(speaker, TASK, step, run, heard, error, response=TASK.response("unknown"))
        except BackOfficeRefused as error:
            name = "already" if error.code == "key_reused" else "refused"
            return fail(speaker, TASK, step, run, heard, error, response=TASK.response(name))
        except (BadTicket, BackOfficeError) as error:
            return fail(speaker, TASK, step, run, heard, error)
        return self._done(speaker, tracker, heard, run, step, made)

    @staticmethod
    def _done(speaker: Speaker, tracker: Tracker, heard: Heard, run: str, step: Step,
              made: Mapping[str, Any]) -> list[Event]:
        arrival = saying.day(made["arrives_on"], heard.language)
        speaker.step(TASK.file, step, run, "done", heard.language, value="ordered", said=heard.said)
        speaker.fact("arrival", TASK.file.facts["arrival"][heard.language], arrival, None)
        speaker.task(TASK.file, run, "done")
        paid = made["price"]["cents"] > 0
        speaker.say(TASK.response("done_paid" if paid else "done_free"), **{
            **TASK.values(tracker, heard), "arrival": arrival, "price": saying.price(made["price"], heard.language)})
        return TASK.close()


def take(speaker: Speaker, heard: Heard, reading: Reading, slots: Mapping[str, Any], state: Mapping[str, Any],
         ledger: Ledger, run: str, shelf: Shelf, asked: Step | None = None) -> list[Event]:
    """Store what a message told and say what follows from it. `asked` is None before the first question."""
    state, labels = dict(state), dict(state.get("labels") or {})
    state["thing"] = reading.thing or state.get("thing")
    events: list[Event] = []
    told = {step.slot: reading.values[step.slot] for step in STEPS if step.slot in reading.values}
    product = told.get("product") or slots.get("product")
    if "product" in told:
        state.pop("early", None)  # it has been read with the product in mind; going back asks anew
    if "product" in told and "part" not in told and not shelf.part(product, slots.get("part")):
        events.append(SlotSet("part", None))  # another product has other parts
    for slot, value in told.items():
        step = by_slot(STEPS, slot)
        assert step is not None
        events.append(SlotSet(slot, value))
        ledger = ledger.done(step.name)
        labels |= _labels(slot, value, product, shelf)
        if not step.irreversible:  # that one is done when the back office says so
            _tell(speaker, heard, step, run, value, reading.said.get(slot), labels)
    if told and asked is not None and asked.slot == "confirmed" and "confirmed" not in told:
        events.append(SlotSet("confirmed", None))
    state["labels"] = labels
    if reading.thing:
        speaker.fact("thing", TASK.file.facts["thing"][heard.language], reading.thing, reading.thing)
    if reading.reset:
        events.append(SlotSet(reading.reset, None))
    if told.get("what_happened") == "lost" and reading.detour is None:
        _say_price(speaker, heard, shelf, product)
    if reading.detour is not None:
        take_detour(speaker, heard, reading, {**slots, **told}, shelf, run, asked or STEPS[0])
        state["quiet"] = True  # the detour offers its own choices: the question is not asked again below it
    return [*events, TASK.keep(state, ledger)]


def _tell(speaker: Speaker, heard: Heard, step: Step, run: str, value: Any, said: str | None,
          labels: Mapping[str, Any]) -> None:
    """The ledger's entry and, for what the brief shows, a fact in words."""
    speaker.step(TASK.file, step, run, "done", heard.language, value=value, said=said or heard.said)
    if step.slot in labels:
        speaker.fact(step.name, step.label[heard.language], labels[step.slot][heard.language], said or heard.said)


def _labels(slot: str, value: Any, product: object, shelf: Shelf) -> dict[str, dict[str, str]]:
    if slot == "what_happened":
        return {slot: dict(TASK.file.values[slot][value]["said"])}
    found = shelf.product(value) if slot == "product" else shelf.part(product, value) if slot == "part" else None
    return {slot: dict(found["label"])} if found else {}


def _say_price(speaker: Speaker, heard: Heard, shelf: Shelf, product: object) -> None:
    """A lost part costs something: said before the recap, never discovered in it."""
    price = (shelf.product(product) or (shelf.likely or shelf.products)[0]).get("lost_part_price")
    if price:
        speaker.say(TASK.response("lost_price"), price=saying.price(price, heard.language))


def _offer_to_resume(speaker: Speaker, heard: Heard) -> bool:
    """Whether this task is already open and was offered to be continued instead."""
    known = heard.metadata.get("open_task") or {}
    if known.get("task") != TASK.file.name or not known.get("run"):
        return False
    if heard.choice.get("confirmed") == "restart":
        speaker.task(TASK.file, str(known["run"]), "given_up")
        return False
    speaker.say(TASK.response("offer_resume"), [
        TASK.choice("resume", heard.language, "/resume_task"),
        TASK.choice("restart", heard.language, '/replace_part{"confirmed":"restart"}')])
    return True


def _order(slots: Mapping[str, Any]) -> dict[str, str]:
    return {"product": slots["product"], "part": slots["part"], "reason": slots["what_happened"], "address": "on_file"}


def _needed(ticket: Ticket | None) -> Ticket:
    if ticket is None:
        raise BadTicket("none")
    return ticket


def _empty() -> list[Event]:
    return [SlotSet(slot, None) for slot in (*TASK.slots, TASK.run_slot, TASK.state_slot)]
