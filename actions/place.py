"""What a printed code knew: the question to begin with, and the place it hangs at.

The place is read as an answer to its own question, once, when that question is due; whether it answered or not, it is
a fact for the brief. Must not fill any other step: nobody said it.
"""

from __future__ import annotations

from dataclasses import replace

from actions.coach_reading import take
from actions.talk import Talk
from actions.task import Reading, Task


def heard_of_place(talk: Talk) -> None:
    """Keep what the code knew; called when a run begins."""
    run, choice = talk.run, talk.heard.choice
    first, place = choice.get("begin"), choice.get("place")
    run.first = str(first) if first else None
    if place:
        run.place = str(place)
        talk.fact("place", run.place)
        talk.say("at_place", place=run.place)


def answered_by_place(task: Task, talk: Talk) -> Talk:
    """The talk after the place answered the question that is due; the same talk when it does not."""
    run, step = talk.run, talk.step
    if run.place is None or step is None or run.first not in (None, step.name):
        return talk
    place, run.place = run.place, None
    near = Talk(task, run, replace(talk.heard, text=place, choice={}, intent="inform", confidence=1.0), talk.speaker,
                ticket=talk.ticket, data=talk.data)
    value = task.read(near).values.get(step.name)
    if value is None:
        return talk
    take(task, talk, Reading(values={step.name: value}), asked=step)
    return Talk(task, run, talk.heard, talk.speaker, ticket=talk.ticket, data=talk.data)
