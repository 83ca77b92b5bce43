"""The trained emotion reader on its hard cases: who somebody is never counts, words given are the customer's own."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bench.feeling_suites import Judged, judge
from bot.components.emotion_training import BadTexts, labelled, learn
from bot.core.emotion_features import politeness
from bot.core.emotion_model import Learnt, read_trained
from tests.core.reviewed import LUKA, TOM, lexicon, texts


@pytest.fixture(scope="module")
def trained() -> tuple[dict[str, Learnt], float]:
    """Learnt from the words alone, as on a machine without sentence vectors."""
    began = time.process_time()
    stored = learn(texts(), lexicon())
    return {language: Learnt.from_mapping(one) for language, one in stored.items()}, time.process_time() - began


@pytest.fixture(scope="module")
def suites(trained: Any) -> dict[str, Judged]:
    learnt, _ = trained

    def read(text: str, language: str) -> dict[str, float]:
        shape = read_trained(text, language, learnt[language], lexicon())
        return {feeling["name"]: feeling["intensity"] for feeling in shape["feelings"]}

    return judge(read)


def test_whoever_writes_the_scores_are_the_same(suites: dict[str, Judged]) -> None:
    assert suites["fairness"].wrong == []


# Floors a little under what was measured (docs/understanding.md): a change that costs a suite is noticed.
@pytest.mark.parametrize(("suite", "floor"), [
    ("negation", 0.9), ("sarcasm", 0.7), ("polite_fury", 0.4), ("code_switching", 0.8), ("typos", 0.75), ("calm", 0.85),
])
def test_hard_cases_stay_as_good_as_measured(suites: dict[str, Judged], suite: str, floor: float) -> None:
    assert suites[suite].share >= floor, suites[suite].wrong


def test_learning_takes_less_than_half_a_minute(trained: Any) -> None:
    assert trained[1] < 30


@pytest.mark.parametrize(("text", "language", "feeling"), [
    (LUKA, "fr", "sad"), (TOM, "en", "sad"), ("Je suis furieux, vous m'avez menti !!", "fr", "angry"),
    ("J'espère que vous le retrouverez", "fr", "hopeful"), ("I'm terrified he'll find me", "en", "afraid"),
])
def test_the_words_that_weighed_are_exact(trained: Any, text: str, language: str, feeling: str) -> None:
    shape = read_trained(text, language, trained[0][language], lexicon())
    assert feeling in {f["name"] for f in shape["feelings"]}
    assert shape["words"] and all(word and word in text for word in shape["words"])
    assert all(type(f["intensity"]) is float and 0 < f["intensity"] <= 1 for f in shape["feelings"])


def test_politeness_stands_apart_from_anger() -> None:
    polite = politeness("Je vous prie, Madame, de bien vouloir cesser de mentir. Merci d'avance.", "fr", lexicon())
    rude = politeness("vous êtes des menteurs, bande de nuls", "fr", lexicon())
    assert rude < 0 < polite


def test_every_feeling_has_a_hundred_and_fifty_texts_in_each_language() -> None:
    counts: dict[tuple[str, str], int] = {}
    for text in texts():
        for feeling in text.feelings or {"neutral": 1}:
            counts[text.language, feeling] = counts.get((text.language, feeling), 0) + 1
    assert len(counts) == 20
    assert min(counts.values()) >= 150


def test_no_text_is_given_twice() -> None:
    every = [(text.language, text.text.casefold()) for text in texts()]
    assert len(every) == len(set(every))


def test_a_label_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(BadTexts, match="grumpy 2"):
        labelled({"grumpy 2": ["bof"]}, "fr")
