"""Who writes: the name people give themselves, and how lists of names are ordered.

Owns introductions ("moi c'est Awa", "it's Simone here") and bare answers to the question for a name. The customer's
spelling wins. Must not take somebody else's name ("ma fille Zoé") or a feeling ("je suis triste") for the writer's,
and must not look anybody up.
"""

from __future__ import annotations

import re

from bot.core.folding import Folded, fold
from bot.core.language import is_little_word, is_ordinary_word
from bot.core.minors import MinorFinding, says_minor

__all__ = ["MinorFinding", "first_name", "own_name", "says_minor", "sort_key"]

MAX_PARTS = 6
MAX_LENGTH = 60

_PARTICLES = frozenset("de du des d la le l van von der den el al ben bin da do dos di y af zu ter".split())
_ARTICLES = frozenset(("le", "la", "l", "y", "do"))
_TITLE = r"(?:m(?:ada)?me|mlle|mademoiselle|madame|monsieur|mr|mrs|ms|miss|dr|docteur|doctor|m\.|mr\.|mrs\.|dr\.)"
_GREETING = (
    r"(?:(?:re)?bonjour|bonsoir|salut|coucou|hello|hi|hey|good (?:morning|afternoon|evening)|bjr|slt|cc|allo|oui|yes|ok"
    r"|yeah?|yep|sure|of course|bien sur|ouais)"
    r"(?: there| sensei| a tous| madame| monsieur)?"
)
_START = r"(?:\A|[\n.!?;:,…]\s*|\A" + _GREETING + r"[\s,!.;:-]+)"
_AFTER_GREETING = r"\A(?:" + _GREETING + r"[\s,!.;:-]+)"

# Sentences that say one's own name and nothing else: a name may follow without a capital.
_STRONG = [
    r"(?<![a-z'])(?:moi )?je m'appel{1,2}e?s?\b",
    r"(?<![a-z'])(?:je mapp?el{1,2}e?s?|je m'apel{1,2}e?s?|jm'?app?el{1,2}e?s?)\b",
    r"(?<![a-z'])je me (?:nomme|prenomme)\b",
    r"(?<![a-z'])mon (?:pre)?nom(?: complet)? ?(?:est|c'est|:|=)",
    r"(?<![a-z'])on m'appelle\b",
    r"(?<![a-z'])(?:vous pouvez|tu peux) m'appeler\b",
    r"\A(?:pre)?nom ?[:=]",
    r"(?<![a-z'])my (?:(?:first|full|own) )?name(?:(?:'s| is| s|s)\b| ?:)",
    r"(?<![a-z'])i(?:'m| am|m) (?:called|named)\b",
    r"(?<![a-z'])(?:you can|please|everyone|people|just|they) call me\b",
    r"\A(?:first )?name ?[:=]",
    r"(?<![a-z'])the name(?:'s| is)",
    r"(?<![a-z'])i go by\b",
    _START + r"moi,? (?:c'est|cest|c est)\b",
]
# Sentences that say anything else as well: the name needs its capital (or the question just asked for it).
_WEAK = [
    r"(?<![a-z'])(?:je suis|j'suis|jsuis|chuis)(?= )", r"(?<![a-z'])(?:i'm|i am|im)(?= )",
    r"(?<![a-z'])(?:appelez|appelle)[- ]moi\b", r"(?<![a-z'])call me\b",
]
# Sentences that name anything: besides the capital they need the beginning of a talk, and an end after the name.
_POINTING = [
    r"(?:c'est|cest)(?= )", r"ici(?= )", r"(?:it's|its|it is|this is)(?= )",
]
_CLOSING = r"\s*,?\s*(?:a l'appareil|au telephone|here\b|speaking\b|again\b)"
_SIGNED = r"(?:cordialement|bien a vous|sincerement|(?:kind |best |warm )?regards|sincerely|yours)[\s,.]+"

