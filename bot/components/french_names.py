"""A second look at French introductions with spaCy, where rules alone are unsure: « je suis Perdue » is no name.

Owns loading the model once, without the pipes we do not need (4 ms a sentence instead of 12), and the question whether
an uncapitalised word sounds like a first name. If the model cannot be loaded the rules stand alone, with one warning.
Must not find names anywhere but in an introduction.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from itertools import islice, product
from typing import Any

from bot.core.folding import Folded, fold
from bot.core.name_reading import Need, is_shouting, name_at, with_capitals
from bot.core.name_words import GREETING, NOT_NAMES, is_title

log = logging.getLogger(__name__)

MODEL = "fr_core_news_md"
_NOT_NEEDED = ["parser", "lemmatizer", "attribute_ruler", "senter"]
_LOOK_AT = 300        # characters; an introduction comes early, and the time stays bounded
_MOST_WORDS = 4
_PERSON = "PER"
_NAMELIKE = {"PER", "LOC", "MISC", "ORG"}     # the model takes rare first names for places
_NEVER = {"ADJ", "ADV", "ADP", "DET", "PRON", "NUM", "AUX", "SCONJ", "CCONJ", "INTJ"}
_SELDOM = {"NOUN", "VERB"}                    # a name only when written with a capital

_SURE = re.compile(
    r"m\s?['’]?\s?appel+e|mon (?:petit )?(?:pré)?nom|\bprénom\b|on m['’]appelle|l['’]appareil", re.IGNORECASE)
_UNSURE = re.compile(r"\b(?:je\s+suis|moi\s*,?\s*c['’]est|c['’]est|ici)\s+(?P<name>[^\s,.;:!?]+)", re.IGNORECASE)
_I_AM = re.compile(r"\bje\s+suis\s+(?P<name>[^\s,.;:!?]+)", re.IGNORECASE)
_WORD = re.compile(r"^[^\W\d_]+(?:['’-][^\W\d_]+)*$")
# Where a name may stand without its capital, on the folded text; after the two last nothing but the name may follow.
_LOWER_CASE = re.compile(
    r"(?:(?<![a-z'])(?:je suis|jsuis|chuis|j'suis)"
    r"|(?P<short>\A(?:" + GREETING + r"[\s,!.]+)*(?:c'est|cest|c|ici)))(?= [a-z])")
_ENDS = re.compile(r"\s*(?:\Z|[,.!;\n])")

# What tells first names from what else people say they are: the middle of a few words in spaCy's vectors.
_FIRST_NAMES = "julien nathalie ahmed fatima sébastien camille mohamed aurélie nicolas sophie karim amina"
_NO_NAMES = (
    "content triste malade boulanger étudiant perdu fatigué urgent cassé livreur rouge prête",
    "française italienne lyonnaise parisienne belge marocain breton espagnol",
    "paris lyon marseille lille nantes bretagne belgique",
)
_NEAR, _NEARER_BY = 0.25, 0.2
_MAY_BE = {"e": "eéè", "c": "cç", "i": "iï"}
_MOST_SPELLINGS = 81


@lru_cache(maxsize=1)
def model() -> Any | None:
    """spaCy's French model, None when it cannot be had."""
    try:
        import spacy

        return spacy.load(MODEL, exclude=_NOT_NEEDED)
    except Exception as error:  # missing, broken or of another version: names go on by rules
        log.warning("name model cannot be loaded", extra={"model": MODEL, "error": type(error).__name__})
        return None


def second_look(text: str, found: str | None) -> str | None:
    """`found` by the rules: confirmed, completed with a family name, or refused; or a name they were too shy for."""
    head = text[:_LOOK_AT]
    unsure = None if _SURE.search(head) else _UNSURE.search(head)
    lower = None if found else _LOWER_CASE.search(fold(head).text)
    if found is None and lower is None and not _I_AM.search(head):
        return None
    nlp = model()
    if nlp is None:
        return found
    doc = nlp(head)
    if found is None:
        return _shy(head, doc) or (_uncapitalised(nlp, fold(head), lower) if lower else None)
    doubtful = unsure and not is_title(unsure["name"]) and _same(unsure["name"], found.split()[0])
    if unsure and doubtful and _is_no_name(doc, unsure.start("name"), unsure["name"]):
        return None
    return _completed(doc, found)


