"""How things are said: the linter finds cheer to the sad, lessons to the cross, hints of a gesture and rights denied."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.core.policies import Policies
from scripts.wording import responses
from scripts.wording.sentences import Sentence, check
from tests.core.reviewed import mappings

RESPONSES = Path(__file__).resolve().parent.parent / "data/responses"


def wrong(text: str, language: str = "fr", tone: str | None = None) -> str:
    return " | ".join(check(Sentence("here", language, text, None, tone, spoken=True)))


@pytest.mark.parametrize(("language", "tone", "text", "why"), [
    ("fr", "sad", "Bonne nouvelle, le colis arrive.", "cheerful"), ("en", "angry", "Great, the parcel is here.", "cheerful"),
    ("fr", None, "Votre colère est légitime.", "names the feeling"), ("en", None, "You seem upset.", "names the feeling"),
    ("fr", None, "Bravo, c’est fait.", "praises"), ("en", None, "Well done, it’s booked.", "praises"),
    ("fr", None, "L’équipe va voir ce qu’on peut faire.", "hints"), ("en", None, "A person could make an exception.", "hints"),
    ("fr", None, "Nous pouvons faire un geste.", "hints"), ("en", None, "We’ll make it up to you.", "hints"),
    ("fr", None, "Toutes nos excuses, pardon.", "more than once"), ("en", None, "Sorry.", "nothing in particular"),
    ("fr", None, "Cet article est non remboursable.", "denies"), ("fr", None, "Voyez directement avec le transporteur.", "denies"),
    ("en", None, "Please contact the carrier.", "denies"), ("en", None, "A reason is required.", "denies"),
    ("fr", "angry", "Regardons pas à pas. " * 12, "for someone angry"),
])
def test_a_tone_that_hurts_is_found(language: str, tone: str | None, text: str, why: str) -> None:
    assert why in wrong(text, language, tone)


@pytest.mark.parametrize(("language", "tone", "text"), [
    ("fr", "sad", "Trois semaines d’attente, c’est notre faute."), ("fr", None, "Premier geste, un redémarrage."),
    ("fr", None, "Aucun remboursement n’apparaît ici pour l’instant."), ("en", None, "The delay is ours, sorry for that."),
    ("fr", None, "C’est fait, siège 7A côté hublot."), ("en", None, "The gift card is valid for two years."),
])
def test_plain_words_pass(language: str, tone: str | None, text: str) -> None:
    assert wrong(text, language, tone) == ""


# --- the law stands above every rule ------------------------------------------------------------------

# What the law gives, said as people say it: no rule of ours may answer no.
RIGHTS = {
    "fr": ["je veux rendre le pull, j'ai changé d'avis", "je me rétracte", "le robot est arrivé cassé",
           "il manque une roue au robot", "mon colis a été perdu par le transporteur", "colis abîmé à la livraison",
           "je n'ai jamais reçu ma commande", "où est mon remboursement, je l'attends toujours, mon remboursement n'est pas là",
           "le robot est tombé en panne au bout d'un an", "j'ai été débité deux fois"],
    "en": ["I want to return the jumper, I changed my mind", "the robot arrived broken", "a wheel is missing",
           "my parcel was lost by the courier", "I never received my order", "I'm still waiting for my refund",
           "the robot stopped working after a year", "I was charged twice"],
}


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in RIGHTS.items() for text in texts])
def test_no_rule_of_ours_says_no_to_what_the_law_gives(language: str, text: str) -> None:
    matches = Policies.from_mapping(mappings()["policies"]).match(text, language)
    assert [match.id for match in matches if not match.allows] == []


def test_a_rule_with_a_law_allows_and_one_that_refuses_stands_on_no_law() -> None:
    for name, policy in mappings()["policies"].items():
        assert bool(policy["allows"]) or policy.get("law") is None, name
        assert policy["allows"] or policy["story"], f"{name}: a no that no story can open is no rule of ours"


REFUSALS = ("_rule", "_refused", "_refused_", "too_late", "not_possible", "not_ordered")
WAY_ON = ("personne", "person", "possible", "deux jours", "quarante-huit heures", "two days", "forty-eight hours")


def refusals() -> list[responses.Variation]:
    """Every variation of every response that says no, as the generator would choose it."""
    said = []
    for path in sorted(RESPONSES.glob("*.yml")):
        said += responses.read(path.name, yaml.safe_load(path.read_text("utf-8"))["responses"])
    return [one for one in said if one.key.endswith(REFUSALS[:2]) or any(part in one.key for part in REFUSALS[2:])
            if not one.key.startswith("utter_payment_refused")]


def test_every_no_shows_a_way_on_and_denies_no_right() -> None:
    found = refusals()
    assert len({one.key for one in found}) >= 6
    closed = [one.where for one in found if not one.buttons and not any(word in one.text for word in WAY_ON)]
    assert closed == []
    assert [problem for one in found for problem in check(Sentence(one.where, one.condition("language") or "fr", one.text))
            if "denies" in problem] == []
