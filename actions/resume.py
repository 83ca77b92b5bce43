"""Takes up, or ends, a task begun earlier, on another day, channel or brain: from our ledger, never from Rasa's memory.

Must not decide what may be resumed (bot/core/coaching.resumable does) nor read an answer.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.coaching import Event, Heard, Speaker
from actions.registry import task_named, task_of_form
from bot.core.coaching import resumable
from bot.core.tickets import BadTicket


class ResumeTask(Action):
    """Puts the values back and begins the form where it stopped, under the same run: its key stays the same."""

    def name(self) -> str:
        return "action_resume_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        if task_of_form((tracker.active_loop or {}).get("name")) is not None:
            return []  # already under way: the form asks its question again
        speaker, heard = Speaker(dispatcher), Heard.of(tracker)
        open_task = heard.metadata.get("open_task") or {}
        task = task_named(open_task.get("task"))
        values = resumable(task.file.steps, open_task, task.file.name) if task else None
        if task is None or values is None:
            speaker.say("utter_nothing_to_resume")
            return []
        try:
            known = heard.ticket()
        except BadTicket:
            known = None
        if known is None:
            speaker.say(task.response("practise"))
            return []
        run = str(open_task["run"])
        speaker.task(task.file, run, "resumed")
        speaker.say(task.response("resumed"))
        labels, kept = await task.labels(values, known), task.state(tracker)
        thing = kept.get("thing") if kept.get("of") == run else None
        return [
            *(SlotSet(slot, values.get(slot)) for slot in task.slots), SlotSet(task.run_slot, run),
            SlotSet(task.state_slot, {"labels": labels, "thing": thing}), FollowupAction(task.file.form),
        ]


class CancelOpenTask(Action):
    """"Cancel" outside a form: a request kept for later is closed; without one there is nothing to undo."""

    def name(self) -> str:
        return "action_cancel_open_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        speaker, heard = Speaker(dispatcher), Heard.of(tracker)
        open_task = heard.metadata.get("open_task") or {}
        task = task_named(open_task.get("task"))
        if task is None or not open_task.get("run"):
            speaker.say("utter_nothing_open")
            return []
        speaker.task(task.file, str(open_task["run"]), "given_up")
        speaker.say(task.response("given_up"), [task.person(heard.language)], **task.values(tracker, heard))
        return task.close()
