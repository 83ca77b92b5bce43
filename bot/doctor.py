"""`./sensei doctor`: looks at everything a start needs and says, line by line, what is missing and how to mend it.

Changes nothing. Also repeats what only the company can confirm: the emergency numbers customers may be given.
"""

from __future__ import annotations

import difflib
import importlib.util
import json
import platform
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from bot import keys
from bot.children import ROOT
from bot.files import load_safety
from bot.plan import MODEL
from bot.settings import SettingError, Settings, unknown
from bot.supervisor import StartError, check_port
from bot.training import is_fresh

MARKS = {"ok": "✓", "note": "·", "bad": "✗"}


@dataclass(frozen=True)
class Finding:
    """`bad` stops something that should work; `note` is worth knowing."""

    kind: str
    text: str


def examine(settings: Settings) -> int:
    """Print every finding; 1 when one is bad."""
    worst = 0
    for check in CHECKS:
        for finding in check(settings):
            print(f"{MARKS[finding.kind]} {finding.text}")
            worst |= finding.kind == "bad"
    return int(worst)


def _platform(settings: Settings) -> Iterator[Finding]:
    setup = _setup_script()
    try:
        setup.check_platform(platform.system(), platform.machine())
        yield Finding("ok", "Linux x86_64")
    except setup.SetupError as error:
        yield Finding("bad", str(error))


def _environments(settings: Settings) -> Iterator[Finding]:
    setup = _setup_script()
    for environment in setup.ENVIRONMENTS.values():
        python = ROOT / environment.folder / "bin" / "python"
        if not setup.is_ready(environment):
            cure = f"run `./sensei setup {environment.name}`."
            yield Finding("bad", f"{environment.folder}/ does not match its lock: {cure}")
            continue
        try:
            setup.verify(environment)
            version = ".".join(map(str, setup.version_of(str(python))))
            yield Finding("ok", f"{environment.folder}/ has Python {version} and matches locks/{environment.name}.txt")
        except setup.SetupError as error:
            yield Finding("bad", str(error))


def _model(settings: Settings) -> Iterator[Finding]:
    if is_fresh():
        yield Finding("ok", "The model is trained on today's words and rules")
    elif MODEL.is_file():
        yield Finding("note", "The model is older than its words or rules: the next start trains it.")
    else:
        yield Finding("note", "No model yet: the first start trains one.")


def _port(settings: Settings) -> Iterator[Finding]:
    try:
        check_port(settings.host, settings.port)
        yield Finding("ok", f"Port {settings.port} on {settings.host} is free")
    except StartError:
        running = (settings.data_dir / "run" / "supervisor.pid").is_file()
        said = "by this running Sensei, it seems" if running else f"try SENSEI_PORT={settings.port + 1}"
        yield Finding("note" if running else "bad", f"Port {settings.port} on {settings.host} is taken: {said}.")


def _data_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        yield Finding("ok", f"The data folder {folder} will be made at the first start")
    elif not folder.is_dir() or not _writable(folder):
        yield Finding("bad", f"{folder} cannot be written: give it to this user or set SENSEI_DATA_DIR.")
    else:
        free = shutil.disk_usage(folder).free // 1_000_000
        yield Finding("ok" if free > 500 else "bad", f"The data folder {folder} can be written; {free} MB are free")
        for inside in (folder / "run", folder / "log"):
            if inside.exists() and not _writable(inside):
                yield Finding("bad", f"{inside} cannot be written: nothing starts; give it to this user.")
        if folder.stat().st_mode & 0o077:
            yield Finding("note", f"{folder} can be entered by other users: chmod 700 {folder} (a start does it).")


def _keys(settings: Settings) -> Iterator[Finding]:
    if not settings.jwt_keys and not (settings.data_dir / keys.FILE).exists():
        return  # made at the first start
    try:
        keys.load(settings)
        yield Finding("ok", "The keys of signed identities can be read")
    except SettingError as error:
        yield Finding("bad", str(error))
    except (OSError, KeyError, TypeError, AttributeError) as error:
        where = "SENSEI_JWT_KEYS" if settings.jwt_keys else settings.data_dir / keys.FILE
        yield Finding("bad", f"{where} cannot be used ({type(error).__name__}): put back the copy of your backup.")


def _parts(settings: Settings) -> Iterator[Finding]:
    """What a running Sensei says of its parts, also when its pages do not answer."""
    run = settings.data_dir / "run"
    if not (run / "supervisor.pid").is_file():
        return
    try:
        parts = json.loads((run / "state.json").read_text("utf-8"))["parts"].items()
    except (OSError, ValueError, KeyError, AttributeError):
        yield Finding("bad", f"{run / 'state.json'} cannot be read: is the disk full? It is made anew at a start.")
        return
    for part, state in parts:
        log = settings.data_dir / "log" / f"{part}.log"
        if state["status"] == "down":
            yield Finding("bad", f"{part} is down ({state['detail'] or 'no reason'}): see the end of {log}")
        elif state["status"] != "ok":
            yield Finding("note", f"{part} is {state['status']} {state['detail']}".rstrip())


def _writable(folder: Path) -> bool:
    probe = folder / ".doctor"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _tools(settings: Settings) -> Iterator[Finding]:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    yield (
        Finding("ok", f"Browser for the tests: {browser}")
        if browser
        else Finding("note", "No Chromium: browser tests are skipped (apt-get install chromium).")
    )
    with socket.socket() as one:
        one.settimeout(1)
        postgres = one.connect_ex(("127.0.0.1", 5432)) == 0
    yield (
        Finding("ok", "PostgreSQL answers on 127.0.0.1:5432")
        if postgres
        else Finding("note", "No PostgreSQL on 127.0.0.1:5432: not needed to run, its tests are skipped.")
    )


def _settings(settings: Settings) -> Iterator[Finding]:
    for sentence in unknown():
        yield Finding("bad", sentence)
    known = {path.stem for path in (ROOT / "data" / "tasks").glob("*.yml")}
    for name in settings.tasks:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(known))}."
            yield Finding("bad", f"SENSEI_TASKS names {name}, which is no task: {meant}")


def _safety(settings: Settings) -> Iterator[Finding]:
    try:
        open_points = load_safety(settings.country).unconfirmed()
    except (OSError, ValueError, KeyError) as error:
        cure = "choose another SENSEI_COUNTRY or write that file."
        yield Finding("bad", f"data/safety/{settings.country}.yml cannot be read ({error}): {cure}")
        return
    for point in open_points:
        yield Finding("note", f"To be confirmed by the company (data/safety/{settings.country}.yml): {point}")
    if not open_points:
        yield Finding("ok", f"Every emergency number of data/safety/{settings.country}.yml has a source")


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _platform, _environments, _model, _port, _data_folder, _keys, _parts, _tools, _settings, _safety,
)  # fmt: skip


def _setup_script() -> ModuleType:
    """scripts/setup.py is no package of ours: it runs before there is one."""
    spec = importlib.util.spec_from_file_location("sensei_setup", ROOT / "scripts" / "setup.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sensei_setup"] = module
    spec.loader.exec_module(module)
    return module
