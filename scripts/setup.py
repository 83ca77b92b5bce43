#!/usr/bin/env python3
"""Makes the two environments from their locks: `setup.py front | brain | all | uv`.

Standard library only and any Python from 3.8, because it runs before anything of ours exists. It never downloads an
interpreter, never touches an environment whose lock has not changed, and trusts no sync: a lock whose markers do not
match installs nothing and still succeeds, so each group is imported afterwards. Errors are one sentence with the cure.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

ROOT = Path(__file__).resolve().parent.parent


class SetupError(Exception):
    """What is wrong and how to mend it, in one sentence."""


class Environment(NamedTuple):
    """One of the two environments. `imports` are the packages that prove the sync did something."""

    name: str
    folder: str
    lowest: Tuple[int, int]
    below: Tuple[int, int]
    imports: Tuple[str, ...]
    tool: str
    minutes: str


FRONT = Environment(
    "front", ".venv", (3, 12), (3, 15), ("litestar", "sqlalchemy", "pytest"), "the pages", "under a minute"
)
BRAIN = Environment(
    "brain", ".venv-brain", (3, 10), (3, 11), ("rasa", "requests", "pytest"), "the assistant", "a few minutes"
)
ENVIRONMENTS: Dict[str, Environment] = {"front": FRONT, "brain": BRAIN}


def check_platform(system: str, machine: str) -> None:
    """The locks hold Linux x86_64 packages only; anywhere else they would install nothing and say nothing."""
    if (system, machine) != ("Linux", "x86_64"):
        raise SetupError(
            f"Sensei runs on Linux x86_64 and this is {system} {machine}: use a Linux x86_64 machine or container."
        )


# --- uv ---------------------------------------------------------------------------------------------------------


def pinned_uv(root: Path = ROOT) -> str:
    found = re.search(r"^uv==(\S+)", (root / "locks" / "uv.txt").read_text("utf-8"), re.MULTILINE)
    if not found:
        raise SetupError("locks/uv.txt names no version of uv: restore it with `git checkout locks/uv.txt`.")
    return found.group(1)


def uv_version(path: str) -> str:
    words = _output([path, "--version"]).split()
    return words[1] if len(words) > 1 else ""


def ensure_uv(root: Path = ROOT) -> str:
    """Path of the pinned uv: ours in .uv/, the one on the path if it is the same version, or installed now."""
    version = pinned_uv(root)
    own = root / ".uv" / "bin" / "uv"
    for candidate in (str(own), shutil.which("uv") or ""):
        if candidate and os.path.exists(candidate) and uv_version(candidate) == version:
            return candidate
    host = next((python for python in _hosts() if _can_make_venv(python)), None)
    if host is None:
        short = "%d.%d" % sys.version_info[:2]
        raise SetupError(
            f"This Python has no ensurepip: run `apt-get install python3-venv` (or python{short}-venv) and try again."
        )
    say("Bringing uv %s into .uv/ …" % version)
    _run([host, "-m", "venv", "--clear", str(root / ".uv")], "The folder .uv/ could not be made")
    _run(
        [
            str(root / ".uv" / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "-r",
            str(root / "locks" / "uv.txt"),
        ],
        "uv could not be installed",
    )
    return str(own)


def _hosts() -> Iterator[str]:
    """Interpreters that may make the folder for uv: this one first, then those the environments need anyway."""
    yield sys.executable
    for environment in (FRONT, BRAIN):
        found = find_python(environment, uv=None)
        if found:
            yield found


def _can_make_venv(python: str) -> bool:
    quiet = subprocess.DEVNULL
    return subprocess.run([python, "-c", "import ensurepip, venv"], stdout=quiet, stderr=quiet).returncode == 0


# --- interpreters -----------------------------------------------------------------------------------------------


def find_python(environment: Environment, uv: Optional[str]) -> Optional[str]:
    """An installed interpreter that fits: pyenv's versions, the path, then what uv knows. None is downloaded."""
    minors = ["3.%d" % minor for minor in range(environment.lowest[1], environment.below[1])]
    for minor in minors:
        for candidate in _candidates(minor, uv):
            if _fits(candidate, environment):
                return candidate
    return None


