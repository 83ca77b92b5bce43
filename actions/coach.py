"""The coach: begins a task, reads an answer, asks the next step. The same four actions serve every task.

Rasa's one form `task_form` has a single slot, `task_over`, that stays empty while the coach asks; where the task
stands is in the slot `task_state`. Must not know any task, nor act without a ticket that holds.
"""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.backoffice import BackOfficeError
from actions.closing import FORM, OVER, STARTS, close, current, fail, finish, honest, keep, leave
from actions.coach_reading import take
from actions.coaching import Event, Heard, Speaker, with_value_before
from actions.kinds import KINDS
from actions.place import answered_by_place, heard_of_place
from actions.registry import is_on, other_tasks, task_named
from actions.talk import Talk
from actions.task import CannotGoOn, Question, Task
from actions.taskrun import TaskRun
from bot.core.coaching import Step, knows_enough, next_step, run_id
from bot.core.tickets import BadTicket

BEGUN_BY_A_YES = "replace_part"  # what a bare value (« la roue gauche ») is offered to be


class StartTask(Action):
    """Says what to have at hand and how long it takes, takes what was already told, and begins the form."""

    def name(self) -> str:
        return STARTS

    @honest
    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        speaker, heard = Speaker(dispatcher), Heard.of(tracker)
        begun = (task_named(name) for name in (heard.intent, *heard.also, BEGUN_BY_A_YES))
        task = next((one for one in begun if one is not None), None)
        assert task is not None
        talk = Talk(task, TaskRun(task.name, run_id(str(heard.metadata.get("turn") or ""), task.name)), heard, speaker)
        if not is_on(task):
            talk.say("off", [talk.person])
            return []
        try:
            talk.ticket = heard.ticket()
            if talk.ticket is None:
                talk.say("practise")
                return []
            if _offered_to_resume(talk):
                return []
            _set_aside(talk, tracker)
            talk.data = await task.gather(talk)
        except (BadTicket, BackOfficeError) as error:
            return fail(talk, talk.topic.steps[0], error)
        return await self._begin(task, talk, tracker)

    @staticmethod
    async def _begin(task: Task, talk: Talk, tracker: Tracker) -> list[Event]:
        talk.word_task("started")
        done_before = task.name in ((talk.heard.metadata.get("known") or {}).get("tasks_done") or ())
        heard_of_place(talk)
        talk.say("intro_again" if done_before else "intro")
        talk.heard = with_value_before(talk.heard, tracker)
        talk.run.early = talk.heard.said
        talk.run.also = [other.name for other in other_tasks(task)
                         if other.name in talk.heard.also or other.topic.says(talk.heard.text, "wish")]
        if talk.run.also:
            other = task_named(talk.run.also[0])
            talk.say("one_then", other=other.topic.label[talk.language] if other else "")
        reading = task.read(talk)
        events = take(task, talk, reading, asked=None)
        if reading.calls:
            return events
        step = next_step(talk.topic.steps, talk.run.values)
        if step is None and knows_enough(_level(talk), talk.topic.steps[-1]):
            return await finish(task, talk)
        return [SlotSet(OVER, None), keep(talk.run), FollowupAction(FORM)]


class AskTask(Action):
    """Asks the step that is still open, in the way its failures call for; pauses where we do not know who writes."""

    def name(self) -> str:
        return f"action_ask_{FORM}_{OVER}"

    @honest
    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        task, run = current(tracker)
        if task is None or run is None:
            return close()
        talk = Talk(task, run, Heard.of(tracker), Speaker(dispatcher))
        if run.quiet:
            run.quiet = False
            return [keep(run)]
        step = talk.step or talk.topic.steps[-1]
        try:
            talk.ticket = needed(talk)
            if not knows_enough(_level(talk), step):
                return _pause_until_known(talk, step)
            talk.data = await task.gather(talk)
            talk = answered_by_place(task, talk)
            if talk.step is None:
                return await finish(task, talk)
            step = talk.step
            if not knows_enough(_level(talk), step):
                return _pause_until_known(talk, step)
            question = await task.question(talk, step)
        except CannotGoOn as reason:
            return _stop_here(talk, step, str(reason))
        except (BadTicket, BackOfficeError) as error:
            return fail(talk, step, error)
        return _ask(talk, step, question)


