"""The coach hears: reads one answer in the middle of a task, and tells what is an answer from what is for a rule.

Must not ask a question: the coach does (actions/coach.py).
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.backoffice import BackOfficeError
from actions.closing import FORM, current, fail, honest, keep
from actions.coach import needed
from actions.coach_reading import take
from actions.coaching import VALUE_ALONE, Event, Heard, Speaker, is_digression, is_fresh
from actions.registry import other_tasks
from actions.talk import Talk
from actions.task import Reading, Task
from bot.core.coaching import Step
from bot.core.tickets import BadTicket


class ValidateTask(Action):
    """Reads one answer. Nothing usable: the coach's question was not clear, and it is asked another way."""

    def name(self) -> str:
        return f"validate_{FORM}"

    @honest
    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        task, run = current(tracker)
        if task is None or run is None or not tracker.get_slot("requested_slot") or not is_fresh(tracker):
            return []
        talk = Talk(task, run, Heard.of(tracker), Speaker(dispatcher))
        step, others = talk.step or talk.topic.steps[-1], _others(task, talk)
        try:
            talk.ticket = needed(talk)
            talk.data = await task.gather(talk)
        except (BadTicket, BackOfficeError) as error:
            if is_digression(talk.heard, has_value=False, others=others):
                return []  # "a person, please" must work while the back office is down
            return fail(talk, step, error)
        reading, stops = task.read(talk), _says(talk, "pauses", "stops")
        if is_digression(talk.heard, has_value=reading.answers, others=others, said=_said(reading, step), stops=stops,
                         ends=stops or _says(talk, "waits", "gives_up")):
            return []
        steered = [] if reading.values else _steer(talk)
        if steered:
            return steered
        if reading.answers:
            return take(task, talk, reading, asked=step)
        talk.word_step(step, "failed", said=talk.heard.said)
        run.ledger = run.ledger.failed(step.name)
        return [keep(run)]


def _others(task: Task, talk: Talk) -> list[str]:
    """Intents that lead to another task. A word or two in reply to a question do only if they really ask for it."""
    few = not talk.heard.choice and len(talk.heard.text.split()) <= VALUE_ALONE
    return [t.name for t in other_tasks(task) if not few or t.topic.says(talk.heard.text, "wish")]


def _says(talk: Talk, waiting: str, ending: str) -> bool:
    """Whether it has words of the list that fits what it was understood as: that the task should wait, or end."""
    return talk.topic.says(talk.heard.text, waiting if talk.heard.intent == "pause" else ending) is not None


def _said(reading: Reading, step: Step) -> str | None:
    """The words that answer the question; at the recap, those that change something told before."""
    told = reading.said.get(step.name) if step.kind != "confirm" else next(iter(reading.said.values()), None)
    return told if reading.values else None


def _steer(talk: Talk) -> list[Event]:
    """What is said to the coach rather than to the question: no person, start over, slower."""
    heard, run = talk.heard, talk.run
    if heard.choice.get("step") == "pace":
        return _slower(talk)
    if heard.choice:
        return []
    if heard.intent == "deny" and talk.topic.says(heard.text, "no_person"):
        talk.speaker.say("utter_offer_declined")  # a no to the person offered, not to the question
        return [keep(run)]
    if talk.topic.says(heard.text, "start_over"):
        talk.say("restarted")
        run.values, run.labels, run.early = {}, {}, None
        return [keep(run)]
    if talk.topic.says(heard.text, "slower"):
        return _slower(talk)
    return []


def _slower(talk: Talk) -> list[Event]:
    """Asked for in words or by the choice offered after two failures; kept for the next time, too."""
    talk.say("slower")
    talk.fact("pace", "easy", talk.heard.said)
    return [SlotSet("pace", "easy"), keep(talk.run)]
