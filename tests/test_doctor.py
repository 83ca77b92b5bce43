"""`sensei doctor` says what would quietly not work."""

from __future__ import annotations

import pytest

from bot import doctor
from bot.settings import load


@pytest.mark.parametrize(("chosen", "meant"), [
    ("track_order, cancel_ordre", ["did you mean cancel_order?"]), ("track_order return_or_exchange", []), ("", []),
    ("zzz", ["there are bank_transfer"]),
])
def test_a_task_nobody_knows_is_named_with_what_was_meant(chosen: str, meant: list[str]) -> None:
    found = [f for f in doctor._settings(load({"SENSEI_TASKS": chosen})) if "SENSEI_TASKS names" in f.text]
    assert [f.kind for f in found] == ["bad"] * len(meant)
    assert all(words in f.text for words, f in zip(meant, found, strict=True))
