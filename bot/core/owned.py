"""Recognises what somebody has with us (orders, bookings, cases) from their own words.

"Le pull vert de la semaine dernière" is enough: what it is called, when it was, how it stands. A number counts when the
customer brings one, is never asked for, and never said back otherwise. Pure. Must not decide who may see a thing: what
is handed in is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.core.dates import long_day
from bot.core.folding import fold
from bot.core.things import Option, denied, find
from bot.core.when import EXPRESSION, Days, find_days

_COLOURS = {
    "red": "rouge red bordeaux", "blue": "bleu bleue blue marine navy turquoise",
    "green": "vert verte green kaki khaki",
    "black": "noir noire black", "white": "blanc blanche white", "yellow": "jaune yellow", "pink": "rose pink",
    "grey": "gris grise grey gray", "orange": "orange", "brown": "marron brun brune brown",
    "purple": "violet violette purple",
    "beige": "beige ecru", "gold": "dore doree gold golden", "silver": "argente argentee silver",
}
_COLOUR = {word: name for name, words in _COLOURS.items() for word in words.split()}
_LITTLE = frozenset(
    "le la les un une des du de d l au aux en et a the an of and my mon ma mes avec with pour for sur on piece"
    " commande order reservation booking votre vos your".split())
_WAITING = re.compile(
    r"\bpas (?:encore )?(?:recue?s?|arrivee?s?|livree?s?|eue?s?)\b|\bj'?\s?attends?\b|\ben (?:route|chemin|cours)\b"
    r"|\bjamais (?:recue?s?|arrivee?s?)\b|\b(?:not|n't|never) (?:yet )?(?:arrive|come|received?|got|here)"
    r"|\bstill waiting\b|\bwaiting for\b|\bon its way\b|\bnot here\b|\bou (?:est|en est|sont)\b"
    r"|\bwhere(?:'s| is| are)\b|\b(?:qui|doi(?:t|vent)|va|vont) arrive(?:r|nt)?\b(?! hier)|\b(?:arriving|coming)\b")
_WHEN = r"(?:hier|avant[- ]hier|ce matin|aujourd|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|la semaine|il y a)"
_HERE = re.compile(
    r"(?<!pas )(?<!encore )(?<!jamais )\b(?:recue?s?|livree?s?)\b|\best arrivee?\b|\bsont arrivee?s\b"
    rf"|(?<!qui )\barrivee?s? {_WHEN}|\b(?:it|they|that|which) (?:came|arrived)\b|\bi (?:got|received)\b"
    r"|\bwas delivered\b")
_NEWEST = re.compile(
    r"\b(?:ma|mon|la|le|sa|son) (?:toute )?derni(?:ere|er) (?:commande|reservation|achat|colis)\b"
    r"|\b(?:la|le) plus recente?\b|\b(?:my|the) (?:last|latest|most recent|newest) "
    r"(?:order|booking|purchase|one|parcel)\b|\bl'achat le plus recent\b")
# A day that is said of the thing itself: "celle de mardi", "my parcel that arrived yesterday", "the one from Monday".
_OF_THE_THING = re.compile(
    r"\b(?:celle|celui|celles|ceux|ce que|commandes?|colis|paquets?|achats?|livraisons?|reservations?|vols?|factures?"
    r"|remboursements?|orders?|parcels?|packages?|one|ones|delivery|booking|flight|purchase|invoice|refund|what i)\b"
    r"(?P<between>[^.!?,;]{0,40})$")
_BOUGHT_OR_CAME = re.compile(
    r"\b(?:recue?s?|arrivee?s?|livree?s?|commandee?s?|achetee?s?|passee?s?|received|got|arrived|came|delivered|ordered"
    r"|bought|placed|made)\b")
_JOINING = frozenset("de du d des la le l les from of on the a".split())
_SAID_TODAY = re.compile(r"aujourd|ce m|today|this")     # "cancel my order today" is when, not which
_OPEN = frozenset({"ordered", "prepared", "shipped", "preparing", "delayed", "booked", "open", "waiting"})
_NUMBER = re.compile(r"(?<![\w-])(?=[\w-]*\d)[\w-]{4,40}(?![\w-])")


@dataclass(frozen=True)
class Owned:
    """One thing somebody has. `words`: what it is called, beside its labels. `state`: the company's code.

    `number` is what the company calls it; it is compared, never said. Without `words` its labels' words are taken.
    """

    id: str
    label: Mapping[str, str]
    at: date
    state: str
    words: tuple[str, ...] = ()
    number: str | None = None
    kind: str = "order"


@dataclass(frozen=True)
class Recognised:
    """What was meant. One `thing`: that one. Several: they fit equally well, and one question is to be asked.

    `why`: the kinds of evidence, of number, words, colour, days, about (nearly the day), state, newest; empty: nothing
    was said that points.
    """

    things: tuple[Owned, ...] = ()
    why: frozenset[str] = field(default_factory=frozenset)

    @property
    def thing(self) -> Owned | None:
        return self.things[0] if len(self.things) == 1 else None


def recognise(text: str, owned: Sequence[Owned], today: date, *, asked: bool = True) -> Recognised:
    """Which of `owned` these words mean. What contradicts the words is out, however alone it stands.

    `asked`: the question which one was just put, so that a bare day answers it; else a day must be said of the thing.
    """
    numbered = [thing for thing in owned if _brings(text, thing)]
    if numbered:
        return Recognised(tuple(numbered), frozenset({"number"}))
    plain = fold(text).text
    said = _Said(text, plain, _colours(plain), find_days(text, today), find_days(text, today, ahead=True), today)
    found = [(thing, evidence) for thing in owned if (evidence := _evidence(said, thing)) is not None]
    if _NEWEST.search(plain) and found:
        newest = max(found, key=lambda one: one[0].at)
        return Recognised((newest[0],), frozenset(newest[1] | {"newest"}))
    by_day = asked or _day_of_the_thing(plain)
    found = [(thing, evidence) for thing, evidence in found if _names_it(evidence, by_day)]
    best = max((_weight(evidence) for _, evidence in found), default=0.0)
    if best <= 0:
        return Recognised()
    fitting = [(thing, evidence) for thing, evidence in found if _weight(evidence) == best]
    return Recognised(tuple(thing for thing, _ in fitting), frozenset(fitting[0][1]))


def say_which(thing: Owned, others: Sequence[Owned], today: date, language: str) -> str:
    """How to name a thing so that its owner knows it, beside others that are called the same; never a number."""
    label = thing.label[language]
    if not any(o.label[language] == label for o in others if o.id != thing.id):
        return label
    day = long_day(thing.at, language)
    return f"{label} ({day})" if thing.at.year == today.year else f"{label} ({day} {thing.at.year})"


def _brings(text: str, thing: Owned) -> bool:
    """Whether the customer wrote this thing's own number, with or without its signs."""
    if not thing.number:
        return False
    wanted = re.sub(r"\W", "", thing.number).casefold()
    return any(re.sub(r"\W", "", said).casefold() == wanted for said in _NUMBER.findall(text))


