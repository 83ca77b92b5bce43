"""Hears how people introduce themselves: wraps `core.recognition` as an NLU component, with a second look in French.

Owns the property `own_name` of a parse result, and the intent `say_name` for a bare answer to "what is your name?".
Must not store anything: whether a name is kept is the front door's business.
"""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components import turn
from bot.components.french_names import model, second_look
from bot.core.folding import fold
from bot.core.recognition import own_name

SAY_NAME = "say_name"
UNSURE = 0.6        # below it the name tells more than the guess
FEW = 4             # words of an introduction beside the name itself
_RANKING = "intent_ranking"
_LATIN = re.compile(r"[a-z]{3,}")
_KEYS = re.compile(r"sdf|dfg|ghj|hjk|jkl|xcv|cvb|zxc|wxc|zerty|qwert|rtyu|tyui|uiop")  # neighbours on a keyboard
_AGAIN = re.compile(r"(.)\1\1|\b(.{2,4})\2\2")
_NO_VOWEL = frozenset({"mrs"})
_NOT_LETTERS = re.compile(r"[^\w'’-]+|_")


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
            asked = bool(turn.known(metadata).get("asked_name"))
            text = message.get(TEXT) or ""
            name = find(text, turn.language(metadata, tracker), asked=asked)
            message.set("own_name", name, add_to_output=True)
            if name and ((asked and _is_bare(text, name)) or _is_introduction(message, text, name)):
                _set_intent(message)
            elif name is None:
                _not_a_name(message)
        return messages


def find(text: str, language: str, *, asked: bool) -> str | None:
    """The writer's own name. Rules decide; in French spaCy may confirm, complete or refuse what they found."""
    found = own_name(text, language, asked=asked)
    if found and asked and _is_bare(text, found) and _is_random(found):
        return None
    if language != "fr" or (found and asked and _is_bare(text, found)):
        return found
    return second_look(text, found)


def _is_bare(text: str, name: str) -> bool:
    return _NOT_LETTERS.sub(" ", text).strip().casefold() == _NOT_LETTERS.sub(" ", name).strip().casefold()


def _is_random(name: str) -> bool:
    """Whether every word was hit on the keys rather than written: « zzkrt pwqx », "asdfgh", « blablabla ».

    Only Latin letters are judged, and one word that can be said is enough: families are called Vlk and Ng.
    """
    words = fold(name).text.split()
    return bool(words) and all(_is_hit_on_the_keys(word) for word in words)


def _is_hit_on_the_keys(word: str) -> bool:
    if not _LATIN.fullmatch(word) or word in _NO_VOWEL:
        return False
    return not re.search(r"[aeiouy]", word) or bool(_AGAIN.search(word) or _KEYS.search(word))


def _is_introduction(message: Message, text: str, name: str) -> bool:
    """« Moi c’est Théo » and little more, which the classifier was not sure of: a name, not a misunderstanding."""
    unsure = float((message.get(INTENT) or {}).get("confidence") or 0.0) < UNSURE
    return unsure and len(_words(text)) - len(_words(name)) <= FEW


def _words(text: str) -> list[str]:
    return _NOT_LETTERS.sub(" ", text).split()


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
