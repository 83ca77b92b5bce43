"""Turns guesses into what the dialogue works with: stands after `intents` and `names`, in the place of Rasa's fallback.

Owns the properties `near_miss`, `also` and `faq` of a parse result, and the intents `near_miss` and `nlu_fallback`.
What is decided lives in `core.doubt`. Must not look at the words, but for « le deuxième » after two were offered.
"""

import functools
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components import faq, files
from bot.components.intents import CLAUSES, FAMILIARITY, GUESSES, RANKING, entry, intent_of
from bot.components.names import SAY_NAME
from bot.core import doubt
from bot.core.doubt import Heard, Reading, Rules

NEAR_MISS, ALSO = "near_miss", "also"
MUCH_LESS = 0.1     # what is left when the guess at a name was nearly certain: no more than ten times surer


@functools.cache
def rules() -> Rules:
    """data/intents.yml with the entries of the FAQ and the coached tasks, whose intents have the tasks' names."""
    tasks = (files.read_yaml(f"data/tasks/{path.name}").get("task") for path in files.ROOT.glob("data/tasks/*.yml"))
    labels = {str(task["name"]): task["label"] for task in tasks if task}
    return Rules.from_mapping(files.read_yaml("data/intents.yml"), faq.labels(), labels)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DoubtReader(GraphComponent):
    """The last word of understanding."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> "DoubtReader":
        rules()
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        for message in messages:
            intent = message.get(INTENT) or {}
            if intent.get("name"):
                _write(message, doubt.settle(_heard(message, tracker), rules()))
        return messages


def _heard(message: Message, tracker: DialogueStateTracker | None) -> Heard:
    intent = message.get(INTENT)
    ranking = [(g["name"], float(g["confidence"])) for g in message.get(GUESSES) or []]
    first = (str(intent["name"]), float(intent["confidence"]))
    if not ranking or intent_of(ranking[0][0]) != first[0]:
        ranking = _corrected(ranking, first)
    offered = _offered(tracker)
    return Heard(
        ranking, familiar=first[1] == 1.0 or float(message.get(FAMILIARITY) or 0.0) >= 0,
        clauses=[([(g["name"], g["confidence"]) for g in c["guesses"]], c["familiar"])
                 for c in message.get(CLAUSES) or []],
        in_task=bool(tracker is not None and tracker.active_loop_name),
        offered=offered, pick=doubt.pick(message.get(TEXT) or "") if offered else None,
    )


def _corrected(ranking: list[tuple[str, float]], first: tuple[str, float]) -> list[tuple[str, float]]:
    """The names' reader knew better: it heard a name, or took "say_name" away, whose share the others then have."""
    others = [(name, p) for name, p in ranking if name != SAY_NAME and intent_of(name) != first[0]]
    if first[0] == SAY_NAME:
        return [first, *others]
    left = max(1.0 - sum(p for name, p in ranking if name == SAY_NAME), MUCH_LESS)
    return [(name, min(1.0, p / left)) for name, p in [first, *others]]


def _offered(tracker: DialogueStateTracker | None) -> list[str]:
    """What the message just before was answered with, when it was two things to choose from."""
    latest = tracker.latest_message if tracker is not None else None
    parsed = (latest.parse_data or {}) if latest is not None else {}
    if (parsed.get(INTENT) or {}).get("name") != doubt.NEAR_MISS:
        return []
    return [str(name) for name in parsed.get(NEAR_MISS) or []]


def _write(message: Message, reading: Reading) -> None:
    name = intent_of(reading.name)
    intent = {"name": name, "confidence": reading.confidence}
    others = [g for g in message.get(RANKING) or [] if g.get("name") != name]
    message.set(INTENT, intent, add_to_output=True)
    message.set(RANKING, [intent, *others], add_to_output=True)
    message.set(NEAR_MISS, list(reading.near), add_to_output=True)
    message.set(ALSO, list(reading.also), add_to_output=True)
    asked = [entry(one) for one in (reading.name, *reading.also) if entry(one)]
    message.set("faq", asked, add_to_output=True)
