"""When a person is needed, why, how soon, and in which of the customer's words."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.core.escalation import Knowledge, decide, declines_person, gather
from bot.core.escalation_rules import EVENT_CODES, REASON_CODES, BadRules
from bot.core.safety import SafetyFinding
from bot.core.turns import DecisionShape, TurnSignals, Understanding
from tests.core.reviewed import LUKA, TOM, knowledge, mappings


def decided(text: str, language: str = "fr", *, signals: TurnSignals | None = None, **more: Any) -> DecisionShape:
    gathered = gather(text=text, language=language, understanding=more.pop("understanding", None),
                      signals=signals or {}, knowledge=knowledge(), **more)
    return decide(gathered, knowledge())


def codes(decision: DecisionShape) -> list[str]:
    return [reason["code"] for reason in decision["reasons"]]


def understood(intent: str, confidence: float = 0.9, feelings: list[Any] | None = None) -> Understanding:
    return {"intent": intent, "confidence": confidence, "alternatives": [], "name": None,
            "emotion": {"feelings": feelings or [], "words": [], "urgency": 0.0}}


def test_the_lost_toy_goes_to_a_person_with_its_three_reasons_in_his_words() -> None:
    decision = decided(LUKA)
    assert (decision["action"], decision["priority"]) == ("handoff", "high")
    assert codes(decision) == ["emotion", "policy_exception", "minor"]
    words = {reason["code"]: reason["words"] for reason in decision["reasons"]}
    assert words["emotion"] == ["très triste"]
    assert words["policy_exception"][:2] == ["j'ai perdu mon Jay au magasin", "papa m'avait dit de le laisser à la maison"]
    assert any("7 ans" in word for word in words["minor"])
    assert all(word in LUKA for reason in decision["reasons"] for word in reason["words"])


def test_the_lost_gift_of_an_adult_goes_to_a_person_in_english() -> None:
    decision = decided(TOM, "en")
    assert decision["action"] == "handoff"
    assert codes(decision)[:2] == ["emotion", "policy_exception"]
    assert "minor" not in codes(decision)
    assert all(word in TOM for reason in decision["reasons"] for word in reason["words"])


@pytest.mark.parametrize("text", [
    "I'm not very good with these machines, but the aisle please", "it is not working on my machine",
    "I'm not sure, the coffee machine maybe", "the robot is not moving",
])
def test_a_machine_spoken_of_is_no_wish_for_a_person(text: str) -> None:
    assert "asked" not in codes(decided(text, "en"))


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "je voudrais parler à quelqu'un"), ("fr", "Passez-moi un humain"),
    ("fr", "un conseiller svp"), ("fr", "j'en ai marre de parler à un robot"), ("fr", "je ne parle pas aux robots"),
    ("fr", "est-ce qu'une vraie personne peut m'aider ?"), ("fr", "appelez votre chef"), ("fr", "on peut me rappeler ?"),
    ("fr", "je peux pas parler à un humain ?"), ("fr", "jveux parler a un humain"), ("fr", "JE VEUX UN HUMAIN"),
    ("fr", "je veux juste parler a quelqun"), ("fr", "Je ne veux plus parler à une machine, je veux un humain"),
    ("en", "can I talk to a human"), ("en", "I want to speak with a real person please"), ("fr", "appelez-moi demain"), ("en", "call me tomorrow"),
    ("en", "human"), ("en", "a person, not a bot"), ("en", "I won't deal with a machine"), ("en", "get me your manager"), ("en", "stop, I'm sick of talking to a machine"),
    ("en", "can someone help me?"), ("en", "let me speak to your supervisor"), ("en", "I would rather talk to somebody"),
])
def test_a_person_asked_for_in_any_wording_is_given_without_any_understanding(language: str, text: str) -> None:
    decision = decided(text, language)
    assert decision["action"] == "handoff"
    assert codes(decision)[0] == "asked"
    assert all(word in text for word in decision["reasons"][0]["words"])


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "je ne veux pas parler à un humain"), ("fr", "je veux pas parler à un conseiller"),
    ("fr", "j'ai déjà parlé à un conseiller hier"), ("fr", "je préfère rester avec le robot"),
    ("fr", "vous êtes une vraie personne ?"), ("fr", "pouvez-vous me rappeler le prix ?"), ("fr", "un robot peut-il parler ?"),
    ("en", "I don't want to talk to a human"), ("en", "are you a real person?"), ("en", "I already spoke to an agent"),
    ("en", "I bought this for someone"), ("en", "no need for an agent"), ("en", "call me Maggie"), ("fr", "appelez-moi Madame Moreau"),
    ("fr", "c'est un humain derrière ?"), ("en", "is there a person behind the screen?"), ("en", "do you have a robot that can talk?"),
])
def test_no_wish_for_a_person_is_read_where_there_is_none(language: str, text: str) -> None:
    assert decided(text, language)["action"] == "continue"


def test_the_words_say_no_even_when_the_intent_says_yes() -> None:
    assert decided("je ne veux pas parler à un humain", understanding=understood("ask_human"))["action"] == "continue"


def test_an_intent_alone_is_enough_and_the_message_is_its_evidence() -> None:
    decision = decided("bon, vous me donnez qui ?", understanding=understood("ask_human"))
    assert decision["reasons"][0]["words"] == ["bon, vous me donnez qui ?"]
    assert decided("bon, vous me donnez qui ?", understanding=understood("ask_human", 0.4))["action"] == "offer"


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "je ne veux pas parler à une personne, continuez"), ("fr", "pas besoin d'un conseiller merci"),
    ("fr", "ne me passez personne"), ("fr", "c'est quelqu'un de la famille qui l'a cassé"),
    ("en", "don't transfer me, I want to finish here"), ("en", "I don't need a person, thanks"),
    ("en", "someone told me the part is free"),
])
def test_a_person_spoken_of_but_not_wanted_is_not_called(language: str, text: str) -> None:
    heard = understood("ask_human", 0.95)
    assert declines_person(text, language, heard, knowledge())
    assert decided(text, language, understanding=heard)["action"] == "continue"


def test_asking_for_a_person_declines_nothing() -> None:
    for text in ("je veux parler à quelqu'un", "non, pas un robot, une personne"):
        assert not declines_person(text, "fr", understood("ask_human"), knowledge())


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "c'est urgent, je pars samedi"), ("fr", "ma grand-mère est morte de rire"), ("fr", "Bonjour"),
    ("fr", "merci beaucoup !"), ("fr", "je suis pas content de la couleur"), ("fr", "la batterie de mon téléphone est morte"),
    ("fr", "c'est un truc de malade"), ("fr", "vous avez la peluche avocat ?"), ("fr", "j'ai vu votre jouet sur instagram"),
    ("fr", "j'ai oublié le mot de passe de mon compte"), ("fr", "par accident j'ai commandé deux fois"),
    ("fr", "je voudrais rendre le pull, la taille ne va pas"), ("fr", "mon fils a 7 ans et il manque une roue"),
    ("en", "I nearly died laughing"), ("en", "my phone died"), ("en", "I'm not happy with the colour"),
    ("en", "it's for my son's birthday on saturday"), ("en", "I hope you can send a new wheel"),
    ("en", "the antenna is broken, can I get a new one?"),
])
def test_ordinary_messages_and_idioms_stay_with_the_assistant(language: str, text: str) -> None:
    decision = decided(text, language)
    assert (decision["action"], decision["reasons"], decision["priority"]) == ("continue", [], "normal")


@pytest.mark.parametrize(("language", "text"), [("fr", "j'ai perdu patience avec ce bouton"), ("en", "I lost my patience")])
def test_lost_patience_is_no_lost_toy_and_no_hand_over(language: str, text: str) -> None:
    decision = decided(text, language)
    assert decision["action"] != "handoff"
    assert "policy_exception" not in codes(decision)


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "J'ai perdu mon robot, est-ce que c'est remplacé gratuitement ?"), ("en", "I lost my robot, is it replaced free?"),
    ("fr", "J'ai perdu la roue gauche de mon robot"), ("fr", "il manque une roue, c'était un cadeau de ma grand-mère"),
])
def test_a_bare_question_or_a_rule_that_says_yes_is_no_exception(language: str, text: str) -> None:
    assert "policy_exception" not in codes(decided(text, language))


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "j'ai perdu mon robot, j'avais économisé pendant six mois"), ("fr", "j'ai perdu ma peluche, c'est son doudou préféré"),
    ("fr", "j'ai perdu l'antenne, c'était un cadeau de ma grand-mère"), ("fr", "j'ai perdu mon robot et votre règle c'est injuste"),
    ("fr", "j'ai perdu mon robot, j'espère que vous pourrez faire quelque chose"),
    ("en", "I lost my robot, I saved for months"), ("en", "I lost my robot, could you make an exception?"),
    ("en", "my son lost his bear, he can't sleep without it"),
])
def test_a_rule_that_says_no_with_a_story_is_an_exception(language: str, text: str) -> None:
    decision = decided(text, language)
    assert decision["action"] == "handoff"
    reason = next(r for r in decision["reasons"] if r["code"] == "policy_exception")
    assert len(reason["words"]) >= 2 and all(word in text for word in reason["words"])


@pytest.mark.parametrize(("language", "text", "code", "priority"), [
    ("fr", "mon mari est décédé, je veux arrêter sa commande", "bereavement", "high"),
    ("fr", "mon père est mort la semaine dernière", "bereavement", "high"), ("en", "my husband died last week", "bereavement", "high"),
    ("fr", "j'ai un cancer", "illness", "high"), ("en", "I'm in hospital", "illness", "high"),
    ("fr", "j'ai eu un accident de voiture", "accident", "urgent"), ("en", "we were in a car crash", "accident", "urgent"),
    ("fr", "le robot a pris feu", "product_safety", "urgent"), ("en", "it caught fire", "product_safety", "urgent"),
    ("fr", "ma carte a été piratée", "fraud", "high"), ("en", "this is a scam", "fraud", "high"),
    ("fr", "je vais contacter mon avocat", "legal", "high"), ("en", "I'll take you to court", "legal", "high"),
    ("fr", "je vais en parler sur les réseaux sociaux", "press", "high"), ("en", "I'll post this on twitter", "press", "high"),
    ("fr", "je suis sous tutelle", "vulnerability", "high"), ("en", "I can't read", "vulnerability", "high"),
    ("fr", "votre vendeur est raciste", "discrimination", "high"), ("en", "this is discrimination", "discrimination", "high"),
    ("fr", "mon mari me frappe", "violence", "urgent"), ("en", "my husband hits me", "violence", "urgent"),
    ("fr", "supprimez mes données", "data_protection", "normal"), ("en", "delete my account", "data_protection", "normal"),
])
def test_an_exceptional_event_goes_to_a_person(language: str, text: str, code: str, priority: str) -> None:
    decision = decided(text, language)
    assert (decision["action"], decision["priority"]) == ("handoff", priority)
    assert code in codes(decision)


@pytest.mark.parametrize(("language", "text", "code"), [
    ("fr", "je suis malvoyante", "vulnerability"), ("fr", "il y a un bord coupant", "product_safety"),
    ("en", "a gift from my late grandmother", "bereavement"), ("fr", "sale robot", "asked"), ("fr", "y a quelqu'un ?", "asked"), ("en", "is anybody there?", "asked"), ("fr", "je suis triste", "emotion"),
])
def test_a_mere_mention_or_a_milder_feeling_offers_a_person(language: str, text: str, code: str) -> None:
    decision = decided(text, language)
    assert (decision["action"], codes(decision)) == ("offer", [code])


def test_the_same_sorrow_again_and_again_becomes_a_hand_over() -> None:
    sad: Any = {"feelings": [{"name": "sad", "intensity": 0.6}]}
    assert decided("je suis triste", signals={"moods": [sad]})["action"] == "offer"
    assert decided("je suis triste", signals={"moods": [sad, sad]})["action"] == "handoff"
    assert decided("d'accord", signals={"moods": [sad, sad]})["action"] == "continue"


def test_a_feeling_understood_by_the_brain_counts_too() -> None:
    seen = understood("complain", feelings=[{"name": "afraid", "intensity": 0.8}])
    assert codes(decided("je ne sais plus dormir la nuit", understanding=seen)) == ["emotion"]


@pytest.mark.parametrize(("failures", "action"), [(0, "continue"), (2, "continue"), (3, "offer"), (4, "handoff")])
def test_the_third_failure_on_a_step_offers_a_person(failures: int, action: str) -> None:
    decision = decided("je ne sais pas", signals={"step_failures": {"product": 1, "part": failures}})
    assert decision["action"] == action
    assert codes(decision) == (["task_failed"] if failures >= 3 else [])


@pytest.mark.parametrize(("before", "intent", "action"), [
    (0, "nlu_fallback", "continue"), (1, "nlu_fallback", "offer"), (2, "nlu_fallback", "handoff"), (3, "greet", "continue"),
])
def test_two_messages_misunderstood_in_a_row_offer_a_person(before: int, intent: str, action: str) -> None:
    assert decided("blop", signals={"misunderstood": before}, understanding=understood(intent))["action"] == action


@pytest.mark.parametrize(("signals", "intent"), [({"misunderstood": 2}, "nlu_fallback"), ({"refused": 5}, "deny")])
def test_an_answer_to_the_coach_is_counted_by_the_coach_alone(signals: TurnSignals, intent: str) -> None:
    """« à la gare, dans un casier » is no intent, « non, toujours pareil » no refusal: each answers a question."""
    outside, inside = (decided("blop", signals=signals, understanding=understood(intent), coached=coached)["action"]
                       for coached in (False, True))
    assert (outside != "continue", inside) == (True, "continue")


def test_what_goes_by_itself_is_no_loneliness_and_no_skill_no_anger() -> None:
    assert decided("elle redescend toute seule")["action"] == "continue"
    assert decided("I'm not very good with these machines", "en")["action"] == "continue"
    assert decided("je suis toute seule et je n'en peux plus")["action"] != "continue"


@pytest.mark.parametrize("failure", ["brain_failure", "action_failure"])
def test_a_failure_of_ours_hands_over_beside_what_the_words_say(failure: str) -> None:
    decision = decided("mon mari est décédé", failure=failure)
    assert decision["action"] == "handoff"
    assert set(codes(decision)) == {failure, "bereavement"}


def test_words_never_run_from_one_message_of_a_turn_into_the_next() -> None:
    messages = ["bonjour", "un conseiller svp", "je suis très", "triste, j'ai perdu", "mon robot"]
    decision = decided("\n".join(messages))
    assert codes(decision) == ["asked", "emotion"]
    assert decision["reasons"][0]["words"] == ["un conseiller svp"]
    assert all(any(word in m for m in messages) for reason in decision["reasons"] for word in reason["words"])


def test_danger_comes_first_and_is_urgent() -> None:
    text = "je vais me faire du mal"
    decision = decided(text, safety=SafetyFinding("self_harm", ("me faire du mal",)))
    assert (decision["action"], decision["priority"]) == ("handoff", "urgent")
    assert decision["reasons"][0]["code"] == "safety"
    assert decision["reasons"][0]["words"] == ["me faire du mal"]


def test_after_a_hand_back_only_new_words_count() -> None:
    child: TurnSignals = {"minor": True}
    assert codes(decided("merci", signals=child)) == ["minor"]
    assert decided("merci", signals={**child, "handed_back": True})["action"] == "continue"
    assert codes(decided(LUKA, signals={**child, "handed_back": True})) == ["emotion", "policy_exception", "minor"]


def test_mood_raises_the_priority_and_nothing_else() -> None:
    calm, upset = decided("je veux parler à quelqu'un"), decided("je veux parler à quelqu'un, je suis furieux !!!")
    assert (calm["action"], calm["priority"]) == ("handoff", "normal")
    assert (upset["action"], upset["priority"]) == ("handoff", "high")
    assert decided("je veux parler à quelqu'un, c'est urgent")["priority"] == "high"


@pytest.mark.parametrize(("language", "text"), [("fr", LUKA), ("en", TOM), ("fr", "sale robot"), ("en", "it caught fire")])
def test_each_reason_says_how_sure_it_is_and_what_would_have_changed_it(language: str, text: str) -> None:
    for reason in decided(text, language)["reasons"]:
        assert 0 < reason["confidence"] <= 1
        assert reason["nearest"].endswith(".") and "{" not in reason["nearest"]
        assert reason["seq"] == []


@pytest.mark.parametrize("text", ["", " ", "?", "🙂", "a" * 4000, "j'ai perdu " * 360])
def test_odd_messages_are_decided_too(text: str) -> None:
    assert decided(text)["action"] in ("continue", "offer")


def test_the_closed_set_of_reasons_is_written_out_in_both_languages() -> None:
    rules = mappings()["escalation"]["reasons"]
    assert set(rules) == set(REASON_CODES) and len(REASON_CODES) == 20
    for code, content in rules.items():
        assert content["nearest"]["fr"] and content["nearest"]["en"]
        if code in EVENT_CODES:
            assert {"fr", "en"} == set(content["words"])


def test_a_rules_file_with_an_unknown_code_is_refused() -> None:
    broken = copy.deepcopy(mappings())
    broken["escalation"]["reasons"]["bad_mood"] = {}
    with pytest.raises(BadRules, match="bad_mood"):
        Knowledge.from_mappings(**broken)


def test_a_threshold_changed_in_the_file_changes_the_decision() -> None:
    softer = mappings()
    softer["escalation"]["thresholds"]["emotion_handoff"]["sad"] = 0.5
    known = Knowledge.from_mappings(**softer)
    gathered = gather(text="je suis triste", language="fr", understanding=None, signals={}, knowledge=known)
    assert decide(gathered, known)["action"] == "handoff"


def test_a_reason_says_in_plain_words_what_would_have_changed_the_decision() -> None:
    reason, = decided("ma mère est décédée")["reasons"]
    assert reason["nearest"] == "Sans « mère est décédée », l’assistant aurait continué."
    assert decided("my mother died", "en")["reasons"][0]["nearest"].endswith("the assistant would have gone on.")


def test_one_word_too_many_is_named_when_it_alone_made_the_difference() -> None:
    decision = decided("C'est inacceptable. Deux mois que j'attends. C'est vraiment inacceptable.")
    assert decision["action"] == "handoff"
    assert decision["reasons"][0]["nearest"] == (
        "Sans « vraiment inacceptable », une personne aurait seulement été proposée.")


def test_the_second_mention_of_a_word_is_called_the_second() -> None:
    assert knowledge().rules.without(["inacceptable#2"], "continue", "fr") == (
        "Sans le second « inacceptable », l’assistant aurait continué.")


def test_other_reasons_would_have_been_enough_and_that_is_said() -> None:
    reasons = decided("ma mère est décédée, je veux parler à quelqu'un")["reasons"]
    assert all("autres raisons" in reason["nearest"] for reason in reasons)


@pytest.mark.parametrize(("name", "value"), [
    ("emotion_offer", 1.4), ("event_handoff", "high"), ("emotion_persisting", 0), ("emotion_rising", True),
])
def test_a_threshold_outside_its_bounds_is_refused_by_name(name: str, value: Any) -> None:
    broken = copy.deepcopy(mappings())
    broken["escalation"]["thresholds"][name] = value
    with pytest.raises(BadRules, match=name):
        Knowledge.from_mappings(**broken)


def test_thresholds_in_the_wrong_order_are_refused() -> None:
    broken = copy.deepcopy(mappings())
    broken["escalation"]["thresholds"]["misunderstood"] = {"offer": 3, "handoff": 2}
    with pytest.raises(BadRules, match="misunderstood"):
        Knowledge.from_mappings(**broken)


def test_a_mood_that_rises_steeply_calls_a_person_before_its_threshold() -> None:
    calm = {"feelings": [{"name": "worried", "intensity": 0.32}]}
    text = "je suis inquiète, vraiment inquiète"
    assert decided("je suis inquiète")["action"] == "offer"
    assert decided(text, signals={"moods": [calm, {"feelings": []}, {"feelings": []}]})["action"] == "handoff"


@pytest.mark.parametrize("text", ["il devait arriver mardi", "le colis est devant la porte"])
def test_ordinary_verbs_are_not_misspelt_despair(text: str) -> None:
    assert decided(text)["action"] == "continue"


@pytest.mark.parametrize(("language", "text"), [
    ("en", "I want to talk about my order with a person"), ("en", "letting you know I want to talk to a human"),
    ("en", "I want to talk to the same person"), ("en", "please schedule a call with a human"),
    ("en", "I'd like one more person to look at this"), ("en", "can you show this to a human"),
    ("fr", "je veux parler de mon problème à quelqu'un"), ("fr", "je voulais vous dire que je veux un humain"),
    ("fr", "je voudrais parler à la même conseillère"), ("fr", "vous pouvez me donner un coup de main, ou un humain"),
])
def test_a_wish_beside_other_words_is_never_taken_for_a_refusal(language: str, text: str) -> None:
    assert not declines_person(text, language, understood("ask_human"), knowledge())
    assert gather(text=text, language=language, understanding=understood("ask_human"), signals={},
                  knowledge=knowledge()).asked is not None


@pytest.mark.parametrize(("language", "text"), [
    ("en", "the robot is broken"), ("en", "store please"), ("en", "sorry I was not talking to you"),
    ("en", "will someone check my luggage at the airport"), ("en", "can I get people to share my account"),
    ("fr", "je peux passer à la boutique chercher mon colis ?"), ("fr", "siège svp"), ("fr", "c'est pour deux personnes"),
    ("fr", "mon robot est bête, il tourne en rond"), ("fr", "je n'ai pas pu échanger avec vous hier"),
])
def test_people_and_places_spoken_of_call_nobody_by_their_words(language: str, text: str) -> None:
    assert knowledge().rules.find("asked", text, language) is None
