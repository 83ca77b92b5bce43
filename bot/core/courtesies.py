"""What people wrap a message in: a greeting, an excuse, a filler, thanks. Taken off, what they came for is left.

Pure. Only for understanding: what is stored, shown, felt or answered is always the whole message. A message that is
nothing but courtesy stays as it is.
"""

from __future__ import annotations

import re

_BEFORE = (
    # greetings
    r"(?:re)?bonjour|bonsoir|salut|coucou|bjr|bsr|slt|hello|hi|hey|hiya|good (?:morning|afternoon|evening|day)",
    r"(?:to )?(?:madame ou monsieur|madame|monsieur|mesdames|messieurs|sir or madam|sir|madam|there|all|you|folks)",
    r"tout le monde|sensei|(?:à|a) (?:vous|toi|tous|toutes)(?: (?:deux|tous))?",
    r"c'est (?:encore )?moi|it's me(?: again)?",
    # excuses
    r"(?:je suis |vraiment )?(?:désolée?|desolee?|navrée?|pardon|excusez(?:[- ]moi)?|excuse(?:[- ]moi)?)"
    r"(?: de (?:vous|te) (?:déranger|deranger|embêter|embeter|ennuyer))?(?: encore)?",
    r"(?:i(?:'m| am) )?(?:so |very |really )?sorry(?: (?:to|for) (?:bother|disturb|trouble)(?:ing)? you)?(?: again)?",
    r"excuse me",
    r"je (?:ne )?suis pas (?:très |tres |trop |bien )?(?:à l'aise|a l'aise|dou\w+|fort\w*|habitu\w+)"
    r"[^,.;\n]{0,50}[,.;]? ?mais",
    r"(?:je n'y|je ne m'y|je m'y|j'y) connais (?:rien|pas|pas grand[- ]chose)[^,.;\n]{0,40}[,.;]? ?mais",
    r"i(?:'m| am) (?:not|no) (?:very |really |too |that |much )?(?:good|great|clever|handy|comfortable|used|expert)"
    r"[^,.;\n]{0,50}[,.;]? ?but",
    # fillers
    r"euh+|heu+|hum+|ben|bah|alors?|bon|voilà|voila|du coup|en fait|donc|um+|uh+|er+m?|well|so like|so|hmm+|right",
)
_AFTER = (
    r"s(?:'|’)il (?:vous|te) pla[iî]t|svp|stp|please|pls|plz",
    r"(?:un grand |mille |encore )?merci(?: (?:bien|beaucoup|d'avance|infiniment|mille fois|à vous|a vous))*"
    r"(?: (?:de|pour) (?:votre|ton) [\w' ]{3,30})?",
    r"(?:avec )?(?:tous )?mes remerciements|je (?:vous|te) remercie[\w' ]{0,30}|cordialement|bien à vous",
    r"(?:many |big |with (?:my )?|with many )?thanks?(?: (?:you|a lot|so much|very much|kindly|in advance|again))*"
    r"(?: for (?:your|the) [\w' ]{3,30})?|cheers|kind regards|best regards",
    r"(?:vous êtes|vous etes|c'est|tu es) (?:bien|très|tres|vraiment) (?:aimable|gentil\w*)"
    r"(?: (?:à|a|de) (?:vous|toi|votre part))?",
    r"that(?:'s| is) (?:very |so |really )?(?:kind|good|nice) of you",
    r"voilà|voila|hihi+|hehe+|haha+|lol|mdr|ok",
)
_EDGE = r"[\s,.;:!?…\-–—]*"
_FIRST = re.compile(rf"^{_EDGE}(?:{'|'.join(_BEFORE)})(?=[\s,.;:!?…]|$){_EDGE}", re.IGNORECASE)
_LAST = re.compile(rf"(?:^|(?<=[\s,.;:!?…]))(?:{'|'.join(_AFTER)}){_EDGE}$", re.IGNORECASE)
_WORD = re.compile(r"\w")
MOST = 6    # layers on either side; nobody writes more


def without(text: str) -> str:
    """The message less its courtesies; the message itself when nothing else is left, or nothing is taken off."""
    left = text.replace("’", "'")
    for pattern in (_FIRST, _LAST):
        for _ in range(MOST):
            less = pattern.sub("", left, count=1)
            if less == left:
                break
            left = less
    return left.strip() if len(left) < len(text) and _WORD.search(left) else text
