"""How our sentences are set: spaces, apostrophes, quotation marks, accents, figures.

Owns the French rules (narrow spaces, accents on capitals, « ») and the few that English shares. Addresses and
{placeholders} are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

NARROW, NO_BREAK = "\u202f", "\u00a0"
_SPACE = f"[{NARROW}{NO_BREAK}]"
_BEGINS = r"(?:^|[.!?…]\s|«\s?|\n)"
# Capitals keep their accents; these are the words that begin our sentences.
_BARE_CAPITAL = re.compile(
    _BEGINS
    + r"(A(?= (?:bientôt|demain|ce\b|la\b|l’|vo|quel|partir|tout|propos|qui\b|cause|vous|toi|très))"
    r"|Ca\b|Etes\b|Et[ae]it\b|Etape\w*|Etat\w*|Eteign\w+|Ecri\w+|Ecout\w+|Ecran\w*|Echang\w+"
    r"|Edit\w+|Egalement|Evit\w+|Epel\w+|Eventuel\w+|Etre\b|Enonc\w+|Apres\b|Meme\b|Tres\b|Voila\b|Deja\b|Pret\w*)")
_BARE = re.compile(
    r"\b(deja|tres|apres|voila|etes|etait|meme|numero|reponse|reponses|probleme|telephone|desole|recu|ecrire|etape|etapes"
    r"|derniere|premiere|piece|pieces|securite|adresse e-mail valide|creer|prenom|ca|interet|celebre|francais)\b")


def typography(text: str, language: str) -> Iterator[str]:
    text = re.sub(r"https?://\S+|\{\w+\}", "x", text)
    if re.search(r"\w'\w", text):
        yield "straight apostrophe, write ’"
    if "..." in text:
        yield "three dots are one sign, write …"
    if '"' in text:
        yield "straight quotation marks, write « » in French, “ ” in English"
    if re.search(r"\S  +\S", text):
        yield "two spaces in a row"
    if language == "fr":
        yield from _french(text)


def _french(text: str) -> Iterator[str]:
    if re.search(rf"(?<![{NARROW};!?])[;!?]", text):
        yield "a narrow no-break space (U+202F) goes before ; ! ?"
    if re.search(rf"[^{NO_BREAK}]:(?=\s|$)", text):
        yield "a no-break space (U+00A0) goes before :"
    if re.search(rf"«(?!{NO_BREAK})|(?<!{NO_BREAK})»", text):
        yield "a no-break space (U+00A0) goes inside « »"
    if re.search(r"[“”]", text):
        yield "French quotes with « »"
    if re.search(rf"\d(?!{_SPACE})\s?[€%]", text):
        yield "a no-break space goes before € and %"
    if re.search(rf"\b\d{{1,2}}(?:h(?:\d\d)?\b| h\b| ?h \d\d\b|{_SPACE}h \d\d\b)", text):
        yield "times are written “18 h 30”, with no-break spaces"
    if match := _BARE_CAPITAL.search(text):
        yield f"capitals keep their accents: “{match.group(1)}”"
    if match := _BARE.search(text):
        yield f"an accent is missing: “{match.group()}”"
