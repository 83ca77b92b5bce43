"""Words by which a brief recognises what a customer wants, hopes, has at stake; and the few words it adds itself.

Data only, in the phrase language of `phrases`. Must not hold a rule, and nothing here decides anything.
"""

from __future__ import annotations

_JOUR = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"

# What is quoted as a wish: the clause from these words on.
WANT = {
    "fr": (
        "(je|j'|on|nous) (veux|voudrais|voudrait|voulons|aimerais|aimerait|souhaite|souhaiterais|cherche|demande) * >",
        "(j'ai|on a|nous avons) besoin (de|d'*) * >",
        "(pouvez|pourriez|peux|pourrais)-(vous|tu) * >",
        "(puis-je|peut-on|est-ce que je peux|est-ce qu'on peut|est-il possible|serait-il possible|c'est possible) * >",
        "(est-ce que|comment|quand|où|combien|pourquoi) * * >",
        "(y a-t-il|y aurait-il) * >",
    ),
    "en": (
        "(i|we) (want|need|would like|'d like|wish|am looking for|'m looking for) * >",
        "(i'd|we'd) like * >",
        "(can|could|would|will|may) (you|i|we) * >",
        "(is it|would it be) possible * >",
        "(how|when|where|why) (do|can|is|are|will|does|did) * >",
        "is there * >",
    ),
}
# The solution they imagine.
HOPE = {
    "fr": (
        "(j'espère|espérons|j'espérais|espérait|espère) * >",
        "(pouvez|pourriez|peux|pourrais)-(vous|tu) … (faire|accorder) (une|un) (petite|petit)? (exception|geste) >",
        "(faire|une) (petite)? exception >",
        "(un petit|faire un) geste >",
        "(je rêve|rêvais|rêvait|rêverais) (de|d'*|que) >",
        "(ce serait|ça serait) (super|génial|formidable|magnifique|bien) (si|de) * >",
        "si (vous|tu) (pouviez|pourriez|pouvais|pourrais) * >",
        "(une|la moindre) chance (de|que) * >",
        "(en avoir|en recevoir|m'en envoyer|m'en donner|le retrouver|la retrouver) (un|une|deux)? >",
    ),
    "en": (
        "(i|we|i'm|we're|was|is) (really|so|just)? (hope|hoping|hoped) * >",
        "(can|could|would) you (please|possibly)? (make|grant) an exception >",
        "(make|making) an exception >",
        "(a gesture|special permission) >",
        "(dream|dreamed|dreaming) of * >",
        "it would be (great|lovely|wonderful|amazing|nice) if * >",
        "if you could * >",
        "(any|a) chance (of|that|you|to|i) * >",
        "(get|have|send me) (it|one|another) (back|again)? >",
    ),
}
# A goal with its date. The deadline is what these find; the goal is the clause around them.
DEADLINE = {
    "fr": (
        f"(avant|pour|d'ici|dès|jusqu'à) (demain|ce soir|{_JOUR}|noël|ce week-end|la rentrée|les vacances)",
        "(avant|pour|d'ici) (le # *|le ## *|la fin de la semaine|la fin du mois|la semaine prochaine)",
        "(avant|pour) (son|mon|l'|notre|leur) (anniversaire|mariage|baptême|départ|voyage|spectacle)",
        f"(pars|part|partons|partent) (demain|ce soir|{_JOUR}|en vacances|dans * jours)",
        f"({_JOUR}) (prochain|matin|soir)",
        f"(c'est|est) (demain|{_JOUR})",
    ),
    "en": (
        f"(before|by|for|until) (tomorrow|tonight|{_DAY}|christmas|the weekend|this weekend|next week)",
        "(before|by|for|until) (the ## *|the # *|the end of the week|the end of the month)",
        "(before|for|in time for) (his|her|my|our|the|their) (birthday|wedding|christening|trip|party|holiday)",
        f"(leave|leaving|travel|travelling|flying) (tomorrow|tonight|on ({_DAY})|next *)",
        f"(on|next|this) ({_DAY})",
    ),
}
# What they already put in: money saved, time, tries, journeys.
INVESTED = {
    "fr": (
        "(j'ai|j'avais|il a|elle a|on a|nous avons|a|avait)? (économisé|épargné|attendu|essayé|vérifié|changé) * >",
        "(j'ai|j'avais|il a|elle a|on a|nous avons|a|avait)? (cherché|fouillé|appelé|écrit|regardé) * >",
        "(avec|toutes|mes|ses|nos) (mes|ses|nos|ma|sa)? (économies|tirelire|argent de poche|argent de noël|cagnotte) >",
        "depuis (des|plusieurs|deux|trois|quatre|cinq|six|# *|## *) (semaines|mois|ans|années|jours) >",
    ),
    "en": (
        "(i|we|he|she|i've|we've) (have|has|had|already)? (saved|waited|tried|checked|changed) * >",
        "(i|we|he|she|i've|we've) (have|has|had|already)? (searched|looked|called|written|wrote|phoned) * >",
        "(with|all) (my|his|her|our) (own|pocket)? (money|savings) >",
        "for (months|weeks|years|ages)",
    ),
}
# Not a wish: politeness that begins like one.
NOT_A_WISH = {
    "fr": (
        "j'espère que (vous|tu) (allez|vas|va) >", "(comment|est-ce que) (allez|vas|va|ça va)-?(vous|tu)? >",
        "(je voudrais|je veux|j'aimerais) (vous|te)? (dire|remercier|préciser) >",
    ),
    "en": ("(i|we) hope (you're|you are|this finds) >", "how are you >",
           "(i|we) (just|only)? (want|wanted) to (say|thank) >"),
}
# Someone else for whom they write, as a regular expression on the customer's own characters.
_NAMED_FR = r"(?:\s*,?\s+([A-ZÀ-Þ][\w-]+))?"
_NAMED_EN = r"(?:\s*,?\s+([A-Z][\w-]+))?"
_FAMILLE = "fils|fille|frère|sœur|mère|père|maman|papa|grand-mère|grand-père|mari|femme"
_FAMILY = "son|daughter|brother|sister|mother|father|mum|dad|grandmother|grandfather|husband|wife"
WRITES_FOR = {
    "fr": rf"(?:pour|au nom de|de la part de|à la place de)\s+(?:mon|ma|notre)\s+(\w+(?:-\w+)?){_NAMED_FR}"
          rf"|(?:[Mm]on|[Mm]a|[Nn]otre)\s+({_FAMILLE}){_NAMED_FR}\s*,?\s+(?:a|est|voudrait|aimerait|n)\b",
    "en": rf"(?:for|on behalf of)\s+(?:my|our)\s+(\w+){_NAMED_EN}"
          rf"|(?:[Mm]y|[Oo]ur)\s+({_FAMILY}){_NAMED_EN}\s*,?\s+(?:has|lost|is|would|wants|had)\b",
}
RELATIVES = {
    "fr": frozenset((
        *_FAMILLE.split("|"), "soeur", "mamie", "papi", "papy", "voisin", "voisine", "client", "cliente", "neveu",
        "nièce", "petit-fils", "petite-fille", "ami", "amie", "compagnon", "compagne", "tante", "oncle")),
    "en": frozenset((
        *_FAMILY.split("|"), "mom", "gran", "grandma", "grandpa", "neighbour", "client", "nephew", "niece", "grandson",
        "granddaughter", "friend", "partner", "aunt", "uncle")),
}
# Nouns, so that the word suits anyone.
MOOD_WORDS = {
    "fr": {"sad": "tristesse", "angry": "colère", "afraid": "peur", "worried": "inquiétude",
           "ashamed": "honte", "frustrated": "agacement", "distressed": "détresse", "hopeful": "espoir",
           "satisfied": "satisfaction", "calm": "calme"},
    "en": {"sad": "sadness", "angry": "anger", "afraid": "fear", "worried": "worry",
           "ashamed": "shame", "frustrated": "frustration", "distressed": "distress", "hopeful": "hope",
           "satisfied": "satisfaction", "calm": "calm"},
}
LABELS = {
    "fr": {
        "vous": {"want": "Votre demande", "hope": "Ce que vous espérez", "goal": "Pour quand"},
        "tu": {"want": "Ta demande", "hope": "Ce que tu espères", "goal": "Pour quand"},
        "happened": "Ce qui s’est passé", "matters": "Ce qui compte", "invested": "Ce qui a déjà été fait",
        "tried": "essayé", "failed": "sans succès", "done": "fait",
    },
    "en": {
        "vous": {"want": "What you asked for", "hope": "What you hope for", "goal": "By when"},
        "tu": {"want": "What you asked for", "hope": "What you hope for", "goal": "By when"},
        "happened": "What happened", "matters": "What matters", "invested": "What was already done",
        "tried": "tried", "failed": "without success", "done": "done",
    },
}
QUESTIONS = {
    "fr": {
        "vous": {"name": "Comment puis-je vous appeler ?", "hope": "Qu’aimeriez-vous qu’il se passe maintenant ?",
                 "want": "Que puis-je faire pour vous ?"},
        "tu": {"name": "Comment puis-je t’appeler ?", "hope": "Qu’aimerais-tu qu’il se passe maintenant ?",
               "want": "Que puis-je faire pour toi ?"},
    },
    "en": {
        "vous": {"name": "What may I call you?", "hope": "What would you like to happen now?",
                 "want": "What can I do for you?"},
        "tu": {"name": "What may I call you?", "hope": "What would you like to happen now?",
               "want": "What can I do for you?"},
    },
}
GREETING = {"fr": ("Bonjour {name},", "Bonjour,"), "en": ("Hello {name},", "Hello,")}
READ = {
    "fr": {"vous": "j’ai lu votre message en entier : « {words} ».",
           "tu": "j’ai lu ton message en entier : « {words} »."},
    "en": {"vous": "I have read all you wrote: “{words}”.", "tu": "I have read all you wrote: “{words}”."},
}
ALSO = {
    "fr": {"vous": "Vous dites aussi : « {words} ».", "tu": "Tu dis aussi : « {words} »."},
    "en": {"vous": "You also say: “{words}”.", "tu": "You also say: “{words}”."},
}
NOTHING_SAID = {
    "fr": {"vous": "c’est maintenant une personne qui vous écrit.", "tu": "c’est maintenant une personne qui t’écrit."},
    "en": {"vous": "it is a person writing to you now.", "tu": "it is a person writing to you now."},
}
