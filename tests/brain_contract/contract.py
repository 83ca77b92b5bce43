"""What every brain keeps, the real one and the fake (docs/brain-contract.md): one suite, two brains.

A subclass brings the fixture `brain`: an object with async `ask`, `reset`, `forget`, `recall`, `ready` like
`bot.brain.client.Brain`; a refusal or failure is an exception.
"""

from __future__ import annotations

import copy
import uuid
from typing import Any

import pytest

ANSWER_KEYS = {
    "replayed", "messages", "decision", "steps", "facts", "promises", "documents", "tasks", "understanding", "silent",
}


def request(text: str = "Bonjour", **parts: Any) -> dict[str, Any]:
    """A complete request of a stranger, in a conversation and turn of its own."""
    return {
        "conversation": f"c-{uuid.uuid4()}", "turn": f"t-{uuid.uuid4()}", "text": text,
        "now": "2026-11-24T09:00:00.000Z", "language": "fr", "level": "stranger", "known": {}, "signals": {},
        "open_task": None, "since_last_turn": [], "ticket": "", **parts,
    }


def follow_up(before: dict[str, Any], text: str, **parts: Any) -> dict[str, Any]:
    """The next turn of the same conversation."""
    return {**copy.deepcopy(before), "turn": f"t-{uuid.uuid4()}", "text": text, **parts}


class BrainContract:
    """Inherited by the tests of each brain."""

    async def test_an_answer_has_every_key_and_is_not_a_replay(self, brain: Any) -> None:
        answer = await brain.ask(request())
        assert set(answer) == ANSWER_KEYS
        assert answer["replayed"] is False
        assert answer["messages"] and answer["silent"] is False

    async def test_every_message_has_a_key_a_text_and_choices(self, brain: Any) -> None:
        for message in (await brain.ask(request()))["messages"]:
            assert set(message) == {"key", "text", "choices"}
            assert message["text"] and isinstance(message["choices"], list)

    async def test_the_understanding_has_every_key(self, brain: Any) -> None:
        understanding = (await brain.ask(request()))["understanding"]
        assert set(understanding) == {"intent", "confidence", "alternatives", "emotion", "name"}
        assert set(understanding["emotion"]) == {"feelings", "words", "urgency"}
        assert 0.0 <= understanding["confidence"] <= 1.0

    async def test_the_same_turn_asked_again_gives_the_recorded_answer(self, brain: Any) -> None:
        turn = request()
        first, again = await brain.ask(turn), await brain.ask(turn)
        assert again == {**first, "replayed": True}

    async def test_an_older_turn_is_still_replayed_after_a_newer_one(self, brain: Any) -> None:
        turn = request()
        first = await brain.ask(turn)
        await brain.ask(follow_up(turn, "Bonjour encore"))
        assert await brain.ask(turn) == {**first, "replayed": True}

    async def test_the_same_turn_id_in_another_conversation_is_another_turn(self, brain: Any) -> None:
        turn = request()
        await brain.ask(turn)
        assert (await brain.ask({**turn, "conversation": "c-other-" + turn["conversation"]}))["replayed"] is False

    async def test_reset_of_a_conversation_nobody_started_is_fine(self, brain: Any) -> None:
        await brain.reset(f"c-{uuid.uuid4()}")

    async def test_a_turn_is_answered_after_a_reset(self, brain: Any) -> None:
        turn = request()
        await brain.ask(turn)
        await brain.reset(turn["conversation"])
        assert (await brain.ask(follow_up(turn, "Bonjour")))["messages"]

    async def test_a_forgotten_conversation_starts_anew(self, brain: Any) -> None:
        turn = request()
        await brain.ask(turn)
        await brain.forget(turn["conversation"])
        assert (await brain.ask(turn))["replayed"] is False

    async def test_what_is_recorded_of_a_conversation_can_be_taken_out_and_is_gone_when_forgotten(self, brain: Any) -> None:
        turn = request("Bonjour, ici Capucine")
        await brain.ask(turn)
        said = [e["text"] for e in await brain.recall(turn["conversation"]) if e["event"] == "user"]
        assert said == ["Bonjour, ici Capucine"]
        await brain.forget(turn["conversation"])
        assert await brain.recall(turn["conversation"]) == []

    async def test_forgetting_a_conversation_nobody_started_is_fine(self, brain: Any) -> None:
        await brain.forget(f"c-{uuid.uuid4()}")

    @pytest.mark.parametrize("text", ["/restart", "  /restart", "\n/greet", " /inform{\"product\":\"robot\"}"])
    async def test_a_typed_command_is_refused(self, brain: Any, text: str) -> None:
        with pytest.raises(Exception):  # noqa: B017  (each brain has its own error)
            await brain.ask(request(text))

    async def test_it_says_that_it_is_ready(self, brain: Any) -> None:
        assert await brain.ready() is True