_CUES = (
    [(re.compile(p), "strong") for p in _STRONG]
    + [(re.compile(p), "weak") for p in _WEAK]
    + [(re.compile(_AFTER_GREETING + p), "pointing") for p in _POINTING]
    + [(re.compile(r"\A" + p), "starting") for p in _POINTING]
    + [(re.compile(r"(?:[,.!?-]|\b(?:but|mais))\s*" + p), "asked") for p in _POINTING]
)
_NAME_PART = re.compile(r"[^\W\d_]+(?:['’.-](?=[^\W\d_])[^\W\d_]+)*\.?")
_BLANK = re.compile(r"[ \t\u00a0\u202f]+")
_NOBLE = re.compile(r"[dDlL]['’][A-ZÀ-Þ]")  # d'Artagnan; "d'accord" is none
_POSSESSIVE = re.compile(r"['’]s$")

# Words that follow "je suis", "I'm", "c'est" or answer a question without being a name, beside ordinary words.
_NOT_NAMES = frozenset(
    "perdu perdue decu decue furieux furieuse enerve enervee inquiet inquiete client cliente clients francais"
    " francaise anglais anglaise belge suisse nouveau nouvelle malade enceinte handicape sourd sourde aveugle"
    " fatigue fatiguee degoute degoutee coince coincee bloque bloquee pressee presse presque vraiment encore"
    " enfant petit petite grand grande seul seule pret prete sur sure abonne abonnee retraite retraitee en au"
    " aux chez dans malheureux malheureuse heureux heureuse ravi ravie satisfait satisfaite urgent pareil cassee"
    " casse cassees noel paques important possible impossible normal bizarre nul honteux inadmissible scandaleux"
    " dommage grave long cher vous quoi anonyme inconnu personne rien test bof jamais toujours peut-etre demain"
    " voila dingue chiant gentil gentille super bien mort morte amoureux amoureuse responsable maman papa parent"
    " parents mere pere deg koi ouais nan euh hum hein bah lol hiya wow attendez attends perhaps peut allo stop"
    " google wikipedia blague blagues joke jokes mdr angry sad looking trying waiting calling writing having"
    " getting going very really so not still just also here there glad happy sorry afraid scared worried upset"
    " furious tired sick lost confused disappointed stuck new deaf blind pregnant french english british"
    " american german late early done ready unsure certain interested customer buying using unable able missing"
    " wondering asking hoping fed good fine great okay well bad back later tomorrow tonight asap please when if"
    " at on by because like only curious christmas easter broken ridiculous terrible awful horrible unacceptable"
    " nothing anything anonymous nobody none anyone someone everyone who kidding joking serious leaving moving"
    " returning contacting shocked annoyed frustrated devastated heartbroken delighted pleased home alone away"
    " busy free hungry spelled spelt wrong misspelled unknown sensei bot robot humain human assistant claude"
    " maison colibri rather quite somewhat totally extremely muslim christian jewish catholic vegan bonjour"
    " merci correct faux mal ecrit different visible no non bravo brilliant awesome chapeau genial nickel top"
    " wtf lol idiot idiote imbecile connard connasse abruti shut ta gueule damn huh hmm euuh oups rien tout dunno idk"
    " jsp dsl quoique bof".split()
)
# First names that are ordinary words as well: with a capital, in answer to the question, they are names.
_ALSO_NAMES = frozenset(
    "may april june will august rose grace joy hope mark sue bill pat max iris violette olive aime aimee desire"
    " claire pierre marin clement constance prudence fleur capucine avril juin blanche bleuenn noel pascal marc"
    " jack penny art".split()
)


def own_name(text: str, language: str, *, asked: bool = False) -> str | None:
    """The writer's own name as they gave it, or None. `asked`: the question just before was for the name."""
    folded = fold(text)
    return _introduced(folded, asked) or _closed(folded) or _titled(folded) or (_bare(folded) if asked else None)


def first_name(full: str) -> str:
    """How to say a name in a sentence: the first name; "Madame Moreau" stays as it was given."""
    parts = full.split()
    if not parts:
        return full
    if len(parts) > 1 and re.fullmatch(_TITLE + r"\.?", fold(parts[0]).text):
        return full.strip()
    return parts[0]


