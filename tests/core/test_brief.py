"""The handoff brief: complete, in the customer's own words, inventing nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.brief import BriefInputs, Person, Said, build, mood_now, shared
from bot.core.emotion import read
from bot.core.escalation import decide, gather
from tests.core.reviewed import LUKA, TOM, knowledge

KEYS = ["version", "at", "language", "who", "want", "hope", "goal", "invested", "reasons", "mood", "facts", "steps", "policy",
        "promises", "orders", "gestures", "unknown", "suggestion"]
WHO = ["name", "call_them", "formality", "level", "minor", "writes_for", "pace", "since", "last_contacts", "preferences", "dates"]
STEP = {"task": "replace_part", "run": "t1.replace_part", "n": 2, "of": 5, "hint": None, "irreversible": False}


def brief_of(*texts: str, language: str = "fr", person: Person | None = None, **more: Any) -> dict[str, Any]:
    known, said = knowledge(), [Said(2 * n + 1, text) for n, text in enumerate(texts)]
    decision = decide(gather(text=texts[-1] if texts else "", language=language, understanding=None, signals={},
                             knowledge=known), known)
    policies = {m.id: m for text in texts for m in known.policies.match(text, language)}
    moods = [{"seq": s.seq, "feelings": read(s.text, language, known.emotion)["feelings"]} for s in said]
    return build(BriefInputs(
        version=1, at="2026-11-21T10:00:00.000Z", language=language, messages=said, person=person or Person(),
        decision=decision, moods=moods, policies=list(policies.values()), **more))


def quotes(told: dict[str, Any] | None) -> list[str]:
    return [quote["words"] for quote in told["quotes"]] if told else []


@pytest.mark.parametrize("texts", [(), ("Bonjour",), (LUKA,), ("😀",), ("a" * 4000,), ("?!", "", "\n")])
def test_every_key_is_there_in_its_order_whatever_was_said(texts: tuple[str, ...]) -> None:
    brief = brief_of(*texts)
    assert list(brief) == KEYS
    assert list(brief["who"]) == WHO
    assert list(brief["mood"]) == ["now", "curve"]
    assert brief["gestures"] == []
    assert json.loads(json.dumps(brief)) == brief


def test_the_lost_toy_can_be_answered_without_asking() -> None:
    brief = brief_of(LUKA, person=Person(name="Luka"))
    assert (brief["who"]["name"], brief["who"]["formality"], brief["who"]["minor"]) == ("Luka", "tu", True)
    assert brief["want"]["quotes"] == [{"seq": 1, "words": "j'ai perdu mon Jay au magasin"}]
    facts = {fact["name"]: (fact["value"], fact["seq"]) for fact in brief["facts"]}
    assert facts["matters"] == ("papa m'avait dit de le laisser à la maison", 1)
    assert brief["mood"]["now"] == {"word": "tristesse", "level": 3}
    assert [(p["id"], p["allows"], p["law"]) for p in brief["policy"]] == [("lost_item", False, None)]
    assert [r["code"] for r in brief["reasons"]] == ["emotion", "policy_exception", "minor"]
    assert [u["name"] for u in brief["unknown"]] == ["hope"]  # he did not say; nothing personal is asked of a child
    assert brief["suggestion"].startswith("Bonjour Luka, j’ai lu ton message")
    assert "j'ai perdu mon Jay au magasin et papa m'avait dit de le laisser à la maison" in brief["suggestion"]


def test_the_lost_gift_says_what_is_wanted_hoped_and_invested() -> None:
    brief = brief_of(TOM, language="en", person=Person(name="Tom"))
    assert quotes(brief["want"]) == ["I lost the music box you sold me", "Could you make an exception"]
    assert quotes(brief["hope"]) == ["Could you make an exception"]
    assert [t["text"] for t in brief["invested"]] == ["I saved for months"]
    assert brief["unknown"] == []
    assert "Hello Tom" in brief["suggestion"] and "I lost the music box you sold me" in brief["suggestion"]


@pytest.mark.parametrize(("language", "texts"), [
    ("fr", (LUKA,)), ("en", (TOM,)),
    ("fr", ("Mon fils Léo a perdu son doudou dans le train, on a cherché partout et on part samedi. J'espère que vous pourrez nous aider !",)),
    ("fr", ("Ma commande n'est pas là", "C'est pour l'anniversaire de ma fille. Pouvez-vous la livrer avant vendredi ?")),
    ("en", ("I’ve waited for weeks…", "I want my money back by Friday, I’m fed up")),
    ("fr", ("Ma carte •••• 4242 est débitée deux fois", "je voudrais être remboursée")),
])
def test_every_quote_stands_unchanged_in_the_message_it_names(language: str, texts: tuple[str, ...]) -> None:
    brief = brief_of(*texts, language=language)
    said = {2 * n + 1: text for n, text in enumerate(texts)}
    told = [brief["want"], brief["hope"], *brief["invested"]]
    for quote in [q for t in told if t for q in t["quotes"]]:
        assert quote["words"] and quote["words"] in said[quote["seq"]]
    assert all(fact["value"] in said[fact["seq"]] for fact in brief["facts"])


def test_a_goal_has_its_deadline_in_the_customers_words() -> None:
    brief = brief_of("Il manque une roue, c'est pour mon neveu", "il me la faut avant samedi, pour son anniversaire")
    assert brief["goal"]["deadline"] in ("avant samedi", "pour son anniversaire")
    assert brief_of("il manque une roue")["goal"] is None


@pytest.mark.parametrize(("language", "text", "expected"), [
    ("fr", "J'écris pour ma mère Simone, elle ne voit plus bien", {"name": "Simone", "relation": "mère"}),
    ("fr", "Mon fils Léo a perdu son doudou", {"name": "Léo", "relation": "fils"}),
    ("en", "I'm writing on behalf of my neighbour", {"name": None, "relation": "neighbour"}),
    ("fr", "une roue pour mon robot", None), ("en", "a wheel for my robot", None), ("fr", LUKA, None),
])
def test_someone_written_for_is_known(language: str, text: str, expected: dict[str, Any] | None) -> None:
    assert brief_of(text, language=language)["who"]["writes_for"] == expected


@pytest.mark.parametrize(("language", "text"), [("fr", "je voudrais parler à quelqu'un"), ("en", "human")])
def test_asking_for_a_person_leaves_open_what_it_is_about(language: str, text: str) -> None:
    brief = brief_of(text, language=language)
    assert brief["want"]["text"] == text
    assert [u["name"] for u in brief["unknown"]] == ["name", "want"]
    assert text not in brief["suggestion"]


def test_a_law_stands_beside_the_rule_in_the_customers_language() -> None:
    (policy,) = brief_of("il manque une roue à mon robot")["policy"]
    assert policy["allows"] and policy["law"]["name"].startswith("Garantie légale")
    (policy,) = brief_of("my parcel never arrived", language="en")["policy"]
    assert policy["law"]["name"] == "Seller’s risk until delivery"


@pytest.mark.parametrize("formality", ["vous", "tu"])
@pytest.mark.parametrize("text", [LUKA.replace("7 ans", "30 ans"), "je voudrais parler à quelqu'un", "Mon robot est cassé !"])
def test_a_suggestion_keeps_one_form_of_address_and_promises_nothing(text: str, formality: str) -> None:
    suggestion = brief_of(text, person=Person(name="Awa", formality=formality))["suggestion"]
    ours = suggestion.replace(text, "").lower()
    other = {"vous": (" tu ", " ton ", "t’"), "tu": (" vous ", " votre ")}[formality]
    assert not any(word in ours for word in other)
    assert not any(word in ours for word in ("offr", "rembours", "rempla", "geste", "promet", "envoie", "gratuit"))


def test_mood_fades_but_one_neutral_word_does_not_end_a_sorrow() -> None:
    sad, calm = {"seq": 1, "feelings": [{"name": "sad", "intensity": 0.8}]}, {"seq": 3, "feelings": []}
    assert mood_now([sad], "fr") == {"word": "tristesse", "level": 3}
    assert mood_now([sad, calm], "en") == {"word": "sadness", "level": 2}
    assert mood_now([sad, calm, calm, calm], "fr") == {"word": "calme", "level": 0}
    assert mood_now([], "en") == {"word": "calm", "level": 0}


def test_the_customer_sees_wants_facts_and_tries_and_nothing_else() -> None:
    steps = [{**STEP, "step": "product", "label": "Quel objet ?", "state": "done", "value": "Pixel", "said": "mon robot", "seq": 4},
             {**STEP, "step": "part", "label": "Quelle pièce ?", "state": "failed", "value": None, "said": None, "seq": 6},
             {**STEP, "step": "part", "label": "Quelle pièce ?", "state": "shown", "value": None, "said": None, "seq": 7}]
    given = [{"id": "f5", "name": "part", "label": "Pièce", "value": "roue gauche", "seq": 5, "corrected": False}]
    seen = shared(brief_of(LUKA, steps=steps, facts=given), {"name": "Claire", "role": "service clients"})
    assert list(seen) == ["version", "to", "wants", "facts", "tried"]
    assert seen["to"] == {"name": "Claire", "role": "service clients"}
    assert [w["label"] for w in seen["wants"]] == ["Ta demande"]
    assert [f["text"] for f in seen["facts"]] == ["roue gauche", "j'ai perdu mon Jay au magasin", "papa m'avait dit de le laisser à la maison"]
    assert [t["text"] for t in seen["tried"]] == ["mon robot (fait)", "sans succès"]
    every = [item["id"] for part in ("wants", "facts", "tried") for item in seen[part]]
    assert len(every) == len(set(every))


def test_a_correction_of_the_customer_wins() -> None:
    brief = brief_of("j'ai perdu mon Jay au magasin, c'était un cadeau de papi", corrections=[
        {"item": "want", "text": "J'aimerais un autre Jay", "seq": 9},
        {"item": "happened-1-1", "text": "perdu à la piscine", "seq": 11}])
    assert brief["want"] == {"text": "J'aimerais un autre Jay", "quotes": [{"seq": 9, "words": "J'aimerais un autre Jay"}]}
    (fact,) = [f for f in brief["facts"] if f["id"] == "happened-1-1"]
    assert (fact["value"], fact["seq"], fact["corrected"]) == ("perdu à la piscine", 11, True)
