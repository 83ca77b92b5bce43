"""The moves every coached task allows, as actions: why, an example, back, pause, stop.

Rules in data/rules/coach.yml call them inside the form. They are the same for every task. Must not read values nor
call the back office.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.closing import FORM, current, keep, leave
from actions.coaching import Event, Heard, Speaker
from actions.talk import Talk
from bot.core.coaching import Step, previous_step


class CoachMove(Action, ABC):
    """Finds the run and the step asked, then moves; nothing open: nothing happens."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        task, run = current(tracker)
        if task is None or run is None or (tracker.active_loop or {}).get("name") != FORM:
            return []
        talk = Talk(task, run, Heard.of(tracker), Speaker(dispatcher))
        return self.move(talk, talk.step or talk.topic.steps[-1])

    @abstractmethod
    def move(self, talk: Talk, step: Step) -> list[Event]:
        """Say what this move says and return its events."""


class Why(CoachMove):
    """Every question has a reason, and it can be asked for."""

    def name(self) -> str:
        return "action_coach_why"

    def move(self, talk: Talk, step: Step) -> list[Event]:
        talk.say_response(talk.response(f"why_{step.name}", "why") or "utter_why")
        return []


class Example(CoachMove):
    """An example, then a hint, then a bigger one. Between them, how other customers have put it."""

    def name(self) -> str:
        return "action_coach_example"

    def move(self, talk: Talk, step: Step) -> list[Event]:
        talk.run.ledger = talk.run.ledger.hinted(step.name)
        words, kind = talk.run.ledger.help(step.name, talk.hints(step))
        if words is not None:
            talk.say("own_hint", hint=words)
            return [keep(talk.run)]
        talk.say_response(talk.response(f"{kind}_{step.name}", f"example_{step.name}", kind) or "utter_example")
        return [keep(talk.run)]


class Back(CoachMove):
    """One step back; said again, one more."""

    def name(self) -> str:
        return "action_coach_back"

    def move(self, talk: Talk, step: Step) -> list[Event]:
        before = previous_step(talk.topic.steps, step.name, talk.run.values)
        if before is None:
            talk.say("first_step")
            return []
        talk.say("back")
        talk.run.forget(before.name)
        return [keep(talk.run)]


class Pause(CoachMove):
    """Kept where it stands: the values are in the front door's store, so any day and any channel will do."""

    def name(self) -> str:
        return "action_coach_pause"

    def move(self, talk: Talk, step: Step) -> list[Event]:
        talk.word_task("paused")
        talk.say("paused", [talk.choice("resume", "/resume_task")])
        return leave(talk, paused=True)


class Stop(CoachMove):
    """Given up without blame."""

    def name(self) -> str:
        return "action_coach_cancel"

    def move(self, talk: Talk, step: Step) -> list[Event]:
        talk.word_task("given_up")
        talk.say("given_up", [talk.person])
        return leave(talk)
