"""What came of a conversation: held against the goal, the company's journal and the ledger of steps.

Owns the verdicts and the tables. Must not talk to the product.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.customers.goals import Goal

FIELDS = {"amount": "cents", "what_happened": "reason", "arrival": "time"}     # of the journal, where named otherwise
EXPECTED_ENDS = ("succeeded", "handed over")
FIGURES = ("talks", "success", "with a person", "turns", "not understood", "hints", "wrong", "double", "again")


@dataclass(frozen=True)
class Verdict:
    """One conversation judged. `outcome`: succeeded, handed over, wrong, failed; `wrong` and `double` count
    operations that cannot be undone; `again`: gestures that did not help and were proposed once more."""

    arm: str
    task: str
    persona: str
    language: str
    end: str
    outcome: str
    turns: int
    failed: int
    hints: int
    wrong: int
    double: int
    again: int


def judge(arm: str, goal: Goal, persona: str, language: str, end: str, turns: int,
          timeline: Sequence[dict[str, Any]], done: Sequence[dict[str, Any]]) -> Verdict:
    """`timeline`: the conversation as the desk has it; `done`: what the company's journal holds for this customer."""
    steps = [e["step"] for e in timeline if e["kind"] == "step" and e["step"]["task"] == goal.task]
    ended = any(e["kind"] == "task" and e["task"]["task"] == goal.task and e["task"]["state"] == "done"
                for e in timeline)
    acts = [one for one in done if goal.done is None or one["kind"] == goal.done]
    wrong = sum(not _as_meant(goal, one) for one in acts) if goal.done else 0
    wrong += sum(one["kind"] not in (goal.done, "invoice", "call") for one in done)
    double = max(0, len(acts) - 1) if goal.done else 0
    reached = ended and (goal.done is None or len(acts) == 1) and not wrong and _right_things(goal, steps)
    outcome = "wrong" if wrong or double else "succeeded" if reached else "handed over" if end == "person" else "failed"
    return Verdict(arm, goal.task, persona, language, end, outcome, turns,
                   sum(s["state"] == "failed" for s in steps),
                   sum(bool(s.get("hint")) for s in steps if s["state"] == "shown"), wrong, double, _again(steps))


def _as_meant(goal: Goal, act: dict[str, Any]) -> bool:
    """Every value the journal kept is the one the customer meant."""
    return all(str(act[field]) == value for step, value in goal.facts.items()
               if (field := FIELDS.get(step, step)) in act and not isinstance(act[field], dict))


def _right_things(goal: Goal, steps: Sequence[dict[str, Any]]) -> bool:
    """Where nothing is journalled: what was looked up or tried is what the customer meant."""
    last = {s["step"]: s.get("value") for s in steps if s["state"] == "done"}
    return all(str(last[step]) == value for step, value in goal.facts.items()
               if step in last and value not in ("yes", "no") and step != "confirm")


def _again(steps: Sequence[dict[str, Any]]) -> int:
    tried: set[str] = set()
    found = 0
    for step in steps:
        if step["state"] == "done" and step.get("value") == "did_not_work":
            tried.add(step["step"])
        elif step["state"] == "shown" and step["step"] in tried:
            found += 1
    return found


def table(verdicts: Iterable[Verdict], by: Callable[[Verdict], str]) -> str:
    """A Markdown table, a row for each value of `by`, the arms side by side."""
    verdicts = list(verdicts)
    arms = list(dict.fromkeys(v.arm for v in verdicts))
    head = ["", *(f"{arm}: {name}" for arm in arms for name in FIGURES)]
    rows = [head, ["---"] + ["---:"] * (len(head) - 1)]
    for key in [*dict.fromkeys(sorted(by(v) for v in verdicts)), "all"]:
        row = [key]
        for arm in arms:
            row += _figures([v for v in verdicts if v.arm == arm and key in ("all", by(v))])
        rows.append(row)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _figures(some: Sequence[Verdict]) -> list[str]:
    if not some:
        return ["0"] + [""] * (len(FIGURES) - 1)
    count = len(some)
    return [str(count), f"{sum(v.outcome == 'succeeded' for v in some) / count:.1%}",
            f"{sum(v.outcome in EXPECTED_ENDS for v in some) / count:.1%}",
            f"{statistics.median(v.turns for v in some):g}", f"{sum(v.failed for v in some) / count:.2f}",
            f"{sum(v.hints for v in some) / count:.2f}",
            str(sum(v.wrong for v in some)), str(sum(v.double for v in some)), str(sum(v.again for v in some))]
