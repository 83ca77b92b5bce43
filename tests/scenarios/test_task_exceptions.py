"""Whoever is called out of a task finds its rules and laws in the brief, beside the story in the customer's own words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.brain.fake import answer
from bot.core.turns import TurnAnswer, TurnRequest
from bot.files import DATA, load_knowledge, read_yaml
from tests.house import House

TASKS = {path.stem: read_yaml(path)["task"] for path in sorted((DATA / "tasks").glob("*.yml"))}
STORY = "c’était un cadeau de ma grand-mère, j’ai économisé six mois et j’espère une exception"


def step(topic: dict[str, Any]) -> TurnAnswer:
    """The task asks its first question; the next message calls for a person."""
    first = topic["steps"][0]
    return answer("Une question.", steps=[{
        "type": "step", "task": topic["name"], "run": f"t.{topic['name']}", "step": first["name"], "n": 1,
        "of": len(topic["steps"]), "label": first["label"]["fr"], "state": "shown", "value": None, "said": None,
        "hint": None, "irreversible": None}])


def test_every_task_names_its_rules_each_with_its_law_or_none_on_purpose() -> None:
    known = {policy.id: policy for policy in load_knowledge().policies.entries}
    for name, topic in TASKS.items():
        assert topic.get("policies"), f"{name} names no rule"
        assert any(known[policy].law for policy in topic["policies"]), f"{name}: no law stands above it"


@pytest.mark.parametrize("name", TASKS)
async def test_a_person_called_out_of_a_task_finds_its_rules_its_law_and_the_story(house: House, name: str) -> None:
    def script(request: TurnRequest) -> TurnAnswer:
        return step(TASKS[name])

    house.brain.script = script
    visitor, claire = await house.visitor(), await house.agent()
    await visitor.say(STORY)
    await visitor.bot_says("Une question.")
    await visitor.wish("human")
    await visitor.owner_is("queue")
    brief = (await claire.conversation(visitor.conversation))["brief"]
    found = {policy["id"]: policy["law"] for policy in brief["policy"]}
    assert set(TASKS[name]["policies"]) <= set(found)
    assert any(law and law["name"] and law["text"] for law in found.values())
    assert "exception" in brief["hope"]["text"] and "économisé" in brief["invested"][0]["text"]
    assert [s["task"] for s in brief["steps"]] == [name]
