"""Answers to "à qui ai-je l'honneur ?": a bare name, a name spelled letter by letter, a name put right.

Owns what may be taken for a name only because of the question, or because another spelling was in use. Must not read
introductions, which need no question.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

from bot.core.folding import Folded, fold
from bot.core.name_reading import NOBLE, Need, Reading, is_shouting, name_at, with_capitals
from bot.core.name_sounds import alike
from bot.core.name_words import FAMILIES, HESITATION, NOT_NAMES, PARTICLES

_LEAD = re.compile(
    r"\s*(?:" + HESITATION + r"\b[\s,!?.…:;-]*)*"
    r"(?:(?:moi,? )?(?:c'est|cest|c)(?= )|moi,? |it's |its |it is |i'm |i am |this is |that would be |je suis "
    r"|je prefere |i prefer |juste |just |simplement |only |a (?=[a-z])|au nom de |under |in the name of |the name is "
    r"|you can use |use |(?:you can )?put (?:me down (?:as )?)?|(?:let's )?say "
    r"|(?:vous pouvez )?mett(?:ez|re) |disons |plutot |(?:to|avec|with) (?=[a-z])|appelez[- ]moi |call me )?")
# What may stand after the name without making it a sentence.
_TAIL = re.compile(
    r"\s*(?:svp|s'il vous plait|s'il te plait|please|bonjour|bonsoir|hello|merci"
    r"|thanks|thank you|et vous|et toi|and you|and yours|tout court|suffit"
    r"|is fine|will do|ca ira|ira|quoi|here"
    r"|,? (?:avec|with|comme|like|sans|without|as in|today|tomorrow|tonight|demain|at|for|pour|a)\b(?: .*)?"
    r"|(?:and|et) (?:my |mon |ma |mes |i |i'|j'|je ).*|(?:account |n(?:o|umber) |#)?\d.*)?[\W_]*\Z", re.DOTALL)
_LAST_WORD = re.compile(
    r"\A[^:,\n]{0,50}\b(?:dit|told|said|already|nom|name)\b[^:,\n]{0,20}[:,] ?(?=[^,:]+\Z)"
    r"|\b(?:then|alors|donc) ?: ?(?=[^,:]+\Z)|[,:] (?:disons|alors|so|then|say|donc|mettez|put) (?=[^,:]+\Z)")
_SETS_APART = re.compile(r"\s*[,.;!?\n:-]")
_SENTENCE_WORD = re.compile(r"(?:ment|ez|ly|ing)\Z")
_VOWELLESS = re.compile(r"\A[^aeiouy]{3,}\Z")
MOST_UNCAPITALISED = 3

_SPELLED = re.compile(r"(?<![\w'’])[^\W\d_](?:(?:[-. ]|, ?|\. )[^\W\d_]){2,}(?!\w)")
_SPELLING = re.compile(r"\b(?:epell?e|s'ecrit|spell(?:ed)?|spelt)\b")

_LETTER = (r"(?:(?:un|une|deux|a|an|two|one|the|no|le|la)? ?(?:seule? |double )?"
           r"(?:[a-z]\b(?:'?s\b)?|trema|accents?|cedille|tiret|hyphen|apostrophe))")
_WITH_LETTER = re.compile(r"\s*,?\s*(?:avec|with|sans|without|no)\s+" + _LETTER)
_MARKS = {"trema": "\u0308", "accent aigu": "\u0301", "accent grave": "\u0300", "accent circonflexe": "\u0302",
          "cedille": "\u0327"}
_MARK = re.compile(
    r"\b(trema|accent aigu|accent grave|accent circonflexe|cedille)(?: sur (?:le |l'|la )?([aeiouc])\b)?")
_NO = r"(?:\A|[.!,;:]\s*)(?:(?:ah |oh )?(?:non|no|pardon|sorry|actually|en fait)[\s,!.]*)?"
_RIGHT = re.compile(_NO + r"(?:it's spel(?:t|led) |ca s'ecrit |(?:moi )?c'est |cest |it's |its |je voulais dire "
                    r"|i meant |on ecrit )?")
_SPELT_AFTER = re.compile(r"\b(?:c'est|it's|s'ecrit|ecrivez|plutot|spelt|spelled) ")
_NOT = re.compile(r"\A(?:non,? |no,? )?(?:pas|not) ")
_MISSPELLED = re.compile(r"\b(?:mal ecrit|mal orthographie|misspel(?:t|led)|wrong)\b.*?\b(?:nom|prenom|name)\b[\s,:.]*"
                         r"(?:c'est|it's|it is)? ?")


def bare(folded: Folded) -> str | None:
    """A message that is a name, in answer to the question for it; what follows the name may go on about the matter."""
    if said := _at_last(folded):
        return said
    match = _LEAD.match(folded.text)
    start = match.end() if match else 0
    found = name_at(folded, start, Need.LETTERS) or _in_full(folded, start)
    if found is None or len(found.name) < 2:
        return None
    said = folded.source[slice(*folded.span(found.start, found.end))]
    mixed = said[0].islower() and said != said.lower() and not (
        NOBLE.match(said) or fold(said.split()[0]).text in PARTICLES)
    own = [word for word in found.name.split() if word not in PARTICLES]
    if mixed or (said == said.lower() and len(own) > MOST_UNCAPITALISED):
        return None  # four words and no capital are more likely a sentence we have not understood
    if family := _with_family(folded, found):
        return family
    rest = folded.text[found.end :]
    if _TAIL.match(rest):
        return found.name
    if (family := _family_apart(folded, found)) is not None:
        return family
    return found.name if _SETS_APART.match(rest) and _stands_alone(found, said) else None


def _at_last(folded: Folded) -> str | None:
    """« Je vous l'ai dit : Solange », "call me what you like, say Max": the answer comes last, with its capital."""
    match = _LAST_WORD.search(folded.text)
    found = name_at(folded, match.end(), Need.CAPITAL) if match else None
    return found.name if found and not re.search(r"\w", folded.text[found.end :]) else None


