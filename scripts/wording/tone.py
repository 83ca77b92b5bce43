"""How things are said to somebody sad, cross or glad, and what no assistant may hint at or deny: lists and rules.

Names the fact, never the feeling; apologises once, for something; celebrates the thing, not the person's cleverness; no
gesture in sight; no right denied. Texts are plain (see `sentences.plain`). Owns these lists; knows nothing of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Cheer that hurts when somebody is sad or cross.
CHEER = {
    "fr": (r"\b(super|génial|parfait|excellent|chouette|formidable|bonne nouvelle|avec (grand )?plaisir|youpi"
           r"|tant mieux)\b"),
    "en": r"\b(great|perfect|awesome|excellent|brilliant|lovely|good news|happy to|my pleasure|yay|cheers)\b",
}
# Feelings are theirs to name.
FEELING_NAMED = {
    "fr": (r"\b(votre|ta) (colère|tristesse|frustration|déception|inquiétude|peine|chagrin|détresse|douleur|honte)\b"
           r"|\b(vous (êtes|semblez|avez l'air)|tu (es|sembles|as l'air)) "
           r"(en colère|triste|fâché|déçu|frustré|inquiet|énervé)"
           r"|\bje (ressens|partage|sens) (votre|ta|bien)\b"),
    "en": (r"\byour (anger|sadness|frustration|disappointment|worry|grief|distress|pain|shame|fear)\b"
           r"|\byou (are|seem|sound|feel|must be)( very| so)? (angry|sad|upset|disappointed|frustrated|worried|annoyed)"
           r"|\bi (feel|share) your\b"),
}
# The thing is celebrated, not how clever somebody was: nobody likes to be praised for pressing a button.
CLEVERNESS = {
    "fr": (r"\b(bravo|bien joué|félicitations|chapeau|comme un chef|comme une pro|comme un pro)\b"
           r"|\b(vous êtes|tu es) (doué|fort|un champion|une championne|au top)"),
    "en": (r"\b(bravo|well done|good job|great job|congratulations|clever you"
           r"|you('re| are) a (star|pro|champion|genius))\b"),
}
# Surprise and fairness both die of a hint: a gesture is a person's, decided, and then given.
GESTURE = {
    "fr": (r"\b(fai\w*|fer\w+|accord\w+|obtenir|espérer|demander) (un|le|ce) (petit )?geste\b"
           r"|\bgeste commercial\b|\bdédommag|\bcompensation\b|\bà titre exceptionnel"
           r"|\b(faire|ferons|fera|ferait) une exception"
           r"|\bvoir ce (que (nous|je|l'équipe)|qu'on) (pouvons|peux|peut|pourrait) faire|\bpour nous faire pardonner"
           r"|\b(offerte?s?|cadeau) (par|de) (la maison|notre part)|\bpetite surprise|\bbon d'achat pour vous"),
    "en": (r"\bgestures?\b|\bcompensat|\bas a one-off\b|\bmake (an|one) exception|\bsee what (we|i|they) can do"
           r"|\bmake it up to you|\bon the house\b|\blittle surprise|\ba treat from us|\bgoodwill\b"),
}
# What the law gives nobody may take away in a sentence (data/policies, `law`).
RIGHT_DENIED = {
    "fr": (r"\bni repris ni échangé|\bnon remboursables?\b"
           r"|\b(aucun|pas de|jamais de) remboursement (n'est|ne sera|possible|après|sans|sur)"
           r"|\b(voyez|voir|adressez-vous|contactez|contacter) (avec |à |directement )*(le|la|votre|un) "
           r"(transporteur|livreur|poste|fabricant|fournisseur)"
           r"|\b(motif|raison) (du retour )?(est |sont )?(obligatoire|exigée?|requise?)"
           r"|\bemballage d'origine (est )?(obligatoire|exigé|requis)"
           r"|\bsans (ticket|facture|preuve)[^.?!]* (aucun|pas de)"
           r"|\bgarantie (ne couvre pas|est expirée|exclue)|\bà vos frais sans exception"),
    "en": (r"\bnon-?refundable\b|\bno refunds\b|\bno refund (is|will be|can be|after|without)\b"
           r"|\bnever refund|\b(contact|ask|see|check with) (the|your) "
           r"(carrier|courier|post office|manufacturer|supplier)"
           r"|\b(reason|original packaging) (is |for the return is )?(required|mandatory|compulsory)"
           r"|\bno (returns|exchange) without|\b(warranty|guarantee) (does not|doesn't) cover"),
}
_SORRY = {"fr": r"\b(désolée?s?|excuses?|excuser|pardon|navrée?s?|regrettons)\b", "en": r"\b(sorry|apolog\w+|regret)\b"}
_FOR = {"fr": r"\b(pour|de|d'|que|qu'|c'est notre|de notre)\b", "en": r"\b(for|that|about|our fault|on our side)\b"}
MOST_TO_THE_CROSS = 220  # characters: nobody furious reads a lesson


def tone_rules(text: str, language: str, tone: str | None, *, spoken: bool) -> Iterator[str]:
    """What is wrong with the tone of these words; `spoken`: by the assistant itself."""
    if match := re.search(RIGHT_DENIED[language], text):
        yield f"“{match.group()}” denies what the law gives"
    if not spoken:
        return
    for patterns, why in ((GESTURE, "hints at a gesture, which only a person decides"),
                          (FEELING_NAMED, "names the feeling: name the fact"),
                          (CLEVERNESS, "praises the person: celebrate the thing")):
        if match := re.search(patterns[language], text):
            yield f"“{match.group()}” {why}"
    sorry = list(re.finditer(_SORRY[language], text))
    if len(sorry) > 1:
        yield "apologises more than once"
    elif sorry and not re.search(_FOR[language], text):
        yield "apologises for nothing in particular"
    if tone in ("sad", "angry") and (match := re.search(CHEER[language], text)):
        yield f"“{match.group()}” is cheerful to someone {tone}"
    if tone == "angry" and len(text) > MOST_TO_THE_CROSS:
        yield f"{len(text)} characters for someone angry, at most {MOST_TO_THE_CROSS}"
