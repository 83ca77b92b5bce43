"""The words that announce one's own name, each kind with what it asks of the name that follows.

Owns these patterns, on folded text, and their order: what somebody wants to be called wins over every other name in
the message. Must not read the name itself.
"""

from __future__ import annotations

import re
from enum import Enum

from bot.core.name_words import GREETING


class Cue(Enum):
    """What the words before a name are worth."""

    WISHED = "wished"           # « tout le monde m’appelle … »: how somebody wants to be called
    PREFERRED = "preferred"     # « je préfère … » may go on with anything: only with a capital
    CALL = "call"               # « appelez-moi … » may ask for a call: only with a capital
    STRONG = "strong"           # « je m’appelle … »: a name and nothing else
    WEAK = "weak"               # « je suis … »: a capital, or the question just asked
    POINTING = "pointing"       # « bonjour, c’est … »: a capital, and an end after the name
    STARTING = "starting"       # « c’est … » at the very beginning: it must go on about the writer
    ASKED = "asked"             # « …, c’est … », only in answer to the question


_B = r"(?<![a-z'-])"
_START = r"(?:\A|[\n.!?;:,…]\s*|\A" + GREETING + r"[\s,!.;:-]+)"
_AFTER_GREETING = r"\A(?:(?:" + GREETING + r")[\s,!?.;:-]+)+"
IS = r" ?(?:est|c'est|cest|is|:|=)"

