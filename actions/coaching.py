"""Hearing a turn and speaking in it, the same for every coached task.

Owns what a message is to a task: fresh or read, an answer or a digression; and the words the front door gets. Must not
hold a sentence for customers (data/responses) nor any state: actions are shared by everybody.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import ticket as tickets
from actions.topic import Topic
from bot.core import brainwords, logs
from bot.core.coaching import Step, position
from bot.core.tickets import Ticket

log = logging.getLogger(__name__)

Event = dict[str, Any]

# Heard in the middle of a task these are answered by their own rule and the question comes again. Some hold a
# value all the same ("merci, c'est la roue gauche"), so those are read first.
ALWAYS_DIGRESSIONS = frozenset({
    "why", "example", "go_back", "pause", "cancel", "ask_human", "resume_task", "ask_capabilities", "ask_is_bot",
    "ask_price",
})
# What the FAQ surely answers is a question, whatever it names: « vous vendez des bons d’achat aussi ? » chooses none.
QUESTIONS = frozenset({"faq", "near_miss"})
UNLESS_A_VALUE = frozenset({"greet", "goodbye", "thank", "say_name", "complain", "praise", "other_request",
                            "faq"})
UNREADING = frozenset({"action_listen", "action_extract_slots"})  # actions that leave a message unread
SURE = 0.6          # below it a value in the sentence counts more than the guessed digression
SURELY = 0.85       # a wish to end or pause in words of no list counts from here on
FEW_WORDS = 6       # as long as an answer is; a guess about so few words says little
VALUE_ALONE = 3     # a value in so few words is the whole message: « trop lente » is no wish for a pause
MOST_OF_IT = 0.5    # of the letters; a value that makes up as much of the message is what the message says
# « Non, c'est mon idée » answers yes or no, whatever its other words are taken for.
ENDING = frozenset({"cancel", "pause"})
ASKING = frozenset({"why", "example", "ask_capabilities", "ask_is_bot", "ask_price"})
SAID_CHARACTERS = 300


@dataclass(frozen=True)
class Heard:
    """One turn as an action sees it."""

    text: str
    intent: str
    confidence: float
    choice: Mapping[str, Any]      # entities of a choice; entities guessed from text are not trusted as values
    language: str
    formality: str
    metadata: Mapping[str, Any]
    conversation: str
    also: Sequence[str] = ()       # what else the message asks for, as understanding found it

    @classmethod
    def of(cls, tracker: Tracker) -> Heard:
        latest = tracker.latest_message or {}
        metadata = latest.get("metadata") or {}
        logs.from_now_about(conversation=str(tracker.sender_id), turn=metadata.get("turn"))
        log.info("turn acted on")
        known = metadata.get("known") or {}
        guess = latest.get("intent") or {}
        language = metadata.get("language") or tracker.get_slot("language")
        formality = known.get("formality") or tracker.get_slot("formality")
        return cls(
            text=str(latest.get("text") or ""), intent=str(guess.get("name") or ""),
            confidence=float(guess.get("confidence") or 0.0),
            choice={e["entity"]: e.get("value") for e in latest.get("entities") or [] if _chosen(e, latest)},
            language="en" if language == "en" else "fr", formality="tu" if formality == "tu" else "vous",
            metadata=metadata, conversation=str(tracker.sender_id),
            also=tuple(str(name) for name in latest.get("also") or ()),
        )

    @property
    def said(self) -> str | None:
        """The customer's words for the ledger; a choice has none of its own."""
        return None if self.choice or self.text.startswith("/") else self.text[:SAID_CHARACTERS] or None

    @property
    def asks(self) -> bool:
        """A question is never an agreement: « c’est combien ? » orders nothing."""
        return "?" in self.text

    @property
    def is_only_guessed(self) -> bool:
        """Few words the classifier was not sure of: in reply to a question, they are more likely an answer."""
        return self.confidence < SURE and len(self.text.split()) <= FEW_WORDS and not self.asks

    @property
    def agrees(self) -> bool:
        """A yes we are sure of; at a step that sends something, a guess is not enough."""
        return self.intent == "affirm" and self.sure and not self.asks

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE

    @property
    def today(self) -> date:
        """The day of the turn where the company is; the machine's own only where no turn came with one."""
        now = self.metadata.get("now")
        moment = datetime.fromisoformat(str(now).replace("Z", "+00:00")) if now else datetime.now(timezone.utc)
        return moment.astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        """Where times are said and promised."""
        return ZoneInfo(os.environ.get("SENSEI_TIMEZONE") or "Europe/Paris")

    def ticket(self) -> Ticket | None:
        """None: nobody vouches for this turn, so only practising. Raises `BadTicket`."""
        return tickets.of_turn(self.metadata, self.conversation)


