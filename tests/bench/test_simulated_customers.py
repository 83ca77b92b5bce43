"""The simulated customers of bench/customers are honest: taught words are not theirs, and the judge sees what is wrong."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.customers import goals
from bench.customers.goals import Goal, draw
from bench.customers.judge import judge
from bench.customers.personas import EVERY, Persona
from scripts.wording import examples

ROOT = Path(__file__).resolve().parents[2]
POSTAGE = Goal("buy_postage", "awa", {"item": "letter", "to": "france"}, "postage")


def step(name: str, state: str, value: Any = None, task: str = "buy_postage") -> dict[str, Any]:
    return {"kind": "step", "step": {"task": task, "step": name, "state": state, "value": value}}


def judged(timeline: list[dict[str, Any]], done: list[dict[str, Any]], goal: Goal = POSTAGE) -> Any:
    ended = [{"kind": "task", "task": {"task": goal.task, "state": "done"}}]
    return judge("coach", goal, "expert", "fr", "finished", 4, [*timeline, *ended], done)


def test_nothing_a_simulated_customer_says_at_length_was_taught() -> None:
    blocks = [block for file in (ROOT / "data/nlu").glob("*.yml") for block in yaml.safe_load(file.read_text())["nlu"]]
    learnt = {examples.same(e.text) for e in examples.read("all", blocks)}
    assert [w for w in goals.every_wording() if len(w.split()) > 4 and examples.same(w) in learnt] == []


@pytest.mark.parametrize("task", sorted(goals.GOALS))
def test_every_goal_has_words_for_every_step_in_both_languages(task: str) -> None:
    known = yaml.safe_load((ROOT / f"data/tasks/{task}.yml").read_text())["task"]
    steps = {one["name"] for one in known["steps"]}
    dice = random.Random(1)
    for language in ("fr", "en"):
        goal = draw(task, dice)
        assert set(goal.facts) <= steps
        assert all(goal.words(name, language, dice) for name in (*goal.facts, "confirm"))
        assert len(goals.GOALS[task]["begin"][language]) >= 3


@pytest.mark.parametrize("persona", EVERY)
def test_a_persona_is_the_same_person_again_for_the_same_seed(persona: str) -> None:
    def lines() -> list[list[str]]:
        dice = random.Random("7.3")
        who = Persona(persona, draw("recharge_pass", dice), "fr", dice)
        return [who.begin(), who.answer("pass"), who.answer("fare")]

    assert lines() == lines()


def test_what_was_done_as_meant_is_a_success() -> None:
    done = [{"kind": "postage", "item": "letter", "to": "france"}]
    assert judged([step("item", "done", "letter")], done).outcome == "succeeded"


def test_another_thing_bought_than_the_one_meant_is_wrong() -> None:
    verdict = judged([step("item", "done", "parcel")], [{"kind": "postage", "item": "parcel", "to": "france"}])
    assert (verdict.outcome, verdict.wrong) == ("wrong", 1)


def test_the_same_bought_twice_is_double() -> None:
    once = {"kind": "postage", "item": "letter", "to": "france"}
    assert (judged([], [once, once]).outcome, judged([], [once, once]).double) == ("wrong", 1)


def test_nothing_in_the_journal_is_no_success_whatever_was_said() -> None:
    assert judged([step("item", "done", "letter")], []).outcome == "failed"


def test_something_done_that_nobody_asked_for_is_wrong() -> None:
    goal = Goal("track_order", "awa", {"order": "awa-robot"}, None)
    assert judged([], [{"kind": "cancellation", "order": "awa-robot"}], goal).outcome == "wrong"


def test_looking_up_another_order_than_the_one_meant_is_no_success() -> None:
    goal = Goal("track_order", "awa", {"order": "awa-robot"}, None)
    assert judged([step("order", "done", "awa-trainers", "track_order")], [], goal).outcome == "failed"


def test_a_gesture_that_did_not_help_and_is_proposed_again_is_counted() -> None:
    goal = Goal("diagnose_window", None, {}, None)
    told = [step("reset", state, value, "diagnose_window")
            for state, value in (("shown", None), ("done", "did_not_work"), ("shown", None))]
    assert judged(told, [], goal).again == 1
