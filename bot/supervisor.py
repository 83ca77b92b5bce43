"""`sensei run`: one small process that starts the others in order, keeps them alive and takes them all down.

Standard library and settings only, so that it survives what breaks the rest. Pages come first; the brain follows when
its environment is installed and its model trained. Must not serve a request, read a message or open the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import json
import logging
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import TextIO

from bot.children import Child, Pace, Part, log_file, run_job, turn_over
from bot.core import logs
from bot.plan import Plan, make_plan, write_private
from bot.settings import Settings

log = logging.getLogger(__name__)

Tell = Callable[..., None]
"""Tells the person at the terminal: `tell(key, **values)`, keys from the `cli` section of the texts."""


class StartError(Exception):
    """Why nothing can start, as a key of the `cli` texts and its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class State:
    """What /health shows of the processes, kept in a file that is always whole."""

    def __init__(self, path: Path, parts: tuple[str, ...]) -> None:
        self._path = path
        self._parts = {part: {"status": "starting", "detail": ""} for part in parts}
        self.write()

    def report(self, part: str, status: str, detail: str) -> None:
        self._parts[part] = {"status": status, "detail": detail}
        log.log(logging.WARNING if status == "down" else logging.INFO, "part changed", extra={
            "part": part, "status": status, "detail": detail or None})
        try:
            self.write()
        except OSError as error:  # a full disk: children are kept alive all the same
            log.error("state not written", exc_info=error)

    def write(self) -> None:
        write_private(self._path, json.dumps({"parts": self._parts}, ensure_ascii=False) + "\n")


class Supervisor:
    """Runs a plan until told to stop. Knows the order, and nothing of what the parts do."""

    def __init__(self, plan: Plan, tell: Tell, pace: Pace | None = None) -> None:
        self._plan = plan
        self._tell = tell
        self._stop = asyncio.Event()
        self._state = State(plan.folder / "run" / "state.json", tuple(part.name for part in plan.parts))
        self._children = {part.name: Child(part, plan.folder, self._state.report, pace) for part in plan.parts}
        self._tasks: list[asyncio.Task[None]] = []

    def stop(self) -> None:
        """Asked once: an orderly end. Asked again: at once."""
        if self._stop.is_set():
            for child in self._children.values():
                child.kill()
        self._stop.set()

    async def run(self) -> int:
        """0 after an orderly stop, 1 when there is nothing left worth keeping alive."""
        code, last = await run_job(self._plan.migrate, self._plan.folder, self._stop)
        if code and not self._stop.is_set():
            self._tell("migrate_failed", why=last.removeprefix("sensei: "), log=self._log("migrate"))
            return 1
        if not self._stop.is_set():
            self._begin(self._plan.front)
            self._task(self._announce())
            self._task(self._show_mails())
            self._task(self._bring_up_brain())
        await self._stop.wait()
        await self._shut_down()
        return 1 if self._front_door.gave_up.is_set() else 0

    @property
    def _front_door(self) -> Child:
        return self._children["front_door"]

    def _begin(self, parts: tuple[Part, ...]) -> None:
        for child in [c for c in self._children.values() if c.part in parts]:
            self._task(child.keep())
            self._task(self._lament(child))

    def _task(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _announce(self) -> None:
        await self._front_door.ready.wait()
        self._tell("pages_ready")

    async def _show_mails(self) -> None:
        """The demo has no mail server: what it would send comes here line by line (`bot.post`), and is kept nowhere."""
        path = self._plan.folder / "run" / "console.txt"
        taken = path.with_suffix(".shown")
        path.unlink(missing_ok=True)
        while True:
            await asyncio.sleep(0.5)
            with contextlib.suppress(OSError, UnicodeDecodeError):
                path.replace(taken)  # the next mail begins a new file
                lines = taken.read_text("utf-8").splitlines()
                taken.unlink()
                for line in lines:
                    self._tell("mail", line=line)

    async def _bring_up_brain(self) -> None:
        """Set-up and training beside the running pages; what fails here is said, and the pages stay."""
        await self._front_door.ready.wait()  # training takes both cores of a small machine; people look at the pages
        for job in self._plan.prepare:
            self._brain_is("starting", job.name)
            code, last = await run_job(job, self._plan.folder, self._stop)
            if self._stop.is_set():
                return
            if code:
                self._brain_is("down", f"{job.name}: {last}")
                self._tell(f"{job.name}_failed", why=last.removeprefix("sensei: "), log=self._log(job.name))
                return
        self._begin(self._plan.brain)
        await asyncio.gather(*(self._children[part.name].ready.wait() for part in self._plan.brain))
        self._tell("brain_ready")

    def _brain_is(self, status: str, detail: str) -> None:
        for part in self._plan.brain:
            self._state.report(part.name, status, detail)

    async def _lament(self, child: Child) -> None:
        await child.gave_up.wait()
        self._tell("part_gave_up", part=child.part.name, log=self._log(child.part.name))
        if child is self._front_door:  # no door, no house: whoever started us may start us again
            self._stop.set()

    async def _shut_down(self) -> None:
        """The front door first: it stops taking messages in and finishes what it has while the others still answer."""
        self._tell("stopping")
        await self._front_door.stop()
        await asyncio.gather(*(child.stop() for child in self._children.values()))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _log(self, name: str) -> str:
        return str(self._plan.folder / "log" / f"{name}.log")


def run(settings: Settings, environ: Mapping[str, str], tell: Tell) -> int:
    """Everything from here to the end of the process. Raises `StartError` when it cannot begin."""
    prepare_folder(settings.data_dir)
    _keep_log(log_file(settings.data_dir, "supervisor"))
    try:
        with _alone(settings.data_dir / "run" / "supervisor.pid", settings.data_dir):
            check_port(settings.host, settings.port)
            tell("starting")
            return asyncio.run(_run(make_plan(settings, environ), tell))
    except StartError as error:
        log.error("not started", extra={"reason": error.key})
        raise


def prepare_folder(folder: Path) -> None:
    """The data folder with its two subfolders, closed to others; a sentence when this user may not."""
    try:
        for path in (folder, folder / "run", folder / "log"):
            path.mkdir(parents=True, exist_ok=True)
            if not os.access(path, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        folder.chmod(0o700)  # what customers wrote is in there
    except OSError as error:
        raise StartError("folder_not_writable", folder=folder, why=error.strerror or error) from error


def _keep_log(path: Path) -> None:
    """Deaths and restarts, which /health forgets. One that cannot be written must not keep the pages closed."""
    with contextlib.suppress(OSError):
        turn_over(path)
        logs.set_up(logging.FileHandler(path, encoding="utf-8"))


async def _run(plan: Plan, tell: Tell) -> int:
    supervisor = Supervisor(plan, tell)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup asked us to outlive the terminal
            loop.add_signal_handler(number, supervisor.stop)
    return await supervisor.run()


def check_port(host: str, port: int) -> None:
    """A port taken by another program is said here, in words, and not by a child that dies five times."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except PermissionError as error:
            raise StartError("port_forbidden", port=port) from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:  # no such name, or an address of another machine
                raise StartError("host_unknown", host=host) from error
            raise StartError(
                "port_taken", host=host, port=port, other=port + 1 if port < 65535 else port - 1
            ) from error


class _alone:
    """Two supervisors on one data folder would be two brains on one tracker."""

    def __init__(self, path: Path, folder: Path) -> None:
        self._folder = folder
        self._path = path
        self._file: TextIO = path.open("a+", encoding="utf-8")

    def __enter__(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise StartError("folder_taken", folder=self._folder) from error
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink()
        self._file.close()
