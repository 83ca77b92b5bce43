"""Whether the writer says to be a child: an age under 15, or a school year of that age, said of oneself.

Owns those sentences in French and English. Never guesses from spelling or tone, and never reads somebody else's age:
"mon fils a 7 ans" is a parent writing. Under 15 because French law asks for a parent's consent up to then (article 45
of the loi Informatique et Libertés).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.folding import fold

ADULT_FOR_CONSENT = 15
_YOUNGEST_WRITER = 4  # "j'ai 2 ans" is about a guarantee or a subscription

_FR = ("un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze".split())
_EN = ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split())
_NUMBERS = {word: place + 1 for words in (_FR, _EN) for place, word in enumerate(words)}
_AGE_FR = r"(?P<age>(?<!\d)\d{1,2}(?!\d)|" + "|".join(sorted(_FR, key=len, reverse=True)) + r")"
_AGE_EN = r"(?P<age>(?<!\d)\d{1,2}(?!\d)|" + "|".join(sorted(_EN, key=len, reverse=True)) + r")"

_I_AM_FR = r"(?<![a-z])(?:je suis|j'suis|jsuis|chuis|chui|je sui)"
_HAVE_FR = r"(?<![a-z'])(?<!que )(?:j'ai|jai|j ai|g|j'viens d'avoir|je viens d'avoir)"
_ONLY_FR = r"(?: (?:que|seulement|juste|presque|bientot|deja|a peine|moi|fete mes|eu))?"
# "7 ans de garantie", "7 ans pour le rendre", "7 ans d'attente" are no ages.
_NO_SPAN_FR = r"(?! ?(?:et demi )?(?:d'|de\b|pour\b|depuis\b|avant\b|apres\b|plus tard|plus tot|chez\b|que\b))"

_I_AM_EN = r"(?<![a-z'])(?:i am|i'm|im|i m)"
_ONLY_EN = r"(?: (?:only|just|nearly|almost|like|about|aged|still|already))?"
_AGE_ENDS_EN = (
    r"(?: ?(?:years?|yrs?)[ -]old\b| ?y/?o\b| and a half\b|(?= ?[.,;:!?)\n]| ?$| (?:and|but|so|now|today|too)\b))"
)

_FRENCH = [
    re.compile(_HAVE_FR + _ONLY_FR + r" ?" + _AGE_FR + r" ?ans?\b" + _NO_SPAN_FR),
    re.compile(_I_AM_FR + r" agee? de " + _AGE_FR + r" ?ans\b"),
    re.compile(_I_AM_FR + r" une? (?:petite? )?(?:enfant|fille|garcon|gamine?|eleve) de " + _AGE_FR + r" ans\b"),
    re.compile(r"(?:du haut de )?mes " + _AGE_FR + r" ans\b" + _NO_SPAN_FR),
    re.compile(_I_AM_FR + r" (?:encore |juste |que )?(?:un|une) (?:enfant|petite fille|petit garcon|gamine?)\b"),
]
_SCHOOL_FR = re.compile(
    r"(?:(?<![a-z])(?:(?:je|j'|moi je) ?(?:suis|rentre|entre|passe|vais|sui)|jsuis|chuis|chui)(?: encore)? |\A)"
    r"(?:en|a l'ecole|au) (?:classe de )?"
    r"(?:cp|ce1|ce2|cm1|cm2|(?:6|5|4) ?(?:e|eme)|sixieme|cinquieme|quatrieme|maternelle|primaire"
    r"|(?:grande|moyenne) section|ecole primaire)\b"
    r"(?! (?:etage|position|place|ligne|semaine|mois|annee|arrondissement|vitesse|de la file))"
)
_ENGLISH = [
    re.compile(_I_AM_EN + _ONLY_EN + r" " + _AGE_EN + _AGE_ENDS_EN),
    re.compile(_I_AM_EN + r" (?:a|an) " + _AGE_EN + r"[ -](?:years?|yrs?)[ -]old\b"),
    re.compile(r"(?<![a-z])i (?:just )?turned " + _AGE_EN + r"\b(?! (?:it|the|off|on|minutes|pages)\b)"),
    re.compile(r"(?<![a-z])my age is " + _AGE_EN + r"\b"),
    re.compile(_I_AM_EN + r" (?:just |only )?a (?:kid|child|little (?:kid|girl|boy))\b(?! (?:at|again|of))"),
]
_SCHOOL_EN = re.compile(
    _I_AM_EN + r" (?:still )?(?:in|at) (?:(?:the )?(?:(?:year|yr|y) ?[1-9]\b(?! ?\d)|(?:grade|class) [1-8]\b"
    r"|(?:1st|2nd|3rd|[4-8]th|first|second|third|fourth|fifth|sixth|seventh|eighth) grade\b)"
    r"|reception class|kindergarten|nursery school|primary school|elementary school)(?! (?:of|at uni|teacher|teaching))"
)


@dataclass(frozen=True)
class MinorFinding:
    """The exact words in which a writer says to be under 15, and the age when it was said."""

    words: tuple[str, ...]
    age: int | None


def says_minor(text: str, language: str) -> MinorFinding | None:
    """What the writer says of being a child, or None. Both languages are read: short sentences are often mistaken."""
    folded = fold(text)
    words: list[str] = []
    age: int | None = None
    for pattern in (*_FRENCH, *_ENGLISH, _SCHOOL_FR, _SCHOOL_EN):
        for match in pattern.finditer(folded.text):
            said = _age(match)
            if said is not None and not _YOUNGEST_WRITER <= said < ADULT_FOR_CONSENT:
                continue
            words.append(folded.original(*match.span()).strip())
            age = said if age is None else age
    if not words:
        return None
    return MinorFinding(tuple(dict.fromkeys(words)), age)


def _age(match: re.Match[str]) -> int | None:
    written = match.groupdict().get("age")
    if written is None:
        return None
    return int(written) if written.isdecimal() else _NUMBERS[written]