def _candidates(minor: str, uv: Optional[str]) -> Iterator[str]:
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    if pyenv.is_dir():
        for version in sorted(pyenv.glob(minor + "*"), reverse=True):
            yield str(version / "bin" / ("python" + minor))
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if folder and os.access(os.path.join(folder, "python" + minor), os.X_OK):
            yield os.path.join(folder, "python" + minor)
    if uv:
        found = _output([uv, "python", "find", "--no-project", minor], quiet=True).strip()
        if found:
            yield found


def _fits(python: str, environment: Environment) -> bool:
    return os.path.exists(python) and environment.lowest <= version_of(python) < environment.below


def version_of(python: str) -> Tuple[int, int]:
    text = _output([python, "-c", "import sys; print(*sys.version_info[:2])"], quiet=True).split()
    return (int(text[0]), int(text[1])) if len(text) == 2 else (0, 0)


# --- environments -----------------------------------------------------------------------------------------------


def stamp(environment: Environment, root: Path = ROOT) -> str:
    """Changes when the lock does, or when what we verify does."""
    content = (root / "locks" / (environment.name + ".txt")).read_bytes()
    return hashlib.sha256(content + repr(environment.imports).encode()).hexdigest()


def is_ready(environment: Environment, root: Path = ROOT) -> bool:
    """True when the environment was synced from today's lock, verified, and its interpreter is still there."""
    folder = root / environment.folder
    try:
        written = (folder / "sensei.stamp").read_text("utf-8").strip()
    except OSError:
        return False
    return written == stamp(environment, root) and os.path.exists(str(folder / "bin" / "python"))


def make(environment: Environment, root: Path = ROOT) -> None:
    """Bring one environment up to its lock. Does nothing when it is."""
    if is_ready(environment, root):
        return
    with _one_at_a_time(root):
        if is_ready(environment, root):  # somebody else made it while we waited
            return
        uv = ensure_uv(root)
        python = str(root / environment.folder / "bin" / "python")
        if not _fits(python, environment):
            _create(environment, uv, root)
        say(
            "Installing %s into %s/ (the first time: %s) …"
            % (environment.tool, environment.folder, environment.minutes)
        )
        lock = root / "locks" / (environment.name + ".txt")
        _run(
            [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, str(lock)],
            "The packages could not be installed",
        )
        verify(environment, root)
        (root / environment.folder / "sensei.stamp").write_text(stamp(environment, root) + "\n", "utf-8")


def _create(environment: Environment, uv: str, root: Path) -> None:
    interpreter = find_python(environment, uv)
    if interpreter is None:
        wanted = "%d.%d" % environment.lowest
        newer = " or newer" if environment.below[1] - environment.lowest[1] > 1 else ""
        raise SetupError(
            f"Python {wanted}{newer} is needed for {environment.tool} and was not found: install it "
            f"(for example `pyenv install {wanted}` or `uv python install {wanted}`) and run this again."
        )
    folder = str(root / environment.folder)
    _run(
        [uv, "venv", "--quiet", "--clear", "--no-project", "--python", interpreter, folder],
        "The folder %s could not be made" % folder,
    )


