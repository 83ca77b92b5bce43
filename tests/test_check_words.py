"""The linter of words finds what it must find, lets pass what is well said, and our own words pass it.

Owns the tests of scripts/check_words.py, scripts/check_domain.py and scripts/wording.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts import check_domain, check_words
from scripts.wording import examples, responses
from scripts.wording.sentences import Sentence, check, check_label, forms_of_address

N, B = "\u202f", "\u00a0"


def problems(text: str, language: str = "fr", **about: Any) -> str:
    return " | ".join(check(Sentence("here", language, text, **about)))


@pytest.mark.parametrize("text", [
    "Cher client, bonjour.", "Chère cliente, bonjour.", "Votre demande a bien été prise en compte.",
    "Nous regrettons la gêne occasionnée.", "Une réponse vous parviendra dans les plus brefs délais.",
    "N’hésitez pas à revenir.", "Veuillez patienter.", "Cette date est invalide.", "C’est une erreur de saisie.",
    "Comme indiqué plus haut.", "Il suffit d’appuyer.", "Il vous suffit de lire.", "Appuyez simplement ici.",
    "Malheureusement, non.", "C’est notre système.", "Je comprends parfaitement.", "Oups.",
    "Je comprends votre colère.", "Pour les client·es.", "Vous êtes prêt(e)s.",
])
def test_a_banned_french_sentence_is_found(text: str) -> None:
    assert problems(text)


@pytest.mark.parametrize("text", [
    "Dear customer, hello.", "You are valued.", "Unfortunately, no.", "Sorry for any inconvenience.", "Kindly wait.",
    "Feel free to reach out.", "This date is invalid.", "Simply press here.", "Just press here.", "As mentioned above.",
    "I understand how you feel.", "Rest assured.", "Please ensure it is on.",
])
def test_a_banned_english_sentence_is_found(text: str) -> None:
    assert problems(text, "en")


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "La valeur du chèque est gardée."), ("fr", f"C’est simple{B}: une roue à la fois."),
    ("fr", "Le système solaire de Pixel tourne."), ("fr", "Rendez-vous chez Nadia, assez tôt."),
    ("en", "What you’ve just written is kept."), ("en", "Not just now."), ("en", "It’s as simple as that."),
])
def test_a_sentence_that_only_looks_banned_passes(language: str, text: str) -> None:
    assert not problems(text, language)


@pytest.mark.parametrize("text", [
    "Vraiment ?", f"Vraiment{B}?", "Vraiment?", "Voici :", f"Voici{N}: rien", "« oui »", f"«{B}oui »", "C'est bien.",
    "Un ; deux",
])
def test_french_typography_is_checked(text: str) -> None:
    assert problems(text)


@pytest.mark.parametrize("text", [
    f"Vraiment{N}?", f"Voici{B}: rien", f"Elle dit «{B}oui{B}».", "À 9:30, sur https://exemple.fr/a?b=c.", f"Quoi{N}?!",
    f"Bonjour {{name}}{N}!",
])
def test_correct_french_typography_passes(text: str) -> None:
    assert not problems(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("Dis-moi ce que tu veux.", {"tu"}), ("Voulez-vous essayer", {"vous"}), ("C’est fait.", set()),
    ("Cherchez la roue, puis dis-moi ton avis.", {"tu", "vous"}), ("Il vous faut une réponse qui tienne.", {"vous"}),
    ("Le ton reste calme, chez Nadia.", set()), ("Le rendez-vous est pris.", set()), ("Je t’écoute.", {"tu"}),
])
def test_tu_and_vous_are_told_apart(text: str, expected: set[str]) -> None:
    assert forms_of_address(text) == expected


def test_a_vous_sentence_with_tu_in_it_is_found() -> None:
    assert "says tu" in problems("Je t’écoute.", formality="vous")
    assert "mixes" in problems("Je vous écoute, dis-moi ton nom.")


@pytest.mark.parametrize("tone", ["sad", "angry"])
@pytest.mark.parametrize("text", [f"Bonjour{N}!", "Bonjour 😊"])
def test_no_cheer_for_someone_sad_or_angry(tone: str, text: str) -> None:
    assert problems(text, tone=tone)
    assert not problems(text, tone="calm")


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "Je suis désolée."), ("en", "I’m so happy."), ("fr", "Je suis Sensei."), ("en", "A person answers shortly."),
    ("fr", "a" * 301), ("fr", f"Ceci{N}? Cela{N}?"), ("en", "one " * 19 + "end."),
])
def test_an_assistant_claims_no_feeling_gives_no_time_and_keeps_it_short(language: str, text: str) -> None:
    assert problems(text, language, spoken=True)


@pytest.mark.parametrize(("language", "label"), [("fr", "Oui"), ("fr", "Non."), ("en", "Yes"), ("en", "No")])
def test_a_button_says_what_happens(language: str, label: str) -> None:
    assert check_label(Sentence("here", language, label))
    assert not check_label(Sentence("here", language, "Garder la taille M"))


def variation(text: str, *, buttons: list[dict[str, str]] | None = None, **conditions: str) -> dict[str, Any]:
    condition = [{"type": "slot", "name": name, "value": value} for name, value in conditions.items()]
    return {"text": text, "condition": condition, **({"buttons": buttons} if buttons else {})}


def good() -> list[dict[str, Any]]:
    return [
        variation("Je vous lis.", language="fr"), variation("J’ai lu vos mots.", language="fr"),
        variation("Je te lis.", language="fr", formality="tu"),
        variation("J’ai lu tes mots.", language="fr", formality="tu"),
        variation("I’m reading.", language="en"), variation("I’ve read that.", language="en"),
    ]


def found(items: list[dict[str, Any]]) -> str:
    return " | ".join(responses.check_responses(responses.read("a.yml", {"utter_x": items})))


def test_a_complete_response_passes() -> None:
    assert not found(good())


def test_a_response_that_lacks_a_language_is_found() -> None:
    assert "no default in en" in found(good()[:4])


def test_a_vous_response_without_its_tu_is_found() -> None:
    assert "would be said to tu" in found([*good()[:2], *good()[4:]])


def test_a_sad_vous_variation_that_would_reach_a_child_is_found() -> None:
    sad = [variation(t, language="fr", tone="sad") for t in ("Je vous lis.", "Vos mots comptent.")]
    assert "would be said to tu" in found([*good(), *sad])


def test_one_variant_only_is_found() -> None:
    assert "1 variant" in found(good()[1:])


def test_a_variation_with_a_name_needs_two_without() -> None:
    named = [variation(f"Bonjour {{first_name}}, {w}.", language="fr", tone="sad") for w in ("me voici", "j’écoute")]
    assert "0 variant" in found([*good(), *named])


def test_a_key_in_two_files_is_found() -> None:
    both = [*responses.read("a.yml", {"utter_x": good()}), *responses.read("b.yml", {"utter_x": good()})]
    assert any("one file must own it" in p for p in responses.check_responses(both))


def test_a_choice_that_changes_the_subject_is_not_offered_to_someone_angry() -> None:
    button = [{"title": "Remplacer une pièce", "payload": "/replace_part"}]
    items = [variation(t, language="fr", tone="angry", formality="vous", buttons=button) for t in ("J’ai lu.", "Lu.")]
    assert "changes the subject" in found([*good(), *items])


def test_a_sentence_in_two_intents_is_found_whatever_its_accents_and_marks() -> None:
    blocks = [
        {"intent": "thank", "metadata": {"language": "fr"}, "examples": "- C'est gentil !\n"},
        {"intent": "praise", "metadata": {"language": "fr"}, "examples": [{"text": "c’est GENTIL\n"}]},
    ]
    assert any("is in thank" in p for p in examples.check_examples(examples.read("a.yml", blocks), []))


def test_too_few_sentences_and_a_block_without_language_are_found() -> None:
    blocks = [{"intent": "why", "examples": "- pourquoi\n"}]
    text = " | ".join(examples.check_examples(examples.read("a.yml", blocks), ["why"]))
    assert "says no language" in text
    assert "0 sentences in fr, at least 25" in text


def test_entity_marks_are_no_part_of_a_sentence() -> None:
    marked = '- la [roue](part) du [robot]{"entity": "x"}'
    block = {"intent": "inform", "metadata": {"language": "fr"}, "examples": marked}
    assert examples.read("a.yml", [block])[0].text == "la roue du robot"


def test_a_text_in_one_language_only_is_found(tmp_path: Path) -> None:
    (tmp_path / "bot/texts").mkdir(parents=True)
    (tmp_path / "bot/texts/chat.fr.yml").write_text("hello: {vous: Je vous lis, tu: Je te lis}\nbye: Au revoir\n")
    (tmp_path / "bot/texts/chat.en.yml").write_text("hello: I’m reading\n")
    assert check_words.check_text_files(tmp_path) == ["chat.en.yml: bye is missing"]


def test_words_to_recognise_are_not_linted_but_words_to_say_are(tmp_path: Path) -> None:
    (tmp_path / "data/safety").mkdir(parents=True)
    (tmp_path / "data/safety/fr.yml").write_text("a: {words: {fr: [oups], en: [oops]}, text: {fr: Oups., en: Here.}}\n")
    text = " | ".join(check_words.check_bilingual_files(tmp_path))
    assert text.count("banned") == 1


def test_a_warning_of_rasa_that_nobody_accepted_is_a_complaint() -> None:
    output = (
        "\x1b[93m/x/io.py:100: UserWarning: The intent 'a' is not used in any story or rule.\x1b[0m\n"
        "/x/io.py:100: UserWarning: The utterance 'utter_a' is not used in any story or rule.\n"
        "/x/y.py:1: DeprecationWarning: pkg_resources is deprecated\n2026 INFO rasa - fine\n"
    )
    assert check_domain.complaints(output) == ["The intent 'a' is not used in any story or rule."]


def test_the_responses_and_sentences_we_ship_are_good() -> None:
    assert check_words.check_response_files(check_words.ROOT) == []
    assert check_words.check_example_files(check_words.ROOT) == []


def test_every_response_is_there_and_said_by_someone() -> None:
    assert check_domain.check_references() == []


def test_a_keyboard_s_spaces_become_french_ones_and_nothing_else_changes(tmp_path: Path) -> None:
    (tmp_path / "bot" / "texts").mkdir(parents=True)
    path = tmp_path / "bot" / "texts" / "a.fr.yml"
    path.write_text('# Un « mot » : gardé.\none: "Deux cas : « oui » ou non ? C\'est https://a.example/?q= {x} !"\n', "utf-8")
    assert check_words.mend_all(tmp_path) == 1
    said = f"Deux cas{B}: «{B}oui{B}» ou non{N}? C’est https://a.example/?q= {{x}}{N}!"
    assert path.read_text("utf-8") == f'# Un « mot » : gardé.\none: "{said}"\n'
    assert check_words.mend_all(tmp_path) == 0
