"""A second look at French introductions with spaCy, where rules alone are unsure: « je suis Perdue » is no name.

Owns loading the model once, without the pipes we do not need (4 ms a sentence instead of 12). If it cannot be
loaded the rules stand alone, with one warning. Must not find names anywhere but in an introduction.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

log = logging.getLogger(__name__)

MODEL = "fr_core_news_md"
_NOT_NEEDED = ["parser", "lemmatizer", "attribute_ruler", "senter"]
_LOOK_AT = 300        # characters; an introduction comes early, and the time stays bounded
_MOST_WORDS = 4
_PERSON = "PER"
_NAMELIKE = {"PER", "LOC", "MISC", "ORG"}     # the model takes rare first names for places
_NEVER = {"ADJ", "ADV", "ADP", "DET", "PRON", "NUM", "AUX", "SCONJ", "CCONJ", "INTJ"}
_SELDOM = {"NOUN", "VERB"}                    # a name only when written with a capital

_SURE = re.compile(r"m\s?['’]?\s?appel+e|mon (?:petit )?(?:pré)?nom|\bprénom\b|on m['’]appelle", re.IGNORECASE)
_UNSURE = re.compile(r"\b(?:je\s+suis|moi\s*,?\s*c['’]est|c['’]est|ici)\s+(?P<name>[^\s,.;:!?]+)", re.IGNORECASE)
_I_AM = re.compile(r"\bje\s+suis\s+(?P<name>[^\s,.;:!?]+)", re.IGNORECASE)
_WORD = re.compile(r"^[^\W\d_]+(?:['’-][^\W\d_]+)*$")


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
    if found is None and not _I_AM.search(head):
        return None
    nlp = model()
    if nlp is None:
        return found
    doc = nlp(head)
    if found is None:
        return _shy(head, doc)
    if unsure and _same(unsure["name"], found.split()[0]) and _is_no_name(doc, unsure.start("name"), unsure["name"]):
        return None
    return _completed(doc, found)


def _shy(text: str, doc: Any) -> str | None:
    """« je suis Awa Diallo »: a person, with a capital, right after the words."""
    match = _I_AM.search(text)
    if match is None or not match["name"][0].isupper():
        return None
    for entity in doc.ents:
        if entity.start_char == match.start("name") and entity.label_ == _PERSON and _fit(entity.text):
            return str(entity.text)
    return None


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
