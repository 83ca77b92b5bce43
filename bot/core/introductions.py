"""Sentences in which people say who they are, and those that only look like it.

Owns whether the name after the words that announce one is the writer's. Must not take a third person's, a thing's or a
feeling; where else a name may stand is `name_places`' business, a bare answer that of `name_answers`.
"""

from __future__ import annotations

import re

from bot.core.folding import Folded
from bot.core.name_cues import CUES, IS, Cue
from bot.core.name_places import CLOSING
from bot.core.name_reading import Need, Reading, name_at, with_capitals
from bot.core.name_words import TOWNS, is_title

_SECOND = re.compile(
    r"\s*(?:,|;|\n|et|and|/)?\s*(?:mon |my )?(?:last name|surname|family name|nom(?: de famille)?)"
    r"(?:" + IS + r"|(?= [a-z]))")
_FIRST = re.compile(r"\s*(?:,|;|\n|et|and|/)?\s*(?:mon |my )?(?:first name|prenom)(?:" + IS + r"|(?= [a-z]))")
_BOTH = re.compile(r"\A(?:nom (?:et )?prenom|prenom (?:et )?nom|full name|name and surname) ?[:=]")

_OF_A_TOWN = re.compile(r" d(?:e |')(?:" + "|".join(TOWNS) + r")\Z")
_THEN_SOMEBODY = re.compile(r"\s*,[^.!?]*\b(?:lui|elle|il|him|her|she|he|la joindre|le joindre)\b")
_BEFORE_IS_QUESTION = re.compile(r"\b(?:why|pourquoi|do you|did you|you|vous m'avez|m'avez)\s*(?:\w+ )?\Z")
_WHO_WRITES = re.compile(r"\s*,?\s*qui (?:vous |t'|te )?(?:ecri\w+|parle|appelle|contacte|recontacte)")
_ABOUT_THEM = re.compile(
    r"(?:\s*[,.;!:-])?\s+(?:j'|je |jai|i'|i |my |mon |ma |mes |toujours|rien|merci|on s'est"
    r"|on se|nous nous|thanks|still|could|can )")
_LEAVES_ALONE = re.compile(
    r"[\W_]*\Z|\s*(?:[.,;!?(\n]|in\b|from\b|d[eu] (?:la |l'|chez )?|et\b|and\b|svp\b|please\b"
    r"|,? (?:avec|with|comme|like)\b)")
# A talk that opens with a name and goes on about the two who talk: "It's Otis. Any news?"
_TURNS_TO_US = re.compile(
    r"\s*[.!]\s+(?!il |elle |he |she |it )"
    r"(?:[^.!]*\?|.*\b(?:j'|je|mon|ma|mes|vous|votre|vos|i|i'm|my|you|your)\b)", re.DOTALL)
_ENDS = re.compile(r"[\W_]*\Z|\s*[.,;!?\n]")


def introduced(folded: Folded, asked: bool) -> str | None:
    """A name after the words that announce one. `asked`: the question just before was for the name."""
    for pattern, cue in CUES:
        if cue is Cue.ASKED and not asked:
            continue
        for match in pattern.finditer(folded.text):
            found = name_at(folded, match.end(), _need(cue, asked))
            if found is not None and _holds(folded, match.start(), found, cue, asked):
                return _whole(folded, match.group(), _without_town(folded, found) if cue is Cue.WEAK else found)
    return None


def _need(cue: Cue, asked: bool) -> Need:
    if cue is Cue.STRONG:
        return Need.NOTHING
    without_capital = cue is Cue.WISHED or (asked and cue not in (Cue.CALL, Cue.PREFERRED))
    return Need.LETTERS if without_capital else Need.CAPITAL


def _holds(folded: Folded, start: int, found: Reading, cue: Cue, asked: bool) -> bool:
    """Whether what stands around leaves the name to the writer."""
    rest = folded.text[found.end :]
    if cue is Cue.STRONG:
        return True
    if cue in (Cue.CALL, Cue.WISHED, Cue.PREFERRED):
        before = _BEFORE_IS_QUESTION.search(folded.text[:start])
        return before is None and _THEN_SOMEBODY.match(rest) is None and not re.match(r"\s*\?", rest)
    if cue is Cue.WEAK:
        said = folded.source[slice(*folded.span(found.start, found.end))]
        if said == said.lower() and (not _ENDS.match(rest) or re.search(r"(?:ing|ed|ment)\Z", said)):
            return False    # "I'm taking my parents …": no capital, and it goes on
        return re.match(r"\s+(?:is|est|was|sont)\b", rest) is None and (not asked or _ends_well(rest, True))
    if cue is Cue.STARTING and _TURNS_TO_US.match(rest):
        return True
    announced = folded.text[start:].startswith(("this is", "ici"))
    own = announced and (len(found.name.split()) > 1 or re.match(r" d(?:e l|u |e chez)", rest) is not None)
    return _ends_well(rest, asked or cue is Cue.POINTING or own or is_title(found.name.split()[0]))


def _ends_well(rest: str, alone: bool) -> bool:
    """"C'est Awa" opens a talk when it closes there, or goes on about the writer; "c'est Pixel qui…" does not."""
    if CLOSING.match(rest) or _WHO_WRITES.match(rest) or _ABOUT_THEM.match(rest):
        return True
    return alone and _LEAVES_ALONE.match(rest) is not None


def _without_town(folded: Folded, found: Reading) -> Reading:
    """« Je suis Quentin de Bordeaux » says where from; « Hubert de Castelnau » is a name."""
    match = _OF_A_TOWN.search(folded.text[found.start : found.end])
    if match is None:
        return found
    end = found.start + match.start()
    said = folded.source[slice(*folded.span(found.start, end))]
    return Reading(with_capitals(said), found.start, end)


def in_fields(folded: Folded) -> str | None:
    """« Nom Prénom : Poulain Lucie », kept in the order it was given."""
    match = _BOTH.match(folded.text)
    found = name_at(folded, match.end(), Need.NOTHING) if match else None
    return found.name if found else None


def _whole(folded: Folded, cue: str, found: Reading) -> str:
    """First and family name from two fields: "Nom : Delacroix, prénom : Martin" is Martin Delacroix."""
    rest, is_family = folded.text[found.end :], re.search(r"last|family|surname|\bnom\b", cue) is not None
    pattern = _FIRST if is_family else _SECOND
    match = pattern.match(rest)
    if match is None or not re.search(r"nom|name", cue):
        return found.name
    other = name_at(folded, found.end + match.end(), Need.LETTERS)
    if other is None:
        return found.name
    return f"{other.name} {found.name}" if is_family else f"{found.name} {other.name}"
