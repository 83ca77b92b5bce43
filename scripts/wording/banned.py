"""Words nobody may write, and words an assistant may not say: lists and the search in them.

Owns the banned lists of both languages, and what leaves somebody out of the sentence (epicene by phrasing).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Patterns are searched in the text with straight apostrophes, plain spaces and lower case.
BANNED: dict[str, tuple[str, ...]] = {
    "fr": (
        r"\bch(er|ers|ère|ères) client\w*", r"\bbien été prise?s? en compte", r"\bgêne (occasionnée|causée)",
        r"\bles (plus brefs|meilleurs) délais", r"\bn'hésite[zs]?( surtout)? pas", r"\bveuillez\b", r"\binvalides?\b",
        r"\berreur de saisie", r"\bsaisie (incorrecte|erronée)", r"\bcomme (déjà )?indiqué",
        r"\bil (te |vous )?suffit d",
        r"\bsimplement\b", r"(^|[.!?:] )malheureusement", r"\bnotre système", r"\bje comprends parfaitement",
        r"\bje comprends (bien )?(votre|ta|que vous|que tu) (frustration|colère|déception|tristesse|êtes|es)",
        r"\boups\b", r"\bwidget\b",
    ),
    "en": (
        r"\bdear (valued )?customers?", r"\bvalued\b", r"(^|[.!?:] )unfortunately", r"\bany inconvenience",
        r"\bkindly\b",
        r"\breach(ing|ed)? out", r"\binvalid\b", r"\bsimply\b", r"\bas (previously )?mentioned",
        r"(?<!'ve )(?<!have )(?<!has )(?<!had )(?<!was )\bjust "
        r"(?!now\b|as\b|like\b|before\b|after\b|a\b|an\b|the\b|one\b|in\b|\d)[a-z]+",
        r"\bi (completely |fully )?understand how you feel", r"\bi understand your frustration",
        r"\brest assured", r"\bplease ensure", r"\bwidget\b",
    ),
}

# What an automatic assistant may not say: feelings it does not have, who it is (the front door says that once),
# a gesture or a time nobody has stored.
NEVER_SPOKEN: dict[str, tuple[str, ...]] = {
    "fr": (
        r"\bje suis (vraiment |très |sincèrement )?(désolée?|navrée?|ravie?|heureuse|heureux|triste|enchantée?)\b",
        r"\bje suis sensei\b", r"\bje m'appelle sensei\b", r"\bun geste commercial\b", r"\bsous peu\b",
        r"\bdans (quelques|les prochaines) (minutes|heures|instants)", r"\bimmédiatement\b", r"\btrès vite\b",
    ),
    "en": (
        r"\bi('m| am) (so |very |really |truly )?(sorry|happy|glad|delighted|thrilled|sad|afraid)\b",
        r"\bi('m| am) sensei\b", r"\bmy name is sensei\b", r"\bgoodwill gesture\b", r"\bshortly\b",
        r"\bin a (few|couple of) (minutes|hours|moments)", r"\bimmediately\b", r"\bvery soon\b", r"\bright away\b",
    ),
}

# Adjectives and participles that say whether a woman or a man is spoken to.
_GENDERED = (
    r"(?:prêt|sûr|certain|content|seul|inscrit|satisfait|surpris|absent|présent|abonné|connecté|perdu|assuré|déçu"
    r"|[a-zà-ÿ]+é)e?s?"
)
LEAVES_OUT = (
    (r"\w·\w|\w\.e\.?s?\b", "a middle dot is read aloud as noise: phrase it so that it fits everyone"),
    (r"\w\(e\)s?\b|\b(?:il/elle|elle/il|un/une|le/la)\b",
     "brackets and slashes leave a reader out: phrase it otherwise"),
    (r"\b(?:vous êtes|êtes-vous|vous étiez|tu es|es-tu) (?:bien |déjà |encore |tout |toute |toujours )?" + _GENDERED
     + r"(?![\w-])", "says whether a woman or a man reads it: “c’est prêt”, “avez-vous fini”"),
    (r"(?:^|[.!?] )bienvenue? à (?:tous|toutes)\b|\bmadame, monsieur\b|\bmonsieur, madame\b",
     "greets nobody in particular"),
)


def banned(text: str, language: str, *, spoken: bool) -> Iterator[str]:
    """`text` is plain (see `sentences.plain`)."""
    for pattern in BANNED[language]:
        if match := re.search(pattern, text):
            yield f"banned words “{match.group().strip()}”"
    for pattern in NEVER_SPOKEN[language] if spoken else ():
        if match := re.search(pattern, text):
            yield f"an assistant does not say “{match.group().strip()}”"


def leaves_out(text: str, language: str) -> Iterator[str]:
    """French that fits only women or only men; `text` is plain."""
    for pattern, why in LEAVES_OUT if language == "fr" else ():
        if match := re.search(pattern, text):
            yield f"“{match.group().strip()}” {why}"
