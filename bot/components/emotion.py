"""Puts what a message feels like beside what it means: wraps `core.emotion` as an NLU component.

Owns the property `emotion` of a parse result (plain JSON floats). Must not decide what follows from it.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components import files, turn
from bot.core.emotion import Lexicon, read
from bot.core.turns import EmotionShape


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EmotionReader(GraphComponent):
    """Registered as an extractor because Rasa runs those at prediction without training them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EmotionReader":
        return cls(Lexicon.from_mapping(files.emotion_lexicons()))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return files.fingerprint("data/emotion/*.yml")

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            language = turn.language(turn.of_message(message), tracker)
            message.set("emotion", _plain(read(text, language, self._lexicon)), add_to_output=True)
        return messages


def _plain(emotion: EmotionShape) -> dict[str, Any]:
    """Python floats only: a numpy one makes saving the turn fail after the reply was sent."""
    return {
        "feelings": [{"name": f["name"], "intensity": float(f["intensity"])} for f in emotion["feelings"]],
        "words": [str(w) for w in emotion["words"]], "urgency": float(emotion["urgency"]),
    }
