"""Other places where people put their name: before "à l'appareil", under a letter, over it, on their booking.

Owns these places, on folded text. Must not take the name of who is greeted or thanked, nor a booking somebody else's.
"""

from __future__ import annotations

import re

from bot.core.folding import Folded
from bot.core.name_reading import Need, is_shouting, name_at
from bot.core.name_words import COUPLE, GREETING, HESITATION, TITLE

_END = r"\s*(?:\Z|[.,;!?\n])"
CLOSING = re.compile(
    r"(?<!\s)\s*,?\s*(?:(?:a l'(?:appareil|ecran)|au clavier|au bout du fil|au micro|a votre service)\b"
    r"|au telephone(?=" + _END + r")|(?:from \w+ )?here\b|speaking\b|ici(?= ?[,.!])"
    r"|(?:writing|calling|typing)(?! to| for| from| my| you)\b|(?:et|c'est) mon (?:pre)?nom\b"
    r"|(?:a|de) nouveau\b|again\b|(?:is|that's|that is) (?:my|the)(?: \w+)? (?:sur)?name\b|is my surname\b"
    r"|is what you can call me\b"
    r"|(?:is|would be|will be) (?:just )?fine\b|will do\b|(?:ca )?suffi(?:t|ra)\b|ca ira\b"
    r"|(?:long-?time )?customer\b|(?:votre )?(?:fidele )?cliente?(?: fidele)?\b)")
_CLOSED = re.compile(CLOSING.pattern + r"|,? ?\d{1,2} ans\s*\Z")
# « Merci, c’est mon prénom »: who says so needs no other proof.
_REAL_NAME = re.compile(r"[^\s,]+,? (?:oui,? |yes,? )?(?:c'est|that's|it's) (?:bien |vraiment |really )?(?:mon|my) "
                        r"(?:vrai |real |actual )?(?:pre)?(?:nom|name)\b")
_SIGNED = re.compile(
    r"(?:\A|[\n.,!?]\s*)(?:(?:bien )?cordialement|bien a vous|sincerement|(?:mes )?(?:\w+ )?salutations"
    r"|(?:tres )?bonne (?:journee|soiree|fin de \w+)|a (?:tres )?bientot|au plaisir"
    r"|(?:merci|thanks|thank you)(?: d'avance| beaucoup| in advance| so much)?|cheers|ta|amities"
    r"|(?:with )?(?:kind |best |warm |many )?(?:regards|wishes|thanks)|sincerely(?: yours)?"
    r"|(?:all the )?best|yours(?: \w+)?|love)[\s,.!-]+")
_LAST_LINE = re.compile(r"\w\w[^\n]*[.!?,] ?\n+[ -]*(?=[^\n]+\Z)")    # under a letter that ends in a whole sentence
_GOES_ON = re.compile(
    r"\s*[.,;:\n-]\s*(?:(?:bonjour|bonsoir|hello|hi|party|table|order|booking|reservation|commande|colis|for|pour)\b"
    r"|j'|je |jai |i |i'|my |mon |ma |mes |nous |we )")
# The order or booking of the writer: whoever says "my booking is under Awa Diallo" will not mind being called so.
_BOOKED = re.compile(
    r"\b(?:under|in|on)(?: the| my)?(?: full| last| first)?(?: names?)?(?: of)?[\s,:\"“'«]+|\bau nom d(?:e[\s:«\"“]+|')"
    r"|\b(?:a|sous) mon nom[\s,:«\"“]+")
_BOOKED_ASKED = re.compile(_BOOKED.pattern + r"|\b(?:booking|reservation|table|order|i think) is for ")
_NAMED_BOOKING = re.compile(r"\bunder\b|\bname\b|\bnom\b|\bis for\b")
_MINE = re.compile(
    r"\A(?:\w+ )?(?:have|got)\b|\b(?:i|i've|i'm|i'd|i'll|my|me|we|our|us"
    r"|j'|j'ai|je|mon|ma|mes|moi|nous|notre|a mon nom)\b"
    r"|\bmy name\b|\bthat's me\b")
_BOOKING = re.compile(
    r"\b(?:bookings?|booked|reserv\w+|tables?|orders?|ordered|commandes?|commande|comptes?|accounts?|appointment|it'?s|its"
    r"|c'est|c'etait|sejour|chambre|room)\b")
_SOMEBODY_ELSE = re.compile(
    r"\b(?:mon|ma|mes|son|sa|ses|leur|my|his|her|their|our) (?:\w+ )?"
    r"(?:mari|femme|epouse?|mere|pere|maman|papa|fils|fille"
    r"|frere|soeur|voisine?|amie?|copine|copain|compagne|compagnon|collegue|patron|grand-?\w+|tante|oncle|husband"
    r"|wife|mother|father|mum|mom|dad|son|daughter|brother|sister|neighbou?r|friend|boss|partner|grand\w+|aunt|uncle)\b")
