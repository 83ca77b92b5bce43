"""The intent of a message, in Rasa's pipeline: wraps `intent_model` as a trainable component without TensorFlow.

Owns the properties `intent`, `intent_ranking`, `familiarity`, `guesses` and `clauses` of a parse result. The questions
of the FAQ are learnt beside data/nlu: each entry is a guess of its own, `faq/<entry>`, and all of them are the intent
`faq` to rules. What a doubtful guess leads to is decided in `doubt`. Needs no tokenizer and no featurizer before it.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import faq, files, intent_model
from bot.components.intent_model import Guess, IntentModel
from bot.core import clauses
from bot.core.courtesies import without
from bot.core.doubt import FAQ

RANKING = "intent_ranking"
FAMILIARITY, GUESSES, CLAUSES = "familiarity", "guesses", "clauses"
FEW = 3             # guesses kept for a clause
MANY_INTENTS = 2    # fewer cannot be told apart: a project that only begins has none


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentReader(GraphComponent):
    """Trained in seconds, read in milliseconds. Without a model it leaves every message without an intent."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config, self._storage, self._resource, self._model = config, model_storage, resource, model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"ranking_length": 6, "deep": False, "faq": True}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """A new question in the FAQ must count as a change: Rasa looks only at its own files."""
        return files.fingerprint(faq.FILES) if config.get("faq", True) else None

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentReader":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> "IntentReader":
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, IntentModel.load(folder))
        except ValueError:      # nothing was learnt, so nothing was stored
            return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        known = [(str(m.get(TEXT)), str(m.get(INTENT))) for m in training_data.intent_examples if m.get(TEXT)]
        if self._config["faq"]:
            known += [(text, f"{FAQ}/{name}") for text, name in faq.questions()]
        if len({intent for _, intent in known}) >= MANY_INTENTS:
            texts, intents = zip(*known, strict=True)
            self._model = intent_model.fit(texts, intents, deep=bool(self._config["deep"]))
            with self._storage.write_to(self._resource) as folder:
                self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after it learns from its guesses."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        read = [message for message in messages if (message.get(TEXT) or "").strip()]
        if self._model is None or not read:
            return messages
        for message, guess in zip(read, self._model.guess([without(m.get(TEXT)) for m in read]), strict=True):
            self._set(message, guess)
            pieces = clauses.split(message.get(TEXT))
            understood = self._model.guess(pieces) if pieces else []
            message.set(CLAUSES, [
                {"guesses": _top(one, FEW), "familiar": one.familiarity >= 0} for one in understood
            ], add_to_output=False)
        return messages

    def _set(self, message: Message, guess: Guess) -> None:
        guesses = _top(guess, self._config["ranking_length"])
        ranking = list({intent_of(g["name"]): {**g, "name": intent_of(g["name"])} for g in reversed(guesses)}.values())
        ranking.sort(key=lambda g: -float(g["confidence"]))
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(RANKING, ranking, add_to_output=True)
        message.set(GUESSES, guesses, add_to_output=True)
        message.set(FAMILIARITY, guess.familiarity, add_to_output=True)


def intent_of(guess: str) -> str:
    """The intent rules know: every entry of the FAQ is `faq`."""
    return guess.split("/", 1)[0]


def entry(guess: str) -> str | None:
    """The entry of the FAQ a guess names, None for any other intent."""
    return guess.split("/", 1)[1] if guess.startswith(f"{FAQ}/") else None


def _top(guess: Guess, count: int) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": p} for name, p in guess.ranking[:count]]
