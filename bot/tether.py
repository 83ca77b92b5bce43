"""Ties a child's life to its parent's, then becomes the child: `python tether.py <parent pid> <command> …`.

A file of its own and not a module to import, because it must run between fork and exec with nothing loaded. Without it,
a killed supervisor would leave a brain behind that a second one could not tell from its own.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    parent, command = int(arguments[0]), arguments[1:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above could help
        raise SystemExit(1)
    os.execvp(command[0], command)  # noqa: S606  the command comes from the supervisor's plan


if __name__ == "__main__":
    main(sys.argv[1:])
