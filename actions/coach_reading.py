"""What a reading changes: values kept, the ledger told, detours taken. Part of the coach.

Must not ask anything, nor act.
"""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.closing import OVER, call, keep
from actions.coaching import Event
from actions.kinds import KINDS
from actions.talk import Talk
from actions.task import Reading, Task, change_buttons
from bot.core.coaching import Step, next_step


def take(task: Task, talk: Talk, reading: Reading, *, asked: Step | None) -> list[Event]:
    """Keep what a message told and say what follows from it. `asked` is None before the first question."""
    run, steps = talk.run, talk.topic.steps
    new_word = reading.thing if reading.thing != run.thing else None
    run.thing = reading.thing or run.thing
    for step in [s for s in steps if s.name in reading.values]:
        run.values[step.name] = reading.values[step.name]
        run.ledger = run.ledger.done(step.name)
        label = task.label(talk, step) or KINDS[step.kind].label(talk, step, run.values[step.name])
        if label:
            run.labels[step.name] = label
        task.after(talk, step.name, reading)
        if not step.irreversible:  # that one is done when the back office says so
            _tell(talk, step, reading.said.get(step.name))
    if new_word:
        talk.fact("thing", new_word, new_word)
    for step in steps:
        if not step.applies(run.values):
            run.forget(step.name)
    if reading.reset:
        run.forget(reading.reset)
    if reading.no_usual:
        talk.say("no_usual")
    if reading.detour is not None:
        if reading.calls:
            return call(talk, asked or steps[0], reading)
        buttons, values = ((change_buttons(talk), {}) if reading.detour == "change" else task.detour(talk, reading))
        talk.word_step(asked or steps[0], "tried", said=talk.heard.said)
        talk.say(reading.detour, buttons, **values)
        run.quiet = True  # the detour offers its own choices: the question is not asked again below it
    if next_step(steps, run.values) is None:
        run.ready = True
        return [SlotSet(OVER, True), keep(run)]
    return [keep(run)]


def _tell(talk: Talk, step: Step, said: str | None) -> None:
    """The ledger's entry and, for what the brief shows, a fact in words."""
    words = said or talk.heard.said
    talk.word_step(step, "done", value=talk.run.values[step.name], said=words)
    if step.name in talk.run.labels:
        talk.speaker.fact(step.name, step.label[talk.language], talk.run.labels[step.name][talk.language], words)
