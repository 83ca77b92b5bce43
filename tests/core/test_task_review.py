"""How each self-service task goes, read from ledger entries."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from bot.core.task_review import Entry, TaskFigures, Wanted, review

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
ALL = Wanted(NOON - timedelta(days=30), NOON + timedelta(days=1))


class Ledger:
    """Writes entries a minute apart unless told otherwise."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.at = NOON

    def add(self, kind: str, body: dict[str, Any], conversation: str, language: str, channel: str) -> None:
        self.entries.append(Entry(conversation, self.at, kind, body, language, channel))
        self.at += timedelta(minutes=1)

    def run(self, name: str, *what: str, conversation: str = "c", language: str = "fr", channel: str = "web") -> None:
        """`started`, `done`… of the task; `stop:shown`, `stop:failed=où ça`, `stop:shown+2` (hints); `person:asked`."""
        for one in what:
            head, _, rest = one.partition(":")
            state, _, said = rest.partition("=")
            state, _, hint = state.partition("+")
            if not rest:
                self.add("task", {"task": name, "run": f"{name}1", "state": head}, conversation, language, channel)
            elif head == "person":
                self.add("decision", {"action": "handoff", "reasons": [{"code": state}]}, conversation, language, channel)
            else:
                self.add("step", {"task": name, "run": f"{name}1", "step": head, "n": 1, "label": head, "state": state,
                                  "said": said or None, "hint": int(hint or 0), "value": None},
                         conversation, language, channel)

    def figures(self, wanted: Wanted = ALL, *, later: timedelta = timedelta(0), **topics: list[str]) -> TaskFigures:
        return review(self.entries, wanted, self.at + later, topics)[0]


def test_a_run_that_succeeds_counts_at_each_step_it_reached_and_for_how_long() -> None:
    ledger = Ledger()
    ledger.run("bus", "started", "stop:shown", "stop:failed=où ça", "stop:failed=OU CA ?", "stop:shown+2", "stop:done", "done")
    task = ledger.figures()
    step, = task.steps
    assert (task.begun, dict(task.outcomes), task.seconds) == (1, {"succeeded": 1}, 360)
    assert (step.reached, step.done, step.at_once, step.not_understood, step.hints, step.seconds) == (1, 1, 0, 2, 2, 240)
    assert step.sentences == [("où ça", 2)]


def test_time_spent_paused_is_not_time_spent_on_a_step() -> None:
    ledger = Ledger()
    ledger.run("bus", "started", "stop:shown", "paused")
    ledger.at += timedelta(days=2)
    ledger.run("bus", "resumed", "stop:shown", "stop:done", "done", conversation="other", channel="telegram")
    task = ledger.figures()
    assert (task.begun, task.steps[0].seconds) == (1, 180)


def test_a_person_counts_where_the_customer_stood_and_with_the_reason() -> None:
    ledger = Ledger()
    ledger.run("bus", "started", "stop:shown", "stop:failed=hm", "person:task_failed", "paused")
    task = ledger.figures()
    assert dict(task.outcomes) == {"handed_over": 1}
    assert (task.steps[0].handed_over, dict(task.steps[0].reasons)) == (1, {"task_failed": 1})


def test_a_person_asked_for_after_the_task_is_no_escalation_of_it() -> None:
    ledger = Ledger()
    ledger.run("bus", "started", "stop:shown", "stop:done", "done", "person:asked")
    assert dict(ledger.figures().outcomes) == {"succeeded": 1}


def test_a_silence_of_the_company_is_our_failure_and_not_a_sentence_misunderstood() -> None:
    ledger = Ledger()
    ledger.run("bus", "started", "stop:shown")
    ledger.add("step", {"task": "bus", "run": "bus1", "step": "stop", "n": 1, "label": "stop", "state": "failed",
                        "value": "action_failure", "said": "oui"}, "c", "fr", "web")
    step = ledger.figures().steps[0]
    assert (step.our_failures, step.not_understood, step.sentences) == (1, 0, [])


def test_stopped_left_and_still_under_way_are_told_apart() -> None:
    stopped, left = Ledger(), Ledger()
    stopped.run("bus", "started", "stop:shown", "given_up")
    left.run("bus", "started", "stop:shown")
    assert dict(stopped.figures().outcomes) == {"given_up": 1}
    assert dict(left.figures().outcomes) == {"under_way": 1}
    later = left.figures(later=timedelta(hours=25))
    assert (dict(later.outcomes), later.steps[0].left) == ({"left": 1}, 1)


def test_only_what_was_asked_for_is_counted_and_untouched_tasks_stand_at_nought() -> None:
    ledger = Ledger()
    ledger.run("bus", "started", "stop:shown", language="en", channel="telegram")
    for wanted, begun in ((ALL, 1), (Wanted(ALL.since, ALL.until, language="fr"), 0),
                          (Wanted(ALL.since, ALL.until, channel="telegram"), 1),
                          (Wanted(NOON + timedelta(hours=1), ALL.until), 0)):
        assert ledger.figures(wanted, bus=["stop"]).begun == begun
    assert [f.name for f in review(ledger.entries, ALL, NOON, {"bus": ["stop"], "pass": []})] == ["bus", "pass"]
