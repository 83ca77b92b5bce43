"""Which rule a message touches, and which it only seems to."""

from __future__ import annotations

import pytest

from bot.core.policies import BadPolicy, Policies
from tests.core.reviewed import LUKA, TOM, mappings

POLICIES = Policies.from_mapping(mappings()["policies"])


@pytest.mark.parametrize(("language", "text", "expected"), [
    ("fr", LUKA, {"lost_item": ("j'ai perdu mon Jay au magasin",)}),
    ("en", TOM, {"lost_item": ("I lost the music box you sold me",)}),
    ("fr", "mon fils a perdu son doudou dans le train", {"lost_item": ("fils a perdu son doudou dans le train",)}),
    ("fr", "ma fille Zoé a perdu sa poupée", {"lost_item": ("fille Zoé a perdu sa poupée",)}),
    ("en", "my daughter lost her doll on the train", {"lost_item": ("daughter lost her doll on the train",)}),
    ("fr", "J'ai perdu la roue gauche de mon robot", {"lost_part": ("perdu la roue gauche de mon robot",)}),
    ("fr", "jai perdu lantenne", {"lost_part": ("perdu lantenne",)}),
    ("en", "I've lost a piece of the robot", {"lost_part": ("lost a piece of the robot",)}),
    ("fr", "il manque une roue", {"missing_or_broken_part": ("il manque une roue",)}),
    ("en", "the antenna is broken", {"missing_or_broken_part": ("is broken",)}),
    ("en", "there's a wheel missing", {"missing_or_broken_part": ("there's a wheel missing",)}),
    ("fr", "je veux rendre le pull", {"withdrawal": ("rendre le pull",)}),
    ("en", "I changed my mind", {"withdrawal": ("changed my mind",)}),
    ("fr", "mon colis n'est jamais arrivé", {"delivery_risk": ("colis n'est jamais arrivé",)}),
    ("fr", "vous avez perdu mon colis", {"delivery_risk": ("vous avez perdu mon colis",)}),
    ("en", "my parcel never arrived", {"delivery_risk": ("parcel never arrived",)}),
])
def test_a_rule_is_found_with_the_customers_own_words(language: str, text: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert {match.id: match.words for match in POLICIES.match(text, language)} == expected
    assert all(word in text for words in expected.values() for word in words)


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "j'ai perdu patience"), ("fr", "j'ai perdu mon mot de passe"), ("fr", "j'ai perdu mon père"),
    ("fr", "j'ai perdu le fil"), ("fr", "mon colis est bien arrivé"), ("fr", "bonjour"), ("fr", "j'ai oublié mon mot de passe"),
    ("en", "I lost my patience"), ("en", "I've lost my mind"), ("en", "I lost my receipt"), ("en", "I lost my husband"),
    ("en", "we lost the game"), ("en", "hello"),
])
def test_losing_something_else_touches_no_rule(language: str, text: str) -> None:
    assert POLICIES.match(text, language) == []


@pytest.mark.parametrize(("id_", "allows", "law"), [
    ("lost_item", False, False), ("lost_part", False, False), ("missing_or_broken_part", True, True),
    ("withdrawal", True, True), ("delivery_risk", True, True),
])
def test_each_policy_says_what_it_allows_and_names_its_law_in_both_languages(id_: str, allows: bool, law: bool) -> None:
    content = mappings()["policies"][id_]
    assert (content["id"], content["allows"], content["law"] is not None) == (id_, allows, law)
    for told in [content["text"], *(content["law"] or {}).values()]:
        assert told["fr"] and told["en"]


def test_a_broken_policy_file_is_named() -> None:
    with pytest.raises(BadPolicy, match="lost_item"):
        Policies.from_mapping({"lost_item": {"id": "lost_item"}})


def test_a_task_brings_its_rules_without_anybodys_words_and_an_unknown_one_brings_none() -> None:
    content = {"id": "rule", "text": {"fr": "Non.", "en": "No."}, "allows": False, "law": None, "words": {"fr": []}}
    policies = Policies.from_mapping({"rule": content}, {"give_back": ["rule", "gone"]})
    assert [(match.id, match.words) for match in policies.of_tasks(["give_back", "give_back", "other"])] == [("rule", ())]
