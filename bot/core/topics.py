"""The self-service tasks as the front door knows them: names, labels and order of steps. Pure.

What a step asks and how it is said belongs to `actions`; here are only names to check and labels to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Labels = Mapping[str, str]  # by language


@dataclass(frozen=True)
class StepName:
    """`last_word`: it cannot be undone, so nothing may lead straight to it."""

    name: str
    label: Labels
    last_word: bool = False


@dataclass(frozen=True)
class TopicName:
    name: str
    label: Labels
    steps: tuple[StepName, ...]

    def step(self, name: str) -> StepName | None:
        return next((step for step in self.steps if step.name == name), None)


Topics = Mapping[str, TopicName]


def topics_from(files: Mapping[str, Mapping[str, Any]]) -> dict[str, TopicName]:
    """Read data/tasks/*.yml, given by name. Raises KeyError when one is not as docs/tasks.md says."""
    return {name: _topic(content["task"]) for name, content in sorted(files.items())}


def _topic(raw: Mapping[str, Any]) -> TopicName:
    return TopicName(str(raw["name"]), dict(raw["label"]), tuple(
        StepName(str(step["name"]), dict(step["label"]), bool(step.get("irreversible"))) for step in raw["steps"]))
