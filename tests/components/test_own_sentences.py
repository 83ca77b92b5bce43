"""Our own sentences as the assistant hears them: rules, and in French spaCy's second look."""

from __future__ import annotations

import pytest

from bot.components.french_names import MODEL, model
from bot.components.own_names import find
from tests.core.test_own_names import sentences


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_speaks_is_heard_and_third_persons_are_left_alone(language: str) -> None:
    heard = sentences.read_all(language, find)
    assert heard["f1"] >= 0.95, heard["failures"]
    assert heard["taken"] <= 2, heard["failures"]


@pytest.mark.parametrize(("text", "name"), [
    ("je suis mamadou", "Mamadou"), ("bonjour je suis helene roussel jai un souci", "Helene Roussel"),
    ("JE SUIS BRIGITTE LAMBERT", "Brigitte Lambert"), ("cc c lina", "Lina"),
    ("je suis végétarien", None), ("je suis boulanger", None), ("je suis furax", None), ("je suis lyonnaise", None),
    ("comment je suis censée répondre", None), ("je suis revenu terminer ma demande", None), ("c dommage", None),
])
def test_without_capitals_a_first_name_is_told_from_a_mood_a_trade_and_a_people(text: str, name: str | None) -> None:
    assert model() is not None, MODEL
    assert find(text, "fr", asked=False) == name
