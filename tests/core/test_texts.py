"""Sentences by key, language and form of address; never a hole."""

from __future__ import annotations

import pytest

from bot.core.texts import Texts, UnknownText

TEXTS = Texts.from_mappings({
    "fr": {"welcome": {"hello": {"vous": "Bonjour {name}, vous voilà.", "tu": "Bonjour {name}, te voilà."}, "short": "Bonjour."}},
    "en": {"welcome": {"hello": "Hello {name}, there you are.", "short": "Hello."}},
})


@pytest.mark.parametrize(("language", "formality", "said"), [
    ("fr", "vous", "Bonjour Awa, vous voilà."), ("fr", "tu", "Bonjour Awa, te voilà."),
    ("en", "vous", "Hello Awa, there you are."), ("en", "tu", "Hello Awa, there you are."),
])
def test_a_sentence_is_said_in_the_right_form(language: str, formality: str, said: str) -> None:
    assert TEXTS.say("welcome.hello", language, formality, name="Awa") == said


@pytest.mark.parametrize(("key", "values"), [("welcome.nothing", {}), ("welcome.hello", {}), ("welcome.hello", {"name": None})])
def test_a_hole_raises_instead_of_reaching_a_customer(key: str, values: dict[str, str | None]) -> None:
    with pytest.raises(UnknownText):
        TEXTS.say(key, "fr", **values)


def test_missing_lists_every_gap_between_languages_and_forms() -> None:
    gaps = Texts.from_mappings({
        "fr": {"a": {"both": "x {n}", "half": {"vous": "v"}, "only": "seul"}}, "en": {"a": {"both": "x", "half": "h"}},
    }).missing()
    assert gaps == ["a.both: the languages use different values ['n']", "a.half: no tu form in fr", "a.only: no sentence in en"]
    assert TEXTS.missing() == []


def test_a_section_is_handed_out_whole_for_a_page() -> None:
    assert TEXTS.section("welcome", "fr", "tu") == {"hello": "Bonjour {name}, te voilà.", "short": "Bonjour."}
    assert TEXTS.keys("welcome") == ["welcome.hello", "welcome.short"]
