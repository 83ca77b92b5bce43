"""Whatever is written, taking its courtesies off never empties it nor makes it longer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.courtesies import without


@given(st.text(max_size=200))
def test_nothing_is_ever_emptied_or_made_longer(text: str) -> None:
    kept = without(text)
    assert len(kept) <= len(text)
    assert bool(kept.strip()) == bool(text.strip())
