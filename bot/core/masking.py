"""Secrets in a message, replaced by readable words before the message is stored.

Owns what counts as a card number, a social-security number, a password or a one-time code, and the words put in their
place. Must not touch phone, order, account (IBAN), postcode, year or price figures: people need them to be helped.
What stays uncertain is settled by the words around it, never by the figures alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.card_numbers import find_cards
from bot.core.folding import Folded, fold

KINDS = ("card", "social_security", "password", "code")

REPLACEMENTS: dict[str, dict[str, str]] = {
    "fr": {
        "card": "[numéro de carte masqué]",
        "social_security": "[numéro de sécurité sociale masqué]",
        "password": "[mot de passe masqué]",
        "code": "[code masqué]",
    },
    "en": {
        "card": "[card number hidden]",
        "social_security": "[social security number hidden]",
        "password": "[password hidden]",
        "code": "[code hidden]",
    },
}


@dataclass(frozen=True)
class Masked:
    """A text safe to store, and the kinds of secret that were in it, each once, in the order of `KINDS`."""

    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """What a message held of a number that a later one completed: which message, where, what, and the words for it."""

    place: int
    start: int
    written: str
    words: str


def mask(text: str, language: str, before: str = "") -> Masked:
    """Replace every secret of `text` by words in `language`; `before` is what was said just before it."""
    masked = _mask_once(text, language, before)
    for _ in KINDS:  # a hidden number sets a word free that was glued to it: "…1111password: hunter2"
        again = _mask_once(masked.text, language)
        if not again.kinds:
            break
        masked = Masked(again.text, tuple(kind for kind in KINDS if kind in masked.kinds + again.kinds))
    return masked


def _mask_once(text: str, language: str, before: str = "") -> Masked:
    folded = fold(text)
    taken = list(_ends_of_split_numbers(folded.text, fold(before).text + "\n")) if before else []
    for kind, find in (("social_security", _social_security), ("card", find_cards), ("password", _passwords),
                       ("code", _codes)):
        for start, end in find(folded.text):
            if all(end <= s or start >= e for s, e, _ in taken):
                taken.append((start, end, kind))
    return _replace(folded, sorted(taken), REPLACEMENTS.get(language, REPLACEMENTS["fr"]))


def _ends_of_split_numbers(text: str, before: str) -> Iterator[tuple[int, int, str]]:
    """The last piece of a number sent over several messages."""
    for kind, _, end in _split_numbers(text, before):
        yield 0, end - len(before), kind


def _split_numbers(text: str, before: str) -> Iterator[tuple[str, int, int]]:
    for kind, find in (("social_security", _social_security), ("card", find_cards)):
        for start, end in find(before + text):
            if start < len(before) < end:
                yield kind, start, end


def mask_pieces(said: Sequence[str], text: str, language: str) -> list[Piece]:
    """The pieces in `said`, oldest first, of a number that ends in `text`: they are stored already."""
    before = fold("\n".join(said))
    pieces: dict[tuple[int, int], Piece] = {}
    for kind, start, _ in _split_numbers(fold(text).text, before.text + "\n"):
        begin, _ = before.span(start, len(before.text))
        offset = 0
        for place, one in enumerate(said):
            first = max(0, begin - offset)
            if first < len(one.rstrip(_BETWEEN)) and (first, place) not in pieces:
                words = REPLACEMENTS.get(language, REPLACEMENTS["fr"])[kind]
                pieces[first, place] = Piece(place, first, one[first:].rstrip(_BETWEEN), words)
            offset += len(one) + 1
    return list(pieces.values())


# What may stand between the last figure of one message and the first of the next.
_BETWEEN = " \t\n.,-_/·•|"


def _replace(folded: Folded, taken: list[tuple[int, int, str]], words: dict[str, str]) -> Masked:
    out: list[str] = []
    done = 0
    for start, end, kind in taken:
        begin, after = folded.span(start, end)
        out += [folded.source[done:begin], words[kind]]
        done = after
    out.append(folded.source[done:])
    found = {kind for _, _, kind in taken}
    return Masked("".join(out), tuple(kind for kind in KINDS if kind in found))


# --- social-security numbers --------------------------------------------------------------------------------------

_SEP = r"[\s.\-_]{0,2}"
_NIR = re.compile(
    r"(?<![\w+])(?P<sex>[1-478])" + _SEP + r"(?P<year>\d{2})" + _SEP + r"(?P<month>\d{2})" + _SEP
    + r"(?P<place>\d{2}|2[ab])" + _SEP + r"(?P<town>\d{3})" + _SEP + r"(?P<order>\d{3})"
    + r"(?:" + _SEP + r"(?P<key>\d{2}))?(?!\w)"
)
_NIR_WORDS = re.compile(
    r"(?:\bsecu\b|securite sociale|\bn\.?i\.?r\b|carte vitale|\bnum(?:ero)? (?:de )?ss\b|\binsee\b"
    r"|social[ -]security|\bssn\b|national insurance)[^\n\d]{0,40}$"
)
# Other countries' numbers are believed only right after the words for them.
_FOREIGN = re.compile(
    r"(?:social[ -]security(?: (?:number|no))?|\bssn\b|national insurance(?: (?:number|no))?)[^\n\d]{0,15}?"
    r"(\b\d{3}[ -]?\d{2}[ -]?\d{4}\b|\b[a-z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[a-d]\b)"
)


def _social_security(text: str) -> Iterator[tuple[int, int]]:
    for match in _NIR.finditer(text):
        if _NIR_WORDS.search(text[: match.start()]) or _key_fits(match):
            yield match.span()
    for match in _FOREIGN.finditer(text):
        yield match.span(1)


def _key_fits(match: re.Match[str]) -> bool:
    """Whether the last two of fifteen figures are the key of the others (Corsica counts 2A as 19, 2B as 18)."""
    month = int(match["month"])
    if not match["key"] or not (1 <= month <= 12 or 20 <= month <= 42 or 50 <= month <= 99):
        return False
    place = {"2a": "19", "2b": "18"}.get(match["place"], match["place"])
    body = match["sex"] + match["year"] + match["month"] + place + match["town"] + match["order"]
    return 97 - int(body) % 97 == int(match["key"])


# --- passwords ----------------------------------------------------------------------------------------------------

_NAMED = r"\b(?:mots?[ -]de[ -]passe?|mdp|password|passwd|passphrase|pwd)\b"
# What may stand between the word and the secret without being it.
_OF_WHAT = (
    r"(?:\s+(?:actuel|secret|wifi|web|internet|compte|client|provisoire|de|du|d'|le|mon|pour|ce|site|que|j'utilise|utilise"
    r"|connexion|me|connecter|for|my|the|account|site|shop|current|to|log|in|i|use|login)){0,5}"
)
_IS = r"(?:'s\s+|\s*(?::|=|->|=>)\s*|\s+(?:est|etait|c'est|cest|c est|is|was|it's|its)(?:\s*:\s*|\s+))"
_WRITTEN = r"(?P<secret>\"[^\"\n]+\"|«[^»\n]+»|“[^”\n]+”|'[^'\n]+'|(?!\[)[^\s]*[^\s.,;:!?)\]»\"”])"
_PASSWORD_IS = re.compile(_NAMED + _OF_WHAT + _IS + _WRITTEN)
_PASSWORD_BARE = re.compile(_NAMED + r"\s+(?P<secret>(?!\[)(?=\S*\d)(?=\S*[^\W\d])\S*[^\s.,;:!?)])")
_SECRET_IS_PASSWORD = re.compile(
    r"(?:^|\s)(?P<secret>(?!\[)(?=\S*[\d@#$%&*_])\S{4,})\s+(?:est|c'est|is|it's)\s+(?:mon|le|my|the)\s+" + _NAMED
)
# "My password is wrong" tells no secret. Only ordinary words are here: nothing anyone would choose to protect.
_NO_SECRET = frozenset(
    "oublie oubliee perdu perdue incorrect incorrecte faux fausse refuse refusee bloque bloquee expire expiree"
    " invalide trop toujours pas plus jamais bien bon correct change changee errone erronee en introuvable"
    " encore impossible obligatoire quoi que comment ou pourquoi je j'ai il elle le la les un une mon ma ton"
    " votre son ce ca cela tres deja peut-etre compromis pirate vole demande enregistre rejete reconnu different"
    " identique celui sur dans avec not wrong forgotten lost expired blocked locked invalid invalidated rejected"
    " refused right the a an my your too so still never always being what where how why unknown missing required"
    " compromised stolen hacked it i there here asked saved same on in no longer reset changed".split()
)


def _passwords(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_PASSWORD_IS, _PASSWORD_BARE, _SECRET_IS_PASSWORD):
        for match in pattern.finditer(text):
            secret = match["secret"]
            if secret.strip("\"'«»“” .,;!?") not in _NO_SECRET and not secret.startswith("["):
                yield match.span("secret")


# --- one-time codes -----------------------------------------------------------------------------------------------

_FIGURES = (
    r"(?P<code>(?:[a-z]{1,2}-)?\d{4,8}|\d{3}[ -]\d{3}|\d{2}[ -]\d{2}[ -]\d{2})"
    r"(?![\w€$£%]|[.,]\d|[ ](?:€|euros?\b|eur\b))"
)
_CODE_FILL = (
    r"(?:recus?|recue|de|du|d'|verification|confirmation|validation|securite|connexion|authentification|acces|activation"
    r"|sms|texto|mail|par|a usage unique|usage|unique|secret|pin|temporaire|que|j'ai|je|viens|recevoir|vous|m'avez"
    r"|m'avait|m'a ete|on m'a|envoye|donne|banque|ma|la|est|etait|c'est|cest|le|voici|suivant|i|got|received|have|you"
    r"|sent|me|was|were|is|it's|the|texted|login|by|text|for|verification)"
)
_CODE = re.compile(
    r"(?P<before>[\w'-]{1,40}[ ])?\b(?P<word>codes?|otp|2fa|cvv2?|cvc2?|cryptogramme(?: visuel)?|pin)\b"
    r"(?:[\s,]+" + _CODE_FILL + r"){0,7}\s*(?::|=|->)?\s*(?:est\s+|is\s+|le\s+)?" + _FIGURES
)
_CODE_AFTER = re.compile(
    r"(?<![\w+.,-])" + _FIGURES + r"[\s,:]+(?:est|c'est|voila|voici|is|it's|was)\s+(?:le|mon|ton|votre|the|my|your)\s+"
    r"(?:(?:verification|security|login|confirmation|one-time|secret|pin|sms|text|bank)\s+)?(?:code|otp|pin)\b"
    r"(?P<what>(?:\s+(?:d'|d[eu]\s+)?[\w-]+)?)"
)
_CVV = re.compile(r"\b(?:cvv2?|cvc2?|crypto(?:gramme(?: visuel)?)?)\b\s*(?:est|is|:|=)?\s*(?P<code>\d{3,4})\b")
# These codes are no secret, and often just what is needed to help.
_PUBLIC_CODES = frozenset(
    "postal post promo zip error bar product stop tracking discount area country door gate voucher gift order"
    " sort dress colour color item article barre produit erreur reduction cadeau arret immeuble porte portail"
    " entree client relais reservation booking commande suivi coupon reference ref station flight vol store"
    " magasin couleur".split()
)


def _codes(text: str) -> Iterator[tuple[int, int]]:
    for match in _CODE.finditer(text):
        if (match["before"] or "").strip() not in _PUBLIC_CODES:
            yield match.span("code")
    for match in _CODE_AFTER.finditer(text):
        words = re.findall(r"[a-z]+", match["what"])
        if not _PUBLIC_CODES.intersection(words):
            yield match.span("code")
    for match in _CVV.finditer(text):
        yield match.span("code")