@dataclass(frozen=True)
class _Said:
    """What a message says that may point at a thing, read once for all of them."""

    text: str
    plain: str
    colours: frozenset[str]
    past: Days | None
    ahead: Days | None
    today: date

    @property
    def waiting(self) -> bool | None:
        """Whether it speaks of something not here yet; None: neither, or both."""
        waiting, here = bool(_WAITING.search(self.plain)), bool(_HERE.search(self.plain))
        return waiting if waiting != here else None

    def spans(self, thing: Owned) -> list[Days]:
        """The days that may be meant of this thing. What is still to come is spoken of by when it comes: a trip always,
        a parcel where the words say so ("celle qui arrive mardi"), or the day cannot be past."""
        coming = thing.at >= self.today and (thing.state == "booked" or self.waiting or self.past is None)
        return [days for days in (self.past, self.ahead if coming else None) if days is not None]


def _evidence(said: _Said, thing: Owned) -> set[str] | None:
    """What speaks for a thing; None when something speaks against it."""
    evidence = set()
    names, own_colours = _names(thing)
    if find(said.text, [Option(thing.id, tuple(names))]):
        evidence.add("words")
    if said.colours and own_colours:
        if not said.colours & own_colours:
            return None if "words" in evidence else set()
        evidence.add("colour")
    spans = said.spans(thing)
    if any(days.near(thing.at) for days in spans):
        evidence.add("days")
    elif any(days.near(thing.at, 2) for days in spans):
        evidence.add("about")
    elif (said.past or said.ahead) and not any(days.near(thing.at, 10) for days in spans):
        evidence.discard("colour")
        evidence.add("other_days")
    is_open = thing.state in _OPEN
    if said.waiting is not None and is_open == said.waiting:
        evidence.add("state")
    elif said.waiting is False and "words" not in evidence:
        evidence -= {"days", "about"}     # "the one that came": not what is still on its way
    return evidence


def _names_it(evidence: set[str], by_day: bool) -> bool:
    """Whether this is enough to mean a thing at all: how something stands never is, by itself."""
    return bool(evidence & {"words", "colour"}) or (by_day and bool(evidence & {"days", "about"}))


def _day_of_the_thing(plain: str) -> bool:
    """Whether a day is said of what somebody has, and not of when they write, leave or are at home."""
    for expression in EXPRESSION.finditer(plain):
        before = _OF_THE_THING.search(plain[: expression.start()].rstrip())
        if before is None:
            continue
        between = before["between"]
        if _BOUGHT_OR_CAME.search(between):
            return True
        if set(re.findall(r"[a-z]+", between)) <= _JOINING and not _SAID_TODAY.match(expression.group()):
            return True
    return False


def _colours(plain: str) -> frozenset[str]:
    return frozenset(_COLOUR[m.group()] for m in re.finditer(r"[a-z]+", plain)
                     if m.group() in _COLOUR and not denied(plain[: m.start()]))


def _weight(evidence: set[str]) -> float:
    """Words name a thing; colour, days and state tell apart what is called the same, or point alone."""
    return (4 * ("words" in evidence) + 2 * ("colour" in evidence) + 2 * ("days" in evidence)
            + 1 * ("about" in evidence) + 0.5 * ("state" in evidence) - 1 * ("other_days" in evidence))


def _names(thing: Owned) -> tuple[list[str], set[str]]:
    """What it is called, without colours and little words, and its colours."""
    labels = re.findall(r"[a-z]{2,}", fold(" ".join(thing.label.values())).text)
    colours = {_COLOUR[w] for w in (*labels, *fold(" ".join(thing.words)).text.split()) if w in _COLOUR}
    if thing.words:
        return [word for word in thing.words if fold(word).text not in _COLOUR], colours
    return [w for w in dict.fromkeys(labels) if w not in _COLOUR and w not in _LITTLE], colours