def verify(environment: Environment, root: Path = ROOT) -> None:
    """Import one package per group in the new environment, and look at its interpreter."""
    folder = environment.folder
    python = str(root / folder / "bin" / "python")
    if not _fits(python, environment):
        raise SetupError(f"{folder}/ holds another Python than its lock is for: delete {folder}/ and run this again.")
    for package in environment.imports:
        done = subprocess.run(
            [python, "-W", "ignore", "-c", "import " + package], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        if done.returncode:
            why = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[-1]
            raise SetupError(
                f"{folder}/ was installed but `import {package}` fails ({why}): delete {folder}/ and run this again."
            )


class _one_at_a_time:
    """Two starts at once must not sync one folder: the second waits, then finds the work done."""

    def __init__(self, root: Path) -> None:
        (root / ".uv.lock").touch()
        self._file = open(str(root / ".uv.lock"))  # noqa: SIM115  held until the end of the block

    def __enter__(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another set-up is at work here; waiting for it …")
            fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


# --- running ----------------------------------------------------------------------------------------------------

NO_NETWORK = re.compile(
    r"dns error|error sending request|failed to fetch|connection (refused|reset|timed out)|newconnectionerror|"
    r"network is unreachable|name resolution|could not connect|no matching distribution|read timed out",
    re.IGNORECASE,
)


UNTRUSTED = re.compile(r"invalid peer certificate|unknownissuer|certificate verify failed", re.IGNORECASE)


def explain(what: str, output: str) -> str:
    """One sentence for a failed command: the network if it looks like it, else the tool's own last word."""
    if "no space left" in output.lower():
        return f"{what}: the disk is full; free about 3 GB and run this again."
    if UNTRUSTED.search(output):
        return (
            f"{what}: the package index shows a certificate this machine does not trust; add your proxy's authority to "
            "the system's certificates or set SSL_CERT_FILE to it, then run this again."
        )
    if os.environ.get("UV_OFFLINE", "0").lower() not in ("", "0", "false"):
        return f"{what}: UV_OFFLINE is set and not everything is in uv's cache; unset it and run this again."
    if NO_NETWORK.search(output):
        return f"{what}: the package index cannot be reached; check the network or the proxy, then run this again."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return f"{what}: {lines[-1] if lines else 'no reason was given'}"


def _run(command: Sequence[str], what: str) -> None:
    failed = _failure(command, {})
    if failed is not None and UNTRUSTED.search(failed):
        failed = _failure(command, {"UV_SYSTEM_CERTS": "1"})  # a proxy whose authority only this machine knows
    if failed is not None:
        raise SetupError(explain(what, failed))


def _failure(command: Sequence[str], more: Dict[str, str]) -> Optional[str]:
    """What a failed command wrote; None when it succeeded."""
    environ = {**_environ(), **more}
    done = subprocess.run(
        list(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environ
    )
    return done.stdout.decode("utf-8", "replace") if done.returncode else None


def _output(command: Sequence[str], quiet: bool = False) -> str:
    try:
        done = subprocess.run(
            list(command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=_environ()
        )
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 or not quiet else ""


def _environ() -> Dict[str, str]:
    """What uv and pip see: never an interpreter download, never another environment that happens to be active."""
    ours = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "CONDA_PREFIX")
    environ = {k: v for k, v in os.environ.items() if k not in ours}
    environ["UV_PYTHON_DOWNLOADS"] = "never"
    return environ


def say(sentence: str) -> None:
    print(sentence, flush=True)


def main(arguments: List[str]) -> int:
    wanted = arguments[0] if arguments else "all"
    try:
        check_platform(platform.system(), platform.machine())
        if wanted == "uv":
            with _one_at_a_time(ROOT):
                say(ensure_uv())
        elif wanted in ENVIRONMENTS:
            make(ENVIRONMENTS[wanted])
        elif wanted == "all":
            for environment in ENVIRONMENTS.values():
                make(environment)
        else:
            raise SetupError(f"`{wanted}` is not one of front, brain, all, uv.")
    except SetupError as error:
        print("sensei: %s" % error, file=sys.stderr)
        return 1
    except OSError as error:
        where = error.filename or ROOT
        cure = "give %s to this user (chown -R) or make a clone of your own." % ROOT
        print("sensei: %s cannot be written (%s): %s" % (where, error.strerror or error, cure), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
