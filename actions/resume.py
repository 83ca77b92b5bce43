"""Takes up, undoes or ends a task outside its form: from our ledger, on any day and channel, never from Rasa's memory.

Must not decide what may be resumed (bot/core/coaching.resumable does) nor read an answer.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.backoffice import BackOfficeError
from actions.closing import FORM, OVER, close, fail, keep
from actions.coaching import Event, Heard, Speaker
from actions.kinds import KINDS
from actions.registry import task_named
from actions.talk import Talk
from actions.task import CannotGoOn, Task
from actions.taskrun import SLOT, TaskRun
from bot.core.coaching import operation_key, resumable
from bot.core.tickets import BadTicket


class ResumeTask(Action):
    """Puts the values back and begins the form where it stopped, under the same run: its key stays the same."""

    def name(self) -> str:
        return "action_resume_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        if (tracker.active_loop or {}).get("name") == FORM:
            return []  # already under way: the form asks its question again
        speaker, heard = Speaker(dispatcher), Heard.of(tracker)
        open_task = heard.metadata.get("open_task") or {}
        task = task_named(open_task.get("task"))
        values = resumable(task.topic.steps, open_task, task.name) if task else None
        if task is None or values is None:
            speaker.say("utter_nothing_to_resume")
            return []
        talk = Talk(task, TaskRun(task.name, str(open_task["run"]), values=values), heard, speaker)
        try:
            talk.ticket = heard.ticket()
        except BadTicket:
            talk.ticket = None
        if talk.ticket is None:
            talk.say("practise")
            return []
        kept = tracker.get_slot(SLOT)
        if isinstance(kept, dict) and kept.get("of") == talk.run.id:
            talk.run.thing = kept.get("thing")
        talk.word_task("resumed")
        try:
            talk.data = await task.gather(talk)
            name_values(task, talk)
        except BackOfficeError:
            pass  # a silent back office will be met by the next question
        talk.say("resumed")
        return [SlotSet(OVER, None), keep(talk.run), FollowupAction(FORM)]


def name_values(task: Task, talk: Talk) -> None:
    """How the values of a run taken up again are said."""
    for step in task.topic.steps:
        if step.name in talk.run.values:
            label = task.label(talk, step) or KINDS[step.kind].label(talk, step, talk.run.values[step.name])
            if label:
                talk.run.labels[step.name] = label


class CancelOpenTask(Action):
    """"Cancel" outside a form: what was just done is undone where that is possible, a request kept for later is
    closed; without either there is nothing to undo."""

    def name(self) -> str:
        return "action_cancel_open_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        speaker, heard = Speaker(dispatcher), Heard.of(tracker)
        last = tracker.get_slot(SLOT)
        chosen = heard.choice.get("value") if heard.choice.get("step") == "undo" else None
        run = str(chosen or (last.get("undo") if isinstance(last, dict) else None) or "")
        undone = task_named(run.rpartition(".")[2])
        if undone is not None:
            return await _undo(undone, Talk(undone, TaskRun(undone.name, run), heard, speaker))
        open_task = heard.metadata.get("open_task") or {}
        task = task_named(open_task.get("task"))
        if task is None or not open_task.get("run"):
            speaker.say("utter_nothing_open")
            return []
        talk = Talk(task, TaskRun(task.name, str(open_task["run"])), heard, speaker)
        talk.word_task("given_up")
        talk.say("given_up", [talk.person])
        return close()


async def _undo(task: Task, talk: Talk) -> list[Event]:
    """Take back what was done under the run's key; the back office says whether there is still time."""
    step = task.topic.steps[-1]
    try:
        talk.ticket = talk.heard.ticket()
        if talk.customer is None:
            raise BadTicket("not verified")
        outcome = await task.undo(talk, operation_key(talk.run.id, step.name))
    except CannotGoOn as reason:
        talk.say(str(reason), [talk.person])
        return close()
    except (BadTicket, BackOfficeError) as error:
        return fail(talk, step, error)
    talk.word_step(step, "tried", value="undone", said=talk.heard.said or talk.topic.choices["undo"][talk.language])
    talk.word_task("given_up")  # what was taken back must not stand as done in the ledger
    for name, value in outcome.facts.items():
        talk.fact(name, value)
    talk.say(outcome.response, list(outcome.buttons), **outcome.values)
    return close()