class SubmitTask(Action):
    """Acts, once. Runs whenever the form ends, so it does nothing unless every answer is there."""

    def name(self) -> str:
        return "action_submit_task"

    @honest
    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        task, run = current(tracker)
        if task is None or run is None or not run.ready or next_step(task.topic.steps, run.values) is not None:
            return []
        talk = Talk(task, run, Heard.of(tracker), Speaker(dispatcher))
        try:
            talk.ticket = needed(talk)
            talk.data = await task.gather(talk)
        except (BadTicket, BackOfficeError) as error:
            return fail(talk, task.topic.steps[-1], error)
        return await finish(task, talk)


def _ask(talk: Talk, step: Step, question: Question) -> list[Event]:
    """Say the question: plainly, again with the coach at fault, another way, or with a person offered first."""
    run, way = talk.run, talk.run.ledger.way(step.name)
    own = KINDS[step.kind].buttons(talk, step)
    if step.kind == "confirm":
        own = [talk.choice("confirm", f'/inform{{"step":"{step.name}","value":true}}'),
               talk.choice("change", '/inform{"step":"detour","value":"change"}')]
    buttons = [*(own if question.buttons is None else question.buttons), *question.also]
    name = question.response or ("recap" if step.kind == "confirm" else f"ask_{step.name}")
    if step.kind == "confirm" and run.goal and way == "ask":
        talk.say("goal_kept")
    if way == "person":
        name, buttons = "person", [talk.person, *buttons]
    elif way != "ask" and talk.response(f"{way}_{step.name}"):
        name = f"{way}_{step.name}"
    elif way != "ask":
        talk.say(way)
    if way == "easier" and (others := talk.hints(step)):
        talk.say("own_hint", hint=others[-1])
    if way == "easier" and (talk.heard.metadata.get("known") or {}).get("pace") != "easy":
        buttons = [*buttons, talk.choice("slower", '/inform{"step":"pace","value":"easy"}')]  # offered, never imposed
    hint = run.ledger.hints.get(step.name)
    talk.word_step(step, "shown", **({"hint": hint} if hint else {}))
    talk.say(name, buttons, **question.values)
    run.offered = _offered(buttons, step)
    return [keep(run)]


def _offered(buttons: list[dict[str, str]], step: Step) -> list[Any]:
    """The values of the choices shown for this step, in their order: « la deuxième » means one of them."""
    found = [json.loads(b["payload"].removeprefix("/inform")) for b in buttons if b["payload"].startswith("/inform{")]
    return [entities.get("value") for entities in found if entities.get("step") == step.name]


def _offered_to_resume(talk: Talk) -> bool:
    """Whether this task is already open and was offered to be continued instead."""
    known = talk.heard.metadata.get("open_task") or {}
    if known.get("task") != talk.topic.name or not known.get("run"):
        return False
    if talk.heard.choice.get("value") == "restart":
        talk.speaker.task(talk.topic, str(known["run"]), "given_up")
        return False
    talk.say("offer_resume", [talk.choice("resume", "/resume_task"),
                              talk.choice("restart", f'/{talk.topic.name}{{"value":"restart"}}')])
    return True


def _set_aside(talk: Talk, tracker: Tracker) -> None:
    """A change of subject: the run under way waits, and comes back when this one is over. One that led here, because
    another task fits better, is over."""
    task, run = current(tracker)
    if (tracker.active_loop or {}).get("name") == FORM and task is not None and run is not None:
        if talk.heard.choice.get("step"):
            talk.speaker.task(task.topic, run.id, "given_up")
            return
        talk.speaker.task(task.topic, run.id, "paused")
        talk.run.under = run.as_slot()


def _level(talk: Talk) -> str:
    """The level that was proven; « verified » without an id of the company proves nothing to it."""
    if talk.ticket is None:
        return ""
    return "named" if talk.ticket.level == "verified" and not talk.ticket.customer else talk.ticket.level


def needed(talk: Talk) -> Any:
    ticket = talk.heard.ticket()
    if ticket is None:
        raise BadTicket("none")
    return ticket


def _pause_until_known(talk: Talk, step: Step) -> list[Event]:
    """What comes next is private: say why, offer signing in or a person, and keep everything for later."""
    talk.word_step(step, "shown")
    talk.word_task("paused")
    talk.say("need_verified", [talk.choice("resume", "/resume_task"), talk.person])
    return leave(talk, paused=True)


def _stop_here(talk: Talk, step: Step, reason: str) -> list[Event]:
    talk.word_step(step, "tried")
    talk.word_task("paused")
    talk.say(reason, [talk.person])
    return leave(talk, paused=True)