def sort_key(name: str) -> str:
    """The key of A–Z lists: without title, accents, capitals, and particles at the beginning."""
    plain = fold(name).text
    without_title = re.sub(r"\A\s*" + _TITLE + r"\.?\s+(?=\S)", "", plain)
    words = [word for word in re.split(r"[\s'-]+", without_title) if word]
    while len(words) > 1 and words[0] in _PARTICLES:
        words.pop(0)
    return " ".join(words) or plain or name


# --- where a name may stand ---------------------------------------------------------------------------------------


def _introduced(folded: Folded, asked: bool) -> str | None:
    """A name after the words that announce one."""
    for cue, strength in _CUES:
        if strength == "asked" and not asked:
            continue
        for match in cue.finditer(folded.text):
            name, end = _name_at(folded, match.end(), capital=strength != "strong" and not asked)
            if name is None:
                continue
            if strength == "weak" and not asked:
                return name
            if strength != "strong" and not _ends_well(folded, end, asked or strength == "pointing"):
                continue
            return name
    return None


def _ends_well(folded: Folded, end: int, alone: bool) -> bool:
    """"C'est Awa" opens a talk when it closes there, or goes on about the writer; "c'est Pixel qui…" does not."""
    rest = folded.text[end:]
    if re.match(_CLOSING, rest) or re.match(r"\s*[,.;!]\s*(?:j'|je |jai|i'|i |my |mon |ma |mes )", rest):
        return True
    return alone and re.match(r"\s*(?:\Z|[.,;!?\n]|et\b|and\b)", rest) is not None


def _closed(folded: Folded) -> str | None:
    """A name before "à l'appareil", "here", "speaking", "7 ans"; or under a letter."""
    for match in re.finditer(_CLOSING + r"|,? ?\d{1,2} ans\s*\Z", folded.text):
        begin = max(folded.text.rfind(sign, 0, match.start()) for sign in ",.!?;:\n") + 1
        greeting = re.match(r"\s*(?:" + _GREETING + r"\b)?\s*", folded.text[begin : match.start()])
        start = begin + (greeting.end() if greeting else 0)
        name, end = _name_at(folded, start, capital="appareil" not in match.group())
        if name is not None and end == match.start():
            return name
    for match in re.finditer(r"(?:\A|[\n.,!]\s*)" + _SIGNED, folded.text):
        name, end = _name_at(folded, match.end(), capital=True)
        if name is not None and not folded.text[end:].strip(" .\n"):
            return name
    return None


def _titled(folded: Folded) -> str | None:
    """"Mme Moreau" alone, or set apart at the beginning; after a bare greeting it names the person greeted."""
    match = re.match(r"\s*(?:" + _GREETING + r"\s*[,.!]\s*)?(?=" + _TITLE + r"\s)", folded.text)
    if match is None:
        return None
    name, end = _name_at(folded, match.end(), capital=False)
    return name if name is not None and re.match(r"\s*(?:\Z|[,.;!\n])", folded.text[end:]) else None


def _bare(folded: Folded) -> str | None:
    """A whole message that is a name, in answer to the question for it."""
    match = re.match(r"\s*(?:" + _GREETING + r"\b[\s,!.;:-]*)?(?:moi,? |it's |c'est )?", folded.text)
    start = match.end() if match else 0
    name, end = _name_at(folded, start, capital=False)
    if name is not None and " " in name and name[0].isupper() and re.match(r"\s*[,.!]\s", folded.text[end:]):
        spoken = folded.source[slice(*folded.span(start, end))]
        if spoken != spoken.lower() and spoken != spoken.upper():
            return name  # "Jane Doe. I need …"
    rest = re.sub(r"[^a-z0-9]+", " ", folded.text[end:]).strip()
    said = folded.source[slice(*folded.span(start, end))]
    if name is not None and said == said.lower() and len([w for w in name.split() if w not in _PARTICLES]) > 3:
        return None  # four words and no capital are more likely a sentence we have not understood
    if name is None or rest not in ("", "svp", "please", "merci", "thanks", "et vous", "et toi", "and you"):
        return None
    return name if len(name) > 1 else None


