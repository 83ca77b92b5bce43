"""One child process: start it, know when it answers, start it again when it dies, stop it with its whole family.

Part of the supervisor: standard library only. Must not know what the children are or in which order they start.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TETHER = Path(__file__).with_name("tether.py")
ROOT = Path(__file__).resolve().parent.parent
LOG_LIMIT = 5_000_000

Report = Callable[[str, str, str], None]
"""part, status (`starting`, `ok`, `down`, `off`), detail"""


@dataclass(frozen=True)
class Probe:
    """Asks a child by HTTP whether it is ready. `any_answer`: even an error page proves that the pages are up."""

    port: int
    path: str
    host: str = "127.0.0.1"
    token: str = ""
    any_answer: bool = False
    seconds: float = 3.0

    async def answers(self) -> bool:
        try:
            async with asyncio.timeout(self.seconds):
                status = await self._status()
        except (OSError, TimeoutError, ValueError, IndexError):
            return False
        return status == 200 or (self.any_answer and status > 0)

    async def _status(self) -> int:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            bearer = f"Authorization: Bearer {self.token}\r\n" if self.token else ""
            writer.write(f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{bearer}Connection: close\r\n\r\n".encode())
            await writer.drain()
            return int((await reader.readline()).split()[1])
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


@dataclass(frozen=True)
class Part:
    """What the supervisor keeps alive: a name (of pid file, log and line in /health), a command, a probe."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str] = field(repr=False)
    probe: Probe
    patience: float = 5.0


@dataclass(frozen=True)
class Job:
    """Something that runs once and ends: a migration, the set-up of the brain, its training."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str] = field(repr=False)
    private: bool = False


@dataclass(frozen=True)
class Pace:
    """How fast a dead child is started again, when we stop trying, and how long a living one may be silent."""

    first: float = 0.5
    longest: float = 30.0
    failures: int = 5
    window: float = 60.0
    probe_every: float = 0.2
    look_every: float = 5.0
    silent: int = 3     # looks without an answer after which /health says so
    hopeless: int = 12  # and after which it is ended, to be started again


class Child:
    """Keeps one part alive until told to stop, or until it failed too often."""

    def __init__(self, part: Part, folder: Path, report: Report, pace: Pace | None = None) -> None:
        self.part = part
        self.ready = asyncio.Event()
        self.gave_up = asyncio.Event()
        self._folder = folder
        self._report = report
        self._pace = pace or Pace()
        self._stop = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._failed_at: deque[float] = deque(maxlen=self._pace.failures)
        self._in_a_row = 0

    async def keep(self) -> None:
        """Run until `stop`, restarting with back-off."""
        while not self._stop.is_set():
            started = time.monotonic()
            self._report(self.part.name, "starting", "")
            try:
                code = await self._run_once()
            except OSError as error:  # no such program, a log that cannot be written, no process left
                code = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
            if self._stop.is_set():
                break
            if self.ready.is_set() and time.monotonic() - started >= self._pace.window:
                self._in_a_row = 0
            self.ready.clear()
            if self._failed_too_often():
                self._report(
                    self.part.name,
                    "down",
                    f"failed {self._pace.failures} times; see {log_file(self._folder, self.part.name)}",
                )
                self.gave_up.set()
                return
            self._report(self.part.name, "down", f"ended with {code}, starting again")
            await self._pause()
        self._report(self.part.name, "off", "stopped")

    async def stop(self) -> None:
        """SIGTERM, the part's patience, then the whole process group is killed."""
        self._stop.set()
        if self._process is not None:
            await end(self._process, self.part.patience)

    def kill(self) -> None:
        """At once: somebody pressed Ctrl-C twice."""
        self._stop.set()
        if self._process is not None:
            kill_group(self._process.pid)

    async def _run_once(self) -> int | str:
        process = await start(self.part.command, self.part.environ, log_file(self._folder, self.part.name))
        self._process = process
        pid_file = self._folder / "run" / f"{self.part.name}.pid"
        with contextlib.suppress(OSError):  # a full disk must not leave a child that nobody waits for
            pid_file.write_text(f"{process.pid}\n", "utf-8")
        if self._stop.is_set():  # told to stop while it was being born
            process.terminate()
        watcher = asyncio.create_task(self._watch(process.pid))
        try:
            return await process.wait()
        finally:
            watcher.cancel()
            pid_file.unlink(missing_ok=True)
            kill_group(process.pid)
            self._process = None

    async def _watch(self, pid: int) -> None:
        while not await self.part.probe.answers():  # noqa: ASYNC110  another process cannot set our event
            await asyncio.sleep(self._pace.probe_every)
        self.ready.set()
        self._report(self.part.name, "ok", "")
        await self._listen_to(pid)

    async def _listen_to(self, pid: int) -> None:
        """A process may live and answer nothing: say so, and end it when waiting has become hopeless."""
        silent = 0
        while silent < self._pace.hopeless:
            await asyncio.sleep(self._pace.look_every)
            before, silent = silent, 0 if await self.part.probe.answers() else silent + 1
            if silent == self._pace.silent:
                self._report(self.part.name, "down", "runs and does not answer")
            elif not silent and before >= self._pace.silent:
                self._report(self.part.name, "ok", "")
        kill_group(pid)

    def _failed_too_often(self) -> bool:
        now = time.monotonic()
        self._failed_at.append(now)
        return len(self._failed_at) == self._pace.failures and now - self._failed_at[0] <= self._pace.window

    async def _pause(self) -> None:
        delay = min(self._pace.longest, self._pace.first * 2**self._in_a_row)
        self._in_a_row += 1
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), delay)


async def run_job(job: Job, folder: Path, stop: asyncio.Event) -> tuple[int, str]:
    """Run a job to its end, or until `stop`. Returns its exit code and the last line it wrote."""
    log = log_file(folder, job.name)
    try:
        process = await start(job.command, job.environ, log, private=job.private)
    except OSError as error:
        return 127, str(error)
    stopping = asyncio.create_task(stop.wait())
    ending = asyncio.create_task(process.wait())
    try:
        await asyncio.wait({stopping, ending}, return_when=asyncio.FIRST_COMPLETED)
        if not ending.done():
            await end(process, 2.0)
        return await ending, _last_line(log)
    finally:
        stopping.cancel()
        kill_group(process.pid)  # also when we are cancelled, and also what it started itself


async def start(
    command: tuple[str, ...], environ: Mapping[str, str], log: Path, *, private: bool = True
) -> asyncio.subprocess.Process:
    """Start a command tied to this process, in a group of its own, writing to its log and reading nothing.

    A group of its own keeps a terminal's Ctrl-C from reaching children before their turn. `private`: what it writes
    is readable by this user alone.
    """
    turn_over(log)
    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *command,
            stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, env=dict(environ), cwd=ROOT,
            start_new_session=True, umask=0o077 if private else -1,
        )  # fmt: skip


async def end(process: asyncio.subprocess.Process, patience: float) -> None:
    """Ask politely, wait, insist."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), patience)
    except TimeoutError:
        kill_group(process.pid)
        await process.wait()


def kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def log_file(folder: Path, name: str) -> Path:
    return folder / "log" / f"{name}.log"


def turn_over(log: Path) -> None:
    """One old log is kept beside the new one, so that a failing child cannot fill the disk."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))


def _last_line(log: Path) -> str:
    with contextlib.suppress(OSError), log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4000))
        lines = [line.strip() for line in file.read().decode("utf-8", "replace").splitlines() if line.strip()]
        return lines[-1] if lines else ""
    return ""
