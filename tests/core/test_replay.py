"""Other thresholds tried on stored turns: what would have changed, by turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.escalation import Knowledge
from bot.core.replay import changed, compare, on_test_set
from tests.core.reviewed import knowledge, mapping, mappings

CONVERSATIONS = Path(__file__).resolve().parents[1] / "escalation/conversations.yml"
TURNS: list[dict[str, Any]] = [
    {"conversation_id": "a", "language": "fr", "text": text, "understanding": None}
    for text in ("bonjour", "je suis triste", "ma mère est décédée")]


def with_rules(*changes: str) -> Knowledge:
    return Knowledge.from_mappings(**{**mappings(), "escalation": changed(mapping("escalation.yml"), changes)})


def test_the_same_rules_change_nothing() -> None:
    assert compare(TURNS, knowledge(), with_rules()) == (3, [])


def test_a_lower_threshold_shows_the_turn_that_would_have_gone_to_a_person() -> None:
    seen, (difference,) = compare(TURNS, knowledge(), with_rules("thresholds.emotion_handoff.sad=0.5"))
    assert (seen, difference.conversation, difference.turn) == (3, "a", 2)
    assert (difference.before["action"], difference.after["action"]) == ("offer", "handoff")


@pytest.mark.parametrize("change", ["thresholds.grumpiness=0.5", "thresholds.intent=much", "reasons.asked=1"])
def test_a_number_that_does_not_exist_is_refused_by_name(change: str) -> None:
    with pytest.raises(ValueError, match=change.split("=")[0].rsplit(".", 1)[-1]):
        changed(mapping("escalation.yml"), [change])


def test_a_number_out_of_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="emotion_offer"):
        with_rules("thresholds.emotion_offer=1.5")


def test_a_changed_threshold_is_measured_on_the_fixed_conversations() -> None:
    known: list[dict[str, Any]] = yaml.safe_load(CONVERSATIONS.read_text("utf-8"))["conversations"][:12]
    now, deaf = on_test_set(known, knowledge()), on_test_set(known, with_rules("thresholds.event_handoff=1.0"))
    assert now.needed + now.calm == 12
    assert deaf.called < now.called
    assert deaf.needless <= now.needless == 0
