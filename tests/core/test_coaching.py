"""The coach's rules: ways of asking, hints, steps and what survives a pause."""

from __future__ import annotations

import pytest

from bot.core.coaching import (
    Ledger,
    Step,
    by_slot,
    next_step,
    operation_key,
    position,
    previous_step,
    resumable,
    run_id,
)

STEPS = tuple(Step(name, slot, {"fr": name, "en": name}, level, last) for name, slot, level, last in (
    ("product", "product", "stranger", False), ("part", "part", "stranger", False),
    ("address", "address_ok", "verified", False), ("confirm", "confirmed", "verified", True)))


@pytest.mark.parametrize(("failures", "way"), [(0, "ask"), (1, "again"), (2, "easier"), (3, "person"), (9, "person")])
def test_two_failures_change_the_way_of_asking_and_the_third_offers_a_person(failures: int, way: str) -> None:
    ledger = Ledger()
    for _ in range(failures):
        ledger = ledger.failed("part")
    assert (ledger.way("part"), ledger.way("product")) == (way, "ask")


def test_hints_grow_and_then_stay() -> None:
    ledger, seen = Ledger(), []
    for _ in range(4):
        ledger = ledger.hinted("part")
        seen.append(ledger.hint("part"))
    assert seen == ["example", "hint", "hint_more", "hint_more"]


def test_a_step_that_succeeded_starts_afresh() -> None:
    assert Ledger().failed("part").hinted("part").failed("product").done("part") == Ledger({"product": 1}, {})


@pytest.mark.parametrize("kept", [None, {}, {"failures": "many"}, {"failures": {"part": "two"}, "hints": None}])
def test_a_strange_memory_counts_as_none(kept: object) -> None:
    assert Ledger.from_mapping(kept) == Ledger()  # type: ignore[arg-type]


def test_the_ledger_survives_being_written_down() -> None:
    ledger = Ledger().failed("part").hinted("part")
    assert Ledger.from_mapping(ledger.as_mapping()) == ledger


def test_steps_know_their_neighbours_and_their_place() -> None:
    assert position(STEPS, "address") == (3, 4)
    assert [s and s.name for s in (previous_step(STEPS, "product"), previous_step(STEPS, "confirm"))] == [
        None, "address"]
    found = next_step(STEPS, {"product": "robot", "part": None})
    assert found is not None and found.name == "part"
    assert next_step(STEPS, {"product": "a", "part": "b", "address_ok": True, "confirmed": True}) is None
    assert by_slot(STEPS, "nothing") is None


def test_one_run_has_one_key_however_often_it_is_asked() -> None:
    assert operation_key(run_id("turn-7", "replace_part"), "confirm") == "turn-7.replace_part:confirm"


def test_what_needs_proof_or_a_recap_is_asked_again_after_a_pause() -> None:
    open_task = {"task": "replace_part", "run": "t.replace_part", "step": "confirm",
                 "values": {"product": "robot", "part": "wheel", "address": True, "confirm": True, "strange": 1}}
    assert resumable(STEPS, open_task, "replace_part") == {"product": "robot", "part": "wheel"}


@pytest.mark.parametrize("open_task", [None, {}, {"task": "other", "run": "x"}, {"task": "replace_part", "run": ""}])
def test_nothing_is_resumed_that_was_not_begun(open_task: dict[str, object] | None) -> None:
    assert resumable(STEPS, open_task, "replace_part") is None
