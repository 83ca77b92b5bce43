"""The kinds of answers a step may ask for: how each is read from words, checked in a choice, and said back.

A kind serves every task; what differs (which things can be chosen, what they are called) comes from the task. Must
not speak to the customer nor decide what follows from an answer. docs/tasks.md lists them for people who add tasks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from actions import usual
from actions.pointing import meant, titles
from actions.talk import Button, Talk
from actions.values import agreement, hours, moments, numbers, places
from bot.core.coaching import Step

Labels = dict[str, dict[str, str]]
Found = tuple[Any, str]                    # value and the exact words
LANGUAGES = ("fr", "en")
MOST_CHOICES = 5
FREE_TEXT = 300


class Kind:
    """Nothing by itself: a step of kind `own` is read by its task's class."""

    early = False      # whether it may be read from a message that answered another question

    def read(self, talk: Talk, step: Step) -> Found | None:
        return None

    def accepts(self, talk: Talk, step: Step, value: Any) -> bool:
        """Whether a choice with this value is one of ours."""
        return False

    def buttons(self, talk: Talk, step: Step) -> list[Button]:
        return []

    def label(self, talk: Talk, step: Step, value: Any) -> dict[str, str] | None:
        """How a value is said in a recap, by language; None when there is nothing to say."""
        return None


class Choice(Kind):
    """One of the topic's own `values:`, by its words, its button, or its place in the list."""

    early = True

    def read(self, talk: Talk, step: Step) -> Found | None:
        named = talk.topic.values_in(talk.heard.text, step.name)
        if not named and talk.asked(step) and talk.heard.intent != talk.task.name:
            named = talk.topic.nearly_in(talk.heard.text, step.name)
        for value in list(named):  # some say more exactly what another only hints at
            for hinted in talk.topic.values[step.name][value].get("over") or ():
                named.pop(hinted, None)
        if len(named) == 1:
            return next(iter(named.items()))
        return _pointed_at(talk, step) if not named else None

    def accepts(self, talk: Talk, step: Step, value: Any) -> bool:
        return value in talk.topic.values[step.name]

    def buttons(self, talk: Talk, step: Step) -> list[Button]:
        return [button(talk.topic.value_label(step.name, value, talk.language), step, value)
                for value in talk.topic.values[step.name]]

    def label(self, talk: Talk, step: Step, value: Any) -> dict[str, str] | None:
        return dict(talk.topic.values[step.name][value]["said"])


class Thing(Kind):
    """One of what the task's `things()` offers: an order, a station; recognised from the customer's words."""

    early = True

    def read(self, talk: Talk, step: Step) -> Found | None:
        things, asked = talk.task.things(talk, step), talk.asked(step)
        named, words = meant(talk, things, asked=asked)
        if asked:  # several that fit equally well: these, and only these, are asked about
            talk.run.between = [t["id"] for t in named] if len(named) > 1 else []
        if len(named) == 1:
            return named[0]["id"], words or talk.heard.text
        if named or not asked:
            return None
        if talk.heard.agrees and len(things) == 1:
            return things[0]["id"], talk.heard.text
        return _pointed_at(talk, step)

    def accepts(self, talk: Talk, step: Step, value: Any) -> bool:
        return any(thing["id"] == value for thing in talk.task.things(talk, step))

    def buttons(self, talk: Talk, step: Step) -> list[Button]:
        things = talk.task.things(talk, step)
        things = [t for t in things if t["id"] in talk.run.between] or things
        habit = usual.value(talk, step, self)
        shown = sorted(zip(things, titles(talk, things), strict=True), key=lambda pair: pair[0]["id"] != habit)
        return [button(as_usual(talk, title) if thing["id"] == habit else capital(title), step, thing["id"])
                for thing, title in shown[:MOST_CHOICES]]

    def label(self, talk: Talk, step: Step, value: Any) -> dict[str, str] | None:
        found = next((t for t in talk.task.things(talk, step) if t["id"] == value), None)
        return dict(found["label"]) if found else None


class YesNo(Kind):
    """A plain question. Its choices are `<step>_yes` and `<step>_no` of the topic, which say what happens."""

    def read(self, talk: Talk, step: Step) -> Found | None:
        if not talk.asked(step) or talk.heard.asks:
            return None
        said = agreement.yes_or_no(talk.heard.text)
        if said is None and talk.heard.sure and talk.heard.intent in ("affirm", "deny"):
            said = talk.heard.intent == "affirm"
        return None if said is None else (said, talk.heard.text)

    def accepts(self, talk: Talk, step: Step, value: Any) -> bool:
        return isinstance(value, bool)

    def buttons(self, talk: Talk, step: Step) -> list[Button]:
        return [button(talk.topic.choices[f"{step.name}_yes"][talk.language], step, True),
                button(talk.topic.choices[f"{step.name}_no"][talk.language], step, False)]

    def label(self, talk: Talk, step: Step, value: Any) -> dict[str, str] | None:
        return dict(talk.topic.choices[f"{step.name}_{'yes' if value else 'no'}"])


