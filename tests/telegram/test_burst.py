"""Many people at once, in small; `make bench-telegram` does it with 200 chats and writes down the time."""

from __future__ import annotations

from pathlib import Path

from bench.telegram import burst
from tests.telegram.fake_api import FakeTelegram


async def test_a_burst_keeps_the_order_of_each_chat_and_the_limits(folder: Path, fake: FakeTelegram) -> None:
    seen = await burst(folder, fake, chats=12, lines=2)
    assert seen.answered == 24
    assert seen.out_of_order == []
    assert seen.refused_by_limits == 0, "nobody is written to faster than Telegram allows"
    assert seen.most_in_a_second <= 30 and seen.fastest_in_a_chat >= 0.9
