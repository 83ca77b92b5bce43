"""The words around names: titles, particles, greetings, and everyday words that stand where a name could.

Owns these lists and the question whether a word may be a name. Must not read sentences.
"""

from __future__ import annotations

import re

from bot.core.folding import fold
from bot.core.language import is_little_word, is_ordinary_word

PARTICLES = frozenset("de du des d la le l van von der den el al ben bin da do dos di y af zu ter ibn abu st".split())
# An article alone joins a name only with its capitals: "yann le goff" is given up for "monter le volume".
ARTICLES = frozenset(("le", "la", "l", "y", "do", "du", "des"))
# Particles a family name may begin with, when that is all somebody gives: "Le Gall", "de Villeneuve", "Ben Saïd".
LEADING = frozenset("le la de du des d van von der den el al ben bin da do dos di ter mac st abu".split())
TITLE = (
    r"(?:m(?:ada)?me(?: veuve)?|mlle|mademoiselle|madame|monsieur|maitre|mr|mrs|ms|miss|dr|docteur|doctor|prof"
    r"|m\.|mr\.|mrs\.|ms\.|dr\.|prof\.)"
)
COUPLE = r"(?:m\.?|mr\.?|monsieur|mrs|mister) (?:et|and|&) (?:mme|madame|mrs\.?|mlle)"
GREETING = (
    r"(?:re(?=,)|(?:re-?)?bonjour|bonsoir|salut|coucou|hello|hi|hey"
    r"|(?:good )?(?:morning|afternoon|evening)|hiya|bjr|slt|cc|bsr|allo|oui"
    r"|yes|ok|sure thing|yeah?|yep|sure|of course|bien sur|ouais|enchantee?)"
    r"(?: there| again| sensei| a tous| madame| monsieur)?"
)
# What people say before they answer a question.
HESITATION = (
    r"(?:" + GREETING + r"|ah|oh|duh|euh|um+|uh|er|hm+|bah|eh bien|bon|well|so|alors|non|no|pardon|sorry|desolee?"
    r"|d'accord|dac|avec plaisir|volontiers|no problem|pas de souci|voila|certainly|absolutely|right|actually|en fait"
    r"|no worries|alright|moi(?= ?\?)|pourquoi pas|why not|tout a fait|absolument|bien entendu|mais oui"
    r"|pas de probleme|my pleasure|le nom c'est"
    r"|thanks|thank you|merci)"
)

