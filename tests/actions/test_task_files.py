"""The files of a task fit together: steps, slots, form, sentences, rules and code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions import topic
from actions.closing import FORM, OVER
from actions.kinds import KINDS
from actions.registry import TASKS, task_named
from actions.task import Task
from bot.core.coaching import HINTS
from tests.actions.dialogue import EXECUTOR, MOVES

ROOT = Path(__file__).resolve().parents[2]
EVERY = pytest.mark.parametrize("task", TASKS.values(), ids=list(TASKS))
PART = TASKS["replace_part"]


def load(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def said(task: Task, *names: str) -> bool:
    owners = (task.name, "task")
    return any(f"utter_{owner}_{name}" in topic.responses() for name in names for owner in owners)


def test_one_form_with_one_slot_that_only_the_coach_fills_serves_every_task() -> None:
    domain = load("domain.yml")
    assert domain["forms"] == {FORM: {"required_slots": [OVER]}}
    assert all(domain["slots"][slot]["mappings"] == [{"type": "custom"}] for slot in (OVER, "task_state", "pace"))


@EVERY
def test_a_task_begins_with_the_intent_of_its_name(task: Task) -> None:
    assert task.name in load("domain.yml")["intents"]
    rules = load(f"data/rules/{task.name}.yml")["rules"]
    assert [r["steps"] for r in rules] == [[{"intent": task.name}, {"action": "action_start_task"}]]


def test_every_action_named_in_the_domain_exists_and_no_other() -> None:
    assert {a for a in load("domain.yml")["actions"] if not a.startswith("utter_")} == set(EXECUTOR.actions)


@EVERY
def test_every_step_can_be_asked_explained_and_helped_with(task: Task) -> None:
    for step in task.topic.steps:
        plain = ["recap", "recap_free", "recap_paid"] if step.kind == "confirm" else [f"ask_{step.name}"]
        assert said(task, *plain), f"{task.name}: nothing asks {step.name}"
        assert said(task, f"why_{step.name}"), f"{task.name}: nothing says why {step.name} is asked"
        for hint in HINTS:
            assert said(task, f"{hint}_{step.name}"), f"{task.name}: no {hint}_{step.name}"


@EVERY
def test_a_task_says_what_to_expect_and_is_shorter_the_second_time(task: Task) -> None:
    own = {f"utter_{task.name}_{name}" for name in ("intro", "intro_again", "memo")}
    assert own <= topic.responses()


@EVERY
def test_a_memo_has_three_lines_and_the_second_introduction_is_shorter_and_says_that_it_is_the_second(task: Task) -> None:
    texts = load(f"data/responses/{task.name}.yml")["responses"]
    for variant in texts[f"utter_{task.name}_memo"]:
        assert [line[:2] for line in variant["text"].split("\n")[1:]] == ["1.", "2.", "3."], variant["text"]
    for language, again in (("fr", "dernière fois|déjà|connaît|connu|même chemin|cette fois"),
                            ("en", "last time|already|know|same way|again|this time|before")):
        first, second = ([v["text"] for v in texts[f"utter_{task.name}_{name}"] if language in str(v["condition"])]
                         for name in ("intro", "intro_again"))
        assert max(map(len, second)) < max(map(len, first)), second
        assert all(re.search(again, text, re.IGNORECASE) for text in second), second


@EVERY
def test_steps_are_of_a_kind_there_is_and_only_the_last_cannot_be_undone(task: Task) -> None:
    steps = task.topic.steps
    assert {step.kind for step in steps} <= set(KINDS)
    assert [s for s in steps[:-1] if s.irreversible or s.kind == "confirm"] == []
    assert steps[-1].irreversible == (steps[-1].kind == "confirm")
    assert not steps[-1].irreversible or steps[-1].level == "verified"
    assert all(other in {s.name for s in steps} for s in steps for other in s.when)
    assert all(s.name in task.topic.values for s in steps if s.kind == "choice")


@EVERY
def test_every_label_and_choice_is_said_in_both_languages(task: Task) -> None:
    labels = [task.topic.label, *(step.label for step in task.topic.steps), *task.topic.choices.values(),
              *task.topic.facts.values(), *(step.change for step in task.topic.steps if step.change)]
    labels += [value[kind] for values in task.topic.values.values() for value in values.values()
               for kind in ("label", "said")]
    assert all(set(label) == {"fr", "en"} and all(label.values()) for label in labels)


@EVERY
def test_the_rules_a_task_is_about_exist_and_its_wish_is_known(task: Task) -> None:
    policies = {load(str(path.relative_to(ROOT)))["id"] for path in (ROOT / "data/policies").glob("*.yml")}
    assert set(task.topic.policies) <= policies
    assert task.topic.says(task.topic.label["fr"], "wish") or task.topic.says(task.topic.label["en"], "wish")


def test_every_move_has_a_rule_inside_the_form() -> None:
    rules = load("data/rules/coach.yml")["rules"]
    inside = {r["steps"][0]["intent"] for r in rules
              if {"active_loop": FORM} in (r.get("condition") or []) and "intent" in r["steps"][0]}
    assert inside == set(MOVES) - {"resume_task"}


@pytest.mark.parametrize("name", [None, "", "other"])
def test_an_unknown_task_is_none(name: str | None) -> None:
    assert task_named(name) is None


@pytest.mark.parametrize(("text", "value"), [
    ("il manque la roue", "missing"), ("elle n’était pas dans la boîte", "missing"), ("it wasn't in the box", "missing"),
    ("le robot est arrivé sans antenne", "missing"), ("it came without its lid", "missing"),
    ("elle s’est cassée en tombant", "broken"), ("snapped in two", "broken"), ("it came off", "broken"),
    ("je l’ai perdue", "lost"), ("we can't find it", "lost"), ("on ne la retrouve plus", "lost"),
    ("elle n’est pas cassée, elle est perdue", "lost"), ("not missing, broken", "broken"),
    ("je ne sais pas", None), ("", None),
])
def test_what_happened_is_read_from_words(text: str, value: str | None) -> None:
    assert list(PART.topic.values_in(text, "what_happened")) == ([value] if value else [])
