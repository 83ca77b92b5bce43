"""Who may import whom: the table of docs/architecture.md, walked over every source file.

A new module in `bot/` needs a row here, and writing it is the moment to ask where the module belongs. Imports under
TYPE_CHECKING count: knowing another part's types is knowing the part.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WEB_ADAPTERS = {"channels", "desk", "web", "demo", "health"}
LEAVES = {"clock", "limits", "keys", "core"}

# Part of `bot` (a file or a folder) -> the other parts it may import. `channels.base` alone means the Channel protocol.
MAY_IMPORT: dict[str, set[str]] = {
    # pure
    "core": set(),
    # leaves
    "settings": set(),
    "clock": set(),
    "limits": {"core"},
    "keys": {"core", "settings"},
    "files": {"core"},
    # behind the service
    "store": {"core"},
    "brain": {"core"},
    "office": {"core"},
    "service": {"core", "clock", "store", "brain", "office", "channels.base"},
    # in front of it. The worker asks the brain itself, because no transaction may wait for the network.
    "worker": {"core", "clock", "service", "brain", "sender", "fetcher", "channels.base"},
    "sender": {"service", "channels.base"},
    "fetcher": {"service"},
    "post": {"core", "service"},
    "privacy": {"brain", "plan", "service", "settings"},
    "decision_commands": {"core", "files", "service", "settings"},
    "task_commands": {"core", "files", "service", "settings", "task_sheet"},
    "task_sheet": {"core"},
    "channels": LEAVES | {"service", "web"},
    "desk": LEAVES | {"service", "web"},
    "widget": LEAVES | {"service", "web"},
    "shop": LEAVES | {"service", "web"},
    "demo": LEAVES | {"service", "web", "channels", "office"},
    "health": {"core", "settings"},
    "web": LEAVES | {"service", "settings", "desk", "demo"},
    "app": LEAVES | WEB_ADAPTERS | {"settings", "files", "service", "office", "widget", "shop"},
    "listener": set(),
    "arguments": set(),
    # other processes
    "components": {"core"},
    "backoffice": set(),
    # the supervisor
    "tether": set(),
    "children": set(),
    "plan": {"children", "settings"},
    "supervisor": {"children", "core", "plan", "settings"},
    # the command
    "training": {"children", "plan"},
    "shell": {"children", "plan"},
    "terminal": {"core", "files", "settings"},
    "doctor": {"children", "files", "keys", "plan", "settings", "supervisor", "training"},
}
EVERYTHING = {"wiring", "cli", "__main__"}
ACTIONS_MAY_IMPORT = {"core"}

# Package -> the only places that may import it.
ONLY = {
    "rasa": ("bot.components",),
    "rasa_sdk": ("actions",),
    "telegram": ("bot.channels.telegram",),
    "sqlalchemy": ("bot.store",),
    "alembic": ("bot.store",),
    "aiosqlite": ("bot.store",),
    "asyncpg": ("bot.store",),
    "psycopg": ("bot.store",),
    "sqlite3": ("bot.store", "bot.backoffice"),
    "spacy": ("bot.components",),
    "requests": ("actions",),
    "aiosmtplib": ("bot.post",),
}
STANDARD_LIBRARY_ONLY = ("core", "settings", "clock", "tether", "children", "plan", "supervisor", "training")
# What the pure part must not even hold in its hand: files, network, processes, clocks, chance.
IMPURE = {"os", "io", "pathlib", "socket", "subprocess", "asyncio", "threading", "time", "random", "secrets"}


def sources() -> list[Path]:
    return sorted(p for folder in ("bot", "actions") for p in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source: str, module: str, is_package: bool) -> Iterator[str]:
    """Every module a source imports, as full dotted names; `from bot import files` counts as bot.files."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parent = module.split(".") if is_package else module.split(".")[:-1]
                parent = parent[: len(parent) - node.level + 1]
                base = ".".join([*parent, base] if base else parent)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def found() -> Iterable[tuple[str, str]]:
    for path in sources():
        module = name_of(path)
        for imported in imports(path.read_text("utf-8"), module, path.name == "__init__.py"):
            yield module, imported


def part_of(module: str) -> str:
    """`bot.core.turns` -> `core`."""
    return module.split(".")[1] if module.count(".") else ""


