"""The linter of words finds what it must find, lets pass what is well said, and our own words pass it.

Owns the tests of scripts/check_words.py, scripts/check_domain.py and scripts/wording.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts import check_domain, check_words
from scripts.wording import examples, readability, responses
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
    assert check_domain.complaints(output, {"utter_a"}) == ["The intent 'a' is not used in any story or rule."]


def test_a_response_that_no_rule_and_no_code_can_say_is_a_complaint() -> None:
    output = "/x/io.py:100: UserWarning: The utterance 'utter_task_forgotten' is not used in any story or rule.\n"
    assert len(check_domain.complaints(output, check_domain.spoken())) == 1
    assert check_domain.complaints(output.replace("forgotten", "paused"), check_domain.spoken()) == []


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


# --- one bad example for every rule of customer-care: the list is complete, and each rule is alive --------------------

BANNED_BY_CUSTOMER_CARE = {
    "fr": ("cher client", "votre demande a bien été prise en compte", "gêne occasionnée", "dans les plus brefs délais",
           "n’hésitez pas", "veuillez", "invalide", "erreur de saisie", "comme indiqué", "il suffit de", "simplement",
           "malheureusement", "notre système", "je comprends parfaitement", "oups"),
    "en": ("dear customer", "valued", "unfortunately", "any inconvenience", "kindly", "reach out", "invalid", "simply",
           "just press", "as mentioned", "I understand how you feel", "rest assured"),
}


@pytest.mark.parametrize(("language", "words"), [(k, w) for k, every in BANNED_BY_CUSTOMER_CARE.items() for w in every])
def test_every_banned_word_of_customer_care_is_banned_at_the_beginning_and_within(language: str, words: str) -> None:
    assert "banned" in problems(f"{words[0].upper()}{words[1:]} ici.", language)
    if words not in ("malheureusement", "unfortunately"):
        assert "banned" in problems(f"Ah, {words} ici.", language)


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "Votre commande CMD-10423 part demain."), ("fr", "Le colis n°4 arrive."), ("en", "Order #10423 is on its way."),
    ("fr", "Le suivi 4970101234567 avance."), ("en", "Your case 3f2a91bc-77de is open."), ("en", "See 9f8e7d6c5b4a3f21."),
    ("fr", "Votre commande {order_id} part."), ("en", "Your {tracking_number} is here."), ("fr", "Dossier {ref}."),
    ("fr", f"Quel est le numéro de commande{N}?"), ("fr", "Donnez-moi votre numéro de client."),
    ("en", "What is your order number?"), ("en", "I need the tracking number."),
])
def test_a_bare_id_is_found_written_filled_in_or_asked_for(language: str, text: str) -> None:
    assert "id" in problems(text, language) or "asks for a number" in problems(text, language)


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "Pas besoin du numéro."), ("en", "No need for the number."), ("fr", f"Appelez le 3114, à 18{B}h{B}30, pour 4,90{B}€."),
    ("en", "Is it the red kettle from last Tuesday?"), ("fr", "Le 3 décembre 2026."), ("fr", "Le siège 7A est à vous."),
])
def test_a_figure_that_is_no_id_passes(language: str, text: str) -> None:
    assert not problems(text, language)


@pytest.mark.parametrize("text", [
    "Hello {{name}}.", "Hello { name }.", "Hello %s.", "It arrives None.", "undefined is here.", "TODO later.", "Hello [name].",
    "Hello <name>.", "Hello {name.",
])
def test_a_hole_nobody_filled_is_found(text: str) -> None:
    assert "hole" in problems(text, "en") or "brace" in problems(text, "en")


def test_a_placeholder_nobody_fills_is_found() -> None:
    items = [*good()[:4], variation("I’m reading, {frist_name}.", language="en"), *good()[4:]]
    said = responses.read("a.yml", {"utter_x": items})
    assert any("nobody fills {frist_name}" in p for p in responses.check_responses(said, {"price"}))
    assert not responses.check_responses(responses.read("a.yml", {"utter_x": good()}), {"price"})


@pytest.mark.parametrize("text", [
    "A bientôt.", "Etes-vous là", "Ecrivez-moi.", "Ca marche.", "C’est fait. Voila.", "La reponse est là.", "Un numero.",
    "Attendez...", 'Elle dit "oui".', "Elle dit “oui”.", "Deux  espaces.", "Cela coûte 4,90 €.", "Cela coûte 4,90€.",
    "À 18h30.", "À 18 h 30.",
])
def test_accents_quotes_prices_and_times_are_set_right(text: str) -> None:
    assert problems(text)


@pytest.mark.parametrize("text", [f"À 18{B}h{B}30, pour 12,90{N}€.", "À bientôt.", "Ça marche.", "A répondu à un sondage.", "Une étape…"])
def test_what_is_set_right_passes(text: str) -> None:
    assert not problems(text)


@pytest.mark.parametrize("text", [
    f"Êtes-vous sûr{N}?", "Vous êtes inscrite.", "Tu es prêt.", "Vous êtes bien connecté.", "Les client.e.s.", "Un/une ami.",
    "Vous êtes tombée.",
])
def test_french_that_fits_only_women_or_only_men_is_found(text: str) -> None:
    assert problems(text)


@pytest.mark.parametrize("text", ["Vous êtes à Nantes.", "Tu es là.", "Vous êtes en avance.", "C’est prêt.", "Vous êtes chez vous."])
def test_french_that_fits_everyone_passes(text: str) -> None:
    assert not problems(text)


def test_an_easy_pace_asks_for_shorter_sentences() -> None:
    words = "one two three four five six seven eight nine ten eleven twelve thirteen."
    assert "at most 12" in problems(words, "en", spoken=True, easy=True)
    assert not problems(words, "en", spoken=True)


def test_the_front_doors_bubbles_are_as_short_as_the_assistants(tmp_path: Path) -> None:
    (tmp_path / "bot/texts").mkdir(parents=True)
    long = "one " * 19 + "end."
    for section in ("waiting", "pages"):
        for language in ("fr", "en"):
            (tmp_path / f"bot/texts/{section}.{language}.yml").write_text(f"hello: {long}\n")
    found = check_words.check_text_files(tmp_path)
    assert {p.split(":")[0] for p in found} == {"waiting.fr.yml", "waiting.en.yml"}
    assert all("at most 18" in p for p in found)


def test_our_own_words_pass() -> None:
    assert check_words.check_all() == []


def coached(*texts: str, key: str = "utter_bus_ask_stop") -> list[responses.Variation]:
    return [responses.Variation(key, "bus.yml", n, frozenset({("language", "fr")}), text, ()) for n, text in enumerate(texts)]


def test_every_sentence_of_a_coach_has_a_short_wording_for_an_easy_pace() -> None:
    long = "Un deux trois quatre cinq six sept huit neuf dix onze douze treize."
    found = readability.check(coached(long, long))
    assert [problem for problem in found if "sentence of 13 words" in problem]
    assert readability.check(coached(long, "Quel est le nom de l’arrêt ?")) == []


def test_a_task_in_long_words_is_too_hard_as_a_whole() -> None:
    hard = "Préalablement, sélectionner successivement différentes caractéristiques correspondantes."
    assert "LIX" in readability.check(coached(hard))[0]
    easy = readability.measure(["Quel arrêt ? Un mot suffit."])
    assert (easy.words_a_sentence, easy.longest, round(easy.lix)) == (2.5, 3, 2)
