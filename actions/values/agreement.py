"""Yes, no, and "the second one": answers that only make sense beside the question just asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.core.folding import fold
from bot.core.phrases import Phrases, words_of

_YES = Phrases.of((
    "(oui|ouais|ouep|yep|yes|yeah|yup|si|ok|okay|okey|sure|absolument|absolutely|exactement|exactly|tout a fait)",
    "(d'accord|bien sur|volontiers|parfait|carrement|evidemment|certainement|of course|certainly|definitely)",
    "(c'est|it's|that's) (bon|ca|cela|juste|exact|correct|right|it|fine)", "(vas-y|allez-y|go ahead|please do)",
    "(je|on) (veux|voudrais|confirme|valide|prends)", "^ (mais|ben|bah|eh bien|bon)? oui", "👍", "✅",
    "(pourquoi pas|why not)",
))
_NO = Phrases.of((
    "(non|nan|no|nope|nah|jamais|never|pas du tout|not at all|surtout pas)", "pas (vraiment|celui-la|celle-la|ca|cela)",
    "(not|n't) (really|that|this|yet|it)", "^ pas", "(je|on) (ne|n')? (veux|prefere) pas", "👎", "❌",
))
# "No problem", "why not": a no-word that is none.
_NO_NO = Phrases.of(("(pas|no|aucun) (de)? (probleme|souci|problem|worries)", "(pourquoi pas|why not)"))
_NEGATION = re.compile(r"\b(?:ne|not|never|jamais|rien|nothing)\b|\bn'|n't\b")
_NEGATED_AFTER = re.compile(r" +(?:\w+ +)?(?:pas|plus)\b(?! +(?:de |d'|vite|mal|facile|rapide|lent))")
_HEDGED = Phrases.of(("(peut-etre|je ne sais pas|j'sais pas|chais pas|maybe|not sure|don't know|dunno|perhaps)",
                      "(comme vous voulez|comme tu veux|whatever|as you like)"))

_ORDINALS: tuple[tuple[int, Phrases], ...] = tuple((place, Phrases.of(words)) for place, words in (
    (0, ("(le|la|les|the)? (premier|premiere|1er|1ere|first|1st) (un|une|one|choix|choice|option)?",
         "(le|la|numero|number|option|choix) 1", "^ 1 $", "(celui|celle) (du haut|d'en haut|de gauche)",
         "(the)? (top|left|left-hand) one")),
    (1, ("(le|la|les|the)? (deuxieme|second|seconde|2e|2eme|2nd) (un|une|one|choix|choice|option)?",
         "(le|la|numero|number|option|choix) 2", "^ 2 $")),
    (2, ("(le|la|les|the)? (troisieme|third|3e|3eme|3rd) (un|une|one|choix|choice|option)?",
         "(le|la|numero|number|option|choix) 3", "^ 3 $")),
    (3, ("(quatrieme|fourth|4e|4eme|4th)", "(numero|number|option|choix) 4", "^ 4 $")),
    (-1, ("(le|la|les|the) (dernier|derniere|derniers|dernieres|last) (un|une|one|choix)?",
          "(celui|celle) (du bas|d'en bas|de droite)", "(the)? (bottom|right|right-hand) one")),
))


def yes_or_no(text: str) -> bool | None:
    """What the words say to a yes-or-no question; None when they say neither, both, or "perhaps"."""
    folded = fold(text)
    if _HEDGED.find(folded):
        return None
    denied = bool(_NO.find(folded, _NO_NO.find(folded)))
    agreed = bool(_YES.find(folded)) or bool(_NO_NO.find(folded))
    return agreed if agreed != denied else None


def without_no_worries(text: str) -> str:
    """`text` without « pas de souci », "no problem": a no-word that says no to nothing."""
    folded = fold(text)
    for words in words_of(folded, _NO_NO.find(folded)):
        text = text.replace(words, "")
    return text


def is_denied(text: str, words: str) -> bool:
    """Whether `words`, a part of `text`, hold a negation or run into one: « ça ne marche toujoours pas »."""
    after = fold(text.partition(words)[2]).text
    return bool(_NEGATION.search(fold(words).text) or _NEGATED_AFTER.match(after))


def pointed_at(text: str, offered: Sequence[Any]) -> Any:
    """Which of what was just offered is meant by « le deuxième » or "the left one"; None when none is."""
    folded = fold(text)
    places = [place for place, phrases in _ORDINALS if phrases.find(folded)]
    if len(places) != 1 or not offered:
        return None
    place = places[0] if places[0] >= 0 else len(offered) - 1
    return offered[place] if place < len(offered) else None
