"""Courtesies are taken off so that what somebody came for is understood; nothing else ever is."""

from __future__ import annotations

import pytest

from bot.core.courtesies import without


@pytest.mark.parametrize(("text", "left"), [
    ("Excusez-moi de vous déranger, la lampe de bureau. Merci bien de votre patience.", "la lampe de bureau."),
    ("Bonjour Madame, mon pull est arrivé troué", "mon pull est arrivé troué"),
    ("je ne suis pas très à l'aise avec tout ça, mais c'est pour Porto. Avec mes remerciements.", "c'est pour Porto."),
    ("j’y connais rien en ordinateur mais il ne s’ouvre plus svp", "il ne s'ouvre plus"),
    ("euh ben la mienne stp", "la mienne"),
    ("bonjour\nj'ai appelé lundi et encore hier", "j'ai appelé lundi et encore hier"),
    ("désolée de vous embêter encore, où est mon colis ?", "où est mon colis ?"),
    ("I'm sorry to bother you, my daughter's. That's very kind of you", "my daughter's."),
    ("I'm not very good with computers, but the aisle please", "the aisle"),
    ("so like the robot pls", "the robot"),
    ("Good morning, where is my order? Many thanks in advance", "where is my order?"),
    ("hi there, I'd like a refund. Kind regards", "I'd like a refund."),
    ("alors\nune semaine", "une semaine"),
])
def test_what_somebody_came_for_is_left(text: str, left: str) -> None:
    assert without(text) == left


@pytest.mark.parametrize("text", [
    "bonjour", "merci beaucoup", "Bonsoir Madame", "désolée de vous déranger", "voilà", "ok merci", "hello there",
    "thanks!", "so sorry", "svp", "alors ?", "well", "euh", "bonjour à vous", "bonsoir Sensei", "coucou c'est moi",
    "good evening Sensei", "hey it's me", "big thanks",
])
def test_a_message_that_is_nothing_but_courtesy_stays_whole(text: str) -> None:
    assert without(text) == text


@pytest.mark.parametrize("text", [
    "la bonne adresse", "merci de me rappeler", "hier j'ai reçu le mauvais",
    "le bonheur", "sortez-moi de là", "erreur 404 sur la page", "highlight the right one", "plaisir d'offrir",
    "alorsque", "benoit attend son colis", "I want to say thank you to Claire", "humidifier cassé",
])
def test_words_that_only_look_like_courtesies_stay(text: str) -> None:
    assert without(text) == text
