"""A task that finds out what is wrong: questions, then gestures (steps of kind `do`) until one helps.

Owns what such tasks share: a gesture that was made but whose effect nobody told, and the end. Nothing is changed at the
back office, so anybody may take it. Gestures and words are in data/tasks and data/responses.
"""

from __future__ import annotations

from actions.kinds import KINDS
from actions.talk import Button, Talk
from actions.task import Outcome, Reading, Task

HELPED = "done"


class Diagnosis(Task):
    """`words` of the topic: `made_it` (the gesture was made, its effect not told), `no_tools` (not possible now)."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__()

    def read(self, talk: Talk) -> Reading:
        """« c’est fait » is no answer to "does it work?", and no mistake of the customer's: it is asked once more."""
        reading, step, says = super().read(talk), talk.step, talk.topic.says
        if step is None or step.kind != "do" or talk.heard.choice:
            return reading
        if says(talk.heard.text, "no_tools"):
            reading.values.pop(step.name, None)
            reading.detour = "not_here"
        elif says(talk.heard.text, "made_it") and not any(
                says(talk.heard.text, told) for told in ("did_it", "did_not_work", "already_did")):
            reading.values.pop(step.name, None)
            reading.detour = "and_then"
        return reading

    def detour(self, talk: Talk, reading: Reading) -> tuple[list[Button], dict[str, str]]:
        step = talk.step
        if reading.detour == "and_then" and step is not None:
            return KINDS["do"].buttons(talk, step)[:2], {}
        return [talk.choice("pause", "/pause"), talk.person], {}

    async def finish(self, talk: Talk) -> Outcome:
        gestures = [step for step in self.topic.steps if step.kind == "do"]
        helped = next((step for step in gestures if talk.run.values.get(step.name) == HELPED), None)
        if helped is None:
            return Outcome("not_fixed", buttons=(talk.person,))
        return Outcome("fixed", facts={"helped": helped.label[talk.language]})
