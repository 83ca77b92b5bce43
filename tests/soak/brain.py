"""A brain as a process of its own that keeps the brain contract and misbehaves in every way the contract allows.

`python -m tests.soak.brain --port N --data DIR --office URL --seed S [--calm]`, token in SENSEI_BRAIN_TOKEN.
Standard library only, so that a killed one is back at once. What it recorded survives kill -9 (`brain.db`), like
the real one's tracker. Every word it says carries its turn in brackets, so that a proof can count.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Json = dict[str, Any]
PREFIX = "/webhooks/sensei"
OFFICE_TOKEN = "test-token"

_SCHEMA = """
create table if not exists recorded (conversation text, turn text, answer text, primary key (conversation, turn));
create table if not exists log (n integer primary key, conversation text, turn text, what text, said text,
                                at text default (strftime('%Y-%m-%d %H:%M:%f', 'now')));
"""


class Broken(Exception):
    """This attempt gives no answer: a status, or None for a connection that breaks off."""

    def __init__(self, status: int | None) -> None:
        self.status = status


class Brain:
    """What was recorded, and the dice for what goes wrong."""

    def __init__(self, given: argparse.Namespace) -> None:
        self._given = given
        self._db = sqlite3.connect(given.data / "brain.db", check_same_thread=False, isolation_level=None)
        self._db.executescript("pragma journal_mode=wal; pragma synchronous=off;" + _SCHEMA)
        self._one_at_a_time = threading.Lock()
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def answer(self, request: Json) -> Json:
        conversation, turn = request["conversation"], request["turn"]
        self._note(conversation, turn, "heard", "")
        with self._turns[conversation]:
            known = self._rows("select answer from recorded where conversation=? and turn=?", conversation, turn)
            if known:
                return {**json.loads(known[0][0]), "replayed": True}
            before = self._rows("select count(*) from log where turn=? and what='asked'", turn)[0][0]
            self._note(conversation, turn, "asked", request["text"])
            fault = self._fault(request["text"], before)
            if isinstance(fault, int):
                raise Broken(fault)
            if fault == "breaks off":
                raise Broken(None)
            if isinstance(fault, float):
                time.sleep(fault)
            said = self._say(request)
            with self._one_at_a_time:
                self._db.execute("begin")
                self._db.execute("insert into recorded values (?, ?, ?)", (conversation, turn, json.dumps(said)))
                self._db.execute("insert into log (conversation, turn, what, said) values (?, ?, 'ran', ?)",
                                 (conversation, turn, request["text"]))
                self._db.execute("commit")
            if fault == "breaks off after":
                raise Broken(None)
            return said

    def reset(self, conversation: str) -> None:
        with self._turns[conversation]:
            self._note(conversation, "", "reset", "")

    # --- what goes wrong -------------------------------------------------------------------------

    def _fault(self, text: str, before: int) -> int | str | float | None:
        if self._given.calm:
            return None
        if "cursed" in text:
            return 502
        dice = random.Random(f"{self._given.seed}:{text}:{before}")
        for share, fault in ((0.04, 502), (0.03, 503), (0.03, "breaks off"), (0.03, "breaks off after"),
                             (0.06, dice.uniform(0.2, 1.5)), (self._given.very_slow, 9.0)):
            if dice.random() < share:
                return fault
        return None

    # --- what it says ----------------------------------------------------------------------------

    def _say(self, request: Json) -> Json:
        text, turn = request["text"], request["turn"]
        if "confirm" in text:
            return self._confirmed(turn)
        if "nothing" in text:
            return answer()
        if "sad" in text:
            return answer(f"[{turn}] a person is better", decision={
                "action": "handoff", "priority": "high", "decided_by": "brain", "reasons": [
                    {"code": "emotion", "words": ["sad"], "seq": [], "confidence": 0.9, "nearest": "Not sad."}]})
        offered: list[Json] = [{"label": label, "intent": "inform", "entities": []} for label in ("One", "Two")]
        return answer(f"[{turn}] noted", choices=offered if "choices" in text else [])

    def _confirmed(self, turn: str) -> Json:
        """An irreversible step, at the back office under the turn's own key; recorded a moment after it was done."""
        run = f"{turn}.replace_part"
        word = {"type": "step", "task": "replace_part", "run": run, "step": "confirm", "n": 5, "of": 5,
                "label": "confirm", "value": "yes", "said": None, "hint": None, "irreversible": True}
        started = {"type": "task", "task": "replace_part", "run": run, "state": "started"}
        if not self._replace(f"{run}:confirm"):
            return answer(f"[{turn}] it did not work", tasks=[started],
                          steps=[{**word, "state": "failed", "value": "action_failure"}])
        time.sleep(0 if self._given.calm else random.uniform(0, 0.15))
        return answer(f"[{turn}] ordered", tasks=[started, {**started, "state": "done"}],
                      steps=[{**word, "state": "done"}])

    def _replace(self, key: str) -> bool:
        """True: done. False: surely not done. `Broken`: unknown, so this turn must be asked again."""
        body = {"product": "robot_pixel", "part": "left_wheel", "reason": "missing", "address": "on_file"}
        call = urllib.request.Request(
            f"{self._given.office}/customers/awa/replacements", json.dumps(body).encode(), method="POST", headers={
                "Authorization": f"Bearer {OFFICE_TOKEN}", "Content-Type": "application/json", "Idempotency-Key": key})
        try:
            with urllib.request.urlopen(call, timeout=0.8):
                return True
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 503 and random.random() < 0.5:
                    return False
                raise Broken(502) from error
        except (OSError, ValueError) as error:
            raise Broken(502) from error

    def _note(self, conversation: str, turn: str, what: str, said: str) -> None:
        self._rows("insert into log (conversation, turn, what, said) values (?, ?, ?, ?)", conversation, turn, what,
                   said)

    def _rows(self, query: str, *values: str) -> list[Any]:
        with self._one_at_a_time:
            return self._db.execute(query, values).fetchall()


def answer(*texts: str, choices: list[Json] | None = None, **parts: Any) -> Json:
    calm = {"feelings": [], "words": [], "urgency": 0.0}
    return {"replayed": False, "messages": [{"key": "", "text": text, "choices": choices or []} for text in texts],
            "decision": None, "steps": [], "facts": [], "promises": [], "documents": [], "tasks": [],
            "understanding": {"intent": "greet", "confidence": 0.9, "alternatives": [], "emotion": calm, "name": None},
            "silent": False, **parts}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    brain: Brain

    def do_GET(self) -> None:
        self._send(200, {"status": "ok", "model": "soak", "languages": ["fr", "en"]})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Authorization") != f"Bearer {os.environ['SENSEI_BRAIN_TOKEN']}":
            return self._send(401, {"error": {"code": "bad_token", "message": "A token is needed."}})
        try:
            if self.path == f"{PREFIX}/turns":
                return self._send(200, self.brain.answer(json.loads(body)))
            self.brain.reset(self.path.split("/")[-2])
            return self._send(204, None)
        except Broken as broken:
            if broken.status is not None:
                return self._send(broken.status, {"error": {"code": "action_failed", "message": "As the dice fell."}})
            self.close_connection = True  # without a word

    def _send(self, status: int, body: Json | None) -> None:
        raw = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """The files it writes say more."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--office", required=True)
    parser.add_argument("--seed", required=True)
    parser.add_argument("--very-slow", type=float, default=0.0)
    parser.add_argument("--calm", action="store_true")
    given = parser.parse_args()
    Handler.brain = Brain(given)
    ThreadingHTTPServer.allow_reuse_address = True
    ThreadingHTTPServer(("127.0.0.1", given.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
