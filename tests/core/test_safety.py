"""Sentences that must not wait, idioms that only sound like it, and the reviewed texts."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.safety import FORMALITIES, KINDS, LANGUAGES, BadSafetyFile, SafetyRules, check

FILE = Path(__file__).resolve().parents[2] / "data" / "safety" / "fr.yml"
MAPPING: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
RULES = SafetyRules.from_mapping(MAPPING)

POISONING = [
    "j'ai avalé de la javel", "J’ai avalé de la javel", "jai avaler de la javel", "g avalé de la javelle",
    "mon fils a bu du produit vaisselle", "ma fille a avalé une pile", "il a mangé une capsule de lave-vaisselle",
    "bébé a avalé un petit aimant", "elle a pris trop de médicaments", "jai pris toute la boite de cachets",
    "mon chat a léché de l'antigel", "j’ai respiré de l’ammoniaque", "il s’est intoxiqué",
    "MON FILS A AVALÉ DE LA LESSIVE", "my son drank bleach", "i swallowed a battery",
    "the baby ate a button battery", "she took too many pills", "he swalowed some magnets",
    "my daughter drank some washing up liquid", "I took all my pills", "she overdosed", "my dog ate rat poison",
    "i got bleach in my eyes",
]
DANGER = [
    "il y a le feu", "ya le feu a la maison", "Y a le feu !!!", "la batterie a pris feu", "la batterie a pri feu",
    "le chargeur du robot est en feu", "votre bouilloire a explosé", "ça sent le gaz",
    "il y a une fuite de gaz chez moi", "mon bébé s'étouffe", "il ne respire plus", "il respire pas",
    "elle a perdu connaissance", "je suis en danger", "ma vie est en danger", "mon père fait une crise cardiaque",
    "ma mère fait un malaise", "il s’est électrocuté avec", "elle a pris une décharge",
    "quelqu’un essaie d’entrer chez moi", "il a un couteau", "au secours", "il saigne beaucoup",
    "there is a fire in my kitchen", "the battery caught fire", "my phone is on fire", "I smell gas",
    "there's a gas leak", "my baby is choking", "he can't breathe", "hes not breathing", "she is unconscious",
    "I'm in danger", "we are in danger", "someone is breaking into my house", "he has a gun",
    "the charger exploded in my hand", "call an ambulance", "my dad is having a heart attack",
    "he got an electric shock", "help me",
]
VIOLENCE = [
    "il me frappe", "mon mari me frappe", "mon mari me bat", "il m'a frappée", "il ma frappé", "papa me tape",
    "maman me frappe souvent", "mon beau-père frappe ma mère", "on me tape à l'école", "j'ai peur de mon mari",
    "mon conjoint est violent", "je suis une femme battue", "je me suis fait agresser", "il menace de me tuer",
    "votre livreur m’a frappé", "il a essayé de m'étrangler", "je subis des violences conjugales",
    "il me fait du mal", "mon oncle m’a touché le zizi", "mon voisin bat ses enfants", "il nous frappe",
    "he hits me", "my husband beats me", "my dad hits me", "she punched me", "he keeps hitting me",
    "my boyfriend is abusive", "I'm scared of my husband", "he threatened to kill me", "I was raped",
    "I've been assaulted", "he tried to strangle me", "my stepdad touches me", "im being abused",
    "my partner hurts me",
]
SELF_HARM = [
    "je veux en finir", "jveux mourir", "jveu mourrir", "je veux mourir", "j'ai envie de mourir",
    "j’ai plus envie de vivre", "je ne veux plus vivre", "je veux plus vivre", "je vais me suicider",
    "je vais me sucider", "je pense au suicide", "je vais me tuer", "j'ai envie d'en finir avec la vie",
    "je veux mettre fin à mes jours", "j’ai des idées noires", "je me fais du mal", "je me scarifie",
    "vous seriez mieux sans moi", "mon fils veut mourir", "ma fille veut se suicider", "marre de vivre",
    "à quoi bon vivre", "je n'ai plus de raison de vivre", "je vais me jeter sous un train", "je serais mieux morte",
    "je veux mouriiir", "I want to die", "i wanna die", "im going to kill myself", "kms", "I want to end my life",
    "I want to end it all", "i dont want to live anymore", "I can't go on anymore", "i'm suicidal",
    "I keep cutting myself", "I wish I was dead", "my son wants to kill himself", "no reason to live",
    "everyone would be better off without me", "thinking about suicide", "I'm tired of living",
    "i want to hurt myself", "I self harm",
]
URGENT_OF_ANY_KIND = [
    "j'ai bu de l'eau de javel", "ma petite soeur a avalé du produit à vitre", "il a mangé les boules d'eau",
    "jai bu du destop", "mon bébé a avalé une pièce", "ma puce a sucé une pile bouton",
    "j'ai fait une bêtise j'ai avalé une petite roue du robot", "mon fils a avalé la petite roue",
    "my son swallowed a small part of the toy", "my baby swallowed a coin", "she ate a dishwasher tablet",
    "I drank bleach by accident", "he has swallowed bleach", "i've swallowed something toxic", "je veux crever",
    "j'ai envie de crever", "jen peux plus de la vie", "j'veux plus être là", "j veux mourir", "je souhaite mourir",
    "j'aimerais ne plus être là", "j'ai des envies de suicide", "j'ai envie de me foutre en l'air",
    "jai envi de mourir", "I just want to die", "i want 2 die", "i wanna kill my self",
    "I don't want to be here anymore", "i want to disappear", "I feel like killing myself",
    "my daughter is cutting herself", "life isn't worth living", "il m'a battue hier", "mon mec me frappe",
    "mon copain ma frapper", "mon père me tape dessus", "mon papa tape maman", "ma maîtresse me tape",
    "il y a un monsieur qui me touche", "il m'a violée", "mon ex me menace", "il me menace de mort",
    "mon ex veut me tuer", "my father beats us", "my husband punched me in the face", "he slapped me",
    "someone hit me", "my ex is threatening me", "mum hits me", "a man touched me", "I was beaten by my husband",
    "y'a le feu dans la cuisine", "Au feu!", "la maison est en feu", "ma maison brule",
    "le robot a pris feu sur la table", "la pile a explosé", "le jouet a pris feu", "ça sent le gaz dans l'appart",
    "mon fils s'étouffe avec une pièce", "ma fille a une petite pièce coincée dans la gorge", "elle respire plus",
    "my toddler is choking on a piece", "theres a fire", "the toy caught on fire",
    "the kettle is smoking and sparks", "my house is on fire", "i cant breathe", "the battery exploded",
    "il est inconscient", "my son is unconscious", "je me vide de mon sang", "je me suis ouvert les veines",
    "j'ai pris 20 doliprane", "I took 30 paracetamol", "appelez les pompiers",
]
HARMLESS = [
    "mort de rire", "je suis mort de rire", "je meurs de faim", "ce prix me tue", "c'est une tuerie",
    "cette attente me tue", "j'en peux plus d'attendre mon colis", "à tomber par terre", "mon téléphone est mort",
    "la pile est morte", "je veux en finir avec cette commande", "je veux en finir avec ce dossier",
    "il n’y a pas le feu", "ya pas le feu au lac", "vous me tuez",
    "ma femme va me tuer si ça n’arrive pas avant Noël", "j'ai failli faire une crise cardiaque en voyant le prix",
    "il me tape sur les nerfs", "ce robot m'a tapé dans l'œil", "ça m'a frappé", "il me bat aux échecs",
    "j’ai envie de mourir de honte", "je veux mourir de rire", "je cherche la figurine Suicide Squad",
    "le prix a explosé", "mon budget a explosé", "au secours, je ne trouve pas mon colis",
    "je veux un détecteur de fumée", "avez-vous des détecteurs de monoxyde de carbone", "peut-il avaler la pile ?",
    "j’ai peur qu’il avale les aimants", "le jouet mange toutes les piles", "un pistolet à eau", "c’est de la bombe",
    "ça déchire", "je suis crevée", "je suis claqué", "un feu d'artifice",
    "le feu rouge de la voiture ne marche plus", "je me suis tapé tout le questionnaire",
    "mon grand-père est mort en mars", "mon mari est décédé", "le chien a mangé la figurine",
    "j’ai bu un café en attendant", "il y a 3 jours", "la vie est belle", "je vais tuer le temps",
    "je suis dans le rouge", "avec plaisir", "je tape mon code et rien", "ça me prend la tête",
    "la batterie est morte", "je suis noyé sous les mails", "vendez-vous de la lessive ?",
    "le livreur a tapé à la porte", "I'm dying to get it", "killing time", "you're killing me",
    "this price is killing me", "it's to die for", "my phone died", "the battery is dead", "I nearly died laughing",
    "I died of embarrassment", "that beats me", "he beat me to it", "he beats me at chess", "you hit me with a fee",
    "hit me up", "my wife will kill me if it's late", "is there a fire sale?", "a toy gun", "I'd kill for one",
    "take my order please", "end my subscription", "I cut myself off", "is it safe if he swallows it",
    "the robot eats batteries", "Il faut que j'appelle la police d'assurance",
    "le feu arrière de la voiture ne marche pas", "j'ai mangé le gâteau avec la bougie",
    "mon chien a mangé mon chargeur", "mon fils a mangé la manette", "je suis en feu aujourd'hui",
    "ce jeu me tue mdr", "il m'a tué de rire", "je veux un poignard en plastique", "la voiture a un couteau suisse",
    "le jouet a une arme", "je veux commander un couteau de cuisine avec un aiguiseur",
    "il faut appeler le service client", "appelez moi", "je vais en finir avec vous", "I want to end my contract",
    "I want to kill the order", "this is killing me", "my wallet is hurting me", "it hurts me to say",
    "the price hurts me", "he hit the jackpot", "I hit my head on the shelf", "the driver hit my car",
    "the driver hit my gate", "votre livreur a tapé ma voiture", "mon colis est en danger", "espèces en danger",
    "danger de mort sur l'étiquette ?", "my plant is dead", "the toy is on fire sale", "nerf gun",
    "the figure comes with a gun", "la figurine est avec un pistolet", "il a un fusil la figurine playmobil ?",
    "avec un couteau vous pouvez ouvrir le carton", "il tape du pied", "mon fils tape son frère avec le camion",
    "le robot me tape", "le chat me bat", "mon mari me bat froid", "c'est pour mon fils il adore les pompiers",
    "je cherche un camion de pompier avec feu", "avez vous un jeu police secours", "the game unconscious bias",
    "passed out of stock", "mon téléphone ne respire plus la santé", "je ne respire pas la joie", "l'odeur de gazon",
    "je bois du thé pendant que j'attends, la batterie est vide", "on mange bien, et les piles sont fournies ?",
    "est-ce que ça mange beaucoup de batterie", "il boit l'essence comme un trou", "j'ai pris la boîte de piles",
    "j'ai pris la peinture rouge", "il a bu son biberon près de la batterie", "my son ate and then the battery died",
    "does the tablet include medicine tracker", "I ate dinner, charged the batteries", "adieu mes économies",
    "mon mari est très violent au jeu vidéo", "I can't go on like this with your service",
    "je suis au bout du rouleau avec votre service", "je me suis fait avoir",
    "je me suis fait frapper par vos frais", "tired of living without my parcel", "I'm sick of life admin",
    "heart attack when I saw the price", "j'ai fait une crise cardiaque en voyant la facture",
    "mon père est décédé d'une crise cardiaque", "my father died of a heart attack",
    "ma soeur s'est suicidée le mois dernier", "mon frère est mort dans un incendie",
    "she committed suicide last year, please close her account", "he took his own life last week", "break a leg",
    "I'm drowning in emails", "knock it dead", "my grandmother died last month", "it's on fire sale",
    "going dead slow", "do you have carbon monoxide alarms", "I can't live with this colour", "where is my order",
    "I hit the wrong button",
]


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, text) for kind, texts in (("poisoning", POISONING), ("danger", DANGER), ("violence", VIOLENCE),
                                      ("self_harm", SELF_HARM)) for text in texts],
)
def test_a_sentence_that_must_not_wait_is_recognised_with_its_words(kind: str, text: str) -> None:
    finding = check(text, RULES)
    assert finding is not None
    assert finding.kind == kind
    assert finding.words
    assert all(words and words in text for words in finding.words)


@pytest.mark.parametrize("text", URGENT_OF_ANY_KIND)
def test_a_sentence_that_must_not_wait_is_never_missed(text: str) -> None:
    finding = check(text, RULES)
    assert finding is not None
    assert all(words and words in text for words in finding.words)


@pytest.mark.parametrize("text", HARMLESS)
def test_idioms_and_everyday_sentences_trigger_nothing(text: str) -> None:
    assert check(text, RULES) is None


@pytest.mark.parametrize("text", ["", "ok", "🙂", "1234", "?!", "é" * 4000, "mourir", "die"])
def test_nothing_to_find_is_no_finding(text: str) -> None:
    assert check(text, RULES) is None


def test_despair_beside_an_idiom_is_still_heard() -> None:
    finding = check("je meurs de faim et je veux mourir", RULES)
    assert finding is not None
    assert finding.words == ("veux mourir",)


def test_the_most_urgent_of_several_dangers_chooses_the_text_and_all_words_are_kept() -> None:
    finding = check("Je veux mourir, j’ai avalé toute la boîte de médicaments.", RULES)
    assert finding is not None
    assert finding.kind == "poisoning"
    assert len(finding.words) >= 2


def test_a_line_in_a_long_message_is_found() -> None:
    text = "Bonjour, mon colis n’est pas arrivé.\n" * 40 + "de toute façon je veux mourir\n" + "merci. " * 40
    finding = check(text, RULES)
    assert finding is not None
    assert finding.kind == "self_harm"


TEXTS = [(k, lang, f) for k in KINDS for lang in LANGUAGES for f in FORMALITIES]


@pytest.mark.parametrize(("kind", "language", "formality"), TEXTS)
def test_a_text_is_calm_short_honest_and_complete(kind: str, language: str, formality: str) -> None:
    text = RULES.reply(kind, language, formality)
    assert len(text) <= 420
    assert "!" not in text
    assert not re.search("[\U0001f300-\U0001faff☀-➿{}]", text)
    assert ("assistant automatique" if language == "fr" else "automated assistant") in text
    assert "112" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_keeps_one_form_of_address(kind: str) -> None:
    assert not re.search(r"\b(vous|votre|vos)\b", RULES.reply(kind, "fr", "tu"))
    assert not re.search(r"\b(tu|te|toi|ton|ta|tes)\b", RULES.reply(kind, "fr", "vous"))


@pytest.mark.parametrize(("kind", "language", "formality"), TEXTS)
def test_a_text_promises_no_person_of_ours(kind: str, language: str, formality: str) -> None:
    text = RULES.reply(kind, language, formality).casefold()
    assert not re.search(r"conseill|équipe|transmets|(vous|te) répond|colleague|our team|pass this|will reply", text)


@pytest.mark.parametrize(("kind", "language", "formality"), [t for t in TEXTS if t[1] == "fr"])
def test_french_signs_have_their_spaces(kind: str, language: str, formality: str) -> None:
    text = RULES.reply(kind, language, formality)
    assert not re.search("[^\u00a0]:", text)
    assert not re.search("[^\u202f][;?]", text)
    assert "'" not in text


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [("poisoning", ["15"]), ("danger", ["15", "17", "18", "114"]), ("violence", ["17", "114", "119", "3919"]),
     ("self_harm", ["3114", "15", "114"])],
)
def test_each_kind_names_its_numbers(kind: str, numbers: list[str]) -> None:
    for language in LANGUAGES:
        for formality in FORMALITIES:
            assert set(numbers) <= set(re.findall(r"\d+", RULES.reply(kind, language, formality)))


def test_an_unknown_language_or_form_of_address_still_gets_a_text() -> None:
    assert RULES.reply("danger", "de", "du") == RULES.reply("danger", "fr", "vous")


def test_numbers_to_be_confirmed_are_listed_for_the_company() -> None:
    waiting = RULES.unconfirmed()
    assert len(waiting) == 8
    assert "Centre antipoison d’Angers : 02 41 48 21 21" in waiting


def test_no_number_to_be_confirmed_stands_in_a_text() -> None:
    for number in RULES.numbers.values():
        if number.to_be_confirmed:
            assert all(number.number not in RULES.reply(*t) for t in TEXTS)


def test_a_number_without_source_must_be_marked() -> None:
    mapping = copy.deepcopy(MAPPING)
    del mapping["numbers"]["samu"]["source"]
    with pytest.raises(BadSafetyFile, match="samu"):
        SafetyRules.from_mapping(mapping)


def test_a_gap_in_the_file_is_named_at_start() -> None:
    mapping = copy.deepcopy(MAPPING)
    del mapping["texts"]["violence"]["en"]["tu"]
    mapping["texts"]["danger"]["fr"]["vous"] += " {nobody}"
    mapping["phrases"]["danger"].append("@nothing en feu")
    mapping["phrases"]["self_harm"] = []
    with pytest.raises(BadSafetyFile) as raised:
        SafetyRules.from_mapping(mapping)
    for gap in ("texts.violence.en.tu", "nobody", "nothing", "phrases.self_harm"):
        assert gap in str(raised.value)


REVIEWED: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("safety_reviewed.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_reviewed_list_is_missed(language: str) -> None:
    assert [text for text in REVIEWED[language]["alarm"] if check(text, RULES) is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_idioms_quotations_songs_and_play_stay_quiet(language: str) -> None:
    assert [text for text in REVIEWED[language]["quiet"] if check(text, RULES) is not None] == []
