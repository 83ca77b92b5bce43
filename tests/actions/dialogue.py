"""A conversation with the actions alone: plays Rasa's part (rules, form, follow-ups) as rasa-sdk sees it.

Small on purpose: what Rasa really predicts is tested with the real brain. Here every event and word can be seen.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.registry import TASKS
from bot.core.tickets import Ticket, issue

KEY = b"ticket-key-of-the-tests"
NOW = "2026-11-23T09:00:00.000Z"
FORM, OVER = "task_form", "task_over"
MOVES = {"why": "action_coach_why", "example": "action_coach_example", "go_back": "action_coach_back",
         "pause": "action_coach_pause", "cancel": "action_coach_cancel", "resume_task": "action_resume_task"}
WORDS = Path(__file__).resolve().parents[2] / "data/responses"
RESPONSES = {
    name: variants for file in WORDS.glob("*.yml")
    for name, variants in yaml.safe_load(file.read_text(encoding="utf-8"))["responses"].items()}
EXECUTOR = ActionExecutor()
EXECUTOR.register_package("actions")


class Dialogue:
    """One conversation. `customer=None`: not signed in. `ticket=None`: as in `rasa shell`."""

    def __init__(self, customer: str | None = "awa", *, language: str = "fr", ticket: bool = True,
                 formality: str = "vous", named: str = "turn") -> None:
        self.customer, self.language, self.has_ticket, self.formality = customer, language, ticket, formality
        self.ticket_lives = 60
        self.named = named  # of its turns, and so of its keys: dialogues that share a back office differ in it
        self.slots: dict[str, Any] = {"language": language, "formality": "vous", "tone": "calm", "pace": "normal"}
        self.tasks_done: list[str] = []
        self.preferences: dict[str, str] = {}  # what this person wanted remembered
        self.hints: dict[str, list[str]] = {}  # customers' own words, by step, as the front door sends them
        self.loop: str | None = None
        self.open_task: dict[str, Any] | None = None
        self.events: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []   # of the last turn: responses with their values
        self.words: list[dict[str, Any]] = []  # of the whole conversation: what the front door was told
        self.turn = 0
        self.latest: dict[str, Any] = {}
        self.returned: dict[str, list[dict[str, Any]]] = {}  # events of the last turn, by action
        self.rejected = False

    def say(self, text: str, intent: str = "inform", confidence: float = 0.9, *, offered: bool = False) -> list[str]:
        """A typed message understood as `intent`. `offered`: the escalation policy offered a person before the form.
        Returns the names of the responses said."""
        return self._turn(text, intent, confidence, [], offered)

    def choose(self, title: str) -> list[str]:
        """One of the choices of the last turn, by its label."""
        button = next(b for m in self.said for b in m["buttons"] if b["title"] == title)
        match = re.fullmatch(r"/(\w+)(\{.*\})?", button["payload"])
        assert match is not None
        entities = [{"entity": k, "value": v} for k, v in json.loads(match[2] or "{}").items()]
        return self._turn("", match[1], 1.0, entities)

    def choices(self) -> list[str]:
        return [b["title"] for m in self.said for b in m["buttons"]]

    def steps(self, state: str) -> list[str]:
        return [w["step"] for w in self.words if w["type"] == "step" and w["state"] == state]

    def tasks(self) -> list[str]:
        return [w["state"] for w in self.words if w["type"] == "task"]

    def facts(self) -> dict[str, str]:
        return {w["name"]: w["value"] for w in self.words if w["type"] == "fact"}

    def values_of(self, response: str) -> dict[str, Any]:
        found = next(m for m in self.said if m["response"] == f"utter_{response}")
        return {k: v for k, v in found.items() if k not in ("response", "buttons")}

    def remember(self) -> dict[str, Any]:
        """The open task as the front door's store makes it from step words."""
        run, values, step, task = "", {}, None, None
        for word in self.words:
            if word["type"] == "step":
                run, step, task = word["run"], word["step"], word["task"]
                if word["state"] == "done":
                    values[step] = word["value"]
        return {"task": task, "run": run, "step": step, "values": values, "paused_at": NOW}

    # --- Rasa's part ---

    def _turn(self, text: str, intent: str, confidence: float, entities: list[dict[str, Any]],
              offered: bool = False) -> list[str]:
        self.turn += 1
        self.said, self.returned = [], {}
        level = "verified" if self.customer else "stranger"
        metadata: dict[str, Any] = {
            "turn": f"{self.named}-{self.turn}", "now": NOW, "language": self.language, "level": level,
            "known": {"formality": self.formality, "tasks_done": self.tasks_done, "preferences": self.preferences},
            "open_task": self.open_task,
            "hints": self.hints,
        }
        if self.has_ticket:
            metadata["ticket"] = issue(
                Ticket("conversation-1", self.customer, level, f"{self.named}-{self.turn}", int(time.time()) + self.ticket_lives), KEY)
        self.latest = {"text": text, "intent": {"name": intent, "confidence": confidence}, "entities": entities,
                       "metadata": metadata}
        self.events.append({"event": "user", "text": text, "parse_data": self.latest})
        if offered:
            self.events.append({"event": "action", "name": "utter_offer_human"})
        self.rejected = False
        if self.loop and self._form(first=True):
            pass
        elif intent == "cancel" and not self.loop:
            self._run("action_cancel_open_task")
        elif intent in MOVES and (self.loop or intent == "resume_task"):
            was_open = self.loop
            self._run(MOVES[intent])
            if self.loop and was_open:
                self._form(first=False)
        elif intent in TASKS and (not self.loop or self.rejected):
            self._run("action_start_task")
            if self.loop and self.rejected:
                self._form(first=False)
        elif self.loop:
            self._form(first=False)
        elif self._takes_up(text, intent):
            self._run("action_take_up")
        self.events.append({"event": "action", "name": "action_listen"})
        return [m["response"].removeprefix("utter_") for m in self.said]

    def _takes_up(self, text: str, intent: str) -> bool:
        """As bot/components/take_up_policy.py decides, which has its own tests."""
        kept = self.slots.get("task_state")
        return (isinstance(kept, dict) and "looked_up" in kept) or (intent == "inform" and self.open_task is not None)

    def _form(self, *, first: bool) -> bool:
        """One run of the form; False when it rejects the message and rules may answer it."""
        self.events.append({"event": "action", "name": FORM})
        requested = self.slots.get("requested_slot")
        validated = self._run(f"validate_{FORM}", form=True)
        if first and requested and not [e for e in validated if e["event"] == "slot" and e["name"] != "requested_slot"]:
            self.events.append({"event": "action_execution_rejected", "name": FORM})
            self.rejected = True
            return False
        if not self.loop or any(e.get("name") == "requested_slot" and e["value"] is None for e in validated):
            self.loop = None
        else:
            wanted = OVER if self.slots.get(OVER) is None else None
            self.slots["requested_slot"] = wanted
            if wanted is None:
                self.loop = None
            else:
                self._run(f"action_ask_{FORM}_{wanted}")
        if self.loop is None:
            self._run("action_submit_task")
        return True

    def _run(self, action: str, *, form: bool = False) -> list[dict[str, Any]]:
        tracker = Tracker("conversation-1", dict(self.slots), self.latest, list(self.events), False, None,
                          {"name": self.loop} if self.loop else {}, "action_listen")
        dispatcher = CollectingDispatcher()
        found = asyncio.run(EXECUTOR.actions[action](dispatcher, tracker, {}))
        for message in dispatcher.messages:
            if message["custom"]:
                self.words.append(message["custom"])
            else:
                _can_be_said(message)
                self.said.append({k: v for k, v in message.items() if v not in (None, [], {}) or k == "buttons"})
        self.returned[action] = found
        if not form and not action.startswith("action_ask"):
            self.events.append({"event": "action", "name": action})
        follow = None
        for event in found:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.loop = event["name"]
            elif event["event"] == "followup":
                follow = event["name"]
        if follow == FORM and not (self.loop and self.rejected):
            self.loop, self.rejected = FORM, False
            self.slots["requested_slot"] = None
            self._form(first=False)
        return found


def _can_be_said(message: dict[str, Any]) -> None:
    """A response that is missing, or lacks a value, would be silence: no test may pass over that."""
    for variation in RESPONSES[message["response"]]:
        needed = set(re.findall(r"\{(\w+)\}", variation["text"]))
        assert all(message.get(name) for name in needed), f"{message['response']} lacks {needed - set(message)}"
