"""The one clock of the front door: UTC, movable in the demo and in tests.

The brain and the actions read `now` from the turn, so moving this clock moves everything but waits:
waiting uses monotonic time, so that a moved clock never hangs a request.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus a shift. Listeners are told when it moves, so that pending waits look again."""

    def __init__(self) -> None:
        self._shift = timedelta(0)
        self._listeners: list[Callable[[], None]] = []

    @property
    def shift(self) -> timedelta:
        """How far it was moved; zero: real time."""
        return self._shift

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.now(UTC) + self._shift

    def move(self, to: datetime | None) -> datetime:
        """Set the clock so that it reads `to` now and runs on from there; None: real time again."""
        self._shift = timedelta(0) if to is None else to.astimezone(UTC) - datetime.now(UTC)
        for listener in self._listeners:
            listener()
        return self.now()

    def on_move(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)


def rfc3339(at: datetime) -> str:
    """UTC with milliseconds, as every protocol of ours writes time."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
