"""The coach's rules: ways of asking, hints, steps and what survives a pause."""

from __future__ import annotations

import pytest

from bot.core.coaching import (
    Ledger,
    Step,
    knows_enough,
    next_step,
    operation_key,
    position,
    previous_step,
    resumable,
    run_id,
)

STEPS = tuple(Step(name, {"fr": name, "en": name}, level, last) for name, level, last in (
    ("product", "stranger", False), ("part", "stranger", False), ("address", "verified", False),
    ("confirm", "verified", True)))


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
        seen.append(ledger.help("part")[1])
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
    assert next_step(STEPS, {"product": "a", "part": "b", "address": True, "confirm": True}) is None


def test_a_step_that_does_not_apply_is_passed_over_both_ways() -> None:
    why = Step("why", {}, when={"product": ["robot"]})
    steps = (STEPS[0], why, STEPS[1])
    assert [next_step(steps, {"product": p}) for p in ("robot", "kettle")] == [why, STEPS[1]]
    assert [previous_step(steps, "part", {"product": p}) for p in ("robot", "kettle")] == [why, STEPS[0]]


@pytest.mark.parametrize(("level", "enough"), [
    ("verified", True), ("named", False), ("stranger", False), ("", False), ("root", False)])
def test_only_somebody_proven_takes_a_step_that_needs_proof(level: str, enough: bool) -> None:
    assert knows_enough(level, STEPS[2]) is enough


def test_one_run_has_one_key_however_often_it_is_asked() -> None:
    assert operation_key(run_id("turn-7", "replace_part"), "confirm") == "turn-7.replace_part:confirm"


def test_what_needs_proof_or_a_recap_is_asked_again_after_a_pause() -> None:
    open_task = {"task": "replace_part", "run": "t.replace_part", "step": "confirm",
                 "values": {"product": "robot", "part": "wheel", "address": True, "confirm": True, "strange": 1}}
    assert resumable(STEPS, open_task, "replace_part") == {"product": "robot", "part": "wheel"}


@pytest.mark.parametrize("open_task", [None, {}, {"task": "other", "run": "x"}, {"task": "replace_part", "run": ""}])
def test_nothing_is_resumed_that_was_not_begun(open_task: dict[str, object] | None) -> None:
    assert resumable(STEPS, open_task, "replace_part") is None


def test_what_customers_said_themselves_comes_after_the_example_and_before_the_hints() -> None:
    ledger, seen = Ledger(), []
    for _ in range(5):
        ledger = ledger.hinted("part")
        seen.append(ledger.help("part", ["la roue ou le capot ?"]))
    assert seen == [(None, "example"), ("la roue ou le capot ?", ""), (None, "hint"), (None, "hint_more"), (None, "hint_more")]
