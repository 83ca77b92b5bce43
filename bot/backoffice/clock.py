"""The demo company's clock: real time, moved as far as the guided tour moved the front door's.

Reads one small file of the shared data folder. Must not move anything itself, nor fail when the file cannot be read:
then it is real time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path


def following(data_dir: Path) -> Callable[[], datetime]:
    """A clock for `create_app` that follows `<data_dir>/run/clock`."""
    path = data_dir / "run" / "clock"

    def now() -> datetime:
        try:
            shift = timedelta(seconds=float(path.read_text("ascii")))
            return datetime.now(UTC) + shift
        except (OSError, ValueError, OverflowError):
            return datetime.now(UTC)

    return now
