"""Feelings read from a message: which, how strong, in which words, and what must not be read as one."""

from __future__ import annotations

import json
import time

import pytest

from bot.core.emotion import read
from bot.core.emotion_lexicon import NEGATIVE, POSITIVE, Lexicon
from tests.core.reviewed import LUKA, TOM, mappings

LEXICON = Lexicon.from_mapping(mappings()["emotion"])


def names(text: str, language: str) -> list[str]:
    return [feeling["name"] for feeling in read(text, language, LEXICON)["feelings"]]


def intensity(text: str, language: str, name: str) -> float:
    return next((f["intensity"] for f in read(text, language, LEXICON)["feelings"] if f["name"] == name), 0.0)


@pytest.mark.parametrize(("language", "text", "expected"), [
    ("fr", "je suis triste", "sad"), ("fr", "elle pleure", "sad"), ("fr", "😢", "sad"), ("fr", "je suis desespere", "sad"),
    ("fr", "je n'ai plus d'espoir", "sad"), ("fr", "je suis en colère", "angry"), ("fr", "c'est inadmissible", "angry"),
    ("fr", "j'en ai marre", "angry"), ("fr", "vous vous foutez de moi", "angry"), ("fr", "j'ai peur", "afraid"),
    ("fr", "je suis inquiète", "worried"), ("fr", "je suis déçu", "frustrated"), ("fr", "j'ai honte", "ashamed"),
    ("fr", "je n'en peux plus", "distressed"), ("fr", "j'espère", "hopeful"), ("fr", "je suis ravie", "satisfied"),
    ("fr", "merci beaucoup", "satisfied"), ("fr", "trop tristte", "sad"), ("fr", "je suis en colere", "angry"),
    ("en", "I'm sad", "sad"), ("en", "heartbroken", "sad"), ("en", "she cried all night", "sad"),
    ("en", "this is ridiculous", "angry"), ("en", "I'm fed up", "angry"), ("en", "I'm scared", "afraid"),
    ("en", "I'm worried", "worried"), ("en", "really dissapointed", "frustrated"), ("en", "I'm ashamed", "ashamed"),
    ("en", "I'm exhausted", "distressed"), ("en", "fingers crossed", "hopeful"), ("en", "delighted", "satisfied"),
    ("en", "thank you so much", "satisfied"), ("en", "I am furios", "angry"),
])
def test_each_feeling_is_read_in_ordinary_words_also_misspelt(language: str, text: str, expected: str) -> None:
    assert expected in names(text, language)


@pytest.mark.parametrize(("language", "weaker", "stronger"), [
    ("fr", "je suis triste", "je suis très triste"), ("fr", "je suis triste", "je suis trop triste"),
    ("fr", "je suis un peu triste", "je suis triste"), ("fr", "je suis triste", "je suis TRISTE"),
    ("fr", "je suis triste", "je suis triiiiste"), ("fr", "je suis triste", "je suis triste !!!"),
    ("fr", "je suis très triste", "je suis extrêmement triste"), ("fr", "pas content", "pas content du tout"),
    ("fr", "je suis triste", "je n'ai jamais été aussi triste"),
    ("en", "I'm sad", "I'm so sad"), ("en", "I'm sad", "I'm really sad"), ("en", "a bit angry", "angry"),
    ("en", "I'm sad", "I'm sooooo sad"), ("en", "I'm angry", "I'm ANGRY"), ("en", "I'm angry", "I've never been so angry"),
])
def test_intensifiers_capitals_stretched_letters_and_marks_weigh(language: str, weaker: str, stronger: str) -> None:
    first, second = read(weaker, language, LEXICON), read(stronger, language, LEXICON)
    assert first["feelings"][0]["name"] == second["feelings"][0]["name"]
    assert first["feelings"][0]["intensity"] < second["feelings"][0]["intensity"]


