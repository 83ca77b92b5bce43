"""How a run ends: done, undone, given up, paused, or failed through no fault of the customer.

Owns the events that close the form, the one call that acts, and the way back to what was set aside. Must not hide a
failure, nor log more than its kind.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import date
from functools import wraps
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.backoffice import BackOfficeDown, BackOfficeError, BackOfficeRefused, OutcomeUnknown
from actions.coaching import Event, Heard, Speaker
from actions.registry import task_named
from actions.talk import Talk
from actions.task import CannotGoOn, Outcome, Reading, Task
from actions.taskrun import SLOT, TaskRun
from actions.values.moments import say_day
from bot.core.coaching import Step, run_id
from bot.core.tickets import BadTicket

log = logging.getLogger(__name__)

Run = Callable[[Any, CollectingDispatcher, Tracker, Any], Awaitable[list[Event]]]

FORM, OVER = "task_form", "task_over"
# The `value` of a failed step that is our fault: the front door hands over with reason `action_failure`.
ACTION_FAILURE = "action_failure"
STARTS = "action_start_task"
LOOKED_UP = "looked_up"     # in the slot `task_state`, after a look-up: the run, for a correction that comes late
# What reading an answer raises that is not as the contract says.
GARBAGE = (KeyError, IndexError, TypeError, ValueError, AttributeError)
CALLS = "person:"   # and a reason: the `value` of a tried step that calls a person at once


def current(tracker: Tracker) -> tuple[Task | None, TaskRun | None]:
    """The task under way and its run, as the slot keeps it."""
    run = TaskRun.from_slot(tracker.get_slot(SLOT))
    return (task_named(run.task), run) if run else (None, None)


def keep(run: TaskRun) -> Event:
    event: Event = SlotSet(SLOT, run.as_slot())
    return event


def close(kept: dict[str, Any] | None = None) -> list[Event]:
    """End the form and empty its slots: a filled one would end the next run at once."""
    return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet(OVER, None), SlotSet(SLOT, kept)]


def leave(talk: Talk, *, paused: bool = False, last: dict[str, Any] | None = None) -> list[Event]:
    """End this run. What it interrupted goes on; the ledger of a paused one is in the front door's store, only the
    customer's own word stays here."""
    under = TaskRun.from_slot(talk.run.under)
    task = task_named(under.task) if under else None
    if under is None or task is None or paused:
        return close({"thing": talk.run.thing, "of": talk.run.id} if paused else last)
    back = Talk(task, under, talk.heard, talk.speaker)
    back.word_task("resumed")
    back.say("back_to")
    return [*close(), keep(under), FollowupAction(FORM)]


def honest(run: Run) -> Run:
    """An action that meets an answer not as the contract says (garbage, a key missing) says so as it says a silence,
    instead of staying silent until somebody notices."""
    @wraps(run)
    async def guarded(self: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Event]:
        try:
            return await run(self, dispatcher, tracker, domain)
        except GARBAGE as error:
            log.exception("answer not as in the contract")
            task, kept = current(tracker)
            begun = task_named(Heard.of(tracker).intent)
            task = begun if self.name() == STARTS and begun is not None else task
            if task is None:
                raise
            heard = Heard.of(tracker)
            run_kept = kept if kept is not None and kept.task == task.name else TaskRun(
                task.name, run_id(str(heard.metadata.get("turn") or ""), task.name))
            talk = Talk(task, run_kept, heard, Speaker(dispatcher))
            return fail(talk, talk.step or task.topic.steps[-1], BackOfficeDown(type(error).__name__))
    return guarded


