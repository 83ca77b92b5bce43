"""Hears how people introduce themselves: wraps `core.recognition` as an NLU component, with a second look in French.

Owns the property `own_name` of a parse result, and the intent `say_name` for a bare answer to "what is your name?".
Must not store anything: whether a name is kept is the front door's business.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components import turn
from bot.components.french_names import model
from bot.components.own_names import find, is_bare, words

SAY_NAME = "say_name"
UNSURE = 0.6        # below it the name tells more than the guess
CLEAR = 0.75        # from it on, words are what the classifier says rather than a name: "excellent", « la suite »
FEW = 4             # words of an introduction beside the name itself
_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class NameReader(GraphComponent):
    """Stands after the intent classifier and before the fallback, so that a bare name is not "misunderstood"."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NameReader":
        model()     # loaded now, so that the first customer does not wait for it
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        for message in messages:
            metadata = turn.of_message(message)
            known = turn.known(metadata)
            asked = bool(known.get("asked_name"))
            text = message.get(TEXT) or ""
            language = turn.language(metadata, tracker)
            name = find(text, language, asked=asked, known=known.get("first_name"))
            if name and asked and _means_something_else(message, text, language, name):
                name = None
            message.set("own_name", name, add_to_output=True)
            if name and ((asked and is_bare(text, name)) or _is_introduction(message, text, name)):
                _set_intent(message)
            elif name is None:
                _not_a_name(message)
        return messages


def _means_something_else(message: Message, text: str, language: str, name: str) -> bool:
    """A bare answer that the classifier knows well is no name; two capitals ("Rose Marchand") are stronger."""
    guess = message.get(INTENT) or {}
    if guess.get("name") == SAY_NAME or float(guess.get("confidence") or 0.0) < CLEAR:
        return False
    in_full = len(name.split()) > 1 and name in text and all(word[0].isupper() for word in name.split())
    return not in_full and find(text, language, asked=False) is None


def _is_introduction(message: Message, text: str, name: str) -> bool:
    """« Moi c’est Théo » and little more, which the classifier was not sure of: a name, not a misunderstanding."""
    unsure = float((message.get(INTENT) or {}).get("confidence") or 0.0) < UNSURE
    return unsure and len(words(text)) - len(words(name)) <= FEW


def _set_intent(message: Message) -> None:
    _rank_first(message, {"name": SAY_NAME, "confidence": 1.0})


def _not_a_name(message: Message) -> None:
    """"I forgot the name of it" is no introduction: without a name in it, the next guess stands."""
    if (message.get(INTENT) or {}).get("name") == SAY_NAME:
        others = [guess for guess in message.get(_RANKING) or [] if guess.get("name") != SAY_NAME]
        if others:
            _rank_first(message, dict(others[0]))


def _rank_first(message: Message, intent: dict[str, Any]) -> None:
    others = [guess for guess in message.get(_RANKING) or [] if guess.get("name") not in (intent["name"], SAY_NAME)]
    message.set(INTENT, intent, add_to_output=True)
    message.set(_RANKING, [intent, *others], add_to_output=True)
