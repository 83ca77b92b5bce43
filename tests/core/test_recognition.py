"""Who writes: introductions, bare answers, other people's names, children, and lists from A to Z."""

from __future__ import annotations

import pytest

from bot.core.recognition import first_name, own_name, says_minor, sort_key

INTRODUCTIONS = [
    ("Bonjour, je m'appelle Luka, j'ai 7 ans, j'ai perdu mon Jay au magasin", "Luka"),
    ("je m’appelle Luka et j’ai perdu mon Jay", "Luka"),
    ("je m'appelle luka j'ai 7 ans", "Luka"),
    ("jm'appelle luka", "Luka"),
    ("je mappelle awa", "Awa"),
    ("je m'appel Awa", "Awa"),
    ("moi c'est awa", "Awa"),
    ("Moi, c’est Awa Diallo", "Awa Diallo"),
    ("Awa Diallo à l'appareil", "Awa Diallo"),
    ("bonjour, awa à l’appareil", "Awa"),
    ("Bonjour, c'est Simone Moreau", "Simone Moreau"),
    ("C’est Luka, j’ai 7 ans", "Luka"),
    ("Mon nom est Jean-Baptiste de La Tour", "Jean-Baptiste de La Tour"),
    ("mon nom est jean-baptiste de la tour", "Jean-Baptiste de la Tour"),
    ("Mon prénom c’est Zoé", "Zoé"),
    ("mon prénom : Zoé", "Zoé"),
    ("Je suis Awa Diallo et j’attends mes baskets", "Awa Diallo"),
    ("Je suis Madame Moreau", "Madame Moreau"),
    ("je suis madame moreau", "Madame Moreau"),
    ("Mme Moreau", "Mme Moreau"),
    ("Bonjour, Mme Moreau, j’ai commandé une bouilloire", "Mme Moreau"),
    ("M. Dupont", "M. Dupont"),
    ("vous pouvez m'appeler Simone", "Simone"),
    ("Appelez-moi Simone", "Simone"),
    ("ici Charles d'Artagnan, j'ai un souci", "Charles d'Artagnan"),
    ("JE M'APPELLE AWA DIALLO", "Awa Diallo"),
    ("Je m’appelle Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
    ("Ma commande est en retard.\nCordialement,\nSimone Moreau", "Simone Moreau"),
    ("Luka, 7 ans", "Luka"),
    ("my name's Tom O'Neill", "Tom O'Neill"),
    ("My name is Tom O’Neill and I lost a part", "Tom O’Neill"),
    ("hi, my name is tom", "Tom"),
    ("my name is ana maria de souza", "Ana Maria de Souza"),
    ("it's Simone here", "Simone"),
    ("Hi, it's Simone", "Simone"),
    ("Hello, this is Tom speaking", "Tom"),
    ("Tom here", "Tom"),
    ("Hi there, I'm Tom", "Tom"),
    ("I'm Tom and my robot lost its wheel", "Tom"),
    ("I am Vincent van der Berg.", "Vincent van der Berg"),
    ("you can call me Maya", "Maya"),
    ("I'm called Maya", "Maya"),
    ("Mrs Moreau speaking", "Mrs Moreau"),
    ("Name: Tom", "Tom"),
    ("my name is Mary-Jane", "Mary-Jane"),
    ("My name is Ben.", "Ben"),
    ("Je m’appelle Marie Petit, bonjour", "Marie Petit"),
]
NOBODY = [
    "c'est pour ma fille Zoé", "mon fils s'appelle Léo", "ma fille Zoé a perdu son jouet", "Bonjour Claire",
    "Merci Claire",
    "Bonjour Madame Moreau", "je suis très triste", "Je suis triste", "je suis en colère", "JE SUIS EN COLERE",
    "je suis la maman de Luka", "je suis le père de Tom", "je ne m'appelle pas Luka", "je m'appelle comment ?",
    "mon nom est mal écrit", "mon nom est sur la commande", "c'est Pixel qui est cassé", "c'est Pixel", "C’est Noël",
    "c'est urgent", "moi c'est la roue gauche", "moi c'est pareil", "je suis Française", "appelez-moi demain",
    "rien ici",
    "le robot s'appelle Pixel", "j'ai vu ça avec Nadia", "ici on attend toujours", "je suis chez moi", "Je suis Perdu",
    "la figurine s’appelle Jay XZ", "mon mari, Paul, a commandé", "il s’appelle Paul", "je cherche Claire",
    "I'm angry", "I'm looking for my parcel", "I'm Angry", "I am so sad", "my son's name is Leo",
    "my daughter is called Zoe",
    "It's Monday", "it's broken", "this is ridiculous", "This is for my son Leo", "I'm Tom's mother", "call me back",
    "call me tomorrow", "my name is spelled wrong", "my name is not on the list", "Is anyone here?", "nobody here",
    "I'm from Leeds", "I'm not Tom", "The robot is called Pixel", "thanks Claire", "Hello Claire", "I'm French",
    "I spoke to Claire", "how is my name saved", "is Claire here?", "the parcel is here", "", "ok", "🙂",
]
ANSWERS = [
    ("Luka", "Luka"), ("luka", "Luka"), ("LUKA", "Luka"), ("Jean-Baptiste de La Tour", "Jean-Baptiste de La Tour"),
    ("jean baptiste", "Jean Baptiste"), ("awa diallo", "Awa Diallo"), ("Awa DIALLO", "Awa DIALLO"), ("Luka !", "Luka"),
    ("c'est Luka", "Luka"), ("c'est luka", "Luka"), ("moi c'est luka", "Luka"), ("bonjour, luka", "Luka"),
    ("je suis awa", "Awa"), ("i'm tom", "Tom"), ("its tom", "Tom"), ("O'Neill", "O'Neill"), ("o'neill", "O'Neill"),
    ("Mme Moreau", "Mme Moreau"), ("madame moreau", "Madame Moreau"), ("Zoé 🙂", "Zoé"), ("Luka et vous ?", "Luka"),
    ("李雷", "李雷"), ("Ben", "Ben"), ("Brian White", "Brian White"),
    ("Jane Dorsey. I need help with my order", "Jane Dorsey"), ("May", "May"), ("Claire", "Claire"),
    ("Luka.", "Luka"), ("tom please", "Tom"), ("Ali ben Youssef", "Ali ben Youssef"),
]
NO_ANSWERS = [
    "non", "bonjour", "je veux pas", "where is my order", "no", "hello", "oui", "rien", "pourquoi ?", "why", "ok",
    "merci",
    "mon colis est perdu", "je préfère pas", "monter le volume", "Attendez, je cherche", "where", "42", "a@b.fr",
    "quoi ?", "personne", "anonymous", "c'est urgent",
    "i'm angry", "je suis triste", "parler à quelqu'un", "a human please", "t'es qui ?", "stop", "it's broken", "😀", "",
    "la roue gauche", "left wheel", "je ne sais pas", "not now", "i'd rather not", "c'est pour ma fille", "no thanks",
]


@pytest.mark.parametrize(("text", "name"), INTRODUCTIONS)
@pytest.mark.parametrize("asked", [False, True])
def test_an_introduction_gives_the_writers_name(text: str, name: str, asked: bool) -> None:
    assert own_name(text, "fr", asked=asked) == name
    assert own_name(text, "en", asked=asked) == name


@pytest.mark.parametrize("text", NOBODY)
def test_other_people_things_and_feelings_are_nobodys_introduction(text: str) -> None:
    assert own_name(text, "fr") is None
    assert own_name(text, "en") is None


@pytest.mark.parametrize(("text", "name"), ANSWERS)
def test_a_bare_answer_to_the_question_is_a_name(text: str, name: str) -> None:
    assert own_name(text, "fr", asked=True) == name


@pytest.mark.parametrize("text", NO_ANSWERS)
def test_an_answer_that_is_no_name_is_left_alone(text: str) -> None:
    assert own_name(text, "fr", asked=True) is None
    assert own_name(text, "en", asked=True) is None


def test_a_bare_name_without_the_question_is_no_introduction() -> None:
    assert own_name("Luka", "fr") is None
    assert own_name("Pixel", "en") is None


@pytest.mark.parametrize(
    ("full", "said"),
    [("Awa Diallo", "Awa"), ("Jean-Baptiste de La Tour", "Jean-Baptiste"), ("Luka", "Luka"), ("Madame Moreau", "Madame Moreau"),
     ("Mme Moreau", "Mme Moreau"), ("Mrs Moreau", "Mrs Moreau"), ("M. Dupont", "M. Dupont"), ("", "")],
)
def test_the_form_they_gave_stays(full: str, said: str) -> None:
    assert first_name(full) == said


CHILDREN = [
    ("je m'appelle Luka, j'ai 7 ans, j'ai perdu mon Jay", "j'ai 7 ans", 7),
    ("J’ai sept ans et demi", "J’ai sept ans", 7),
    ("jai 8 ans", "jai 8 ans", 8), ("g 9 ans", "g 9 ans", 9), ("j'ai 7ans", "j'ai 7ans", 7),
    ("j'ai que 10 ans", "j'ai que 10 ans", 10),
    ("je suis en CE1", "je suis en CE1", None), ("Je suis en 6e", "Je suis en 6e", None), ("en 6e", "en 6e", None),
    ("je rentre en sixième", "je rentre en sixième", None), ("j'ai quatorze ans", "j'ai quatorze ans", 14),
    ("je suis un enfant", "je suis un enfant", None),
    ("je suis une petite fille de 6 ans", "je suis une petite fille de 6 ans", 6),
    ("I'm 9", "I'm 9", 9), ("I’m 9 and I lost my toy", "I’m 9", 9), ("I am nine years old", "I am nine years old", 9),
    ("im 8 years old", "im 8 years old", 8), ("I'm in year 4", "I'm in year 4", None),
    ("I'm in 4th grade", "I'm in 4th grade", None),
    ("I'm a 10 year old", "I'm a 10 year old", 10), ("I just turned 11", "I just turned 11", 11),
    ("i'm just a kid", "i'm just a kid", None),
]
NOT_CHILDREN = [
    "mon fils a 7 ans", "ma fille de 8 ans", "j'ai 7 ans de garantie", "j'ai 34 ans", "il y a 7 ans", "j’ai 15 ans",
    "j'avais 7 ans",
    "j'ai 10 ans d'expérience", "j'y joue depuis que j'ai 10 ans", "j'ai deux ans pour le rendre", "mon fils est en CE1", "ma fille est en 6e",
    "je suis au 6e étage",
    "je suis enseignante en CE1", "j'ai 7 anneaux", "c'est pour un enfant de 7 ans", "j'ai un enfant",
    "j'ai 2 ans de retard",
    "I'm 5 minutes away", "my son is 7", "he's 9", "I'm 34", "I'm 15", "I was 9", "I'm 9 miles away",
    "I'm in year 4 of my degree",
    "I'm 7 in the queue", "I have a 9 year old", "I'm 6 weeks pregnant", "I'm a kid at heart",
    "my daughter is in year 4",
    "I'm one of your customers", "I'm 10 euros short", "I'm 9 months into the guarantee", "bonjour", "",
]


@pytest.mark.parametrize(("text", "words", "age"), CHILDREN)
def test_a_child_who_says_so_is_heard_in_exact_words(text: str, words: str, age: int | None) -> None:
    finding = says_minor(text, "fr")
    assert finding is not None
    assert words in finding.words
    assert finding.age == age
    assert all(w in text for w in finding.words)


@pytest.mark.parametrize("text", NOT_CHILDREN)
def test_somebody_elses_age_and_other_figures_are_no_child_writing(text: str) -> None:
    assert says_minor(text, "fr") is None
    assert says_minor(text, "en") is None


def test_lists_run_from_a_to_z_without_accents_titles_and_leading_particles() -> None:
    names = ["Zoé", "Éric", "Mme Moreau", "de La Tour", "awa Diallo", "Élodie", "O’Neill", "Émile"]
    assert sorted(names, key=sort_key) == [
        "awa Diallo", "Élodie", "Émile", "Éric", "Mme Moreau", "O’Neill", "de La Tour", "Zoé",
    ]