class Do(Kind):
    """Something the customer does away from here, then tells: done, or it did not work. `already`: done before."""

    VALUES = ("done", "did_not_work", "already")

    def read(self, talk: Talk, step: Step) -> Found | None:
        text = agreement.without_no_worries(talk.heard.text)
        words = talk.topic.says(text, "already_did")
        if words and (talk.asked(step) or talk.topic.says(text, f"did_{step.name}")):
            return "already", words
        if not talk.asked(step) or talk.heard.asks:
            return None
        if failed := talk.topic.says(text, "did_not_work"):
            return "did_not_work", failed
        if done := talk.topic.says(text, "did_it"):  # « ça ne marche toujoours pas » has the words, too
            return ("did_not_work" if agreement.is_denied(text, done) else "done"), done
        for value, name in (("already", "already_did"), ("did_not_work", "did_not_work"), ("done", "did_it")):
            if talk.topic.nearly_says(text, name):
                return value, talk.heard.text
        said = agreement.yes_or_no(talk.heard.text)
        return None if said is None else ("done" if said else "did_not_work", talk.heard.text)

    def accepts(self, talk: Talk, step: Step, value: Any) -> bool:
        return value in self.VALUES

    def buttons(self, talk: Talk, step: Step) -> list[Button]:
        return [button(talk.topic.choices[f"do_{value}"][talk.language], step, value) for value in self.VALUES]

    def label(self, talk: Talk, step: Step, value: Any) -> dict[str, str] | None:
        return dict(talk.topic.choices[f"do_{value}"])


@dataclass(frozen=True)
class Value(Kind):
    """A value that is written, not chosen. Kept as JSON; read only when asked for, or first in one breath."""

    reader: Callable[[Talk, bool], Found | None]    # (talk, asked)
    said: Callable[[Talk, Any, str], str]
    early: bool = True

    def read(self, talk: Talk, step: Step) -> Found | None:
        return self.reader(talk, talk.asked(step))

    def accepts(self, talk: Talk, step: Step, value: Any) -> bool:
        return isinstance(value, (str, int))

    def label(self, talk: Talk, step: Step, value: Any) -> dict[str, str] | None:
        return {language: self.said(talk, value, language) for language in LANGUAGES}


def _day(talk: Talk, past: bool) -> Found | None:
    found = moments.find_day(talk.heard.text, talk.language, talk.today, past=past)
    return (found[0].isoformat(), found[1]) if found else None


def _time(talk: Talk, asked: bool) -> Found | None:
    found = hours.find_time(talk.heard.text, talk.language)
    return (found[0].strftime("%H:%M"), found[1]) if found else None


def _free(talk: Talk, asked: bool) -> Found | None:
    words = talk.heard.text.strip()[:FREE_TEXT]
    return (words, words) if asked and any(c.isalnum() for c in words) else None


def _address(talk: Talk, asked: bool) -> Found | None:
    found = places.find_address(talk.heard.text)
    if found is None or not found.complete:
        return None
    said = places.say_address(str(found.line), str(found.postal_code), str(found.city))
    return said, talk.heard.text


def _plain(talk: Talk, value: Any, language: str) -> str:
    return str(value)


def _say_day(talk: Talk, value: Any, language: str) -> str:
    return moments.say_day(date.fromisoformat(value), language, talk.today)


KINDS: Mapping[str, Kind] = {
    "own": Kind(), "confirm": Kind(), "choice": Choice(), "thing": Thing(), "yes_no": YesNo(), "do": Do(),
    "date": Value(lambda talk, asked: _day(talk, False), _say_day),
    "past_date": Value(lambda talk, asked: _day(talk, True), _say_day),
    "time": Value(_time, lambda talk, value, language: hours.say_time(time.fromisoformat(value), language)),
    "amount": Value(lambda talk, asked: numbers.find_cents(talk.heard.text, bare=asked),
                    lambda talk, value, language: numbers.say_cents(value, language)),
    "size": Value(lambda talk, asked: numbers.find_size(talk.heard.text) if asked else None, _plain),
    "colour": Value(lambda talk, asked: places.find_colour(talk.heard.text) or (
        places.nearly_a_colour(talk.heard.text) if asked else None),
                    lambda talk, value, language: places.say_colour(value, language)),
    "phone": Value(lambda talk, asked: numbers.find_phone(talk.heard.text),
                   lambda talk, value, language: numbers.say_phone(value)),
    "iban": Value(lambda talk, asked: numbers.find_iban(talk.heard.text),
                  lambda talk, value, language: numbers.say_iban(value)),
    "postcode": Value(lambda talk, asked: numbers.find_postcode(talk.heard.text), _plain),
    "address": Value(_address, _plain),
    "text": Value(_free, _plain, early=False),
}


def button(title: str, step: Step, value: Any) -> Button:
    """A choice that answers `step`; the channel turns it into one the customer sees by its title only."""
    return inform(title, step=step.name, value=value)


def inform(title: str, **entities: Any) -> Button:
    return {"title": title, "payload": f"/inform{json.dumps(entities, ensure_ascii=False)}"}


def as_usual(talk: Talk, title: str) -> str:
    """The choice of what is remembered says so."""
    return talk.topic.choices["as_usual"][talk.language].format(value=title)


def capital(words: str) -> str:
    """A choice begins with a capital; the rest stays as the company writes it."""
    return words[:1].upper() + words[1:]


def _pointed_at(talk: Talk, step: Step) -> Found | None:
    if not talk.asked(step):
        return None
    value = agreement.pointed_at(talk.heard.text, talk.run.offered)
    return None if value is None else (value, talk.heard.text)