def _in_full(folded: Folded, start: int) -> Reading | None:
    """« Mari Steward », "Don Worman": a first name that is an everyday word, by its capital and the family name."""
    found = name_at(folded, start, Need.NOTHING)
    if found is None or is_shouting(folded.source):
        return None
    words, rest = found.name.split(), folded.text[found.end :]
    sure = len(words) in (2, 3) and all(w[0].isupper() for w in words) and fold(words[0]).text not in NOT_NAMES
    return found if sure and not re.search(r"\w", rest) else None


def _family_apart(folded: Folded, found: Reading) -> str | None:
    """"Dulcie, Petsch": the two names with a comma between, and nothing more."""
    comma = re.match(r", ?", folded.text[found.end :])
    other = name_at(folded, found.end + comma.end(), Need.CAPITAL) if comma else None
    if other is None or " " in found.name or " " in other.name or re.search(r"\w", folded.text[other.end :]):
        return None
    return f"{found.name} {other.name}" if found.name[0].isupper() else None


def _with_family(folded: Folded, found: Reading) -> str | None:
    """« Jane doe », « brian white »: the whole message is a first name and a family name that is an everyday word."""
    rest = folded.text[found.end :].strip(" .!?")
    if rest not in FAMILIES or " " in found.name:
        return None
    said = folded.source[slice(*folded.span(found.start, folded.text.index(rest, found.end) + len(rest)))]
    return with_capitals(said)


def _stands_alone(found: Reading, said: str) -> bool:
    """Whether the words before a comma are a name and not how a sentence begins: « Franchement, … », « Écoutez, … »."""
    words = fold(found.name).text.split()
    if len(words) > 1 and said != said.lower():
        return True
    return not any(_SENTENCE_WORD.search(w) or _VOWELLESS.match(w) or w in NOT_NAMES for w in words) and len(words) < 3


