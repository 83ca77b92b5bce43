"""One shape for every log line: ids to follow a message by, and nothing that people wrote."""

from __future__ import annotations

import contextvars
import logging
from collections.abc import Iterator

import pytest

from bot.core import logs

PLACE = "bot.somewhere"


class Written(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs.OneLine())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def written() -> Iterator[Written]:
    handler = Written()
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger(PLACE).setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)


def broken(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


def test_a_line_has_time_level_place_words_and_ids(written: Written) -> None:
    logging.getLogger(PLACE).warning("brain gave no answer", extra={"turn": "t1", "error": "BrainDown", "agent": None})
    (line,) = written.lines
    at, rest = line.split(" ", 1)
    assert at.endswith("Z") and len(at) == 24
    assert rest == f"WARNING {PLACE}: brain gave no answer turn=t1 error=BrainDown"


def test_lines_of_libraries_carry_the_turn_they_were_written_in(written: Written) -> None:
    with logs.about(conversation="c1", turn="t1"):
        logging.getLogger("another.package").error("it failed")
    logging.getLogger("another.package").error("it failed later")
    assert [line.split(": ", 1)[1] for line in written.lines] == [
        "it failed conversation=c1 turn=t1", "it failed later"]


def test_ids_set_from_now_on_stay_in_their_own_task(written: Written) -> None:
    contextvars.copy_context().run(logs.from_now_about, turn="other")
    logging.getLogger(PLACE).warning("mine")
    assert "other" not in written.lines[0]


def test_what_an_exception_says_is_kept_out_but_its_kind_and_place_are_told(written: Written) -> None:
    error = broken(ValueError("parameters: ('mon secret',)"))
    logging.getLogger(PLACE).error("request broke", exc_info=error)
    (line,) = written.lines
    assert "error=ValueError at=" in line and "test_logs.py" in line and "broken" in line
    assert "secret" not in line


def test_words_of_the_machine_are_told(written: Written) -> None:
    full = broken(OSError(28, "No space left on device"))
    undefined = broken(NameError("name 'each' is not defined"))
    assert logs.said_by(full) == "OSError: [Errno 28] No space left on device"
    assert logs.said_by(undefined) == "NameError: name 'each' is not defined"


def test_a_database_that_is_locked_says_so_without_its_parameters() -> None:
    class OperationalError(Exception):
        orig = RuntimeError("database is locked")

    assert logs.said_by(OperationalError("[parameters: 'mon secret']")) == "OperationalError: database is locked"


def test_a_line_stays_one_line_whatever_is_in_it(written: Written) -> None:
    logging.getLogger(PLACE).warning("first\nsecond", extra={"path": "a\r\n2026 ERROR forged"})
    assert len(written.lines) == 1 and "\n" not in written.lines[0] and "\r" not in written.lines[0]


def test_a_library_cannot_add_fields_of_its_own(written: Written) -> None:
    logging.getLogger("another.package").error("it failed", extra={"body": "mon secret"})
    assert "secret" not in written.lines[0]


def test_the_same_line_comes_once_a_minute_and_then_with_how_often() -> None:
    once, line = logs.Unrepeated(), {"name": PLACE, "levelno": logging.ERROR, "msg": "watchdog round failed"}
    through = []
    for second in (0, 3, 6, 59, 61):
        record = logging.makeLogRecord({**line, "created": float(second)})
        if once.filter(record):
            through.append((second, getattr(record, "repeated", 0)))
    assert through == [(0, 0), (61, 3)]


def test_two_turns_with_the_same_fault_are_two_lines() -> None:
    once = logs.Unrepeated()
    records = [logging.makeLogRecord({"name": PLACE, "msg": "turn given up", "turn": turn}) for turn in "ab"]
    assert [once.filter(record) for record in records] == [True, True]
