"""How often one conversation, address or account may do a thing (docs/web-chat.md: Limits).

Owns the counting, in memory, by monotonic time so that a moved clock neither locks nor frees anyone.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.problems import Problem

_FORGET_ABOVE = 10_000  # keys; attackers choose them, memory is ours


@dataclass(frozen=True)
class Rate:
    per_minute: float
    burst: int


MESSAGES = Rate(per_minute=30, burst=10)
SIGNS = Rate(per_minute=120, burst=40)  # typing and reading: a page sends one every few seconds, several tabs do
PREFERENCES = Rate(per_minute=30, burst=10)
SESSIONS = Rate(per_minute=120, burst=120)
LOGINS = Rate(per_minute=30, burst=30)
LOGIN_FAILURES = 10
LOGIN_WINDOW_S = 15 * 60.0


class Limits:
    """Raises `slow_down` with `retry_after` in whole seconds. `on=False` lets everything pass."""

    def __init__(self, *, on: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._on, self._now = on, now
        self._messages: dict[str, tuple[float, float]] = {}
        self._signs: dict[str, tuple[float, float]] = {}
        self._preferences: dict[str, tuple[float, float]] = {}
        self._sessions: dict[str, tuple[float, float]] = {}
        self._logins: dict[str, tuple[float, float]] = {}
        self._failures: dict[str, deque[float]] = {}

    def message(self, conversation: str) -> None:
        """By conversation, not by token: anyone can have as many tokens of their own conversation as they ask for."""
        self._take(self._messages, conversation, MESSAGES)

    def sign(self, conversation: str) -> None:
        """Typing or reading: nothing is answered, but everyone at the desk is told."""
        self._take(self._signs, conversation, SIGNS)

    def preference(self, conversation: str) -> None:
        self._take(self._preferences, conversation, PREFERENCES)

    def session(self, address: str) -> None:
        self._take(self._sessions, _network(address), SESSIONS)

    def login(self, account: str, address: str) -> None:
        """Count an attempt as failed before the password is looked at: parallel guesses must not slip by.

        Per address too: guessing at ever new accounts costs us a slow hash each time.
        """
        if not self._on:
            return
        self._take(self._logins, _network(address), LOGINS)
        now, key = self._now(), account.strip().casefold()
        failures = self._failures.setdefault(key, deque())
        while failures and now - failures[0] >= LOGIN_WINDOW_S:
            failures.popleft()
        if len(failures) >= LOGIN_FAILURES:
            raise _slow_down(failures[0] + LOGIN_WINDOW_S - now)
        failures.append(now)
        if len(self._failures) > _FORGET_ABOVE:
            self._failures = {k: f for k, f in self._failures.items() if f and now - f[-1] < LOGIN_WINDOW_S}

    def login_passed(self, account: str) -> None:
        self._failures.pop(account.strip().casefold(), None)

    def _take(self, buckets: dict[str, tuple[float, float]], key: str, rate: Rate) -> None:
        if not self._on:
            return
        now, refill = self._now(), rate.per_minute / 60
        left, at = buckets.get(key, (float(rate.burst), now))
        left = min(float(rate.burst), left + (now - at) * refill)
        if left < 1:
            raise _slow_down((1 - left) / refill)
        buckets[key] = (left - 1, now)
        if len(buckets) > _FORGET_ABOVE:
            full = rate.burst / refill
            for old in [k for k, (_, when) in buckets.items() if now - when >= full]:
                del buckets[old]


def _slow_down(seconds: float) -> Problem:
    return Problem("slow_down", retry_after=max(1, math.ceil(seconds)))


def _network(address: str) -> str:
    """An IPv6 household owns a whole /64; counting single addresses would count nothing."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
