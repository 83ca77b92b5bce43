"""What people tell to be remembered is heard; what they tell in passing, and of others, is not."""

from __future__ import annotations

import pytest

from bot.core.memory import THINGS, Heard, for_brief, heard, keeps_until, may_remember, usual


@pytest.mark.parametrize(("text", "key", "value"), [
    ("on peut se tutoyer ?", "formality", "tu"), ("vous pouvez me tutoyer", "formality", "tu"),
    ("Vouvoyez-moi s’il vous plaît", "formality", "vous"), ("ne me tutoyez pas", "formality", "vous"),
    ("plus lentement svp", "pace", "easy"), ("could you slow down", "pace", "easy"),
    ("ne m’appelez jamais", "no_calls", "never"), ("never call me please", "no_calls", "never"),
    ("appelez-moi Madame Moreau", "call_them", "Madame Moreau"), ("please call me Mrs O’Neill", "call_them", "Mrs O’Neill"),
    ("je chausse du 38", "shoe_size", "38"), ("my shoe size is 38.5", "shoe_size", "38.5"),
    ("je prends toujours du M", "size", "M"), ("ma taille c’est le 42", "size", "42"), ("I usually wear a large", "size", "large"),
    ("mon point relais c’est la Librairie des Lilas, merci", "pick_up_point", "la Librairie des Lilas"),
    ("my usual pick-up point is Baker Street", "pick_up_point", "Baker Street"),
    ("mon anniversaire est le 12 mars", "birthday", "12 mars"), ("my birthday is on the 3rd of May", "birthday", "3rd of May"),
    ("mes fleurs préférées sont les pivoines", "favourite", "pivoines"),
    ("my favourite colour is green", "favourite", "green"),
    ("retenez que je suis sourde", "accessibility", "sourde"), ("remember that I'm blind", "accessibility", "blind"),
    ("notez que j’ai une maladie du cœur", "health", "une maladie du cœur"),
    ("souvenez-vous que mon mari est décédé", "bereavement", "mon mari"),
])
def test_what_is_told_to_be_remembered_is_heard(text: str, key: str, value: str) -> None:
    found = heard(text)
    assert [(one.key, one.value) for one in found] == [(key, value)]
    assert found[0].words in text


@pytest.mark.parametrize("text", [
    "", "bonjour", "je suis sourde", "mon mari est décédé", "j’ai une maladie", "je suis enceinte", "il fait du 38 dehors",
    "ma fille chausse du 38", "mon fils est né le 12 mars", "my son wears a medium and my birthday wish",
    "je prends du retard", "appelez-moi un taxi", "call me maybe", "a small risk",
    "ne m’appelez pas Madame Moreau", "mon anniversaire était raté", "c’est pour l’anniversaire de Zoé le 3 mai",
])
def test_what_is_told_in_passing_or_of_others_is_not(text: str) -> None:
    assert heard(text) == []


def test_several_things_are_heard_in_their_order() -> None:
    assert [one.key for one in heard("Je chausse du 38 et je prends toujours du M. On peut se tutoyer ?")] == [
        "shoe_size", "size", "formality"]


def test_nothing_sensitive_without_a_yes_nothing_of_a_child_nothing_of_a_passer_by() -> None:
    for key, thing in THINGS.items():
        assert may_remember(key, "said", minor=False, recognisable=True) == (not thing.sensitive)
        assert may_remember(key, "agreed", minor=False, recognisable=True)
        assert not may_remember(key, "agreed", minor=True, recognisable=True)
        assert not may_remember(key, "agreed", minor=False, recognisable=False)
        until = keeps_until(key)
        assert (until is not None and until.days <= 183) == thing.sensitive
    assert Heard("health", "x", "x").sensitive


def test_tasks_get_the_usual_and_the_brief_gets_preferences_and_dates() -> None:
    rows = [{"key": "size", "value": "M"}, {"key": "birthday", "value": "12 mars"}, {"key": "formality", "value": "tu"}]
    labels = {key: key for key in THINGS}
    assert usual(rows) == {"size": "M"}
    assert for_brief(rows, labels) == ([{"label": "size", "text": "M"}], [{"label": "birthday", "text": "12 mars"}])


def test_long_texts_do_not_hold_anybody_up() -> None:
    for text in ("mon point relais c'est " * 170, "je prends " * 400, "retenez que " * 330, "a" * 4000, " " * 4000):
        heard(text[:4000])
