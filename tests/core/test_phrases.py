"""The little language in which reviewed words are written."""

from __future__ import annotations

import pytest

from bot.core.folding import fold
from bot.core.phrases import Phrases, fill_groups, to_regex, words_of


@pytest.mark.parametrize(("phrase", "text", "words"), [
    ("j'ai perdu (mon|ma) * >", "Bonjour, jai perdu mon Jay au magasin et papa", ("jai perdu mon Jay au magasin",)),
    ("j'ai perdu mon *", "J’AI PERDU MON JAY !", ("J’AI PERDU MON JAY",)),
    ("pas (du tout|très)? content*", "pas très contente, pas content", ("pas très contente", "pas content")),
    ("^ un? (humain|conseiller) (svp|s'il vous plaît)? $", "Un conseiller, s’il vous plaît !", ("Un conseiller, s’il vous plaît !",)),
    ("^ humain $", "je suis un humain", ()),
    ("grand-mère … morte", "ma grand mère est enfin morte", ("grand mère est enfin morte",)),
    ("grand-mère … morte", "ma grand-mère et moi avons une batterie morte", ()),
    ("perdu (la|l') antenne", "perdu l'antenne", ("perdu l'antenne",)),
    ("perdu (la|l') antenne", "perdu lantenne", ("perdu lantenne",)),
    ("passez-(moi|nous) un chef", "Passez moi un chef", ("Passez moi un chef",)),
    ("(me sens (nul|bête)|honte)", "je me sens bête", ("me sens bête",)),
    ("8# ans", "j'ai 82 ans", ("82 ans",)),
    ("i hope * >", "I hope you can find it", ("I hope you can find it",)),
    ("i hope * >", "I hope it is there can you look", ("I hope it",)),
    ("cœur brisé", "le coeur brisé", ("coeur brisé",)),
    (":(", "oh :( non", (":(",)),
    ("😢", "oh😢non", ("😢",)),
    ("art", "la carte, l'art", ("art",)),
])
def test_a_phrase_finds_the_exact_words_of_the_customer(phrase: str, text: str, words: tuple[str, ...]) -> None:
    folded = fold(text)
    assert words_of(folded, Phrases.of([phrase]).find(folded)) == words
    assert all(word in text for word in words)


@pytest.mark.parametrize("phrase", ["(a|b", "a)", "mot?", "(x)?"])
def test_a_phrase_that_cannot_be_meant_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="phrase"):
        to_regex(phrase)


def test_overlapping_finds_become_one_and_never_cross_what_is_set_aside() -> None:
    folded = fold("mort de rire et mort de froid")
    aside = Phrases.of(["mort de rire"]).find(folded)
    assert words_of(folded, Phrases.of(["mort de *", "de froid"]).find(folded, aside)) == ("mort de froid",)


def test_a_group_is_written_once_and_used_by_name() -> None:
    assert fill_groups(["ma (@kin)"], {"kin": {"fr": "mère|sœur"}}, "fr") == ["ma (mère|sœur)"]
