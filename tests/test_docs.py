"""The documentation names what the code has: settings, reasons, scopes, parts, commands. And its links resolve."""

from __future__ import annotations

import ast
import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from bot import cli
from bot.core.escalation_rules import REASON_CODES
from bot.settings import INTERNAL, SETTINGS
from bot.store import tables
from bot.web import gate

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SCOPES = sorted(
    value for name, value in vars(gate).items() if name.isupper() and isinstance(value, str)
)


LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS] + list(INTERNAL))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in text("docs/operations.md")


@pytest.mark.parametrize("setting", [s for s in SETTINGS if s.default], ids=lambda s: s.name)
def test_the_documented_default_is_the_real_one(setting: object) -> None:
    name, default = setting.name, setting.default  # type: ignore[attr-defined]
    (row,) = [line for line in text("docs/operations.md").splitlines() if line.startswith(f"| `{name}`")]
    assert f"`{default}`" in row.split("|")[2]


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {setting.name for setting in SETTINGS} | set(INTERNAL) | {"SENSEI_REQUIRE"}
    named = {name for page in PAGES for name in re.findall(r"SENSEI_[A-Z_]*[A-Z]", page.read_text("utf-8"))}
    assert named - known == set()


@pytest.mark.parametrize("code", REASON_CODES)
def test_every_reason_is_documented(code: str) -> None:
    assert f"`{code}`" in text("docs/handoff.md")


def log_messages() -> dict[str, str]:
    """What our processes log themselves, and where; a message that is no constant is its own source."""
    found = {}
    for path in sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                    and ast.unparse(node.func.value) == "log" and node.func.attr in LEVELS):
                continue
            said = node.args[1 if node.func.attr == "log" else 0]
            message = said.value if isinstance(said, ast.Constant) else ast.unparse(said)
            found[str(message)] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def documented_lines() -> set[str]:
    section = text("docs/operations.md").split("## What each log line means")[1].split("\n## ")[0]
    first_cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {message for cell in first_cells for message in re.findall(r"`([^`]+)`", cell)}


def test_every_log_line_is_documented() -> None:
    known = documented_lines()
    assert {message: place for message, place in log_messages().items() if message not in known} == {}


def test_every_documented_log_line_is_written_somewhere() -> None:
    assert len(documented_lines()) >= 25
    assert documented_lines() - log_messages().keys() == set()


def test_the_queries_of_the_night_run_on_the_real_tables() -> None:
    queries = re.findall(r"\| `(select [^`]+)` \|", text("docs/operations.md"))
    assert len(queries) >= 8
    store = sqlite3.connect(":memory:")
    for table in tables.metadata.sorted_tables:
        store.execute(str(CreateTable(table).compile(dialect=sqlite.dialect())))
    for query in queries:
        store.execute(query)


def test_every_scope_is_documented() -> None:
    assert len(SCOPES) >= 6
    assert [scope for scope in SCOPES if f"| `{scope}` |" not in text("docs/operations.md")] == []


def test_commands_named_in_the_documentation_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    for page in PAGES:
        words = page.read_text("utf-8")
        assert set(re.findall(r"`make ([a-z-]+)", words)) <= targets, page.name
        assert set(re.findall(r"`\./sensei ([a-z][a-z-]*)", words)) <= {*cli.COMMANDS, *cli.WITH_SERVICE, "setup"}, page.name


def test_links_resolve() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_paths_named_in_the_documentation_exist() -> None:
    broken = [
        f"{page.name}: {path}"
        for page in PAGES
        for path in re.findall(r"`((?:bot|data|actions|scripts|tests|docs|locks)/[\w./-]*)`", page.read_text("utf-8"))
        if not (ROOT / path).exists()
    ]
    assert broken == []
