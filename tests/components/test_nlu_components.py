"""Emotion and names as NLU components, without training."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rasa.shared.core.events import SlotSet
from rasa.shared.nlu.training_data.message import Message

from bot.components import files, french_names, own_names
from bot.components.emotion import EmotionReader
from bot.components.names import NameReader
from bot.core.emotion_lexicon import Lexicon
from tests.components.trackers import tracker

LEXICON = Lexicon.from_mapping(files.emotion_lexicons())


def message(text: str, **metadata: Any) -> Message:
    return Message({"text": text, "metadata": metadata or None, "intent": {"name": "out_of_scope", "confidence": 0.3},
                    "intent_ranking": [{"name": "out_of_scope", "confidence": 0.3}]})


@pytest.mark.parametrize(("text", "language", "feeling"), [
    ("Je suis très triste, je pleure", "fr", "sad"), ("I am furious", "en", "angry"),
])
def test_the_feeling_is_read_in_the_language_of_the_turn(text: str, language: str, feeling: str) -> None:
    read, = EmotionReader(LEXICON).process([message(text, language=language)])
    emotion = read.as_dict(only_output_properties=True)["emotion"]
    assert emotion["feelings"][0]["name"] == feeling
    json.dumps(emotion)


def test_without_metadata_the_language_of_the_slot_is_read() -> None:
    english = tracker(SlotSet("language", "en"))
    read, = EmotionReader(LEXICON).process([message("I am furious")], english)
    assert read.get("emotion")["feelings"][0]["name"] == "angry"


def heard_name(text: str, language: str = "fr", **known: Any) -> Message:
    return NameReader().process([message(text, language=language, known=known)])[0]


@pytest.mark.parametrize(("text", "language", "name"), [
    ("Bonjour, je m’appelle Luka, j’ai 7 ans", "fr", "Luka"),
    ("je suis Awa Diallo", "fr", "Awa Diallo"),
    ("My name is Nora", "en", "Nora"),
    ("je suis triste", "fr", None), ("Je suis Perdue", "fr", None), ("je suis en colère", "fr", None),
    ("je suis cliente chez vous", "fr", None), ("J’ai perdu mon robot", "fr", None), ("I am sad", "en", None),
])
def test_only_an_introduction_gives_a_name(text: str, language: str, name: str | None) -> None:
    assert heard_name(text, language).get("own_name") == name


@pytest.mark.parametrize("text", ["Awa", "awa !", "Jean-Pierre Martin"])
def test_a_bare_answer_to_the_question_for_the_name_means_say_name(text: str) -> None:
    read = heard_name(text, asked_name=True)
    assert read.get("intent") == {"name": "say_name", "confidence": 1.0}
    assert read.get("intent_ranking")[0]["name"] == "say_name"
    assert read.get("own_name").casefold() == text.strip(" !").casefold()


@pytest.mark.parametrize("text", [
    "zzkrt pwqx", "asdfgh", "Qsdfghjklm", "blablabla", "hjkdf sdkjf", "aaaa", "azertyuiop", "lalalala", "xcvbn",
])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_keys_hit_at_random_after_the_question_for_the_name_are_no_name(text: str, language: str) -> None:
    read = heard_name(text, language, asked_name=True)
    assert (read.get("own_name"), read.get("intent")["name"]) == (None, "out_of_scope")


@pytest.mark.parametrize("text", [
    "Ngoc", "Schwartz", "Krzysztof", "Yvy", "Jan Vlk", "Mrs Ng", "Lilou", "Hirschfeld", "Azer", "Trewin", "Fatoumata",
    "Bobo", "Nana", "Zoé", "Aaliyah", "O’Neill", "Anh", "Tariq", "Bjørn", "Wyn",
])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_rare_name_is_still_a_name(text: str, language: str) -> None:
    assert heard_name(text, language, asked_name=True).get("own_name") is not None


@pytest.mark.parametrize("text", ["Awa", "Jay"])
def test_a_bare_word_nobody_asked_for_is_no_name(text: str) -> None:
    read = heard_name(text)
    assert (read.get("own_name"), read.get("intent")["name"]) == (None, "out_of_scope")


@pytest.mark.parametrize(("text", "name"), [
    ("excellent", None), ("la suite", None), ("Adios", None), ("Rose Marchand", "Rose Marchand"), ("moi c'est Tom", "Tom"),
])
def test_an_answer_that_clearly_means_something_else_is_no_name(text: str, name: str | None) -> None:
    read = message(text, language="fr", known={"asked_name": True})
    read.set("intent", {"name": "praise", "confidence": 0.9})
    assert NameReader().process([read])[0].get("own_name") == name


def test_the_family_name_is_added_when_the_rules_found_only_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_names, "own_name", lambda *_, **__: "Jean-Pierre")
    assert heard_name("je suis Jean-Pierre Martin et j’ai un souci").get("own_name") == "Jean-Pierre Martin"


def test_without_the_model_the_rules_stand_alone_with_one_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(french_names, "MODEL", "no_such_model")
    french_names.model.cache_clear()
    try:
        with caplog.at_level("WARNING", "bot.components.french_names"):
            for _ in range(3):
                assert heard_name("Bonjour, je m’appelle Luka").get("own_name") == "Luka"
        assert len(caplog.records) == 1
    finally:
        french_names.model.cache_clear()
