"""The short form of `make soak`: a few hundred messages, each process killed once, every promise checked."""

from __future__ import annotations

import secrets
from pathlib import Path

from tests.soak.run import Size, soak


async def test_nothing_is_lost_or_done_twice_while_each_process_is_killed(tmp_path: Path) -> None:
    size = Size(messages=150, conversations=15, kills=3, very_slow=0.0, cursed=False)
    result = await soak(tmp_path, secrets.token_hex(4), size)
    print(result.table())  # with the seed, shown when this fails
    assert result.clean, result.table()
