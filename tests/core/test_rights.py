"""Requests about one's own data are recognised in many wordings, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from bot.core.rights import asked_for


@pytest.mark.parametrize(("text", "right"), [
    ("qu’est-ce que vous savez de moi ?", "know"), ("Que savez-vous de moi", "know"), ("tu sais quoi sur moi", "know"),
    ("quest ce que vous gardez sur moi", "know"), ("qu'est ce que vous gardez sur moi", "know"),
    ("quelles données avez-vous sur moi ?", "know"), ("je voudrais rectifier mes données", "know"),
    ("What do you know about me?", "know"), ("what data do you hold", "know"), ("what have you got on me", "know"),
    ("je veux une copie de mes données", "copy"), ("envoyez-moi toutes mes données svp", "copy"),
    ("j'exerce mon droit d'accès", "copy"), ("telecharger mes donnees", "copy"), ("Je souhaite récupérer mes données personnelles", "copy"),
    ("I'd like a copy of my data", "copy"), ("this is a subject access request", "copy"), ("download my data", "copy"),
    ("supprimez mes données", "erase"), ("SUPPRIMER TOUTES MES DONNEES", "erase"), ("effacez tout ce que vous savez de moi", "erase"),
    ("je demande l'effacement de mes données", "erase"), ("droit à l'oubli", "erase"), ("oubliez-moi", "erase"),
    ("please delete my data", "erase"), ("erase everything you know about me", "erase"), ("I want to be forgotten: forget me", "erase"),
    ("right to be forgotten please", "erase"),
    ("ne retenez rien sur moi", "stop"), ("don't remember anything about me", "stop"),
    ("je m'oppose au traitement de mes données", "stop"),
])
def test_a_request_about_ones_own_data_is_recognised(text: str, right: str) -> None:
    assert asked_for(text) == right


@pytest.mark.parametrize("text", [
    "", "bonjour", "vous savez où est mon colis ?", "supprimez ma commande", "effacez la dernière ligne",
    "ne supprimez pas mes données", "n’effacez surtout pas mes données", "don't delete my data", "never delete my data",
    "j’ai oublié mon mot de passe", "ne m’oubliez pas", "je veux une copie de ma facture", "supprimer un article",
    "what do you know about the robot?", "les données du robot", "forget me not, la fleur", "je veux annuler",
    "ma fille a supprimé ses photos", "comment fonctionnent vos données de taille",
])
def test_other_talk_is_not(text: str) -> None:
    assert asked_for(text) is None


def test_long_texts_do_not_hold_anybody_up() -> None:
    for text in ("supprimer " * 400, "mes données " * 330, "ne " * 1300, "a" * 4000):
        asked_for(text[:4000])
