"""Who polls, by a name that tells the next one whether that process still lives.

A front door that was killed holds its lease until the time is over; on the same machine its successor need not wait.
Owns the name and the look at /proc only.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from uuid import uuid4

_MACHINE = 16  # signs of the machine's name that fit into the column


def name() -> str:
    """Machine, process, when that process began, and a word of its own; at most 64 signs."""
    number = os.getpid()
    return f"{_machine()}/{number}/{_began(number)}/{uuid4().hex[:16]}"


def gone(poller: str) -> bool:
    """Whether this poller surely ended: a process of this machine that is no more. Unknown: False."""
    machine, _, rest = poller.partition("/")
    number, _, rest = rest.partition("/")
    began = rest.partition("/")[0]
    if machine != _machine() or not number.isdecimal() or not began:
        return False
    return _began(int(number)) != began


def _machine() -> str:
    return socket.gethostname().replace("/", "-")[:_MACHINE]


def _began(number: int) -> str:
    """When a process began, in the kernel's ticks; numbers are used again, together they are not. "": there is none."""
    try:
        after_name = Path(f"/proc/{number}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    state, began = after_name[0], after_name[19]
    return "" if state in ("Z", "X") else began
