"""`./sensei shell`: Rasa's own shell on the trained model, with the action server it needs beside it.

Owns that pairing and where their logs go. The front door is not there: no hand-over, no safety check, no back office.
What happens at the terminal is Rasa's; what Rasa and the action server complain about goes to a log.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from bot.children import ROOT, TETHER, kill_group
from bot.plan import BRAIN_BIN, MODEL, QUIET, actions_command, endpoints_text, free_ports, write_private


def talk(folder: Path) -> int:
    """Run until the person leaves; the exit code of Rasa's shell. Raises OSError when the folder cannot be written."""
    for path in (folder / "run", folder / "log"):
        path.mkdir(parents=True, exist_ok=True)
    (port,) = free_ports(1)
    endpoints = folder / "run" / f"shell-{os.getpid()}.yml"
    write_private(endpoints, endpoints_text(port))
    environ = {**os.environ, **QUIET}
    tether = (sys.executable, "-I", "-S", str(TETHER), str(os.getpid()))
    with (folder / "log" / "shell.log").open("ab") as log:
        actions = subprocess.Popen(
            (*tether, *actions_command(port)), cwd=ROOT, env=environ, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            return _rasa_shell(endpoints, environ, log.fileno())
        finally:
            kill_group(actions.pid)
            actions.wait()
            endpoints.unlink(missing_ok=True)


def _rasa_shell(endpoints: Path, environ: dict[str, str], log: int) -> int:
    rasa = (str(BRAIN_BIN / "python"), str(BRAIN_BIN / "rasa"), "shell")
    command = (*rasa, "--model", str(MODEL), "--endpoints", str(endpoints))
    with subprocess.Popen(command, cwd=ROOT, env=environ, stderr=log) as shell:
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is for Rasa, which then ends by itself
                return shell.wait()
