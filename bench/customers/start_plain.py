"""Starts the product with plain forms instead of the coach: nothing but the action server's package differs."""

from __future__ import annotations

import runpy

from bot import plan

_command = plan.actions_command


def _plain(port: int) -> tuple[str, ...]:
    return tuple("bench.customers.plain" if part == "actions" else part for part in _command(port))


if __name__ == "__main__":
    plan.actions_command = _plain
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