# Words that follow "je suis", "I'm", "c'est" or answer a question without being a name, beside ordinary words.
NOT_NAMES = frozenset(
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
    " busy free hungry spelled spelt wrong misspelled unknown sensei bot robot humain human assistant"
    " maison colibri rather quite somewhat totally extremely muslim christian jewish catholic vegan bonjour"
    " merci correct faux mal ecrit different visible no non bravo brilliant awesome chapeau genial nickel top"
    " wtf lol idiot idiote imbecile connard connasse abruti shut ta gueule damn huh hmm euuh oups rien tout dunno idk"
    " jsp dsl quoique bof"
    # shops, roles and people nobody is called by
    " papi mamie papy mamy tonton tata tante oncle mum mummy dad daddy grandma grandpa puce cheri cherie bebe admin"
    " administrator support official officiel officielle boutique store team equipe deleted account compte user"
    " utilisateur guest invite nobody noone unknown test private prive prof madame monsieur mister sir madam"
    " gendarme facteur livreur gardien gardienne voisin voisine vendeur vendeuse manager responsable collegue"
    " chronopost colissimo mondial relay relais fedex ups dhl amazon facebook instagram whatsapp telegram"
    # where people come from
    " dutch irish welsh scottish canadian australian italian spanish polish indian chinese japanese swedish danish"
    " norwegian portuguese turkish greek russian brazilian mexican swiss european austrian finnish belgian african"
    " asian sikh hindu buddhist lyonnais lyonnaise parisien parisienne marseillais marseillaise bordelais bordelaise"
    " lillois lilloise nantais nantaise toulousain toulousaine breton bretonne alsacien alsacienne normand normande"
    " corse basque italien italienne espagnol espagnole allemand allemande portugais portugaise marocain marocaine"
    " algerien algerienne tunisien tunisienne canadien canadienne quebecois quebecoise europeen europeenne"
    # said instead of an answer, or after "call me", "je suis"
    " ask demandez devinez guess mystere secret franchement sincerement honnetement ecoutez ecoute regardez regarde"
    " sachez dites dis voyons pfff pff mouais genre justement exactement evidemment absolument seulement"
    " juste simplement uniquement maintenant desolee excuse excusez jaimerais jattends jespere whatever listen look"
    " honestly"
    " actually frankly seriously hopefully basically maybe probably unfortunately clearly obviously wait hang hold"
    " gonna tryna cant dont wont didnt keen aware using based supposed meant allowed available unavailable"
    " running runnin driving travelling traveling staying planning planing meeting bringing expecting thinking ringing"
    " emailing messaging chatting texting phoning cancelling canceling changing booking needing wanting owed"
    " reserved reserve required referring responding replying reporting returning requesting sending speaking talking"
    " whoever whichever whose anyways regarding concerning table party reservation confirmation"
    " kinda sorta pretty extra overly beyond mighty awfully"
    " impatient impatiente dispo preneur preneuse vegetarien vegetarienne infirmier infirmiere fan ko hs furax"
    " degoute degoutee ok passe passee venu venue ne nee alle allee arrive arrivee oblige obligee tombe tombee"
    " trompe trompee parti partie interesse interessee concerne concernee desabonne desabonnee etudiant etudiante"
    " vegan diabetique allergique asthmatique celibataire veuf veuve mariee divorce divorcee senior ado"
    " collegien lyceen collegienne lyceenne proche amie ami copain copine membre adherent adherente fidele"
    # other states
    " single handicapee debordee deborde surprise surpris"
    # signs of the zodiac
    " belier taureau gemeaux cancer lion vierge balance scorpion sagittaire capricorne verseau poissons aries taurus"
    " gemini libra scorpio sagittarius capricorn aquarius pisces"
    # things of the shop
    " pixel robot bouilloire trottinette peluche figurine".split()
)
# First names that are ordinary words as well: with a capital, in answer to the question, they are names.
ALSO_NAMES = frozenset(
    "may april june will august rose grace joy hope mark sue bill pat max iris violette olive aime aimee desire"
    " claire pierre marin clement constance prudence fleur capucine avril juin blanche bleuenn noel pascal marc"
    " jack penny art"
    " summer autumn ivy frank gene drew chase dale lane dean robin dawn faith charity brook heather hazel amber ruby"
    " pearl crystal ginger daisy lily poppy melody harmony candy bob nick rob guy art ray jay rich miles carol holly"
    " said cerise clementine ange juste loup victoire marine solange fleur ocean olivier laurent aurore celeste"
    " reine aube lune soleil melisse anis cassis myrtille perle jade opale ambre corail saphir chance patience"
    " modeste honore felicite benoit marie brice luc justin fidele abel prince lily-rose pervenche".split()
)
# Family names that are everyday words: with a first name before them, capital or not.
FAMILIES = frozenset(
    "white brown black green gray grey short long young king page wood woods stone field hill bush cook baker doe petit"
    " grand blanc noir roux leblanc lenoir legrand lepetit rouge brun bon bonnet roche fontaine riviere dubois".split()
)
# Little words that are first names too, when they carry a capital after "my name is": Will, May, An.
_LITTLE_NAMES = frozenset(
    "will may an lou tu elle ben van do thai bo page don li mari art pat ai so mi my jo".split()
)
# Towns people say they write from: « Quentin de Bordeaux » is no de Bordeaux.
TOWNS = (
    "paris lyon marseille bordeaux lille nantes toulouse nice strasbourg rennes grenoble montpellier rouen dijon angers"
    " reims tours brest metz nancy caen orleans limoges amiens perpignan bruxelles liege geneve lausanne montreal"
    " quebec londres bretagne normandie alsace corse").split()
_QUESTION = frozenset(
    "comment quoi qui pourquoi what who why how where mal toujours pas not spelled spelt wrong".split()
)


def is_title(part: str) -> bool:
    return re.fullmatch(TITLE, fold(part).text) is not None


def is_everyday(word: str) -> bool:
    """Whether a folded word is hardly anybody's name, when nothing but its place speaks for it."""
    return word in NOT_NAMES or is_ordinary_word(word)


def is_name_when_announced(word: str) -> bool:
    """Whether a folded word with a capital after "je m'appelle" is a name: Merci and Prune are, Comment is not."""
    if word in _QUESTION:
        return False
    return word in _LITTLE_NAMES or word in ALSO_NAMES or not is_little_word(word)


def is_hit_on_the_keys(name: str) -> bool:
    """Whether every word was hit on the keys rather than written: « zzkrt pwqx », "asdfgh", « blablabla ».

    Only Latin letters are judged, and one word that can be said is enough: families are called Vlk and Ng.
    """
    said = fold(name).text.split()
    return bool(said) and all(_is_noise(word) for word in said)


_LATIN = re.compile(r"[a-z]{3,}")
_KEYS = re.compile(r"sdf|dfg|ghj|hjk|jkl|xcv|cvb|zxc|wxc|zerty|qwert|rtyu|tyui|uiop")  # neighbours on a keyboard
_AGAIN = re.compile(r"(.)\1\1|\b(.{2,4})\2\2")
_NO_VOWEL = frozenset({"mrs", "mlle"})


def _is_noise(word: str) -> bool:
    if not _LATIN.fullmatch(word) or word in _NO_VOWEL:
        return False
    return not re.search(r"[aeiouy]", word) or bool(_AGAIN.search(word) or _KEYS.search(word))
