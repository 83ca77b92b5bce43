"""What is remembered of a person, from their own words: which things, how long, and on what permission.

Owns the closed set of things (`THINGS`) and the words that say them of oneself. Pure. Must not remember what somebody
did not say to be remembered, nor anything about somebody else; what is sensitive only proposes, until a yes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from bot.core.folding import Folded, fold

Permission = Literal["said", "chosen", "agreed"]


@dataclass(frozen=True)
class Thing:
    """`many`: several values at once. `sensitive`: only on an explicit yes, and for `days`."""

    many: bool = False
    sensitive: bool = False
    days: int | None = None


SENSITIVE_DAYS = 180

THINGS: dict[str, Thing] = {
    "call_them": Thing(), "formality": Thing(), "pace": Thing(), "language": Thing(), "no_calls": Thing(),
    "favourite": Thing(many=True), "birthday": Thing(), "size": Thing(), "shoe_size": Thing(),
    "pick_up_point": Thing(),
    "health": Thing(sensitive=True, days=SENSITIVE_DAYS), "bereavement": Thing(sensitive=True, days=SENSITIVE_DAYS),
    "accessibility": Thing(sensitive=True, days=SENSITIVE_DAYS),
}
# What a task may offer as "comme d'habitude", and a person at the desk should know.
USUAL = ("size", "shoe_size", "pick_up_point")
DATES = ("birthday",)
MOST_CHARACTERS = 120


@dataclass(frozen=True)
class Heard:
    """One thing somebody told of themselves. `words`: theirs, exactly."""

    key: str
    value: str
    words: str

    @property
    def sensitive(self) -> bool:
        return THINGS[self.key].sensitive


_KEEP = (r"(?:retenez|retiens|souvenez[- ]vous|souviens[- ]toi|notez|note|n'oubliez pas|n'oublie pas|gardez en tete)"
         r"(?: bien)? (?:que|qu') ?|(?:please )?(?:remember|note|keep in mind|don't forget) (?:that )?")
_END = r"(?=\s*(?:[.,;!?\n)]|$| et | and | mais | but | merci| svp| thanks))"
_REST = rf"(?P<value>[\w'’ -]{{2,60}}?){_END}"
_MONTHS = ("janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january|february|march"
           "|april|may|june|july|august|september|october|november|december")
_WORDS: tuple[tuple[str, str | None, str], ...] = (
    # key, fixed value (None: what the words say), pattern
    ("formality", "tu", r"\b(?:on (?:peut|pourrait) se tutoyer|tutoyons[- ]nous|tutoyez[- ]moi|tutoie[- ]moi"
                        r"|vous pouvez me tutoyer|dites?[- ]moi tu)\b"),
    ("formality", "vous", r"\b(?:vouvoyez[- ]moi|vouvoie[- ]moi|je prefere (?:le vous|qu'on se vouvoie)"
                          r"|dites?[- ]moi vous"
                          r"|ne me tutoyez pas|ne me tutoie pas)\b"),
    ("pace", "easy", r"\b(?:plus lentement|moins vite|allez[- ]y doucement|parlez[- ]moi simplement|slow down"
                     r"|more slowly"
                     r"|go slowly|phrases courtes|short sentences)\b"),
    ("no_calls", "never", r"\b(?:ne m'(?:appelez|telephonez) (?:jamais|pas|plus)|jamais (?:d'appel|par telephone"
                          r"|au telephone)"
                          r"|pas d'appels? telephoniques?|(?:never|don't|do not) (?:call|phone|ring) me)\b"
                          r"(?! (?:madame|monsieur|mme|m\.|par mon|by my|that|mrs|mr|ms|miss))"),
    ("call_them", None, r"\b(?:appelez|appelle|nommez)[- ]moi (?P<value>(?:madame|monsieur|mme|mlle|m\.|docteur|dr) "
                        r"[\w'’-]+(?: [\w'’-]+)?)"),
    ("call_them", None, r"\bcall me (?P<value>(?:mrs|mr|ms|miss|dr|doctor)\.? [\w'’-]+)"),
    ("shoe_size", None, r"\b(?:je (?:chausse|fais) (?:du|en)|ma pointure,? (?:c'est|est)(?: le| du)?|j'ai (?:du"
                        r"|une pointure)"
                        r"|my shoe size is|i (?:take|wear) (?:a )?(?:shoe )?size) (?P<value>(?:3[4-9]|4[0-9]"
                        r"|50)(?:[.,]5)?)\b"),
    ("size", None, r"\b(?:je (?:prends|fais|mets|porte)(?: toujours| d'habitude)? du|ma taille,? (?:c'est|est)(?: le"
                   r"| du)?"
                   r"|d'habitude (?:je prends )?(?:du|la taille)|i (?:always |usually )?(?:take"
                   r"|wear) (?:an? )?(?:size )?"
                   r"|my size is(?: an?)?) ?(?P<value>xxs|xs|s|m|l|xl|xxl|3xl|small|medium|large|3[6-9]|4[0-9]"
                   r"|5[0-6])\b"),
    ("pick_up_point", None, rf"\b(?:mon point relais(?: habituel)?,? (?:c'est|est)|je (?:prends|passe"
                            rf"|retire) toujours (?:mes colis )?"
                            rf"(?:au|a la|chez|a l')|my (?:usual )?pick[- ]?up point is) {_REST}"),
    ("birthday", None, rf"\b(?:mon anniversaire,? (?:c'est|est|tombe)(?: le)?|je suis nee? le|my birthday(?:'s"
                       rf"| is)(?: on)?"
                       rf"(?: the)?|i was born on(?: the)?) (?P<value>\d{{1,2}}(?:er|st|nd|rd"
                       rf"|th)?(?: of)? (?:{_MONTHS})"
                       rf"|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?)\b"),
    ("favourite", None, rf"\b(?:mes fleurs preferees,? (?:ce sont|sont)(?: les)?|ma fleur preferee,? (?:c'est"
                        rf"|est)(?: la| le)?"
                        rf"|ma couleur preferee,? (?:c'est|est)(?: le)?|mon preferee? (?:c'est|est)"
                        rf"|my favou?rite (?:flowers?|colou?r|toy|one) (?:is|are)) {_REST}"),
)
_ASKED: tuple[tuple[str, str], ...] = (
    ("accessibility", r"(?:je suis|j'ai|i'm|i am|i have) (?P<value>(?:sourde?|malentendante?|aveugle|malvoyante?"
                      r"|en fauteuil"
                      r"(?: roulant)?|dyslexique|mal aux yeux|deaf|hard of hearing|blind|partially sighted"
                      r"|in a wheelchair|a wheelchair user|dyslexic))"),
    ("health", r"(?:je suis|j'ai|i'm|i am|i have) (?P<value>(?:diabetique|allergique [\w' -]{2,40}|malade|un cancer"
               r"|enceinte"
               r"|une maladie [\w' -]{2,40}|diabetic|allergic to [\w' -]{2,40}|ill|pregnant|an illness))"),
    ("bereavement", r"(?P<value>(?:mon|ma|my) (?:mari|femme|pere|mere|fils|fille|frere|soeur|conjointe?|husband|wife"
                    r"|father"
                    r"|mother|son|daughter|brother|sister|partner)) (?:est (?:decedee?|morte?)|vient de mourir|died"
                    r"|is dead"
                    r"|passed away)"),
)
_TOLD = tuple((key, fixed, re.compile(pattern)) for key, fixed, pattern in _WORDS)
_SENSITIVE = tuple((key, re.compile(rf"(?:{_KEEP}){pattern}")) for key, pattern in _ASKED)
_NOT_ME = re.compile(r"\b(?:mon|ma|my) (?:fils|fille|mari|femme|mere|pere|ami|amie|son|daughter|husband|wife|mother"
                     r"|father"
                     r"|friend)\b[^.!?\n]{0,30}$")


def heard(text: str) -> list[Heard]:
    """What a message tells to be remembered, in order; sensitive things only when it asks to keep them."""
    folded = fold(text)
    found = [(m.start(), Heard(key, fixed or _value(folded, m), folded.original(*m.span())))
             for key, fixed, pattern in _TOLD for m in [pattern.search(folded.text)]
             if m and not _NOT_ME.search(folded.text[: m.start()])]
    found += [(m.start(), Heard(key, _value(folded, m), folded.original(*m.span())))
              for key, pattern in _SENSITIVE for m in [pattern.search(folded.text)] if m]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def keeps_until(key: str) -> timedelta | None:
    """How long a thing is kept after it was told; None: as long as its person's record."""
    days = THINGS[key].days
    return None if days is None else timedelta(days=days)


def may_remember(key: str, permission: Permission, *, minor: bool, recognisable: bool) -> bool:
    """Nothing of a child, nothing of somebody we could not recognise again, nothing sensitive without a yes."""
    return not minor and recognisable and (not THINGS[key].sensitive or permission == "agreed")


def usual(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What tasks may offer again ("comme d'habitude ?"): size, shoe_size, pick_up_point."""
    return {row["key"]: row["value"] for row in rows if row["key"] in USUAL}


def for_brief(
    rows: Iterable[Mapping[str, Any]], labels: Mapping[str, str]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Preferences and dates of the brief: `{"label", "text"}`; how to speak stands elsewhere in it."""
    listed = [row for row in rows if row["key"] not in ("formality", "pace", "language", "call_them")]
    told = [(row["key"], {"label": labels[row["key"]], "text": str(row["value"])}) for row in listed]
    return [one for key, one in told if key not in DATES], [one for key, one in told if key in DATES]


def _value(folded: Folded, match: re.Match[str]) -> str:
    """Their own spelling, of the part that is the value."""
    return " ".join(folded.original(*match.span("value")).split())[:MOST_CHARACTERS].strip(" '’-")
