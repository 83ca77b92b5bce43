"""French or English, from what is written.

Owns the choice between the two languages the assistant speaks. Must not guess a third one: whatever tells nothing
("ok", a name, emoji, figures) keeps the language of the conversation. Words weigh more than letter groups; letter
groups count from three words on, where a name alone no longer tips the scale.
"""

from __future__ import annotations

import re

from bot.core.folding import fold

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_NOT_TEXT = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_ELISION = re.compile(r"\b(?:[jldnmtsc]|qu|jusqu|lorsqu|puisqu|aujourd)' ?(?=[a-z])")
_CONTRACTION = re.compile(r"[a-z](?:'(?:s|m|re|ve|ll|d|t))\b")
_FRENCH_WORD_A = re.compile(r"\b[àÀ]\b")
_FRENCH_LETTERS = re.compile("[éèêëàâçùûîïôœÉÈÊËÀÂÇÙÛÎÏÔŒ]")


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Little words: they carry a sentence and belong to one language only. Folded, with SMS spellings.
_LITTLE_FR = _list(
    "je tu il elle nous vous ils elles le la les un une des du au aux ce cet cette ces mon ma mes ton ta tes sa"
    " ses notre nos votre vos leur leurs et ou mais donc ni car que qui quoi dont quel quelle quels quelles quand"
    " comment pourquoi combien ne pas rien jamais aussi tres trop peu beaucoup encore deja toujours avec sans pour"
    " par dans sur sous chez vers depuis pendant avant apres entre est es suis sont sommes etes etait etais"
    " etaient sera serait etre ai as avons avez ont avait avais aurait avoir fait fais faites faire va vais vont"
    " allez aller peut peux pouvez pouvoir pourriez puis veux veut voulez voudrais vouloir dois doit devez faut ca"
    " cela celui celle ceux y oui non si alors ici la-bas jai cest jsuis chui jveux jvoudrais pk pq svp stp mdr"
    " slt bjr cc bsr dsl ya nan ouais quil lequel laquelle parce puisque lorsque comme plus moins bien mal tout"
    " tous toute toutes autre autres meme quelque quelques chaque moi toi lui eux se soi en de d l j qu n c s'il"
    " sil vs ds qd tjs mnt auj ete eu mis pris dit vu recu sest nest jen"
)
_LITTLE_EN = _list(
    "i you he she it we they the a an this that these those my your his her its our their mine yours and or but"
    " so because if when where what who which why how not no yes never always also very too much many little with"
    " without for from to of in at by about into over under after before since during between is are am was were"
    " be been being do does did doesn don didn won can could should would will shall may might must have has had"
    " having get got gets getting give gave there here them him us me just still already yet ever any some all"
    " every each other another same than then im ive id dont doesnt didnt cant wont isnt arent wasnt whats wheres"
    " hows thats youre theyre pls plz thx u ur gonna wanna let up down out off again only more most let's yeah yep"
    " nope nah as on like make made put take go going want need know think tell said says show turn play set"
)
# In both languages, or too often borrowed to decide.
_BOTH = _list(
    "on me as a car or son sale pour continue an do main chat coin pain but four dont no y d s n c l j si plus des dire"
    " message information service page mail email image question version simple date code place total taxi train"
    " tennis internet web live pages pub bus article option table photo promo stop ok okay cool super"
)
# What customers speak of: enough to know the language of one or two words.
_CUSTOMER_FR = _list(
    "bonjour bonsoir salut coucou merci aide aidez commande commandes colis livraison livre livrer livreur retour"
    " retours rembourser remboursement rembourse argent facture adresse piece perdu perdue casse cassee abime"
    " manque manquant manquante recevoir envoi envoyer envoye echange echanger taille cadeau magasin boutique"
    " humain conseiller conseillere personne quelqu'un parler aujourd'hui demain hier semaine mois jour heure"
    " annuler annule continuer recommencer precedent suivant confirmer d'accord bientot revoir revoila salutations"
    " cordialement robe chaussures baskets pull jouet poupee voiture roue antenne cache pile bouilloire rouge bleu"
    " bleue bleues vert verte noir blanc gauche droite droit carte compte banque virement mot passe paiement payer"
    " prix cher gratuit gratuite frais triste fache colere content contente desole desolee probleme souci panne"
    " marche fonctionne bonne bon journee soiree nuit voila parfait exact exactement pardon excusez enfant fils"
    " fille mari femme mere pere maman papa ans reveil lumiere lumieres musique meteo rappel allume eteins"
    " eteindre allumer joue mets ajoute supprime envoie montre donne dis raconte appelle cherche trouve nouvelles"
    " nouveau nouvelle chanson liste courses rendez vous cafe demarre arrete baisse augmente monte matin soir"
    " demarrer rechercher ouvrez ouvrir commencer jouer plainte dites pouvez-vous inscription identifiant"
    " tendances proximite lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril juin"
    " juillet aout septembre octobre novembre decembre combien prochain prochaine dernier derniere etage maison"
    " chambre cuisine salon sel sucre"
)
_CUSTOMER_EN = _list(
    "hello hi hey thanks thank help order orders parcel package delivery delivered deliver return returns refund"
    " refunded money invoice receipt address part lost broken damaged missing received send sent exchange size"
    " gift shop store human agent someone somebody person speak talk today tomorrow yesterday week month day hour"
    " cancel restart back next confirm agreed sure goodbye bye regards dress shoes trainers jumper toy"
    " doll wheel left right antenna battery cover kettle red blue green black white card account bank transfer"
    " password payment pay price expensive free fee fees sad angry upset happy sorry problem issue works working"
    " fine good great morning evening night please perfect exactly child daughter husband wife mother father mum"
    " mom dad years old alarm lights light music weather reminder remind remove add delete open close start play"
    " song list shopping news new find look call birthday meeting schedule email monday tuesday wednesday thursday"
    " friday saturday sunday january february march april june july august september october november december"
    " last first time house room kitchen coffee brighten dim lower raise clean wake what's how's where's switch"
    " activate reserve book company rates settings restore current definition available lists catch ride enable"
    " toggle cash top-up atm pin charged charge nothing everything identity verify currency purchase"
)
# Groups of letters, with ^ and $ for the ends of a word.
_GROUPS_FR = _list(
    "eau eux oux ais$ ait$ ez$ aux$ euse eur$ eurs oir$ oire ique$ que$ qui qu' ^qu ller lle$ tte nne$ ette ment$"
    " tion$ ier$ iere oeu uei eui ail$ aill ille euil ois$ oit$ ent$ ons$ ait aie ui$ oi$ ou$ ouv eil eill gne$"
    " gnon ance$ ence$ isse ^d' ^l' ^j' ^chan ^pre ^reu ^deu ^vou ^nou ^lou ^jou ^jo ^cou ^sou aire$ oye uis$ uit$"
    " ues$ ees$ ee$ er$ ir$ re$ es$"
)
_GROUPS_EN = _list(
    "th ^th th$ ^wh ^wr ght ing$ ck k$ ^kn w$ ow ew$ aw ay$ ey$ oy$ ly$ y$ sh ^sh sh$ ee ea oo ould ed$ tch dge"
    " ^un ^y ld$ nd$ rd$ rk ss$ ll$ ful$ ness$ ^w wa we wi wo ^be ou't n't 's$ ke$ st$ rt$ rn$ ts$ ght$ ough augh"
    " igh tt er$ h$ ^sc"
)
# A full name, particles included, is no sentence: "Jean-Baptiste de La Tour" is not French for that.
_FULL_NAME = re.compile(
    r"[A-ZÀ-Þ][\w’'-]*(?: (?:(?:d[eu]s?|la|le|van|von|der|den|el|ben|da|do|dos|di) ){0,2}[A-ZÀ-Þ][\w’'-]*)+"
)
_PARTICLES = _list("de du des d la le l van von der den el ben da do dos di")
_TYPICAL_WEIGHT = 0.25
_ENOUGH = 0.7  # below this nothing was said in either language


