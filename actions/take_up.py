"""Goes on with what a value written outside a form belongs to: a look-up just answered, or a request kept for later.

Owns that one action. Must not decide when it may run: bot/components/take_up_policy.py does.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.backoffice import BackOfficeError
from actions.closing import FORM, LOOKED_UP, OVER, fail, finish, honest, keep
from actions.coach_reading import take
from actions.coaching import Event, Heard, Speaker
from actions.registry import is_on, task_named
from actions.resume import name_values
from actions.talk import Talk
from actions.task import Task
from actions.taskrun import SLOT, TaskRun
from bot.core.coaching import knows_enough, next_step, resumable, run_id
from bot.core.tickets import BadTicket

TAKES_UP = "action_take_up"
WHICH = "which"     # beside LOOKED_UP: what it should have been was just asked


class TakeUp(Action):
    """« Ah non, je voulais dire le pull »: looks up again. « La roue gauche », days after: the request goes on."""

    def name(self) -> str:
        return TAKES_UP

    @honest
    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        heard = Heard.of(tracker)
        found = _looked_up(tracker, heard) or _kept(tracker, heard)
        if found is None or heard.choice:
            return _of_no_use(heard)
        task, run, state = found
        talk = Talk(task, run, heard, Speaker(dispatcher))
        try:
            talk.ticket = heard.ticket()
            if talk.ticket is None:
                return _of_no_use(heard)
            talk.data = await task.gather(talk)
        except (BadTicket, BackOfficeError) as error:
            return fail(talk, talk.step or task.topic.steps[-1], error)
        reading, last = task.read(talk), task.topic.steps[-1]
        if last.irreversible:
            reading.values.pop(last.name, None)  # « parfait, le bleu », days after: agreed to in sight of a recap only
        if not reading.values:
            return _which(talk) if state == "started" else _of_no_use(heard)
        talk.word_task(state)
        name_values(task, talk)
        if state == "resumed":
            talk.say("resumed")
        events = take(task, talk, reading, asked=talk.step)
        if not (reading.calls or last.irreversible) and next_step(task.topic.steps, run.values) is None and (
                knows_enough(talk.ticket.level, last)):
            return await finish(task, talk)
        return events if reading.calls else [SlotSet(OVER, None), keep(run), FollowupAction(FORM)]


def _looked_up(tracker: Tracker, heard: Heard) -> tuple[Task, TaskRun, str] | None:
    """The look-up answered last, as a run of its own: nothing of it was changed anywhere, so it may be done again."""
    kept = tracker.get_slot(SLOT)
    run = TaskRun.from_slot(kept.get(LOOKED_UP)) if isinstance(kept, dict) else None
    task = task_named(run.task) if run else None
    if run is None or task is None or not is_on(task):
        return None
    if not (kept.get(WHICH) or task.topic.says(heard.text, "corrects")):
        return None
    again = TaskRun(task.name, run_id(str(heard.metadata.get("turn") or ""), task.name), values=run.values,
                    thing=run.thing, goal=run.goal)
    return task, again, "started"


def _kept(tracker: Tracker, heard: Heard) -> tuple[Task, TaskRun, str] | None:
    """The request kept for later, under its own run: the key stays the same."""
    open_task = heard.metadata.get("open_task") or {}
    task = task_named(open_task.get("task"))
    values = resumable(task.topic.steps, open_task, task.name) if task and is_on(task) else None
    if task is None or values is None:
        return None
    run = TaskRun(task.name, str(open_task["run"]), values=values)
    kept = tracker.get_slot(SLOT)
    if isinstance(kept, dict) and kept.get("of") == run.id:
        run.thing = kept.get("thing")
    return task, run, "resumed"


def _which(talk: Talk) -> list[Event]:
    """« Je me suis trompé », and nothing else: asked what it should be."""
    talk.say("which_instead")
    return [SlotSet(SLOT, {LOOKED_UP: talk.run.as_slot(), WHICH: True})]


def _of_no_use(heard: Heard) -> list[Event]:
    """No value for anything that is open: what is said to such words otherwise."""
    said = {"inform": "utter_inform_outside", "lost_item": "utter_lost_item_rule"}
    said |= {name: f"utter_{name}" for name in ("out_of_scope", "near_miss", "other_request", "say_name")}
    return [FollowupAction(said.get(heard.intent, "utter_fallback"))]
