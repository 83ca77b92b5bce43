"""What the brain's door says and logs when something breaks that nobody foresaw."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest

from bot.components.channel import TOKEN_VARIABLE, Door
from bot.core.logs import OneLine


def test_an_unforeseen_failure_is_told_without_what_the_customer_wrote(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "t")
    caplog.handler.setFormatter(OneLine())  # as every process writes
    request: Any = SimpleNamespace(
        headers={"authorization": "Bearer t"}, app=SimpleNamespace(ctx=SimpleNamespace(agent=None)))

    parameters = "[parameters: ('mon secret',)]"  # not on the line that raises: a traceback shows that one

    async def breaks(_: Any) -> Any:
        raise RuntimeError(parameters)

    answer = asyncio.run(Door().guarded(breaks)(request))
    assert (answer.status, json.loads(answer.body or b"")["error"]["message"]) == (502, "RuntimeError")
    assert "RuntimeError" in caplog.text and "secret" not in caplog.text