@pytest.mark.parametrize(("language", "text", "words"), [
    ("fr", "je suis pas content", "pas content"), ("fr", "je ne suis pas très contente", "pas très contente"),
    ("fr", "pas du tout satisfait", "pas du tout satisfait"), ("en", "I'm not happy", "not happy"),
    ("en", "I isnt happy", "isnt happy"), ("en", "not really pleased at all", "not really pleased at all"),
])
def test_a_joy_denied_is_frustration_and_anger(language: str, text: str, words: str) -> None:
    shape = read(text, language, LEXICON)
    assert {f["name"] for f in shape["feelings"]} == {"frustrated", "angry"}
    assert shape["words"] == [words]


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "je ne suis pas triste"), ("fr", "je ne suis plus en colère"), ("fr", "sans colère"),
    ("fr", "je n'ai pas peur"), ("fr", "jamais déçu"), ("en", "I'm not sad"), ("en", "no worries"),
    ("en", "I'm not angry at all"), ("en", "never disappointed"),
])
def test_a_sorrow_denied_is_no_feeling(language: str, text: str) -> None:
    assert names(text, language) == []


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "ma grand-mère est morte de rire"), ("fr", "Bonjour, j'espère que vous allez bien"), ("fr", "pas de souci"),
    ("fr", "c'est urgent, je pars samedi"), ("fr", "Est-ce que le contenu est bien arrivé ?"), ("fr", "bon anniversaire"),
    ("fr", "JE VEUX SAVOIR OU EST MON COLIS"), ("fr", "un livre triste"), ("fr", "je voudrais une autre couleur"),
    ("en", "I'm afraid it is the wrong size"), ("en", "angry birds"), ("en", "happy birthday"), ("en", "I hope you are well"),
    ("en", "my great grandmother"), ("en", "I shared it"), ("en", "happy to wait"), ("en", "I nearly died laughing"),
])
def test_idioms_politeness_and_things_are_no_feeling(language: str, text: str) -> None:
    assert names(text, language) == []


def test_several_feelings_stand_side_by_side_strongest_first() -> None:
    shape = read("pas seulement triste mais furieux, et j'espère encore", "fr", LEXICON)
    assert [f["name"] for f in shape["feelings"]][0] == "angry"
    assert {f["name"] for f in shape["feelings"]} == {"angry", "sad", "hopeful"}
    assert shape["words"] == ["pas seulement triste", "furieux", "j'espère"]


@pytest.mark.parametrize(("language", "text", "low", "high"), [
    ("fr", "c'est urgent", 3, 3), ("fr", "je pars samedi", 3, 3), ("fr", "avant vendredi si possible", 2, 2),
    ("fr", "quand vous voulez", 0, 0), ("en", "asap please", 3, 3), ("en", "by Friday", 2, 2), ("en", "no hurry at all, whenever", 0, 2),
])
def test_urgency_is_read_apart_from_feeling(language: str, text: str, low: float, high: float) -> None:
    assert low <= read(text, language, LEXICON)["urgency"] <= high


@pytest.mark.parametrize(("language", "text"), [("fr", LUKA), ("en", TOM), ("fr", "JE SUIS TRÈÈÈS DÉÇU 😢!!!"), ("fr", "")])
def test_words_are_exact_substrings_and_numbers_are_plain_floats(language: str, text: str) -> None:
    shape = read(text, language, LEXICON)
    assert all(word and word in text for word in shape["words"])
    assert all(type(f["intensity"]) is float and 0 <= f["intensity"] <= 1 for f in shape["feelings"])
    assert json.loads(json.dumps(shape)) == shape


def test_a_very_long_message_is_read_in_time() -> None:
    started = time.thread_time()
    read("je suis pas très content du tout mais bon voilà " * 85, "fr", LEXICON)
    assert time.thread_time() - started < 2


def test_both_lexicons_know_the_same_feelings() -> None:
    emotion = mappings()["emotion"]
    assert set(emotion["fr"]["feelings"]) == set(emotion["en"]["feelings"]) == {*NEGATIVE, *POSITIVE}


def test_an_unknown_language_reads_nothing() -> None:
    assert read("ich bin traurig", "de", LEXICON) == {"feelings": [], "words": [], "urgency": 0.0}


@pytest.mark.parametrize("flood", ["😢" * 4000, "triste " * 570, "triiiste " * 440, "triste" + "?" * 3990])
def test_a_flood_of_feeling_is_read_as_fast_as_any_message(flood: str) -> None:
    started = time.thread_time()
    assert names(flood, "fr") == ["sad"]
    assert time.thread_time() - started < 3  # every customer waits meanwhile; 4,000 emoji once took half a minute
