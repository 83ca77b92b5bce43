"""What the assistant would have done at each line customers wrote in real chats, to be read by people.

`python -m bench.reading DATA [--words] [--only handoff,offer] [--lines 40]`: DATA holds wmt24_chat_fr. Nothing is
learnt from it. Owns the listing; what was read in it, and which patterns it mended, docs/understanding.md says.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.handing_over import Reader, trained
from bot.core.emotion import read
from bot.core.escalation import Knowledge, decide, gather
from bot.core.turns import DecisionShape, MoodPoint


@dataclass(frozen=True)
class Line:
    """One line of a customer, and what was decided about it."""

    chat: int
    number: int
    text: str
    decision: DecisionShape
    before_a_person: bool   # still with the other side's own assistant, where there was one


def lines(chat: Mapping[str, Any], number: int, knowledge: Knowledge, reader: Reader | None) -> Iterator[Line]:
    """Each line decided as a turn of its own; after a call the counting starts afresh, as after a hand-back."""
    moods: list[MoodPoint] = []
    spoken = 0
    alone = True
    for turn in chat["turns"]:
        alone = alone and turn["s"] != "agent"
        if turn["s"] != "customer":
            continue
        spoken += 1
        emotion = reader(turn["text"], "fr") if reader else None
        understanding: Any = None if emotion is None else {
            "intent": "inform", "confidence": 0.5, "alternatives": [], "emotion": emotion, "name": None}
        decision = decide(gather(text=turn["text"], language="fr", understanding=understanding,
                                 signals={"moods": moods[-5:]}, knowledge=knowledge), knowledge)
        felt = emotion or read(turn["text"], "fr", knowledge.emotion)
        moods = [] if decision["action"] == "handoff" else [*moods, {"feelings": felt["feelings"]}]
        yield Line(number, spoken, turn["text"], decision, alone)


def main() -> None:
    from tests.core.reviewed import knowledge

    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", type=Path)
    ask.add_argument("--words", action="store_true", help="as if the brain were down")
    ask.add_argument("--only", default="handoff,offer", help="actions to list; all: every line")
    ask.add_argument("--lines", type=int, default=10_000, help="how many to list at most")
    given = ask.parse_args()
    chats = [json.loads(row) for row in (given.data / "wmt24_chat_fr/train.jsonl").read_text("utf-8").splitlines()]
    reader = None if given.words else trained()
    every = [line for n, chat in enumerate(chats, 1) for line in lines(chat, n, knowledge(), reader)]
    wanted = {"handoff", "offer", "continue"} if given.only == "all" else set(given.only.split(","))
    for line in [one for one in every if one.decision["action"] in wanted][:given.lines]:
        why = "; ".join(f"{r['code']} {r['confidence']:.2f} {r['words']}" for r in line.decision["reasons"])
        print(f"{line.chat:3}.{line.number:<3} {line.decision['action']:8} {line.decision['priority']:7} {why}\n"
              f"          {line.text}")
    actions = Counter(line.decision["action"] for line in every)
    codes = Counter((r["code"], line.decision["action"]) for line in every for r in line.decision["reasons"])
    called = {line.chat for line in every if line.decision["action"] == "handoff"}
    print(f"{len(chats)} chats, {len(every)} lines: {dict(actions)}; a person called in {len(called)} chats")
    print(", ".join(f"{code} {action} {times}" for (code, action), times in codes.most_common()))


if __name__ == "__main__":
    main()
