"""Ids in log files: overwritten where they stand when the person they lead to is erased.

A log line holds places and codes, no words; an id in it still leads to somebody until the store forgets. Each is
replaced by as many signs, so that a process that is writing to the file meanwhile loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

ERASED = b"erased"
_OPAQUE = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")  # every id of ours


def overwrite(folder: Path, ids: Collection[str]) -> int:
    """Replace these ids in every file of `folder`; how many places there were."""
    wanted = {one.encode() for one in ids if len(one) == 32}
    return sum(_in_file(path, wanted) for path in sorted(folder.glob("*.log*")) if path.is_file()) if wanted else 0


def _in_file(path: Path, wanted: set[bytes]) -> int:
    places = [m.start() for m in _OPAQUE.finditer(path.read_bytes()) if m.group() in wanted]
    if places:
        with path.open("r+b") as file:
            for place in places:
                file.seek(place)
                file.write(ERASED.ljust(32, b"."))
    return len(places)
