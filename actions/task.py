"""What a coached task is: the short class each one subclasses (docs/tasks.md has a worked example).

Owns the hooks and their defaults, and how a message is read into values. Must not speak: actions/coach.py does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from actions import usual
from actions.coaching import VALUE_ALONE
from actions.kinds import KINDS, inform
from actions.talk import Button, Talk
from actions.topic import Topic, load
from actions.values.agreement import yes_or_no
from actions.values.goals import find_goal
from bot.core.coaching import Step
from bot.core.things import as_yours, own_words


class CannotGoOn(Exception):
    """Something the customer cannot mend stands in the way: said by the response named, with a person offered."""


@dataclass
class Reading:
    """What one message told: values by step, the words that said so, or a detour to take instead."""

    values: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str | None] = field(default_factory=dict)
    detour: str | None = None
    reset: str | None = None       # the step the customer wants to be asked again
    about: tuple[str, ...] = ()    # ids a detour speaks of
    thing: str | None = None       # their own word for it
    narrowed: bool = False         # it fits several of their things equally well: one question more
    no_usual: bool = False         # « comme d'habitude », and nothing is remembered
    calls: str | None = None       # the reason (docs/handoff.md) for which a person is called at once

    def take(self, step: str, value: Any, said: str | None) -> None:
        self.values[step], self.said[step] = value, said

    @property
    def answers(self) -> bool:
        return bool(self.values or self.narrowed or self.no_usual) or (self.detour, self.reset) != (None, None)


@dataclass(frozen=True)
class Question:
    """How a step is asked now. `response`: its short name; `buttons`: None takes the kind's own."""

    response: str | None = None
    buttons: list[Button] | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Button, ...] = ()          # beside the kind's own


@dataclass(frozen=True)
class Outcome:
    """What came of it. `response`: short name; `arrives`: the day that a goal is compared with."""

    response: str = "done"
    values: Mapping[str, str] = field(default_factory=dict)
    value: str = "done"                                 # of the irreversible step, for the ledger
    facts: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    arrives: date | None = None
    undo_until: str | None = None                       # in words; None: it cannot be undone here
    documents: tuple[Mapping[str, str], ...] = ()       # ref, name, media_type, label