def inside(module: str, places: Iterable[str]) -> bool:
    return any(module == place or module.startswith(place + ".") for place in places)


def breaks_the_table(module: str, imported: str) -> str | None:
    """Why this import is not allowed, or None."""
    if not inside(imported, ("bot", "actions")):
        return None
    if inside(module, ("actions",)):
        ok = inside(imported, ("actions",)) or part_of(imported) in ACTIONS_MAY_IMPORT
        return None if ok else f"{module} imports {imported}: actions may import bot.core only"
    if inside(imported, ("actions",)):
        return f"{module} imports {imported}: nothing in bot imports actions"
    part, other = part_of(module), part_of(imported)
    if part in EVERYTHING or part == other or not other:
        return None
    allowed = MAY_IMPORT.get(part, set())
    if other in allowed or inside(imported, (f"bot.{place}" for place in allowed if "." in place)):
        return None
    return f"{module} imports {imported}: {part} may import {', '.join(sorted(allowed)) or 'nothing of ours'}"


def test_every_part_of_bot_has_a_row_in_the_table() -> None:
    parts = {part_of(name_of(path)) for path in sources() if name_of(path).startswith("bot.")}
    assert parts - MAY_IMPORT.keys() - EVERYTHING == set()


def test_imports_follow_the_table() -> None:
    assert [why for module, imported in found() if (why := breaks_the_table(module, imported))] == []


def test_each_outside_package_stays_in_its_place() -> None:
    assert [
        f"{module} imports {imported}: only {' and '.join(ONLY[package])} may"
        for module, imported in found()
        if (package := imported.split(".")[0]) in ONLY and not inside(module, ONLY[package])
    ] == []


def test_what_must_start_anywhere_needs_the_standard_library_only() -> None:
    assert [
        f"{module} imports {imported}"
        for module, imported in found()
        if part_of(module) in STANDARD_LIBRARY_ONLY
        and imported.split(".")[0] not in sys.stdlib_module_names
        and not inside(imported, ("bot",))
    ] == []


def test_the_core_touches_no_file_no_network_no_clock() -> None:
    assert [
        f"{module} imports {imported}"
        for module, imported in found()
        if part_of(module) == "core" and inside(imported, IMPURE)
    ] == []
    assert [
        f"{name_of(path)}:{node.lineno} calls {ast.unparse(node.func)}"
        for path in sources()
        if part_of(name_of(path)) == "core"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"now", "utcnow", "today", "open"}
    ] == []


def test_no_two_modules_import_each_other() -> None:
    """A cycle says that two files are one idea cut in the wrong place. Packages' own files are left out."""
    modules = {name_of(path) for path in sources()}
    graph: dict[str, set[str]] = {module: set() for module in modules}
    for module, imported in found():
        target = imported if imported in modules else imported.rpartition(".")[0]
        if target in modules and target != module and not inside(module, (target,)):
            graph[module].add(target)
    assert [sorted(pair) for pair in {frozenset((a, b)) for a in graph for b in graph[a] if a in graph[b]}] == []


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("bot.core.turns", "bot.settings"),
        ("bot.store.turns", "bot.service.Service"),
        ("bot.supervisor", "bot.app"),
        ("bot.service.turns", "bot.channels.web"),
        ("bot.components.nlg", "bot.files"),
        ("bot.backoffice.app", "bot.core.problems"),
        ("actions.replace_part", "bot.office"),
        ("bot.desk.routes", "actions.coaching"),
        ("bot.unheard_of", "bot.core.turns"),
    ],
)
def test_the_walk_sees_a_forbidden_import(module: str, imported: str) -> None:
    assert breaks_the_table(module, imported)


@pytest.mark.parametrize(
    ("source", "imported"),
    [
        ("import bot.settings", "bot.settings"),
        ("from bot import settings", "bot.settings"),
        ("from ..settings import load", "bot.settings.load"),
        ("from . import turns", "bot.core.turns"),
        ("def late():\n    from bot.store import tables", "bot.store.tables"),
    ],
)
def test_the_walk_reads_every_way_to_import(source: str, imported: str) -> None:
    assert list(imports(source, "bot.core.brief", is_package=False)) == [imported]