def detect(text: str, previous: str | None, default: str) -> str:
    """The language of `text`, "fr" or "en"; `previous`, else `default`, when it tells nothing."""
    kept = previous or default
    score = french_lead(text)
    if abs(score) < _ENOUGH:
        return kept
    return "fr" if score > 0 else "en"


def french_lead(text: str) -> float:
    """How much more French than English `text` is; negative when English leads."""
    plain = _NOT_TEXT.sub(" ", text)
    folded = fold(plain).text
    told = any(_weight(word) for word in _WORD.findall(folded) if word not in _PARTICLES)
    if _FULL_NAME.fullmatch(plain.strip()) and not told:
        return 0.0
    score = 2.0 * len(_ELISION.findall(folded)) - 1.5 * len(_CONTRACTION.findall(_ELISION.sub(" ", folded)))
    score += 1.5 * len(_FRENCH_WORD_A.findall(plain))
    words = _WORD.findall(folded)
    for word in words:
        score += _weight(word)
    if len(words) >= 3:
        score += _letters(plain, words)
    return score


def _weight(word: str) -> float:
    if word in _BOTH:
        return 0.0
    little = (word in _LITTLE_FR) - (word in _LITTLE_EN)
    if little:
        return 1.5 * little
    return 1.2 * ((word in _CUSTOMER_FR) - (word in _CUSTOMER_EN))


def _letters(plain: str, words: list[str]) -> float:
    """Evidence from groups of letters in the words no list knows, and from accents."""
    lead = 0.5 * min(len(_FRENCH_LETTERS.findall(plain)), 4)
    for word in words:
        if word in _BOTH or _weight(word):
            continue
        framed = f"^{word}$"
        pieces = {framed[i : i + n] for n in (1, 2, 3, 4, 5) for i in range(len(framed) - n + 1)}
        lead += _TYPICAL_WEIGHT * (len(pieces & _GROUPS_FR) - len(pieces & _GROUPS_EN))
    return lead


def is_ordinary_word(word: str) -> bool:
    """Whether a folded word is one of the everyday words known here, so hardly anybody's name."""
    return word in _BOTH or _weight(word) != 0 or bool(_ELISION.match(word)) or bool(_CONTRACTION.search(word))


def is_little_word(word: str) -> bool:
    """Whether a folded word only holds sentences together."""
    return word in _LITTLE_FR or word in _LITTLE_EN or word in _BOTH