class Task(ABC):
    """One coached task. One instance serves every conversation, so it holds the topic and nothing else."""

    name: str
    looks_up = False                 # `finish` only reads: put right afterwards, it may be done again
    refusals: tuple[str, ...] = ()   # `refused_<code>` of the back office that this task has words of its own for

    def __init__(self) -> None:
        self.topic: Topic = load(self.name)

    # --- what a task may say about itself; every default is fine -------------------------------------

    async def gather(self, talk: Talk) -> Any:
        """What this turn needs from the back office; becomes `talk.data`. Raises `BackOfficeError`."""
        return None

    def things(self, talk: Talk, step: Step) -> list[Mapping[str, Any]]:
        """What can be chosen at a step of kind `thing`: `{"id", "label": {fr, en}, "words", "unless"}`."""
        return []

    def named_things(self, talk: Talk) -> list[str]:
        """Words for the thing this is about, so that the customer's own wording of it is kept."""
        return [w for step in self.topic.steps if step.kind == "thing"
                for thing in self.things(talk, step) for w in thing["words"]]

    def notice(self, talk: Talk, reading: Reading) -> None:  # noqa: B027 - a hook: doing nothing is fine
        """Read what no kind reads, before the kinds do. A detour set here is taken when nothing else answers."""

    def label(self, talk: Talk, step: Step) -> dict[str, str] | None:
        """How the value of a step of kind `own` is said, by language; other kinds know themselves."""
        return None

    def after(self, talk: Talk, step: str, reading: Reading) -> None:  # noqa: B027 - a hook
        """A value was told: forget those that no longer fit (another product has other parts), say what it costs."""

    async def question(self, talk: Talk, step: Step) -> Question:
        """How a step is asked, where the plain question is not enough. Raises `CannotGoOn`, `BackOfficeError`."""
        return Question()

    def detour(self, talk: Talk, reading: Reading) -> tuple[list[Button], dict[str, str]]:
        """Choices and values of a detour's sentence."""
        return [talk.person], {}

    @abstractmethod
    async def finish(self, talk: Talk) -> Outcome:
        """Act, or look up. Every error of the back office may pass: the coach says it honestly."""

    async def undo(self, talk: Talk, key: str) -> Outcome:
        """Take back what `finish` did under `key`. Only for tasks whose outcome had `undo_until`."""
        raise CannotGoOn("undo_too_late")

    def words(self, talk: Talk) -> dict[str, str]:
        """Placeholders that can be filled now: `thing` (`own`: as they wrote it), `goal`, each step's value."""
        run, language = talk.run, talk.language
        said = {step: labels[language] for step, labels in run.labels.items()}
        if run.thing:
            said["own"] = run.thing
            said["thing"] = as_yours(run.thing, language, talk.heard.formality)
        elif label := self.first_thing(talk):
            said |= {"own": label, "thing": as_yours(label, language, talk.heard.formality)}
        if run.goal and run.goal.get("text"):
            said["goal"] = str(run.goal["text"])
        return {"task": self.topic.label[language], **said}

    def first_thing(self, talk: Talk) -> str | None:
        """What this is about, by the company's name, while the customer has no word of their own for it."""
        step = next((s for s in self.topic.steps if s.name in talk.run.labels), None)
        return talk.run.labels[step.name][talk.language] if step and step.kind in ("thing", "own") else None

    # --- reading, the same for all ---------------------------------------------------------------------

    def read(self, talk: Talk) -> Reading:
        """Everything this message tells about the task, whatever was asked: early values and corrections too."""
        heard, reading = talk.heard, Reading()
        if heard.choice:
            self._read_choice(talk, reading)
            self.notice(talk, reading)
        else:
            reading.thing = own_words(heard.text, self.named_things(talk))
            self._note_goal(talk)
            self.notice(talk, reading)
            self._read_kinds(talk, reading)
        asked = talk.step.name if talk.step else None
        reading.values = {k: v for k, v in reading.values.items() if k == asked or talk.run.values.get(k) != v}
        self._answer_or_correction(talk, reading)
        self._misspelt_answer(talk, reading)
        if not reading.answers and talk.step is not None and talk.step.kind == "confirm":
            self._read_confirm(talk, reading)
        return reading

    def _answer_or_correction(self, talk: Talk, reading: Reading) -> None:
        """« Ah non, je voulais dire lent » says no to what was told before, not to what was just asked; « non, rien de
        mieux » answers what was asked and changes nothing told before.
        """
        step, told = talk.step, talk.run.values
        changed = {k for k in reading.values if step is not None and k != step.name and told.get(k) is not None}
        if step is None or not changed or talk.heard.choice:
            return
        guessed = step.kind == "choice" and step.name in reading.values and (
            reading.values[step.name] not in self.topic.values_in(talk.heard.text, step.name))  # no words of its own
        if step.kind not in ("do", "yes_no", "own") and not guessed:
            return
        if self.topic.says(talk.heard.text, "corrects") or guessed:
            reading.values.pop(step.name, None)
            reading.detour = None
        elif step.name in reading.values:
            for name in changed:
                del reading.values[name]

    def _misspelt_answer(self, talk: Talk, reading: Reading) -> None:
        """A few words that answer no choice asked for are more likely a slip in one of them ("store rceditt") than the
        answer to a question of later."""
        step = talk.step
        if (step is None or step.kind != "choice" or step.name in reading.values or talk.heard.choice
                or len(talk.heard.text.split()) > VALUE_ALONE):
            return
        for later in self.topic.steps:
            if later.kind == "thing" and talk.run.values.get(later.name) is None:
                reading.values.pop(later.name, None)

    def _read_choice(self, talk: Talk, reading: Reading) -> None:
        name, value = talk.heard.choice.get("step"), talk.heard.choice.get("value")
        step = next((s for s in self.topic.steps if s.name == name), None)
        if name == "change" and value in [s.name for s in self.topic.steps]:
            reading.reset = str(value)
        elif name == "detour":
            reading.detour = str(value)
        elif step is not None and step.kind == "confirm":  # the button of an earlier recap agrees to nothing
            if talk.asked(step) and value is True:
                reading.take(step.name, True, None)
        elif step is not None and KINDS[step.kind].accepts(talk, step, value):
            reading.take(step.name, value, None)

    def _read_kinds(self, talk: Talk, reading: Reading) -> None:
        anew = (talk.step is not None and talk.step.kind == "confirm") or self.topic.says(talk.heard.text, "corrects")
        taken: set[str] = set()  # one kind reads one message once: the first open step of it has the value
        for step in sorted(self.topic.steps, key=lambda s: not talk.asked(s)):
            kind = KINDS[step.kind]
            known = talk.run.values.get(step.name) is not None
            again = known and (step.kind in ("choice", "thing") or anew)
            may = talk.asked(step) or (kind.early and (again or not known))
            may = may and (step.kind not in taken or step.kind == "choice")
            if step.name in reading.values or not (may or (step.usual and not known)):
                continue
            found = (kind.read(talk, step) if may else None) or self._usual(talk, step, reading)
            if talk.asked(step) and talk.run.between:
                reading.narrowed = True
            if found is not None:
                taken.add(step.kind)
                reading.take(step.name, *found)

    @staticmethod
    def _usual(talk: Talk, step: Step, reading: Reading) -> tuple[Any, str] | None:
        """What is remembered, where the words ask for the usual; an open question is asked again where nothing is."""
        words = usual.asked_for(talk, step)
        if words is None:
            return None
        value = usual.value(talk, step, KINDS[step.kind])
        reading.no_usual = value is None and talk.asked(step)
        return None if value is None else (value, words)

    def _read_confirm(self, talk: Talk, reading: Reading) -> None:
        heard, step = talk.heard, talk.step
        assert step is not None
        if (heard.intent == "deny" and heard.sure) or (yes_or_no(heard.text) is False and not heard.asks):
            reading.detour = "change"
        elif heard.agrees or talk.go_ahead:
            reading.take(step.name, True, heard.said)

    def _note_goal(self, talk: Talk) -> None:
        found = find_goal(talk.heard.text, talk.language, talk.today)
        if found is not None and talk.run.goal is None:
            talk.run.goal = {"text": found.text, "by": found.by.isoformat() if found.by else None}
            talk.fact("goal", found.text, found.text)


def change_buttons(talk: Talk) -> list[Button]:
    """What can be put right before the step that cannot be undone, and stopping."""
    steps = [s for s in talk.topic.steps if s.change and talk.run.values.get(s.name) is not None]
    return [*(inform(str((s.change or {})[talk.language]), step="change", value=s.name) for s in steps),
            talk.choice("stop", "/cancel")]
