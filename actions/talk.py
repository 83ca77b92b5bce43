"""One turn of one task run: who writes, what was said, what is known; and speaking in the task's own words.

Owns the choice of a response (the task's own, else the one all tasks share) and what fills it. Must not read answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from actions.coaching import Heard, Speaker
from actions.taskrun import TaskRun
from actions.topic import Topic, responses
from bot.core.coaching import Step, next_step
from bot.core.tickets import Ticket

Button = dict[str, str]
# Of what is guessed in the middle of a task, these may hold an agreement in other words.
AGREEABLE = frozenset({"affirm", "inform", "thank", "praise", "nlu_fallback", "out_of_scope", "other_request"})


class Offers(Protocol):
    """What kinds of answers need of a task."""

    name: str
    topic: Topic
    looks_up: bool

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]: ...

    def words(self, talk: Talk) -> dict[str, str]: ...


@dataclass
class Talk:
    """`data` is what the task gathered for this turn; `step` the question this message may answer."""

    task: Offers
    run: TaskRun
    heard: Heard
    speaker: Speaker
    ticket: Ticket | None = None
    data: Any = None
    step: Step | None = field(init=False)

    def __post_init__(self) -> None:
        self.step = next_step(self.topic.steps, self.run.values, self.run.first)

    @property
    def topic(self) -> Topic:
        return self.task.topic

    @property
    def language(self) -> str:
        return self.heard.language

    @property
    def today(self) -> date:
        return self.heard.today

    @property
    def customer(self) -> str | None:
        """The company's own id of a person who has proven who they are; None for everybody else."""
        proven = self.ticket is not None and self.ticket.level == "verified"
        return self.ticket.customer if proven and self.ticket is not None else None

    def asked(self, step: Step) -> bool:
        return self.step is not None and self.step.name == step.name

    @property
    def go_ahead(self) -> bool:
        """Words that agree to what was just read out. Never a question, and never what is surely something else:
        « annuler ma commande » has the word for ordering in it and means the opposite."""
        heard = self.heard
        if heard.asks or (heard.sure and heard.intent not in AGREEABLE | {self.topic.name}):
            return False
        return self.topic.says(heard.text, "go_ahead") is not None

    def hints(self, step: Step) -> list[str]:
        """How customers themselves have put this step's question, as a lead took it up; from the front door's store."""
        found = (self.heard.metadata.get("hints") or {}).get(step.name) or ()
        return [str(words) for words in found]

    def choice(self, name: str, payload: str) -> Button:
        return {"title": self.topic.choices[name][self.language], "payload": payload}

    def instead(self, name: str, task: str, order: str | None = None) -> Button:
        """A choice that begins the task that fits better, with the order already named; this one ends."""
        entities = {"step": "order", "value": order} if order else {"step": "instead", "value": True}
        return self.choice(name, f"/{task}{json.dumps(entities)}")

    @property
    def person(self) -> Button:
        return self.choice("person", "/ask_human")

    def has(self, name: str) -> bool:
        """Whether the task has words of its own for `name`."""
        return f"utter_{self.topic.name}_{name}" in responses()

    def response(self, *names: str) -> str | None:
        """The first response there is: for each name the task's own, then the shared one."""
        found = (f"utter_{owner}_{name}" for name in names for owner in (self.topic.name, "task"))
        return next((response for response in found if response in responses()), None)

    def say(self, name: str, buttons: Sequence[Button] = (), /, **values: str) -> None:
        """Say the response of that short name. One that exists nowhere is our bug and raises."""
        response = self.response(name)
        if response is None:
            raise LookupError(f"no response {name!r} for {self.topic.name}")
        self.say_response(response, buttons, **values)

    def say_response(self, response: str, buttons: Sequence[Button] = (), /, **values: str) -> None:
        self.speaker.say(response, buttons, **{**self.task.words(self), **values})

    def word_step(self, step: Step, state: str, **more: Any) -> None:
        self.speaker.step(self.topic, step, self.run.id, state, self.language, **more)

    def word_task(self, state: str) -> None:
        self.speaker.task(self.topic, self.run.id, state)

    def fact(self, name: str, value: str, said: str | None = None) -> None:
        """A fact whose label is in the topic (or shared)."""
        self.speaker.fact(name, self.topic.facts[name][self.language], value, said)
