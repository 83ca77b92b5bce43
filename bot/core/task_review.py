"""How each self-service task goes for the people who take it: the funnel of its steps, what helped, what hurt.

Pure: ledger entries in, figures out. A run counts where and when it began and is followed wherever it went on. How many
were kept away from a person is no figure here: a hand-over is not a failure, an abandoned person is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from bot.core.folding import fold

LEFT_AFTER = timedelta(hours=24)    # an open run nobody touched for so long was left
OUR_FAILURE = "action_failure"      # `value` of a failed step when the company's side did not answer
SENTENCES = 20                      # a step's most frequent sentences that were not understood
OUTCOMES = ("succeeded", "handed_over", "given_up", "left", "under_way")


@dataclass(frozen=True)
class Entry:
    """One ledger entry. `kind`: task, step or decision; `body`: that word, or the decision. Ordered by time."""

    conversation: str
    at: datetime
    kind: str
    body: Mapping[str, Any]
    language: str
    channel: str


@dataclass(frozen=True)
class Wanted:
    """Which runs: begun from `since`, before `until`; empty filters take all."""

    since: datetime
    until: datetime
    task: str = ""
    language: str = ""
    channel: str = ""


@dataclass
class StepFigures:
    """One step over all runs. `seconds`: from asked to answered, without pauses; None when nobody was timed."""

    name: str
    n: int = 0
    labels: dict[str, str] = field(default_factory=dict)
    reached: int = 0
    done: int = 0
    at_once: int = 0            # done without a failure and without help
    not_understood: int = 0     # answers that could not be used
    hints: int = 0
    our_failures: int = 0
    handed_over: int = 0
    given_up: int = 0
    left: int = 0
    seconds: float | None = None
    reasons: Counter[str] = field(default_factory=Counter)      # of hand-overs
    sentences: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class TaskFigures:
    """One task. The five outcomes add up to `begun`; `seconds` is the median of those that succeeded."""

    name: str
    begun: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float | None = None
    hints: int = 0
    not_understood: int = 0
    steps: list[StepFigures] = field(default_factory=list)


@dataclass
class _Step:
    shown_at: datetime | None = None
    seconds: float | None = None
    done: bool = False
    helped: int = 0
    ours: int = 0
    n: int = 0
    label: str = ""
    said: list[str] = field(default_factory=list)
    failures: int = 0


@dataclass
class _Run:
    task: str
    begun: datetime
    language: str
    channel: str
    last: datetime
    state: str = "started"
    ended: datetime | None = None
    at_step: str | None = None
    steps: dict[str, _Step] = field(default_factory=dict)
    paused: datetime | None = None
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    person_at: str | None = None    # the step a person took over at; "" before the first
    reasons: tuple[str, ...] = ()

    def step(self, word: Mapping[str, Any]) -> _Step:
        found = self.steps.setdefault(str(word["step"]), _Step())
        found.n, found.label = int(word.get("n") or 0), str(word.get("label") or "")
        return found

    def between(self, start: datetime, end: datetime) -> float:
        """Seconds from one to the other, without what lay paused."""
        still = sum((max(timedelta(0), min(e, end) - max(s, start)) for s, e in self.pauses), timedelta(0))
        return (end - start - still).total_seconds()

    def outcome(self, now: datetime) -> str:
        if self.state == "done":
            return "succeeded"
        if self.person_at is not None:
            return "handed_over"
        if self.state == "given_up":
            return "given_up"
        return "left" if now - self.last > LEFT_AFTER else "under_way"


def review(entries: Iterable[Entry], wanted: Wanted, now: datetime,
           topics: Mapping[str, Sequence[str]] | None = None) -> list[TaskFigures]:
    """Figures of every task that was begun, A to Z; those of `topics` (steps by task) that nobody began stand at 0."""
    runs = [run for run in _follow(entries) if _is_wanted(run, wanted)]
    names = {run.task for run in runs} | {name for name in topics or {} if wanted.task in ("", name)}
    return [_figures(name, [r for r in runs if r.task == name], now, (topics or {}).get(name, ()))
            for name in sorted(names)]


def _is_wanted(run: _Run, wanted: Wanted) -> bool:
    return (wanted.since <= run.begun < wanted.until and wanted.task in ("", run.task)
            and wanted.language in ("", run.language) and wanted.channel in ("", run.channel))


def _follow(entries: Iterable[Entry]) -> list[_Run]:
    runs: dict[str, _Run] = {}
    current: dict[str, str] = {}  # conversation -> the run spoken of last in it
    for entry in entries:
        if entry.kind == "decision":
            _person(runs.get(current.get(entry.conversation, "")), entry)
            continue
        name = str(entry.body.get("run") or "")
        if entry.kind == "task" and entry.body["state"] == "started":
            runs.setdefault(name, _Run(str(entry.body["task"]), entry.at, entry.language, entry.channel, entry.at))
        run = runs.get(name)
        if run is None:  # begun before what was read
            continue
        current[entry.conversation] = name
        run.last = entry.at
        (_task if entry.kind == "task" else _step)(run, entry)
    return list(runs.values())


def _person(run: _Run | None, entry: Entry) -> None:
    """A hand-over counts for the run that was open, once."""
    if run is None or run.ended is not None or run.person_at is not None or entry.body.get("action") != "handoff":
        return
    run.person_at = run.at_step or ""
    run.reasons = tuple(str(reason["code"]) for reason in entry.body.get("reasons") or ())


def _task(run: _Run, entry: Entry) -> None:
    run.state = str(entry.body["state"])
    if run.state == "paused":
        run.paused = run.paused or entry.at
    elif run.paused is not None:
        run.pauses.append((run.paused, entry.at))
        run.paused = None
    if run.state in ("done", "given_up"):
        run.ended = entry.at


def _step(run: _Run, entry: Entry) -> None:
    word, step = entry.body, run.step(entry.body)
    state = word["state"]
    if state in ("shown", "failed", "tried"):
        run.at_step = str(word["step"])
    if state == "shown":
        step.shown_at = step.shown_at or entry.at
        step.helped = max(step.helped, int(word.get("hint") or 0))
    elif state == "failed" and word.get("value") == OUR_FAILURE:
        step.ours += 1
    elif state == "failed":
        step.failures += 1
        step.said += [str(word["said"])] if word.get("said") else []
    elif state in ("done", "skipped"):
        if step.shown_at is not None and not step.done:
            step.seconds = run.between(step.shown_at, entry.at)
        step.done = True


def _figures(name: str, runs: Sequence[_Run], now: datetime, order: Sequence[str]) -> TaskFigures:
    steps = {step: StepFigures(step, place) for place, step in enumerate(order, start=1)}
    times: dict[str, list[float]] = {}
    said: dict[str, list[str]] = {}
    for run in runs:
        for step_name, step in run.steps.items():
            figures = steps.setdefault(step_name, StepFigures(step_name, step.n))
            figures.labels.setdefault(run.language, step.label)
            _add(figures, step)
            times.setdefault(step_name, []).extend([step.seconds] if step.seconds is not None else [])
            said.setdefault(step_name, []).extend(step.said)
        _end(steps, run, run.outcome(now))
    for step_name, figures in steps.items():
        figures.seconds = median(times[step_name]) if times.get(step_name) else None
        figures.sentences = _frequent(said.get(step_name, []))
    took = [run.between(run.begun, run.ended) for run in runs if run.state == "done" and run.ended is not None]
    ordered = sorted(steps.values(), key=lambda figures: (figures.n, figures.name))
    return TaskFigures(name, len(runs), Counter(run.outcome(now) for run in runs), median(took) if took else None,
                       sum(s.hints for s in ordered), sum(s.not_understood for s in ordered), ordered)


def _add(figures: StepFigures, step: _Step) -> None:
    figures.reached += 1
    figures.done += step.done
    figures.at_once += step.done and not step.failures and not step.helped and not step.ours
    figures.not_understood += step.failures
    figures.hints += step.helped
    figures.our_failures += step.ours


def _end(steps: Mapping[str, StepFigures], run: _Run, outcome: str) -> None:
    """Where people stopped: the step they stood at."""
    figures = steps.get((run.person_at if outcome == "handed_over" else run.at_step) or "")
    if figures is None or outcome not in ("handed_over", "given_up", "left"):
        return
    setattr(figures, outcome, getattr(figures, outcome) + 1)
    figures.reasons.update(run.reasons if outcome == "handed_over" else ())


def _frequent(said: Sequence[str]) -> list[tuple[str, int]]:
    """The same words written differently are one sentence; the most frequent first."""
    found: dict[str, tuple[str, int]] = {}
    for text in said:
        key = " ".join("".join(c if c.isalnum() else " " for c in fold(text).text).split())
        found[key] = (found[key][0] if key in found else " ".join(text.split()), found.get(key, ("", 0))[1] + 1)
    return sorted(found.values(), key=lambda one: (-one[1], one[0]))[:SENTENCES]
