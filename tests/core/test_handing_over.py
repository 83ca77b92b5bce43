"""The labelled conversations of tests/escalation, played without a brain: who is needed is called, who is not is left."""

from __future__ import annotations

from bench.handing_over import conversations, golden, play
from tests.core.reviewed import knowledge


def test_needed_people_are_called_and_calm_talk_is_left_alone() -> None:
    every = [play(one, knowledge(), None) for one in conversations()]
    needed, calm = [p for p in every if p.needed], [p for p in every if not p.needed]
    assert len(every) >= 100 and len(calm) * 2 >= len(every)
    assert sum(p.called is not None for p in needed) / len(needed) >= 0.97
    assert sum(p.called is not None for p in calm) / len(calm) <= 0.05
    assert sum(golden(p, 0) for p in every) / len(every) >= 0.95
