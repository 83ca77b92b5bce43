"""The classifier of intents: what it learns, how sure it is, and what it does when a part is missing. No Rasa training."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import intent_model, sentence_vectors
from bot.components.intent_model import IntentModel
from bot.components.intents import IntentReader
from bot.components.sentence_vectors import QUICK, encoder

TAUGHT = {
    "hours": ["à quelle heure ouvrez-vous ?", "vos horaires", "c'est ouvert le samedi ?", "vous fermez quand",
              "what time do you open?", "are you open on sunday"],
    "broken": ["mon robot est cassé", "la roue s'est cassée", "l'antenne ne tient plus", "ça ne marche plus",
               "my robot is broken", "the wheel came off"],
    "thanks": ["merci beaucoup", "je vous remercie", "c'est très gentil", "un grand merci", "thank you so much", "thanks"],
}
TEXTS = [text for texts in TAUGHT.values() for text in texts]
INTENTS = [intent for intent, texts in TAUGHT.items() for _ in texts]


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return intent_model.fit(TEXTS, INTENTS)


@pytest.fixture
def no_vectors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def missing() -> None:
        raise ImportError("not installed")

    monkeypatch.setitem(sentence_vectors._MAKERS, QUICK, missing)  # type: ignore[arg-type]
    encoder.cache_clear()
    yield
    encoder.cache_clear()


def best(model: IntentModel, text: str) -> str:
    return model.guess([text])[0].ranking[0][0]


@pytest.mark.parametrize(("text", "intent"), [
    ("le magasin est-il ouvert dimanche matin ?", "hours"), ("when does the store close tonight", "hours"),
    ("le jouet de ma fille est tombé en panne", "broken"), ("mercii", "thanks"), ("much obliged to you", "thanks"),
])
def test_words_never_seen_are_understood_by_their_meaning(model: IntentModel, text: str, intent: str) -> None:
    assert best(model, text) == intent


def test_probabilities_are_probabilities(model: IntentModel) -> None:
    ranking = model.guess(["vos horaires svp"])[0].ranking
    assert sum(p for _, p in ranking) == pytest.approx(1.0) and ranking == sorted(ranking, key=lambda r: -r[1])


def test_what_resembles_nothing_is_less_familiar_than_what_was_learnt(model: IntentModel) -> None:
    known, unknown = model.guess(["vous ouvrez à quelle heure", "zzkrt pwqx vlork"])
    assert unknown.familiarity < known.familiarity


def test_accents_case_and_typography_change_nothing(model: IntentModel) -> None:
    plain, typed = model.guess(["c'est ouvert le samedi ?", "C’EST OUVERT LE SAMEDI\u202f?"])
    assert plain.ranking[0] == pytest.approx(typed.ranking[0])


def test_a_stored_model_says_the_same(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    stored = IntentModel.load(tmp_path)
    for text in ("merci", "mon robot ne roule plus", "horaires ?"):
        before, after = model.guess([text])[0], stored.guess([text])[0]
        assert [name for name, _ in before.ranking] == [name for name, _ in after.ranking]
        assert [p for _, p in before.ranking] == pytest.approx([p for _, p in after.ranking], abs=0.02)


def test_a_stored_model_is_numbers_and_json_and_runs_nobodys_code(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    for path in tmp_path.iterdir():
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as stored:
                assert all(stored[name].dtype != object for name in stored.files)
        else:
            json.loads(path.read_text("utf-8"))


def test_without_sentence_vectors_the_words_alone_do(no_vectors: None) -> None:
    words_only = intent_model.fit(TEXTS, INTENTS)
    assert list(words_only.parts) == ["words"] and best(words_only, "merci bien") == "thanks"


def test_a_model_trained_with_vectors_still_answers_where_they_are_missing(
    model: IntentModel, monkeypatch: pytest.MonkeyPatch, no_vectors: None,
) -> None:
    guess = model.guess(["vous ouvrez à quelle heure"])[0]
    assert guess.ranking[0][0] == "hours" and guess.ranking[0][1] < 1.0


def test_an_intent_of_a_single_sentence_does_not_stop_the_training() -> None:
    odd = intent_model.fit([*TEXTS, "désinscrivez-moi"], [*INTENTS, "stop"])
    assert best(odd, "désinscrivez-moi") == "stop"


def test_two_intents_are_enough() -> None:
    two = intent_model.fit(TEXTS[:12], INTENTS[:12])
    assert (best(two, "vos horaires"), best(two, "la roue est cassée")) == ("hours", "broken")


# ---- in Rasa's pipeline ----

def reader(folder: Path, **config: object) -> IntentReader:
    return IntentReader.create({**IntentReader.get_default_config(), "faq": False, **config},
                               LocalModelStorage(folder), Resource("intents"), ExecutionContext(GraphSchema({}), "m"))


def taught(texts: list[str], intents: list[str]) -> TrainingData:
    return TrainingData([Message.build(text, intent) for text, intent in zip(texts, intents, strict=True)])


def test_the_component_learns_stores_and_reads_again(tmp_path: Path) -> None:
    reader(tmp_path).train(taught(TEXTS, INTENTS))
    again = IntentReader.load({**IntentReader.get_default_config()}, LocalModelStorage(tmp_path), Resource("intents"),
                              ExecutionContext(GraphSchema({}), "m"))
    message, = again.process([Message({"text": "mon jouet est cassé. et vous ouvrez à quelle heure ?"})])
    assert message.get("intent")["name"] in ("broken", "hours")
    assert [c["guesses"][0]["name"] for c in message.get("clauses")] == ["broken", "hours"]
    json.dumps(message.as_dict(only_output_properties=True))


def test_every_entry_of_the_faq_is_one_intent_to_the_rules(tmp_path: Path) -> None:
    component = reader(tmp_path, faq=True)
    component.train(taught(TEXTS, INTENTS))
    message, = component.process([Message({"text": "vous faites des cartes cadeaux ?"})])
    assert message.get("intent")["name"] == "faq"
    assert message.get("guesses")[0]["name"] == "faq/gift_card"
    names = [guess["name"] for guess in message.get("intent_ranking")]
    assert len(names) == len(set(names))


def test_with_nothing_to_learn_messages_are_left_alone(tmp_path: Path) -> None:
    component = reader(tmp_path)
    component.train(taught(["bonjour"], ["greet"]))
    message, = component.process([Message({"text": "bonjour"})])
    assert message.get("intent") is None


def test_an_empty_text_is_no_message_to_read(tmp_path: Path) -> None:
    component = reader(tmp_path)
    component.train(taught(TEXTS, INTENTS))
    message, = component.process([Message({"text": "   "})])
    assert message.get("intent") is None