async def finish(task: Task, talk: Talk) -> list[Event]:
    """Act and tell. An irreversible step needs proof of who writes, and happens once under the run's own key."""
    step = talk.topic.steps[-1]
    try:
        if step.irreversible and talk.customer is None:
            raise BadTicket("not verified")
        outcome = await task.finish(talk)
    except CannotGoOn as reason:
        talk.word_step(step, "tried", said=talk.heard.said)
        talk.word_task("paused")
        talk.say(str(reason), [talk.person])
        return leave(talk, paused=True)
    except OutcomeUnknown as error:
        return fail(talk, step, error, "unknown")
    except BackOfficeRefused as error:
        own = f"refused_{error.code}"
        said = own if own in task.refusals else "refused"
        return fail(talk, step, error, "already" if error.code == "key_reused" else said)
    except (BadTicket, BackOfficeError) as error:
        return fail(talk, step, error)
    except GARBAGE as error:  # after sending, nobody knows what an unreadable answer means
        log.exception("answer not as in the contract")
        if not step.irreversible:
            return fail(talk, step, BackOfficeDown(type(error).__name__))
        return fail(talk, step, OutcomeUnknown(type(error).__name__), "unknown")
    return _done(talk, step, outcome)


def _done(talk: Talk, step: Step, outcome: Outcome) -> list[Event]:
    if step.irreversible:
        talk.word_step(step, "done", value=outcome.value, said=talk.heard.said)
    for name, value in outcome.facts.items():
        talk.fact(name, value)
    for document in outcome.documents:
        talk.speaker.word(type="document", **document)
    talk.word_task("done")
    buttons = list(outcome.buttons)
    if outcome.undo_until:
        buttons.append(talk.choice("undo", f'/cancel{{"step":"undo","value":"{talk.run.id}"}}'))
    talk.say(outcome.response, buttons, **outcome.values)
    _speak_of_the_goal(talk, outcome.arrives)
    if talk.has("memo"):
        talk.say("memo", **outcome.values)
    if outcome.undo_until:
        talk.say("undo_until", until=outcome.undo_until)
    other = task_named(talk.run.also[0]) if talk.run.also else None
    if other is not None:
        talk.say("and_now", [{"title": other.topic.label[talk.language], "payload": f"/{other.name}"}],
                 other=other.topic.label[talk.language])
    last = {"undo": talk.run.id} if outcome.undo_until else None
    return leave(talk, last=last or ({LOOKED_UP: talk.run.as_slot()} if talk.task.looks_up else None))


def _speak_of_the_goal(talk: Talk, arrives: date | None) -> None:
    """Whether it will be there in time for what they told us about, in their words."""
    goal = talk.run.goal
    if not goal or arrives is None or not goal.get("by"):
        return
    in_time = arrives <= date.fromisoformat(str(goal["by"]))
    day = say_day(arrives, talk.language, talk.today)
    talk.say("goal_in_time" if in_time else "goal_too_late", [] if in_time else [talk.person], day=day)


def call(talk: Talk, step: Step, reading: Reading) -> list[Event]:
    """Say what the detour says and call a person at once: the front door hands over on the step's value. What was
    begun under deception is given up, so that nobody is offered to go on with it; everything else waits."""
    chosen = talk.topic.choices.get(f"{talk.heard.choice.get('step')}_yes", {}).get(talk.language)
    talk.word_step(step, "tried", value=f"{CALLS}{reading.calls}", said=talk.heard.said or chosen)
    talk.word_task("given_up" if reading.calls == "fraud" else "paused")
    talk.say(str(reading.detour))
    return leave(talk, paused=True)


def fail(talk: Talk, step: Step, error: Exception, response: str | None = None) -> list[Event]:
    """When an action cannot do its part: say it, tell the front door, which hands over on it, and pause. Run and key
    stay, so that nothing can happen twice later."""
    why = str(error) if isinstance(error, BackOfficeError | BadTicket) else None
    log.warning("step failed", extra={"task": talk.topic.name, "step": step.name, "run": talk.run.id,
                                      "error": type(error).__name__, "why": why})
    talk.word_step(step, "failed", value=ACTION_FAILURE, said=talk.heard.said)
    talk.word_task("paused")
    if response:
        talk.say(response, [talk.person])
    else:
        talk.speaker.say("utter_back_office_down", [talk.person])
    return close()
