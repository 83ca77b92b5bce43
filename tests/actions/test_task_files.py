"""The files of a task fit together: steps, slots, form, sentences, rules and code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions import coaching
from actions.registry import TASKS, task_named, task_of_form
from bot.core.coaching import HINTS, WAYS
from tests.actions.dialogue import EXECUTOR, MOVES

ROOT = Path(__file__).resolve().parents[2]
TASK = TASKS[0]


def load(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_the_form_asks_the_steps_in_their_order_and_every_slot_is_ours_to_fill() -> None:
    domain = load("domain.yml")
    assert domain["forms"][TASK.file.form]["required_slots"] == [step.slot for step in TASK.file.steps]
    for slot in (*TASK.slots, TASK.run_slot, TASK.state_slot):
        assert domain["slots"][slot]["mappings"] == [{"type": "custom"}]


def test_the_form_lists_the_digressions_the_code_knows() -> None:
    listed = set(load("domain.yml")["forms"][TASK.file.form]["ignored_intents"])
    assert listed == coaching.ALWAYS_DIGRESSIONS | coaching.UNLESS_A_VALUE


def test_every_action_named_in_the_domain_exists_and_no_other() -> None:
    assert {a for a in load("domain.yml")["actions"] if not a.startswith("utter_")} == set(EXECUTOR.actions)


def test_every_way_of_asking_and_every_help_has_its_sentence() -> None:
    said = set(load("data/responses/replace_part.yml")["responses"])
    plain = {"confirm": ("recap_free", "recap_paid")}
    for step in TASK.file.steps:
        wanted = [*plain.get(step.name, (f"ask_{step.name}",)), f"why_{step.name}",
                  *(f"{way}_{step.name}" for way in WAYS[1:3]), *(f"{hint}_{step.name}" for hint in HINTS)]
        assert {TASK.response(name) for name in wanted} <= said


def test_every_label_and_choice_is_said_in_both_languages() -> None:
    labels = [step.label for step in TASK.file.steps] + list(TASK.file.choices.values()) + list(
        TASK.file.facts.values())
    labels += [value[kind] for values in TASK.file.values.values() for value in values.values()
               for kind in ("label", "said")]
    assert all(set(label) == {"fr", "en"} and all(label.values()) for label in labels)


def test_every_move_has_a_rule_inside_the_form() -> None:
    rules = load("data/rules/replace_part.yml")["rules"]
    inside = {r["steps"][0]["intent"] for r in rules if r.get("condition") and "intent" in r["steps"][0]}
    assert inside == set(MOVES) - {"resume_task"}


@pytest.mark.parametrize("name", [None, "", "other"])
def test_an_unknown_task_is_none(name: str | None) -> None:
    assert task_named(name) is None and task_of_form(name) is None


@pytest.mark.parametrize(("text", "value"), [
    ("il manque la roue", "missing"), ("elle n’était pas dans la boîte", "missing"), ("it wasn't in the box", "missing"),
    ("le robot est arrivé sans antenne", "missing"), ("it came without its lid", "missing"),
    ("elle s’est cassée en tombant", "broken"), ("snapped in two", "broken"), ("it came off", "broken"),
    ("je l’ai perdue", "lost"), ("we can't find it", "lost"), ("on ne la retrouve plus", "lost"),
    ("elle n’est pas cassée, elle est perdue", "lost"), ("not missing, broken", "broken"),
    ("je ne sais pas", None), ("", None),
])
def test_what_happened_is_read_from_words(text: str, value: str | None) -> None:
    assert list(TASK.file.values_in(text, "what_happened")) == ([value] if value else [])
