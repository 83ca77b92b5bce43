"""Puts what a message feels like beside what it means: the trained emotion reader as an NLU component.

Learns from our own texts (data/emotion/<language>/*.yml) and scores with `core.emotion_model`; where nothing was
learnt, the reviewed lexicon reads. Owns the properties `emotion` and `politeness` of a parse result (plain JSON
floats). Must not decide what follows from them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import files, turn
from bot.components.emotion_training import encoder, labelled, learn
from bot.core.emotion import read
from bot.core.emotion_features import politeness
from bot.core.emotion_lexicon import Lexicon
from bot.core.emotion_model import Learnt, read_trained
from bot.core.turns import EmotionShape

FILE = "emotion.json"
TEXTS = "data/emotion/*/*.yml"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EmotionReader(GraphComponent):
    """Registered as an extractor because Rasa runs those at prediction; it extracts nothing."""

    def __init__(
        self, lexicon: Lexicon, learnt: Mapping[str, Learnt] | None = None, storage: ModelStorage | None = None,
        resource: Resource | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._learnt = dict(learnt or {})
        self._storage, self._resource = storage, resource

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmotionReader:
        return cls(Lexicon.from_mapping(files.emotion_lexicons()), None, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> EmotionReader:
        with model_storage.read_from(resource) as folder:
            stored = json.loads((folder / FILE).read_text("utf-8"))
        learnt = {language: Learnt.from_mapping(one) for language, one in stored.items()}
        return cls(Lexicon.from_mapping(files.emotion_lexicons()), learnt, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return files.fingerprint("data/emotion/*.yml", TEXTS) + str(encoder() is not None)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from our own texts; Rasa's training data say nothing about feelings."""
        texts = [text for language in files.LANGUAGES for file in files.emotion_texts(language)
                 for text in labelled(file, language)]
        stored = learn(texts, self._lexicon, encoder())
        self._learnt = {language: Learnt.from_mapping(one) for language, one in stored.items()}
        assert self._storage is not None and self._resource is not None
        with self._storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            language = turn.language(turn.of_message(message), tracker)
            message.set("emotion", _plain(self.read(text, language)), add_to_output=True)
            message.set("politeness", politeness(text, language, self._lexicon), add_to_output=True)
        return messages

    def read(self, text: str, language: str) -> EmotionShape:
        """What this text feels like, by what was learnt, else by the reviewed words."""
        learnt = self._learnt.get(language)
        if learnt is None or not text.strip():
            return read(text, language, self._lexicon)
        return read_trained(text, language, learnt, self._lexicon, _one if encoder() is not None else None)


def _one(text: str) -> Sequence[float]:
    encode = encoder()
    assert encode is not None
    return [float(value) for value in encode([text])[0]]



def _plain(emotion: EmotionShape) -> dict[str, Any]:
    """Python floats only: a numpy one makes saving the turn fail after the reply was sent."""
    return {
        "feelings": [{"name": f["name"], "intensity": float(f["intensity"])} for f in emotion["feelings"]],
        "words": [str(w) for w in emotion["words"]], "urgency": float(emotion["urgency"]),
    }
