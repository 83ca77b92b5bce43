"""For both test runs: which tests belong to which environment, which tools a test needs, and what was skipped.

Imports pytest and nothing else that must be installed: it is loaded in both environments.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
BRAIN_SIDE = sys.version_info < (3, 11)
BOTH = {"core"}
BRAIN_ONLY = {"components", "actions", "brain_contract"}
REQUIRED = {tool.strip() for tool in os.environ.get("SENSEI_REQUIRE", "").split(",") if tool.strip()}
_skipped: list[str] = []


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Each environment sees its own tests, so that a plain `pytest` works in both."""
    below = collection_path.relative_to(ROOT / "tests").parts if collection_path.is_relative_to(ROOT / "tests") else ()
    if not below or below[0] in BOTH or below[0] == "conftest.py":
        return None
    return True if (below[0] in BRAIN_ONLY) != BRAIN_SIDE else None


def chromium() -> str | None:
    """Path of a browser for the browser tests."""
    return next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)


def missing(tool: str) -> str | None:
    """Why a tool cannot be used here, with the cure; None when it can."""
    if tool == "chromium":
        return None if chromium() else "no Chromium; apt-get install chromium"
    if tool == "postgres":
        with socket.socket() as one:
            one.settimeout(1)
            there = one.connect_ex(("127.0.0.1", 5432)) == 0
        return None if there else "no PostgreSQL on 127.0.0.1:5432; apt-get install postgresql and start it"
    if tool == "brain":
        ready = (ROOT / "models" / "sensei.tar.gz").is_file() and (ROOT / ".venv-brain" / "bin" / "rasa").is_file()
        return None if ready else "no trained model; make train"
    if tool == "telegram-test-api":
        if shutil.which("node") is None:
            return "no node; apt-get install nodejs"
        there = (ROOT / "tests/telegram/standin_server/node_modules/telegram-test-api").is_dir()
        return None if there else "not installed; make test-telegram-standin"
    raise ValueError(f"needs({tool!r}): tests/conftest.py does not know how to look for it")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        for tool in marker.args:
            why = missing(tool)
            if why:
                pytest.skip(f"needs {tool}: {why}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a real brain begins first: it takes longest, and the rest fits around it."""
    items.sort(key=lambda item: {"sensei", "model"}.isdisjoint(getattr(item, "fixturenames", ())))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Side by side: a file stays in one process, and what shares the running product counts as one file."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::")[0]
            return "tests/e2e" if file.startswith("tests/e2e/") else file

    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = _reason(report.longrepr)
        required = _required(reason)
        if required:
            report.outcome = "failed"
            report.longrepr = f"SENSEI_REQUIRE names {required}, so this may not be skipped. {reason}"
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Where all processes report: what was skipped, and why."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(f"{report.nodeid}: {_reason(report.longrepr)}")


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A module that skips itself would be seen by its own process only: tests say `needs(…)` instead."""
    if report.skipped:
        raise pytest.UsageError(f"{report.nodeid} skips itself; mark its tests with needs(…)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested, in this run and in the one before it."""
    shared = os.environ.get("SENSEI_SKIPS")
    lines = list(_skipped)
    if shared:
        path = Path(shared)
        lines = path.read_text("utf-8").splitlines() + lines if path.is_file() else lines
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    if lines:
        terminalreporter.section(f"NOT TESTED HERE: {len(lines)}", sep="!", yellow=True, bold=True)
        for line in lines:
            terminalreporter.line(line)


def _reason(longrepr: object) -> str:
    text = longrepr[2] if isinstance(longrepr, tuple) else longrepr
    return str(text).removeprefix("Skipped: ")


def _required(reason: str) -> str | None:
    return next((tool for tool in sorted(REQUIRED) if tool in reason.lower()), None)