def spelled(folded: Folded, asked: bool) -> str | None:
    """« M-A-Ë-L-Y-S »: the letters together; the customer's own writing of the same name, when it is there too."""
    match = _SPELLED.search(folded.source)
    if match is None:
        return None
    letters = re.sub(r"[^\w]", "", match.group())
    before = name_at(folded, 0, Need.LETTERS)
    if before is not None and fold(before.name).text == fold(letters).text:
        return before.name
    alone = asked and not re.search(r"\w", folded.source[: match.start()] + folded.source[match.end() :])
    if not alone and not _SPELLING.search(folded.text):
        return None     # "r u a bot": letters that are words
    return letters[0].upper() + letters[1:].lower()


def corrected(folded: Folded, asked: bool, known: str | None) -> str | None:
    """A name put right: « Maïlys avec un tréma », « Clara, pas Claire », or a near spelling of the `known` one."""
    return _contrasted(folded) or _lettered(folded, asked, known) or _misspelled(folded) or (
        _near_known(folded, known) if known else None)


def _contrasted(folded: Folded) -> str | None:
    """« Pas Stéphanie, Stéphane ! » and « Clara, pas Claire »: two spellings of one name."""
    if match := _NOT.match(folded.text):
        wrong = name_at(folded, match.end(), Need.CAPITAL)
        gap = re.match(r"\s*,?\s*(?:mais |but )?", folded.text[wrong.end :]) if wrong else None
        right = name_at(folded, wrong.end + gap.end(), Need.CAPITAL) if wrong and gap else None
        return right.name if wrong and right and alike(wrong.name, right.name) else None
    for match in _RIGHT.finditer(folded.text):
        right = name_at(folded, match.end(), Need.CAPITAL)
        no = re.match(r"\s*,?\s*(?:et |and )?(?:pas|not) ", folded.text[right.end :]) if right else None
        wrong = name_at(folded, right.end + no.end(), Need.CAPITAL) if right and no else None
        if right and wrong and alike(wrong.name, right.name):
            return right.name
    return None


def _lettered(folded: Folded, asked: bool, known: str | None) -> str | None:
    """A name followed by one of its letters or accents, which is put where there is only one place for it."""
    for match in chain(_RIGHT.finditer(folded.text), _SPELT_AFTER.finditer(folded.text)):
        found = name_at(folded, match.end(), Need.LETTERS)
        letter = _WITH_LETTER.match(folded.text, found.end) if found else None
        if found is None or letter is None or len(found.name) < 3:
            continue
        mark = _MARK.search(folded.text, found.end)
        put_right = mark or asked or known or found.start == 0 or match.group().strip()
        if put_right and found.name == with_capitals(found.name):
            return _with_mark(found.name, mark) if mark else found.name
    return None


def _with_mark(name: str, mark: re.Match[str]) -> str:
    if any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", name)):
        return name     # the customer wrote it already
    on = mark.group(2)
    places = [i for i, letter in enumerate(name.lower())
              if (letter == on if on else letter in "eiu" and i and name.lower()[i - 1] in "aeiouy")]
    if len(places) != 1 or (on is None and mark.group(1) != "trema"):
        return name     # not sure where it goes
    place = places[0]
    marked = unicodedata.normalize("NFC", name[place] + _MARKS[mark.group(1)])
    return name[:place] + marked + name[place + 1 :]


def _misspelled(folded: Folded) -> str | None:
    match = _MISSPELLED.search(folded.text)
    found = name_at(folded, match.end(), Need.CAPITAL) if match else None
    return found.name if found else None


def _near_known(folded: Folded, known: str) -> str | None:
    """Another spelling of the name in use, alone or after « non », « c’est »: nobody else is meant."""
    match = _RIGHT.match(folded.text)
    found = name_at(folded, match.end() if match else 0, Need.LETTERS)
    if found is None or not re.match(r"\s*(?:\Z|[,.!?;*]|svp|please)", folded.text[found.end :]):
        return None
    return found.name if found.name != known and alike(found.name, known) else None
