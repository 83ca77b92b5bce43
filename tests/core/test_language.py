"""French or English: short, hurried, mixed and empty messages."""

from __future__ import annotations

import pytest

from bot.core.language import detect

FRENCH = [
    "Bonjour", "merci", "Où est mon colis ?", "jai perdu ma commande", "cest ou mon colis", "g pas recu la roue",
    "il manque une pièce", "je voudrais parler à quelqu'un", "slt", "pk cest si long", "d'accord",
    "Awa Diallo à l’appareil", "je m'appelle Luka", "la roue gauche", "une personne svp", "moi c'est Tom",
    "ma bouilloire rouge", "non merci", "oui", "J'AI PAS REÇU MON COLIS", "le robot Pixel ne marche plus",
    "annuler", "rien", "au revoir", "pourquoi ?", "jsuis deg", "Mon fils s’appelle Tom et il a perdu son Jay",
    "c koi le prix", "vous êtes un robot ?", "baskets bleues",
]
ENGLISH = [
    "Hello", "thanks", "Where is my order?", "wheres my parcel", "i lost the left wheel", "a part is missing",
    "I'd like to talk to someone", "it's Simone here", "my name's Tom O'Neill", "left wheel", "a person please",
    "no thanks", "yes", "I HAVE NOT RECEIVED MY PARCEL", "the robot doesn't work anymore", "cancel", "nothing",
    "bye", "why?", "its broken", "my red kettle", "can u help me pls", "are you a robot?", "blue trainers",
    "How much is it", "Claire was rude to me", "I bought it at Maison Colibri", "is that a joke", "gimme a human",
    "what do you need",
]
NOTHING_SAID = [
    "ok", "OK", "Luka", "Jean-Baptiste de La Tour", "Tom O'Neill", "🙂", "👍👍", "42", "12,90 €", "…", "", "   ",
    "?!", "hmm", "Awa Diallo", "luka@exemple.fr", "https://example.org/la/commande", "Pixel", "Simone Moreau",
    "super",
]
MIXED = [
    ("I ordered the « robot bleu » last week and it is late", "en"),
    ("Mon colis est bloqué en « out for delivery » depuis trois jours", "fr"),
    ("bonjour, my parcel is not here and I would like to know where it is", "en"),
    ("hello, je voudrais savoir où est passée ma commande s'il vous plaît", "fr"),
    ("le website ne marche pas, j'ai un message error 404", "fr"),
    ("The baguette I bought in your café was a real déjà vu", "en"),
]


@pytest.mark.parametrize("text", FRENCH)
@pytest.mark.parametrize("previous", ["fr", "en", None])
def test_french_is_heard_even_short_hurried_or_without_accents(text: str, previous: str | None) -> None:
    assert detect(text, previous, "en") == "fr"


@pytest.mark.parametrize("text", ENGLISH)
@pytest.mark.parametrize("previous", ["fr", "en", None])
def test_english_is_heard_even_short_or_hurried(text: str, previous: str | None) -> None:
    assert detect(text, previous, "fr") == "en"


@pytest.mark.parametrize("text", NOTHING_SAID)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_tells_nothing_keeps_the_language(text: str, language: str) -> None:
    other = "en" if language == "fr" else "fr"
    assert detect(text, language, other) == language
    assert detect(text, None, language) == language


@pytest.mark.parametrize(("text", "language"), MIXED)
def test_a_mixed_sentence_is_in_its_dominant_language(text: str, language: str) -> None:
    assert detect(text, None, "fr") == language
    assert detect(text, "fr" if language == "en" else "en", "fr") == language


def test_a_third_language_changes_nothing() -> None:
    assert detect("Привет, где мой заказ?", "en", "fr") == "en"