# What somebody wants to be called wins over every other name in the message.
_WISHED = [
    _B + r"(?:vous pouvez|tu peux|il faut) (?:aussi )?m'appeler\b",
    _B + r"(?:you can|you may) (?:also )?call (?:call )?(?:me|be)\b",
    _B + r"(?:tout le monde|les gens|mes (?:amis?|proches|potes|copines?|copains?)|on) m'appelle(?:nt)?\b",
    _B + r"(?:everyone|everybody|people|friends|my (?:friends|mates|family)|they|most people)"
    r"(?: (?:just|all))? calls? me\b",
    _B + r"i go by\b",
]
_PREFERRED = [
    _B + r"(?:vous pouvez|tu peux) (?:aussi )?(?:me )?dire\b", _B + r"(?:tout le monde|on) (?:me )?dit\b",
    _B + r"je prefere(?: qu'on (?:m'appelle|dise))?\b", _B + r"i(?:'d)? prefer(?: to be called)?\b",
]
_ASKED_TO_CALL = [
    r"(?:^|[,.;:!?\n] ?|\b(?:mais|but|please|just|can|could|may|et|and) )(?:call me|appelez[- ]moi|appelle[- ]moi)\b"
    r"(?: (?:simplement|juste|plutot|donc|just))?",
    _B + r"dites[- ]moi(?: simplement| juste)?(?= )",
]
# Sentences that say one's own name and nothing else: a name may follow without a capital.
_STRONG = [
    _B + r"(?:moi,? |alors,? )?je m'appel{1,2}e?s?(?: bien)?\b", _B + r"je m appell?e\b",
    _B + r"je reponds au nom de\b", _B + r"mon identite" + IS, _B + r"i sign (?:as|with)\b",
    r"\Aname(?:'s| is)\b", _B + r"mon (?:nom|prenom) a moi,? c'est\b", _B + r"i answer to\b",
    _B + r"(?:je ma?ppel{1,2}e?s?|je m'apel{1,2}e?s?|je mapel{1,2}e?s?|jm'?app?el{1,2}e?s?|jmap+el{1,2}e?s?)\b",
    _B + r"je me (?:nomme|prenomme)\b",
    _B + r"mon (?:petit )?(?:pre)?nom(?: complet| de famille| de jeune fille| d'usage)?,?" + IS,
    _B + r"(?:mon|my) (?:pre)?(?:nom|name) s'ecrit\b",
    _B + r"my (?:(?:first|second|full|own|last|family|given|sur|nick|middle) ?)?name"
    r"(?:(?:'s| is| s|s)\b| ?:| happens to be\b)",
    _B + r"i(?:'m| am|m) (?:called|named|known as)\b", _B + r"my (?:parents|mum|mom) (?:named|called) me\b",
    _B + r"the name(?:'s| is)\b(?! (?:for|of|on)\b)", _START + r"moi,? (?:c'est|cest|c est|c)\b(?!')",
    r"\A(?:the |my )?(?:last |family |sur|first |full )name(?:'s| is)\b",
    r"\A(?:last |family |sur)?name ?[:=]", r"\A(?:pre)?nom ?[:=]", r"\Afirst name ?[:=]", r"\buse the name\b",
    r"(?:\A(?:\w+, ?)?|[,.] )(?:the )?name is\b(?! (?:for|of|on)\b)",
]
# Sentences that may go on with anything: the name needs its capital (or the question just asked for it).
_WEAK = [
    _B + r"(?:je suis|j'suis|jsuis|chuis)(?= )(?: (?:le|la) (?=docteur|professeur)"
    r"| (?:le|la|une?|votre) (?:fidele )?cliente?,?(?= ))?",
    _B + r"(?:i'm|i am|im)(?= )(?: (?:the|a|your) customer,?(?= ))?",
    _B + r"(?:je suis|c'est) (?:le|la) (?:pere|mere|papa|maman|mari|femme|fille|fils|soeur|frere) (?:de |d')[\w-]+, ",
    _B + r"(?:i'm|i am|it's) [\w-]+'s (?:mum|mom|mother|dad|father|wife|husband|sister|brother|son|daughter), ",
    _B + r"(?:me presente|me presenter|introduce myself)\b[ ,:]*", _B + r"my name,?\?? (?=[a-z])",
    _B + r"mon (?:pre)?nom ?\? ",
    r"\bvotre (?:fidele )?cliente?,? (?=\w+ \w+[\W_]*\Z)",
    r"(?:\A|, |\bmy |\bmorning )(?:first|last|second|family|sur) ?name(?= [a-z])",
    _B + r"(?:vous parlez|tu parles) (?:a|avec)(?= )", _B + r"(?:vous avez|tu as) affaire a(?= )",
    _B + r"you(?:'re| are) (?:talking|speaking|chatting) (?:to|with)(?= )",
    _B + r"c'est votre (?:\w+ )?cliente?(?: \w+)?, ", _B + r"je signe(?: toujours)?(?= )",
    _B + r"(?:you know me|vous me connaissez) ?[:,] ", _B + r"signe ?:",
    _B + r"(?:c'est|cest) (?:(?:bien|encore|toujours|de nouveau) )?moi,? (?!qui|le|la|les|de)",
    _B + r"it's me(?: again)?,?(?= )",
    r"\A(?:" + GREETING + r"[\s,!.]+)?me again,",
    r"\A(?:" + GREETING + r"[\s,!.]+)+moi,? (?=[\w'-]+(?: [\w'-]+)?[,.!])",
    r"\A(?:" + GREETING + r")[,!.]+ (?=[\w'-]+(?: [\w'-]+)?\. +\w)", r"\A(?:nom(?: de famille)?|prenom)(?= [a-z])",
    r"\Amoi, (?=[^,]+, ?(?:j'|je ))", r"\A" + GREETING + r" sensei, moi ",
]
# Sentences that name anything: besides the capital they need the beginning of a talk, and an end after the name.
_POINTING = [
    r"(?:c'est|cest|c)(?: (?:encore|toujours|de nouveau|a nouveau|bien))?(?= )", r"(?:ici|la)(?= )",
    r"(?:it's|its|it is|this is)(?: still)?(?: me)?(?: again)?,?(?= )",
]
_BUTS = r"(?:[,.!?-]|\b(?:but|mais))\s*"
CUES: list[tuple[re.Pattern[str], Cue]] = [
    (re.compile(before + pattern), cue)
    for cue, before, patterns in (
        (Cue.WISHED, "", _WISHED), (Cue.PREFERRED, "", _PREFERRED), (Cue.CALL, "", _ASKED_TO_CALL),
        (Cue.STRONG, "", _STRONG), (Cue.WEAK, "", _WEAK),
        (Cue.POINTING, _AFTER_GREETING, _POINTING), (Cue.STARTING, r"\A", _POINTING), (Cue.ASKED, _BUTS, _POINTING),
    )
    for pattern in patterns
]
