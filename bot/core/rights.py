"""What somebody asks about their own data: to know, to have a copy, to put right, to have it erased, to be left alone.

Owns which words ask for it. High precision: a request not recognised here goes its usual way, to the brain and to
people. Must not decide who may have what.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.core.folding import fold

Right = Literal["know", "copy", "erase", "stop"]

_DATA = (r"(?:mes|toutes mes|l'ensemble de mes|my|all my)"
         r" (?:donnees?|informations?|infos?|data|information|details)\b")
_PERSONAL = (r"(?:(?:les|mes) donnees (?:personnelles|me concernant|a caractere personnel)"
             r"|my personal (?:data|information))")
_ANY = rf"(?:{_DATA}|{_PERSONAL})"
_ALL_OF_ME = (r"(?:tout ce que (?:vous|tu) (?:savez|sais|avez|as|gardez|gardes)(?: (?:sur|de) moi)?"
              r"|everything you (?:know|have|keep|hold)(?: (?:about|on|of) me)?)")
_NOT = re.compile(r"\b(?:ne|n'|pas|not|don't|dont|never|jamais|sans)\s+(?:\w+\s+){0,2}$")

_WORDS: tuple[tuple[Right, str], ...] = (
    ("erase", rf"\b(?:supprim\w+|effac\w+|detruis\w*|detruire|delete|erase|remove|wipe)[- ](?:moi )?"
              rf"(?:tout(?:es)? )?(?:{_ANY}|{_ALL_OF_ME})"),
    ("erase", rf"\b(?:supprimer|effacer|suppression|effacement|deletion|erasure) (?:de |of )?(?:toutes )?{_ANY}"),
    ("erase", r"\bdroit (?:a l'oubli|a l'effacement|d'effacement)\b|\bright to (?:be forgotten|erasure)\b"),
    ("erase", r"\boubliez[- ]moi\b|\boublie[- ]moi\b|\bforget (?:all about )?me\b(?! not)"),
    ("copy", rf"\b(?:copie|export\w*|recuper\w+|telecharg\w+|envoy\w+[- ]moi|recevoir|obtenir|portabilite|communiqu\w+)"
             rf"(?: [\w'-]+){{0,3}}? ?{_ANY}"),
    ("copy", rf"\b(?:copy of|export|download|send me|get|access to|give me|portability of) {_ANY}"),
    ("copy", r"\bdroit d'acces\b|\b(?:data )?subject access request\b|\bright of access\b|\bdroit a la portabilite\b"),
    ("know", r"\b(?:qu'?est[- ]ce que|que|quoi|ce que) ?(?:vous|tu)"
             r" ?(?:savez|sais|gardez|gardes|retenez|retiens|avez|as) (?:de|sur|a propos de) moi\b"),
    ("know", r"\b(?:que|qu'est[- ]ce que)? ?(?:savez|sais|gardez|retenez|avez)[- ](?:vous|tu) (?:de|sur) moi\b"),
    ("know", r"\b(?:vous|tu) (?:savez|sais) quoi (?:de|sur) moi\b"),
    ("know", r"\bquelles (?:donnees|informations|infos)"
             r" (?:avez[- ]vous|vous avez|tu as|as[- ]tu|gardez[- ]vous|detenez[- ]vous)"
             r"(?: (?:sur|de) moi)?\b"),
    ("know", r"\bwhat (?:do|have) you (?:know|keep|remember|hold|got|have|store)(?: (?:about|on|of))? me\b"),
    ("know", r"\bwhat (?:data|information|info|details) (?:do|have) you (?:have|keep|hold|got|store)\b"),
    ("know", rf"\b(?:rectif\w+|corriger|modifier|correct|change|rectify) (?:de )?{_ANY}"),
    ("stop", r"\bne (?:retenez|retiens|gardez|garde|notez|note|memorisez|memorise) (?:plus )?rien"
             r" (?:de|sur|a propos de) moi\b"),
    ("stop", r"\b(?:don't|do not|dont|stop) (?:remember|remembering|keep|keeping|store|storing|note|noting) "
             r"(?:anything|things|stuff) (?:about|on) me\b"),
    ("stop", rf"\bje m'oppose au traitement de {_ANY}|\bi object to (?:the )?processing of {_ANY}"),
)
_WAYS = tuple((right, re.compile(pattern)) for right, pattern in _WORDS)


def asked_for(text: str) -> Right | None:
    """The right this message asks for, None when it speaks of something else."""
    plain = fold(text).text
    for right, pattern in _WAYS:
        match = pattern.search(plain)
        if match and (right == "stop" or not _NOT.search(plain[: match.start()])):
            return right
    return None