_SHE = re.compile(r"\b(?:she|he|elle|her|him|lui|his)\b|\bil (?:est|a|n'|ne|m'|vous)\b")
_AFTER_BOOKED = re.compile(
    _END + r"|\s*[\"”'»)]|\s+(?:and|et|for|at|on|to|tomorrow|tonight|this|next|in|pour|le|la|a|i|my|it|its|but|because"
    r"|please|with|from|party|can|could|that|which|que|qui|needs?|since)\b")


def closed(folded: Folded) -> str | None:
    """A name before "à l'appareil", "here", "is my name", "7 ans"; or under a letter."""
    if _REAL_NAME.match(folded.text):
        found = name_at(folded, 0, Need.NOTHING)
        return found.name if found is not None else None
    for match in _CLOSED.finditer(folded.text):
        begin = max(folded.text.rfind(sign, 0, match.start()) for sign in ",.!?;:\n") + 1
        greeting = re.match(r"\s*(?:" + HESITATION + r"\b\s*)*(?:(?:but|mais)\b\s*)?(?:(?:c'est|ici|it's|this is)\b)?"
                            r"(?:\s*(?:just|juste)\b)?\s*",
                            folded.text[begin : match.start()])
        start = begin + (greeting.end() if greeting else 0)
        found = name_at(folded, start, Need.LETTERS if "appareil" in match.group() else Need.CAPITAL)
        if found is not None and found.end == match.start():
            return found.name
    return None


def signed(folded: Folded) -> str | None:
    """A name under a letter: after a formula of farewell, at the very end."""
    for match in _SIGNED.finditer(folded.text):
        found = name_at(folded, match.end(), Need.CAPITAL)
        if found is not None and not folded.text[found.end :].strip(" .\n!") and _is_signature(folded, match):
            return found.name
    last = _LAST_LINE.search(folded.text)
    found = name_at(folded, last.end(), Need.CAPITAL) if last else None
    if found is None or folded.text[found.end :].strip(" .\n!") or is_shouting(folded.source):
        return None
    dash = re.search(r"[-–—] *\Z", folded.text[: found.start])
    return found.name if dash or len(found.name.split()) > 1 else None


def _is_signature(folded: Folded, farewell: re.Match[str]) -> bool:
    """« Merci Claire » and « Bonne journée, Claire » speak to somebody; on a line of its own a name signs."""
    sentence = re.search(r"[.!]", farewell.group().lstrip(" .,!?\n"))
    if sentence is not None or len(folded.text[farewell.end() :].split()) > 1:
        return not re.match(r"\W*love", farewell.group()) or "\n" in farewell.group() or farewell.start() > 0
    kind = re.search(r"merci|thank|cheers|bonne|love", farewell.group())
    if kind is None or farewell.group().rstrip(" ").endswith("\n"):
        return True
    return re.search(r"d'avance|in advance", folded.text) is not None and "," in farewell.group()[kind.start() :]


def opened(folded: Folded) -> str | None:
    """« Hélène Roussel. J’ai reçu… », « Hélène Roussel, bonjour »: two capitals set apart before the matter begins."""
    greeting = re.match(r"\s*(?:(?:" + GREETING + r")\s*[.,!]\s*)?", folded.text)
    start = greeting.end() if greeting else 0
    found = name_at(folded, start, Need.CAPITAL)
    if found is None or is_shouting(folded.source) or len(found.name.split()) < 2:
        return None
    goes_on = _GOES_ON.match(folded.text[found.end :])
    return found.name if goes_on and all(w[0].isupper() for w in found.name.split()[:2]) else None


def titled(folded: Folded) -> str | None:
    """"Mme Moreau" alone, or set apart at the beginning; after a bare greeting it names the person greeted."""
    match = re.match(r"\s*(?:" + GREETING + r"\s*[,.!]\s*)?(?=(?:" + COUPLE + "|" + TITLE + r")\s)", folded.text)
    found = name_at(folded, match.end(), Need.LETTERS) if match else None
    if match is None or found is None or len(found.name.split()) < 2:
        return None
    greeted = re.match(r"\s*(?:madame|monsieur)", folded.text[match.end() :]) and "," not in match.group()
    alone = re.match(r"\s*(?:\Z|[,.;!\n])", folded.text[found.end :])
    return found.name if alone and not (greeted and match.group().strip()) else None


def booked(folded: Folded, asked: bool) -> str | None:
    """The name one's own order or booking stands under, when the writer says it is theirs and names nobody else.

    Just asked for the name, the writer need not say "my".
    """
    text = folded.text
    if not (asked or (_BOOKING.search(text) and _MINE.search(text))) or _SHE.search(text):
        return None
    for match in (_BOOKED_ASKED if asked else _BOOKED).finditer(text):
        named = _NAMED_BOOKING.search(match.group())
        found = name_at(folded, match.end(), Need.CAPITAL) if named else None
        if found is None or _SOMEBODY_ELSE.search(text[max(0, match.start() - 25) : match.end()]):
            continue
        if _SOMEBODY_ELSE.match(text[found.end :].lstrip(" ,")):
            continue
        if _AFTER_BOOKED.match(text[found.end :]):
            return found.name
    return None
