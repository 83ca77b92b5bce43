"""What customers must never read: numbers that stand for them, and holes nobody filled.

Owns what counts as a bare id (written, put in by a placeholder, or asked for) and as an unfilled hole. Which
placeholders somebody fills is `unknown_placeholders`' business: it is given their names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_IDS = (
    r"\b[A-Z]{2,}[-_]?\d{3,}\b", r"#\s?\d{2,}", r"\bn[°º]\s?\d", r"\b[0-9a-f]{8}-[0-9a-f]{4}\b", r"\b\d{7,}\b",
    r"\b(?=\w*\d)(?=\w*[a-f])[0-9a-f]{12,}\b",
)
_CARRIES_AN_ID = re.compile(r"(?:\A|_)(?:id|ids|ref|reference|number|numero|tracking|uuid|key|token)\Z")
_ASKS = {
    "fr": re.compile(r"\b(?:donnez|indiquez|entrez|saisissez|tapez|quel est|avez-vous|il me faut|j’ai besoin d[eu]"
                     r"|donne|indique|précisez)\b[^.?!]{0,30}\b(?:numéro|référence)s?(?: de| du| d’)?"
                     r" ?(?:commande|client|dossier|suivi"
                     r"|réservation|colis|votre|ta)?", re.IGNORECASE),
    "en": re.compile(r"\b(?:what(?: is|’s)|give|enter|type|do you have|i need|provide|share)\b[^.?!]{0,30}"
                     r"\b(?:order|reference|tracking|customer|case|ticket|booking) (?:number|id|code|reference)\b",
                     re.IGNORECASE),
}
_HOLES = (
    r"\{\{|\}\}", r"\{\s*\}", r"(?<!\$)\{[^}\w]*\s[^}]*\}", r"%\(?\w*\)?s\b", r"\bNone\b", r"\bundefined\b", r"\bNaN\b",
    r"\bTODO\b", r"\bXXX\b", r"<\w+>", r"\[(?:name|nom|prénom|first name|slot|\w+_\w+)\]",
)


def numbers(text: str, language: str) -> Iterator[str]:
    """Ids written, filled in or asked for; phone numbers are set in groups and pass."""
    bare = re.sub(r"https?://\S+", " ", text)
    for pattern in _IDS:
        if match := re.search(pattern, PLACEHOLDER.sub(" ", bare)):
            yield f"a bare id: “{match.group().strip()}”"
    for name in PLACEHOLDER.findall(text):
        if _CARRIES_AN_ID.search(name):
            yield f"{{{name}}} puts a bare id into words: say the thing instead"
    if match := _ASKS[language].search(bare):
        yield f"asks for a number: “{match.group()}”; recognise the thing by its words"


def holes(text: str) -> Iterator[str]:
    """Braces, marks of programs and words that only a program says."""
    for pattern in _HOLES:
        if match := re.search(pattern, text):
            yield f"an unfilled hole: “{match.group()}”"
    if PLACEHOLDER.sub("", text).count("{") != PLACEHOLDER.sub("", text).count("}"):
        yield "a brace without its other half"


def unknown_placeholders(text: str, filled: Collection[str]) -> Iterator[str]:
    """Placeholders nobody fills."""
    for name in PLACEHOLDER.findall(text):
        if name not in filled:
            yield f"nobody fills {{{name}}}: no slot, no action, no front door knows it"