def with_value_before(heard: Heard, tracker: Tracker) -> Heard:
    """A task begun by a choice right after a bare value ("le couvercle est fendu") has been told that value."""
    before = [e for e in tracker.events if e.get("event") == "user"][-2:-1]
    parsed = (before[0].get("parse_data") or {}) if before and not heard.text else {}
    if (parsed.get("intent") or {}).get("name") != "inform" or not parsed.get("text"):
        return heard
    return replace(heard, text=str(parsed["text"]), choice={})


def _chosen(entity: Mapping[str, Any], latest: Mapping[str, Any]) -> bool:
    """A choice comes without a place in a text; `rasa shell` types it as /intent{…}."""
    return "start" not in entity or str(latest.get("text") or "").startswith("/")


class Speaker:
    """Says responses and brain words through one dispatcher, for one turn."""

    def __init__(self, dispatcher: CollectingDispatcher) -> None:
        self._dispatcher = dispatcher

    def say(self, response: str, buttons: Sequence[Mapping[str, str]] = (), /, **values: str) -> None:
        self._dispatcher.utter_message(response=response, buttons=[dict(b) for b in buttons], **values)

    def word(self, **word: Any) -> None:
        """Tell the front door something; anything outside the closed set is our bug and raises."""
        checked = brainwords.check(word)
        self._dispatcher.utter_message(json_message={k: v for k, v in checked.items() if v is not None})

    def step(self, task: Topic, step: Step, run: str, state: str, language: str, **more: Any) -> None:
        n, of = position(task.steps, step.name)
        self.word(type="step", task=task.name, run=run, step=step.name, n=n, of=of, label=step.label[language],
                  state=state, **{"irreversible": True, **more} if step.irreversible else more)

    def fact(self, name: str, label: str, value: str, said: str | None) -> None:
        self.word(type="fact", name=name, label=label, value=value, said=said)

    def task(self, task: Topic, run: str, state: str) -> None:
        self.word(type="task", task=task.name, run=run, state=state)


def is_fresh(tracker: Tracker) -> bool:
    """Whether the customer's message still waits to be read by the form.

    The form calls its validation again when it comes back from a digression (it rejected the message then), and at
    activation after the action that read the message: reading it twice would count a failure twice. A person
    offered by the escalation policy before the form ran read nothing: the answer still counts.
    """
    for event in reversed(tracker.events):
        kind, name = event.get("event"), event.get("name")
        if kind == "user":
            return True
        if kind == "action_execution_rejected":
            return False
        if kind == "action" and str(name).startswith("action_") and name not in UNREADING:
            return False
    return False


def _is_the_answer(heard: Heard, said: str | None, stops: bool) -> bool:
    """Whether the value is what the message says, and not a word in passing."""
    if len(heard.text.split()) <= VALUE_ALONE:
        return True
    if heard.asks or not said:
        return False
    if heard.intent in ENDING:
        return not stops
    return heard.intent in ASKING or (said != heard.text and len(said) >= MOST_OF_IT * len(heard.text))


def is_digression(heard: Heard, *, has_value: bool, others: Sequence[str] = (), said: str | None = None,
                  stops: bool = False, ends: bool = True) -> bool:
    """Whether this message is for a rule rather than an answer to the question. `others`: intents of other tasks;
    `said`: the words that answer the very question asked; `stops`: it says in so many words that the task should end
    or wait; `ends`: it has at least a word for that.
    """
    if heard.intent in others:  # by a choice too: one that leads to the task that fits better
        return heard.sure and not has_value
    if heard.choice:
        return False
    if heard.intent in ENDING and not ends and heard.confidence < SURELY and 0 < len(heard.text.split()) <= FEW_WORDS:
        return False
    if heard.intent in ALWAYS_DIGRESSIONS:
        return not (has_value and (not heard.sure or _is_the_answer(heard, said, stops)))
    if heard.asks and heard.intent in QUESTIONS and len(heard.text.split()) > VALUE_ALONE:
        return True
    return heard.intent in UNLESS_A_VALUE and not has_value and not heard.is_only_guessed
