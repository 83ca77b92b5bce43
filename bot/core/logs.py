"""One shape for every line that any process logs: time, level, place, what happened, then `name=value`.

Owns the layout, what is said of an exception, and the ids that follow one message through the processes. A line is
one line, so that `grep turn=…` finds all of it. Must never let through what an exception of a library says: it quotes
what people wrote. The messages themselves are constants; docs/operations.md explains each.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone

OURS = ("bot.", "actions.")
REPEATED_S = 60.0  # the same line is written once in so many seconds, then with how often it came
MOST_REMEMBERED = 200
LONGEST_VALUE = 200
MOST_FRAMES = 8

# Errors whose words come from the machine or from our own code, never from a person.
_HARMLESS = (OSError, NameError, AttributeError, ImportError)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}
_about: ContextVar[dict[str, object] | None] = ContextVar("about", default=None)


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Every line logged inside, a library's too, carries these ids."""
    before = _about.set({**(_about.get() or {}), **ids})
    try:
        yield
    finally:
        _about.reset(before)


def from_now_about(**ids: object) -> None:
    """The same until the next call, for a server that calls us without a way to enclose the call."""
    _about.set(ids)


class OneLine(logging.Formatter):
    """`2026-11-24T13:00:00.123Z WARNING bot.worker: brain gave no answer turn=… error=BrainDown`"""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        return f"{at}Z {record.levelname} {record.name}: {content(record)}"


def content(record: logging.LogRecord) -> str:
    """A line without its time and place."""
    fields = {**(_about.get() or {}), **_given(record)}
    if record.exc_info:
        fields.pop("error", None)  # said below, with its place
    words = [_one_line(record.getMessage()), *(f"{name}={_value(value)}" for name, value in fields.items()
                                               if value is not None)]
    if record.exc_info and record.exc_info[1] is not None:
        words.append(f"error={_value(said_by(record.exc_info[1]))} at={_value(_places(record.exc_info[1]), 1000)}")
    return " ".join(words)


def said_by(error: BaseException) -> str:
    """The kind of an error and, where they can only be the machine's, its words."""
    kind, original = type(error).__name__, getattr(error, "orig", None)
    if kind == "OperationalError":  # the database itself: locked, full, read-only; never the values
        return f"{kind}: {original or type(error.__cause__ or error).__name__}"
    return f"{kind}: {error}" if isinstance(error, _HARMLESS) else kind


class Unrepeated(logging.Filter):
    """Lets the same line through once a minute: a fault that lasts a night must not bury its cause."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        line = f"{record.name} {content(record)}"
        since, times = self._seen.get(line, (float("-inf"), 0))
        if record.created - since < REPEATED_S:
            self._seen[line] = (since, times + 1)
            return False
        if len(self._seen) >= MOST_REMEMBERED:
            self._seen.pop(next(iter(self._seen)))
        self._seen.pop(line, None)
        self._seen[line] = (record.created, 0)
        if times:
            record.repeated = times
        return True


def set_up(handler: logging.Handler | None = None) -> None:
    """The only configuration of logging there is: one handler, to where the process writes."""
    if handler is None:
        handler = logging.StreamHandler()
        handler.addFilter(Unrepeated())
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    for name in (None, "bot", "actions"):  # ours by name: Rasa sets the root's level anew
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)
    for chatty in ("httpx", "py.warnings", "matplotlib", "apscheduler", "sanic.access", "alembic"):
        logging.getLogger(chatty).setLevel(logging.ERROR)


def _given(record: logging.LogRecord) -> dict[str, object]:
    """The `extra` of our own calls; a library's may hold anything."""
    ours = record.name.startswith(OURS)
    return {name: value for name, value in vars(record).items()
            if name not in _STANDARD and (ours or name == "repeated")}


def _value(value: object, longest: int = LONGEST_VALUE) -> str:
    text = _one_line(",".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value))[:longest]
    return f'"{text}"' if " " in text else text


def _one_line(text: str) -> str:
    return " | ".join(line.strip() for line in text.splitlines() if line.strip())


def _places(error: BaseException) -> str:
    """Where it happened, innermost first: our own files, and where the library broke."""
    frames = list(reversed([_place(frame) for frame in traceback.extract_tb(error.__traceback__)]))
    ours = [frame for frame in frames[1:] if frame.startswith(("bot/", "actions/"))]
    return " < ".join([*frames[:1], *ours][:MOST_FRAMES])


def _place(frame: traceback.FrameSummary) -> str:
    path = frame.filename
    for folder in ("/site-packages/", "/bot/", "/actions/"):
        if folder in path:
            path = path.rpartition(folder)[2] if folder == "/site-packages/" else folder[1:] + path.partition(folder)[2]
            break
    return f"{path}:{frame.lineno} {frame.name}"
