"""Own names in our own sentences by the rules alone, names on profiles, and how alike two spellings are."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest

from bot.core.name_search import found_by, nearness
from bot.core.name_sounds import alike, slips, sound, words
from bot.core.recognition import clean_display_name, own_name

_SPEC = importlib.util.spec_from_file_location("sentences", Path(__file__).parent.parent / "names/sentences.py")
assert _SPEC is not None and _SPEC.loader is not None
sentences = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sentences)


@pytest.mark.parametrize(("language", "least"), [("en", 0.95), ("fr", 0.93)])   # French has spaCy's second look besides
def test_the_rules_hear_who_speaks_and_leave_third_persons_alone(language: str, least: float) -> None:
    heard = sentences.read_all(language, own_name)
    assert heard["f1"] >= least, heard["failures"]
    assert heard["taken"] <= 2, heard["failures"]


@pytest.mark.parametrize(("language", "least"), [("en", 0.92), ("fr", 0.95)])
def test_the_rules_hear_wordings_that_were_written_before_them(language: str, least: float) -> None:
    heard = sentences.read_all(language, own_name, "unseen_2")
    assert heard["f1"] >= least, heard["failures"]
    assert heard["taken"] <= 3, heard["failures"]


@pytest.mark.parametrize(
    ("shown", "name"), [(said.text, said.name) for said in (*sentences.sentences("fr", display=True),
                                                            *sentences.sentences("en", display=True))])
def test_a_profile_name_is_cleaned_or_asked_for(shown: str, name: str | None) -> None:
    assert clean_display_name(shown) == name


@pytest.mark.parametrize("text", ["my order is under my mother's name, Awa Diallo", "she booked it under the name Awa Diallo",
                                  "la commande est au nom de ma mère, Awa Diallo"])
def test_somebody_elses_booking_is_not_the_writers(text: str) -> None:
    assert own_name(text, "en") is None


@pytest.mark.parametrize(("text", "known", "name"), [
    ("non, Maïlys", "Maelys", "Maïlys"), ("it's Kathryn", "Catherine", "Kathryn"), ("Awa", "Maelys", None),
    ("c'est Pixel", "Maelys", None), ("non", "Noa", None),
])
def test_only_a_near_spelling_puts_the_name_in_use_right(text: str, known: str, name: str | None) -> None:
    assert own_name(text, "fr", known=known) == name


def test_the_customers_accents_win_and_one_is_put_only_where_there_is_one_place_for_it() -> None:
    assert own_name("mailys avec un tréma sur le i", "fr") == "Maïlys"
    assert own_name("Maelis avec un tréma", "fr", known="Maelis") == "Maëlis"
    assert own_name("Helene avec un accent aigu sur le e", "fr", asked=True) == "Helene"    # three places: not sure


@pytest.mark.parametrize("text", [" " * 4000, "\n " * 2000, "a.b." * 1000, "hm" * 2000, "under " * 660, ", " * 2000,
                                  "non, " * 800, "A-" * 2000, "c'est " * 660, "’" * 4000])
def test_no_text_takes_long_to_read(text: str) -> None:
    began = time.process_time()
    own_name(text, "fr", asked=True, known="Awa")
    clean_display_name(text)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(("one", "other"), [
    ("Lefèvre", "Lefebvre"), ("Dupond", "Dupont"), ("Thibault", "Thibaud"), ("Nguyễn", "Nguyen"), ("O’Neill", "Oneil"),
    ("Gauthier", "Gautier"), ("Moreau", "Morot"), ("Philippe", "Filippe"), ("Catherine", "Katherine"),
    ("Schmidt", "Schmitt"), ("Durand", "Durant"), ("Lecomte", "Lecompte"), ("Quéméneur", "Kemeneur"),
    ("François", "Fransois"), ("Renault", "Renaud"), ("Maëlys", "Maïlys"), ("Meyer", "Mayer"),
])
def test_names_said_alike_meet(one: str, other: str) -> None:
    assert sound(words(one)[0]) == sound(words(other)[0])
    assert alike(one, other)


@pytest.mark.parametrize(("one", "other"), [("Martin", "Bernard"), ("Awa", "Zoé"), ("Petit", "Roux"), ("London", "Leeds")])
def test_names_said_otherwise_do_not_meet(one: str, other: str) -> None:
    assert sound(words(one)[0]) != sound(words(other)[0])
    assert not alike(one, other)


@pytest.mark.parametrize(("query", "name"), [
    ("lefevre", "Agathe Lefebvre"), ("LEFEBVRE agathe", "Agathe Lefèvre"), ("dupond", "Marc Dupont"), ("nguyen", "Nguyễn Thị Ánh"),
    ("oneil", "Tom O’Neill"), ("o'neill", "Tom Oneill"), ("neill", "Tom O’Neill"), ("tibo", "Thibaud Roux"),
    ("moreu", "Madame Moreau"), ("jean baptiste", "Jean-Baptiste de La Tour"), ("jean-b", "Jean-Baptiste de La Tour"),
    ("dialo", "Awa Diallo"), ("aw", "Awa Diallo"), ("tour", "Jean-Baptiste de La Tour"),
])
def test_agents_find_a_person_without_knowing_how_the_name_is_spelled(query: str, name: str) -> None:
    assert nearness(query, name) is not None


@pytest.mark.parametrize(("query", "name"), [
    ("martin", "Martel"), ("awa", "Eva Roux"), ("claire moreau", "Claire Petit"), ("", "Awa"), ("roux", "Rousseau"), ("🙂", "Awa"),
])
def test_agents_are_not_shown_other_names(query: str, name: str) -> None:
    assert nearness(query, name) is None


def test_the_very_words_are_nearer_than_their_sound_and_that_than_a_slip() -> None:
    near = [nearness("roussel", name) for name in ("Anne Roussel", "Rousselot", "Rousel", "Roussal", "Roux")]
    assert near == [0, 1, 2, 3, None]
    assert (slips("awa", "aaw"), slips("awa", "zoe")) == (1, 3)


def test_slips_are_forgiven_only_where_nobody_is_nearer() -> None:
    people = [("Anne Roussel",), ("Rousel", None), ("Roussal",), ("Zoé",)]
    assert found_by("roussel", people) == [0, 1]
    assert found_by("rousal", people) == [2]
    assert found_by("roussil", people[2:]) == [0]
    assert found_by("🙂", people) == []