def _shy(text: str, doc: Any) -> str | None:
    """« je suis Awa Diallo »: a person, with a capital, right after the words."""
    match = _I_AM.search(text)
    if match is None or not match["name"][0].isupper() or is_shouting(text):
        return None
    for entity in doc.ents:
        person = entity.start_char == match.start("name") and entity.label_ == _PERSON and _fit(entity.text)
        if person and fold(match["name"]).text not in NOT_NAMES:
            return str(entity.text)
    return None


def _uncapitalised(nlp: Any, folded: Folded, cue: re.Match[str]) -> str | None:
    """« je suis mamadou », « JE SUIS BRIGITTE LAMBERT »: by what the first word is like, since capitals say nothing."""
    found = name_at(folded, cue.end(), Need.LETTERS)
    if found is None or len(found.name.split()) > _MOST_WORDS:
        return None
    if cue.group("short") and not _ENDS.match(folded.text[found.end :]):
        return None
    said = folded.source[slice(*folded.span(found.start, found.end))].lower()
    return with_capitals(said) if any(_is_first_name(nlp, word) for word in _accented(said.split()[0])) else None


def _accented(word: str) -> list[str]:
    """The word, and as it would be with the accents a hurried writer leaves out: "helene", "hélène"."""
    choices = [_MAY_BE.get(letter, letter) for letter in word]
    return ["".join(letters) for letters in islice(product(*choices), _MOST_SPELLINGS)]


def _is_first_name(nlp: Any, word: str) -> bool:
    """Whether a word is used like first names are, and unlike moods, trades, peoples and towns."""
    vector = nlp.vocab[word].vector
    size = float((vector @ vector) ** 0.5)
    if not size:
        return False
    names, *others = (float(vector @ middle) / size for middle in _middles())
    return names > _NEAR and names - max(others) > _NEARER_BY


@lru_cache(maxsize=1)
def _middles() -> list[Any]:
    """Unit vectors: of first names, then of each kind that is none."""
    nlp = model()
    assert nlp is not None
    middles = []
    for words in (_FIRST_NAMES, *_NO_NAMES):
        vectors = [nlp.vocab[word].vector for word in words.split()]
        middle = sum(vector / (vector @ vector) ** 0.5 for vector in vectors if vector.any())
        middles.append(middle / (middle @ middle) ** 0.5)
    return middles


def _is_no_name(doc: Any, start: int, word: str) -> bool:
    if any(e.start_char <= start < e.end_char and e.label_ in _NAMELIKE for e in doc.ents):
        return False
    token = next((t for t in doc if t.idx == start), None)
    if token is None:
        return False
    return token.pos_ in _NEVER or (token.pos_ in _SELDOM and word[0].islower())


def _completed(doc: Any, found: str) -> str:
    """« Jean-Pierre » becomes « Jean-Pierre Martin » when the person span goes on with capitals."""
    for entity in doc.ents:
        words = str(entity.text).split()
        known = found.split()
        goes_on = len(words) > len(known) and all(_same(a, b) for a, b in zip(words, known, strict=False))
        if entity.label_ == _PERSON and goes_on and _fit(entity.text) and all(w[0].isupper() for w in words):
            return " ".join([*known, *words[len(known):]])
    return found


def _fit(name: str) -> bool:
    words = name.split()
    return 0 < len(words) <= _MOST_WORDS and all(_WORD.match(w) for w in words)


def _same(one: str, other: str) -> bool:
    return one.strip(".,!?").casefold() == other.casefold()
