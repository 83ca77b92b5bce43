"""What a soak proves, from what clients were told and from the databases, after everything has settled.

Each check returns the violations it found, as sentences. Reads only.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.soak.people import Told

ON_ITS_WAY = timedelta(seconds=1)
ENDED = {"answered", "dropped", "failed"}
Row = dict[str, Any]


def rows(path: Path, query: str) -> list[Row]:
    """Read one of the run's databases beside whoever writes it."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    try:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(query)]
    finally:
        db.close()


def _recorded(tracker: Path) -> Counter[str]:
    """How often the real brain's tracker holds each turn."""
    if not tracker.exists():
        return Counter()
    heard = (json.loads(row["data"]) for row in rows(tracker, "select data from events where type_name = 'user'"))
    return Counter(str((event.get("metadata") or {}).get("turn")) for event in heard)


@dataclass
class Proof:
    folder: Path
    told: Told

    def __post_init__(self) -> None:
        store = self.folder / "sensei.db"
        self.inbound = rows(store, "select * from inbound")
        self.turns = {turn["id"]: turn for turn in rows(store, "select * from turn")}
        self.owners = {c["id"]: c["owner"] for c in rows(store, "select id, owner from conversation")}
        self.events: dict[str, list[Row]] = defaultdict(list)
        for event in rows(store, "select * from event order by conversation_id, seq"):
            self.events[event["conversation_id"]].append({**event, "body": json.loads(event["body"])})
        fake = self.folder / "brain.db"  # the real brain keeps no such log, nor marks its words
        self.log = rows(fake, "select * from log order by n") if fake.exists() else []
        self.recorded = _recorded(self.folder / "tracker.db")
        self.done = [row["key"] for row in rows(self.folder / "backoffice.db", "select key from operation")]

    def violations(self) -> dict[str, list[str]]:
        return {
            "lost or stored twice": self.lost(), "decided twice or never": self.decided(),
            "bot words over a person": self.over_a_person(), "without outcome": self.without_outcome(),
            "called answered before it was": self.too_early(),
            "irreversible steps twice": self.twice(), "not as published to readers": self.read_differently(),
            "agents' replies lost or twice": self.replies(), "owned by two": self.owned_twice(),
            "asked ahead without a reset": self.ahead(), "asked again after its end": self.asked_after_its_end(),
        }

    def lost(self) -> list[str]:
        stored = Counter((i["conversation_id"], i["provider_id"]) for i in self.inbound)
        shown = Counter((c, e["body"].get("client_id")) for c, e in self._said("customer"))
        at = {(i["conversation_id"], i["provider_id"]): i["seq"] for i in self.inbound}
        wrong = [f"{key} was accepted as {seqs}, stored {stored[key]} times, shown {shown[key]} times"
                 for key, seqs in self.told.accepted.items() if not self._second_press(key, seqs, stored)
                 and (stored[key] != 1 or shown[key] != 1 or seqs != {at[key]})]
        return wrong + [f"{key} is stored, but nobody was told" for key in stored if key not in self.told.accepted]

    def _second_press(self, key: tuple[str, str], seqs: set[int], stored: Counter[tuple[str, str]]) -> bool:
        """Two tabs pressed one choice: one click, and both were told its number."""
        return key in self.told.presses and not stored[key] and any(
            i["conversation_id"] == key[0] and {i["seq"]} == seqs for i in self.inbound)

    def decided(self) -> list[str]:
        """One end a turn; its words once when it was answered, never when it was not."""
        if not self.log:
            return [f"turn {t['id']} is {t['state']}" for t in self.turns.values() if t["state"] not in ENDED] + [
                f"the brain recorded {turn} {n} times" for turn, n in self.recorded.items() if n > 1] + [
                f"turn {t['id']} is answered and the brain never heard it" for t in self.turns.values()
                if t["state"] == "answered" and t["id"] not in self.recorded]
        words = Counter(text[1:33] for _, e in self._said("bot") if (text := e["body"]["text"]).startswith("["))
        silent = {t["id"] for t in self.turns.values() if t["answer"] not in (None, "null")
                  and not json.loads(t["answer"])["messages"]}
        wrong = [f"turn {t['id']} is {t['state']} and was said {words[t['id']]} times" for t in self.turns.values()
                 if t["state"] not in ENDED or words[t["id"]] != (t["state"] == "answered" and t["id"] not in silent)]
        ran = Counter(entry["turn"] for entry in self.log if entry["what"] == "ran")
        return wrong + [f"the brain ran {turn} {n} times" for turn, n in ran.items() if n > 1]

    def over_a_person(self) -> list[str]:
        wrong = []
        for conversation, events in self.events.items():
            owner = "bot"
            for event in events:
                if event["kind"] == "owner":
                    owner = event["body"]["owner"]
                elif event["kind"] == "message" and event["body"]["sender"]["kind"] == "bot" and owner == "agent":
                    wrong.append(f"{conversation} {event['seq']}: {event['body']['text'][:80]}")
        return wrong

    def without_outcome(self) -> list[str]:
        return [f"{i['conversation_id']} {i['seq']}, owner {self.owners[i['conversation_id']]}" for i in self.inbound
                if i["outcome"] is None and i not in self.unread()]

    def unread(self) -> list[Row]:
        """Theirs to answer: owned by an agent who has not said anything since."""
        last: dict[str, int] = defaultdict(int)
        for conversation, event in self._said("agent"):
            last[conversation] = event["seq"]
        return [i for i in self.inbound if i["outcome"] is None and self.owners[i["conversation_id"]] == "agent"
                and i["seq"] > last[i["conversation_id"]]]

    def too_early(self) -> list[str]:
        return [f"{i['conversation_id']} {i['seq']}" for i in self.inbound if i["outcome"] is not None and i["turn_id"]
                and self.turns[i["turn_id"]]["ended_at"] and i["outcome_at"] < self.turns[i["turn_id"]]["ended_at"]]

    def twice(self) -> list[str]:
        """For each confirmed message at most one operation, whatever the number of attempts.

        Words of a turn that an agent's claim dropped are asked anew, in another turn, when the agent hands them
        back unanswered. The soak's brain keys an operation by its turn, so those may act again; the real coach's
        key is the run's, the same in both (tests/actions/test_faults.py).
        """
        words = {entry["turn"]: entry["said"] for entry in self.log if entry["what"] == "asked"
                 and self.turns[entry["turn"]]["state"] != "dropped"}
        made = Counter(said for key in self.done for said in words.get(key.split(".")[0], "").split("\n")
                       if "confirm" in said)
        ledger = Counter(self._ledger())
        return [f"{said} was done {n} times" for said, n in made.items() if n > 1] + [
            f"{run} is done {n} times in the ledger" for run, n in ledger.items() if n > 1] + [
            f"{run} is done in the ledger and not at the company" for run in ledger
            if f"{run}:confirm" not in self.done]

    def not_in_the_ledger(self) -> list[str]:
        """Done at the company, but the answer that said so never came."""
        ledger = set(self._ledger())
        return [key for key in self.done if key.rpartition(":")[0] not in ledger]

    def read_differently(self) -> list[str]:
        wrong = []
        for reader in self.told.readers:
            seen = [event["seq"] for event in reader.seen]
            public = [e["seq"] for e in self.events[reader.conversation] if not e["private"]]
            if seen != public:
                wrong.append(f"{reader.conversation}: {len(seen)} read, {len(public)} published")
        return wrong

    def replies(self) -> list[str]:
        shown = Counter((c, e["body"].get("client_id")) for c, e in self._said("agent"))
        return [f"{key}: {seqs}, shown {shown[key]} times" for key, seqs in self.told.replies.items()
                if shown[key] != 1 or len(seqs) != 1]

    def owned_twice(self) -> list[str]:
        """From agent to agent only by a transfer."""
        changed = 0
        for events in self.events.values():
            owners = [e["body"]["owner"] for e in events if e["kind"] == "owner"]
            changed += sum(a == b == "agent" for a, b in pairwise(owners))
        return [f"{changed} changes from agent to agent, {self.told.transfers} transfers"] * (
            changed > self.told.transfers)

    def ahead(self) -> list[str]:
        """Words recorded by the brain but never said: it must be reset before it is asked anything new."""
        wrong: list[str] = []
        behind: dict[str, str] = {}
        for entry in self.log:
            conversation, turn = entry["conversation"], entry["turn"]
            if entry["what"] == "reset":
                behind.pop(conversation, None)
            elif entry["what"] == "asked" and behind.get(conversation, turn) != turn:
                wrong.append(f"{conversation}: {turn} after {behind[conversation]}")
            elif entry["what"] == "ran" and turn in self.turns and self.turns[turn]["state"] != "answered":
                behind[conversation] = turn
        return wrong

    def asked_after_its_end(self) -> list[str]:
        """A turn that a person took may not start an action any more; a second for what was on its way."""
        return [f"{turn['id']} ended {turn['ended_at']}, asked {entry['at']}" for entry in self.log
                if entry["what"] == "heard" and (turn := self.turns.get(entry["turn"])) and turn["ended_at"]
                and datetime.fromisoformat(entry["at"]) > datetime.fromisoformat(turn["ended_at"]) + ON_ITS_WAY]

    def _said(self, who: str) -> list[tuple[str, Row]]:
        return [(conversation, e) for conversation, events in self.events.items() for e in events
                if e["kind"] == "message" and e["body"]["sender"]["kind"] == who]

    def _ledger(self) -> list[str]:
        """Runs whose one irreversible step the ledger calls done; a real task has other steps before it."""
        return [e["body"]["step"]["run"] for events in self.events.values() for e in events if e["kind"] == "step"
                and e["body"]["step"]["state"] == "done" and e["body"]["step"]["step"] == "confirm"]