# --- reading a name -----------------------------------------------------------------------------------------------


def _name_at(folded: Folded, start: int, *, capital: bool) -> tuple[str | None, int]:
    """The name that begins at `start` of the folded text, and where it ends there; `capital` demands its capital."""
    source = folded.source
    if start >= len(folded.places):
        return None, start
    place = begin = folded.places[start]
    while place < len(source) and (source[place].isspace() or source[place] in "\"«“:=-–"):
        place += 1
    begin = place
    shouting = source.upper() == source and source.lower() != source
    parts: list[tuple[int, int]] = []
    while len(parts) < MAX_PARTS:
        match = _NAME_PART.match(source, place)
        if match is None or not _may_be_part(match.group(), parts, source, capital or False, shouting):
            break
        dot = match.group().endswith(".") and not _is_title(match.group())
        parts.append((match.start(), match.end() - dot))
        blank = None if dot else _BLANK.match(source, match.end())
        if blank is None:
            break
        place = blank.end()
    while len(parts) > 1 and fold(source[slice(*parts[-1])]).text in _PARTICLES:
        parts.pop()  # a name does not end in a particle
    if not parts or (len(parts) == 1 and _is_title(source[slice(*parts[0])])):
        return None, start
    end = parts[-1][1]
    name = _with_capitals(_BLANK.sub(" ", source[begin:end]))
    return (name if len(name) <= MAX_LENGTH else None), _folded_place(folded, end)


def _may_be_part(part: str, before: list[tuple[int, int]], source: str, capital: bool, shouting: bool) -> bool:
    word = fold(part).text.rstrip(".")
    if _is_title(part) and not before:
        return True
    if _POSSESSIVE.search(part) and len(part) > 2:
        return False
    named = [source[begin:end] for begin, end in before if not _is_title(source[begin:end])]
    if word in _PARTICLES and before:
        # "yann le goff" is given up for "monter le volume": an article alone joins a name only with its capitals.
        joined = fold(source[slice(*before[-1])]).text in ("de", "von", "van")
        return word not in _ARTICLES or joined or bool(named and named[0][0].isupper() and not shouting)
    capitalised = part[0].isupper() and not shouting
    if not before and capital and not capitalised:
        return False
    if _NOBLE.match(part):
        return True
    if named and named[0][0].isupper() and not shouting and not capitalised:
        return False
    if capitalised and word in _ALSO_NAMES:
        return True
    if capitalised and named and not is_little_word(word):
        return True  # Brian White, Marie Petit
    pieces = re.split(r"['-]", word)
    if len(pieces) > 1 and is_ordinary_word(pieces[0]) and pieces[0] not in _PARTICLES | {"o"}:
        return False  # "rendez-vous", "qu'importe"
    return word not in _NOT_NAMES and not is_ordinary_word(word)


def _is_title(part: str) -> bool:
    return re.fullmatch(_TITLE, fold(part).text) is not None or fold(part).text == "m."


def _folded_place(folded: Folded, place: int) -> int:
    """The place in the folded text of a place in the source."""
    for index, came_from in enumerate(folded.places):
        if came_from >= place:
            return index
    return len(folded.places)


def _with_capitals(name: str) -> str:
    """Capitals are restored only where none, or nothing else, was typed; otherwise the spelling is the customer's."""
    if name != name.lower() and (name != name.upper() or len(name) <= 2):
        return name
    words = name.lower().split(" ")
    return " ".join(w if i and w in _PARTICLES else _capital(w) for i, w in enumerate(words))


def _capital(word: str) -> str:
    pieces = re.split(r"([-'’])", word)
    small = len(pieces) > 2 and pieces[0] in ("d", "l") and pieces[1] in "'’"
    return "".join(p if small and i == 0 else p[:1].upper() + p[1:] for i, p in enumerate(pieces))
