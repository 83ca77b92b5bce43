"""The moves every coached task allows, as actions: why, an example, back, pause, stop.

Rules in data/rules/<task>.yml call them inside the task's form. They are the same for every task: which one runs
is told by the active form. Must not read values nor call the back office.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.coaching import CoachedTask, Event, Heard, Speaker
from actions.registry import task_of_form
from bot.core.coaching import Step, by_slot, previous_step


class CoachMove(Action, ABC):
    """Finds the task and the step asked, then moves; nothing open: nothing happens."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        task = task_of_form((tracker.active_loop or {}).get("name"))
        if task is None:
            return []
        step = by_slot(task.file.steps, tracker.get_slot("requested_slot")) or task.file.steps[0]
        return self.move(Speaker(dispatcher), tracker, task, step, Heard.of(tracker))

    @abstractmethod
    def move(self, speaker: Speaker, tracker: Tracker, task: CoachedTask, step: Step, heard: Heard) -> list[Event]:
        """Say what this move says and return its events."""


class Why(CoachMove):
    """Every question has a reason, and it can be asked for."""

    def name(self) -> str:
        return "action_coach_why"

    def move(self, speaker: Speaker, tracker: Tracker, task: CoachedTask, step: Step, heard: Heard) -> list[Event]:
        speaker.say(task.response(f"why_{step.name}"), **task.values(tracker, heard))
        return []


class Example(CoachMove):
    """An example, then a hint, then a bigger one."""

    def name(self) -> str:
        return "action_coach_example"

    def move(self, speaker: Speaker, tracker: Tracker, task: CoachedTask, step: Step, heard: Heard) -> list[Event]:
        ledger = task.ledger(tracker).hinted(step.name)
        speaker.say(task.response(f"{ledger.hint(step.name)}_{step.name}"), **task.values(tracker, heard))
        return [task.keep(task.state(tracker), ledger)]


class Back(CoachMove):
    """One step back; said again, one more."""

    def name(self) -> str:
        return "action_coach_back"

    def move(self, speaker: Speaker, tracker: Tracker, task: CoachedTask, step: Step, heard: Heard) -> list[Event]:
        before = previous_step(task.file.steps, step.name)
        if before is None:
            speaker.say(task.response("first_step"), **task.values(tracker, heard))
            return []
        speaker.say(task.response("back"), **task.values(tracker, heard))
        return [SlotSet(before.slot, None), SlotSet("requested_slot", before.slot)]


class Pause(CoachMove):
    """Kept where it stands: the values are in the front door's store, so any day and any channel will do."""

    def name(self) -> str:
        return "action_coach_pause"

    def move(self, speaker: Speaker, tracker: Tracker, task: CoachedTask, step: Step, heard: Heard) -> list[Event]:
        speaker.task(task.file, task.run(tracker), "paused")
        speaker.say(task.response("paused"), [task.choice("resume", heard.language, "/resume_task")],
                    **task.values(tracker, heard))
        return task.pause(tracker)


class Stop(CoachMove):
    """Given up without blame."""

    def name(self) -> str:
        return "action_coach_cancel"

    def move(self, speaker: Speaker, tracker: Tracker, task: CoachedTask, step: Step, heard: Heard) -> list[Event]:
        speaker.task(task.file, task.run(tracker), "given_up")
        speaker.say(task.response("given_up"), [task.person(heard.language)], **task.values(tracker, heard))
        return task.close()
